//! The sections of the page. They read the state from context.

pub(crate) mod cell;
pub(super) mod emergence;
mod experiments;
mod remarks;
mod room;

pub use emergence::EmergenceSection;
pub use experiments::ExperimentSection;
pub use room::RoomPlace;
