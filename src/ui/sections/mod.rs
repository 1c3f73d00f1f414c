//! The sections of the page. They read the state from context.

mod emergence;

pub use emergence::EmergenceSection;
