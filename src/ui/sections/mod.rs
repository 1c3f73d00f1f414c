//! The sections of the page. They read the state from context.

pub(super) mod emergence;
mod experiments;
mod module_place;
mod recording_place;
mod remarks;
mod stale;

pub use emergence::EmergenceSection;
pub use experiments::ExperimentSection;
pub use module_place::ModulePlace;
pub use recording_place::{RecordingPlace, Recordings};
