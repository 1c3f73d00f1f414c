//! The sections of the page. They read the state from context.

mod cell;
mod emergence;
mod experiments;
mod remarks;
mod studio;

pub use cell::CellSection;
pub use emergence::EmergenceSection;
pub use experiments::ExperimentSection;
