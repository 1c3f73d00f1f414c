//! The sections of the page. They read the state from context.

mod cell;
mod emergence;

pub use cell::CellSection;
pub use emergence::EmergenceSection;
