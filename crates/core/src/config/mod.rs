//! What an experiment is: every parameter, its range and meaning, and the check that makes it safe.
//!
//! In: values from sliders and links ([`Draft`]). Out: a [`Config`] that no stage has to doubt.
//! Text forms belong to `link`, the controls that show the table to the page.

mod check;
mod choice;
mod conflict;
mod data_source;
mod draft;
mod number;
mod placement;
mod presets;
mod scale;
mod seal;
mod settle;
mod table;
mod values;
mod view;

pub use check::{Config, FILTER_COUNTS, SMALLEST_SHARE};
pub use choice::{
    CellSource, Choice, DenseSign, EngineChoice, Frame, Language, Layout, Mistake, Noise,
    NoiseKind, Normalization, OutputUnit, Polarity, Presentation, Scene, Schedule, Section,
    SpikeGeneration, TemporalPreset, TemporalSource, TrainingPart, Version,
};
pub use conflict::Problem;
pub use data_source::{
    CellDescription, DataSource, FileCell, Lengths, ModelCell, REPEATED_FRAMES, Stimulus,
};
pub use draft::{Draft, Placement};
pub use number::{read_number, read_short_number};
pub use presets::{PRESETS, Preset, PresetKind, Surprise, surprise};
pub use scale::{POSITIONS, Scale};
pub use seal::{MAX_SEALED_SUBUNITS, seal, unseal};
pub use settle::Settled;
pub use table::{
    Kind, MAX_ROLES, MAX_STIMULUS, PARAMETERS, Parameter, ParameterGroup, Value, parameter,
    range_text,
};
pub use values::Values;

/// Raised whenever the same settings give other bits than before.
///
/// A link that was made with another model version says so when it is opened, instead of calling the
/// difference a failure.
pub const MODEL_VERSION: u32 = 2;
/// Most subunits that a cell may be given by hand.
pub const MAX_SUBUNITS: usize = 64;
/// Lags of the temporal filter, frames (paper: 600 ms at 30 Hz).
pub const NUM_LAGS: usize = 20;
