//! The values as sliders and links hold them: public, unchecked.

use serde::{Deserialize, Serialize};

use crate::config::{
    DenseSign, EngineChoice, Layout, Noise, OutputUnit, Polarity, Schedule, Section,
    SpikeGeneration, TemporalPreset, TemporalSource,
};

/// One rectangular subunit, placed on the checkerboard by its top left checker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Placement {
    /// Row of the top checker.
    pub row: u8,
    /// Column of the left checker.
    pub column: u8,
    /// Height, checkers.
    pub height: u8,
    /// Width, checkers.
    pub width: u8,
}

impl Placement {
    /// A square subunit of 2x2 checkers, the size in the paper.
    pub const fn square(row: u8, column: u8) -> Self {
        Self { row, column, height: 2, width: 2 }
    }
}

/// Everything that makes an experiment, as chosen by a person or a link: may hold anything.
///
/// [`Draft::check`] turns it into a [`Config`](crate::config::Config). Units, ranges and meanings
/// stand in [`PARAMETERS`](crate::config::PARAMETERS).
#[expect(missing_docs, reason = "each field is documented by its row of the parameter table")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub section: Section,
    pub seed: u32,
    pub rows: u32,
    pub columns: u32,
    pub layout: Layout,
    pub subunits: Vec<Placement>,
    pub temporal: TemporalPreset,
    pub polarity: Polarity,
    pub noise: Noise,
    pub spikes: SpikeGeneration,
    pub rate: f32,
    pub threshold: f32,
    pub gain: f32,
    pub frames: u32,
    pub test_frames: u32,
    pub input: TemporalSource,
    pub first_filters: u32,
    pub last_filters: u32,
    pub filter_side: u32,
    pub restarts: u32,
    pub epochs: u32,
    pub batch: u32,
    pub learning_rate: f32,
    pub schedule: Schedule,
    pub dense: DenseSign,
    pub output: OutputUnit,
    pub l1: f32,
    pub l1_few: f32,
    pub ramp: f32,
    pub l2: f32,
    pub dense_l2: f32,
    pub activity_l1: f32,
    pub inner_noise: f32,
    pub init_sd: f32,
    pub engine: EngineChoice,
    pub validation_share: f32,
    pub curve_points: u32,
    pub reveal: bool,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            section: Section::Emergence,
            seed: 1,
            rows: 8,
            columns: 8,
            layout: Layout::Block,
            subunits: Vec::new(),
            temporal: TemporalPreset::Biphasic,
            polarity: Polarity::On,
            noise: Noise::Binary,
            spikes: SpikeGeneration::Deterministic,
            rate: 0.1,
            threshold: 1.0,
            gain: 1.0,
            frames: 40_000,
            test_frames: 10_000,
            input: TemporalSource::Estimated,
            first_filters: 1,
            last_filters: 5,
            filter_side: 7,
            restarts: 4,
            epochs: 8,
            batch: 300,
            learning_rate: 0.03,
            schedule: Schedule::Cosine,
            dense: DenseSign::NonNegative,
            output: OutputUnit::Softplus,
            l1: 1e-3,
            l1_few: 5e-4,
            ramp: 0.7,
            l2: 0.0,
            dense_l2: 0.0,
            activity_l1: 0.0,
            inner_noise: 0.0,
            init_sd: 0.0,
            engine: EngineChoice::Cpu,
            validation_share: 0.1,
            curve_points: 20,
            reveal: false,
        }
    }
}
