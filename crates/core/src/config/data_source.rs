//! What a data set is made from: the one value that identifies it.

use core::ops::Range;

use serde::{Deserialize, Serialize};

use crate::config::{
    CellSource, Config, Draft, Noise, NoiseKind, Placement, Polarity, SpikeGeneration,
    TemporalPreset, TemporalSource, TrainingPart, Version,
};

/// Test frames shown to a recorded-like cell again and again (paper: Methods B).
pub const REPEATED_FRAMES: u32 = 300;

/// Everything that a data set depends on, resolved: a layout is its subunits, whether they came by name, by hand or sealed, and
/// what makes no difference has one fixed value.
///
/// Data sets are made from this and nothing else, so two of them are equal if these are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataSource {
    /// The cell that answers.
    pub cell: CellDescription,
    /// What it is shown.
    pub stimulus: Stimulus,
    /// How many frames of it.
    pub lengths: Lengths,
    /// Temporal filter of the frames that networks see.
    pub input: TemporalSource,
    /// Whether the frames before filtering are kept too, for networks of Version II.
    pub has_raw_frames: bool,
    /// Noise put into the training frames on purpose; none at a share of 0.
    pub spoiled: Option<(NoiseKind, f32)>,
}

/// Which cell answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CellDescription {
    /// The model cell of the paper's Methods A.
    Model(ModelCell),
    /// A cell of the population of the stimulus's seed, by its number, from 1.
    Recorded(u32),
    /// A cell of a recording that somebody has opened.
    File(FileCell),
}

/// A cell of a recording, and what is kept of its frames.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCell {
    /// Name of the recording; empty if none has been opened.
    pub recording: String,
    /// Which cell, from 1.
    pub number: u32,
    /// First row and column of checkers that are kept, from 1; 0 for those around the receptive field.
    pub crop: (u32, u32),
}

/// A model cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelCell {
    /// Where its subunits sit.
    pub subunits: Vec<Placement>,
    /// Shape of its temporal filter.
    pub temporal: TemporalPreset,
    /// Sign of its temporal filter.
    pub polarity: Polarity,
    /// How drive becomes spikes.
    pub spikes: SpikeGeneration,
    /// Mean spikes a frame.
    pub rate: f32,
    /// Drive above which it can spike.
    pub threshold: f32,
    /// Expected spikes a frame for each unit of drive above threshold; 1 if spikes are deterministic, which no gain changes.
    pub gain: f32,
}

/// White noise of a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stimulus {
    /// Seed of every random number.
    pub seed: u32,
    /// Distribution of each checker.
    pub noise: Noise,
    /// Height of the field, checkers.
    pub rows: u32,
    /// Width of the field, checkers.
    pub columns: u32,
}

/// Frames of each split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lengths {
    /// Training frames shown to the cell.
    pub training: u32,
    /// Those of them that networks may learn from.
    pub used: u32,
    /// Where among the training frames these lie.
    pub part: TrainingPart,
    /// Frames that choose among restarts.
    pub validation: u32,
    /// Frames that only report.
    pub test: u32,
    /// How often these are shown; once to a model cell.
    pub repeats: u32,
}

impl TrainingPart {
    /// Which of so many frames belong to it.
    pub fn of(self, num_frames: usize) -> Range<usize> {
        let middle = num_frames / 2;
        match self {
            Self::Whole => 0..num_frames,
            Self::First => 0..middle,
            Self::Second => middle..num_frames,
        }
    }
}

impl Stimulus {
    /// Checkers of the field.
    pub fn num_checkers(&self) -> usize {
        (self.rows * self.columns) as usize
    }
}

impl DataSource {
    /// Of values that agree with each other.
    pub(super) fn of(draft: &Draft, subunits: &[Placement]) -> Self {
        let cell = match draft.source {
            CellSource::Model => CellDescription::Model(ModelCell::of(draft, subunits)),
            CellSource::Recorded => CellDescription::Recorded(draft.cell_number),
            CellSource::File => CellDescription::File(FileCell {
                recording: draft.recording.clone(),
                number: draft.recorded_cell,
                crop: (draft.crop_row, draft.crop_column),
            }),
        };
        let share = draft.noise_share;
        let spoiled = (share > 0.0).then_some((draft.noise_kind, share));
        // Of a file only the noise that is put into it on purpose is drawn.
        let is_file = draft.source == CellSource::File;
        let is_random = !is_file || spoiled.is_some();
        Self {
            cell,
            stimulus: Stimulus::of(draft, is_random),
            lengths: Lengths::of(draft),
            // Nobody knows the filter of a real cell.
            input: if is_file { TemporalSource::Estimated } else { draft.input },
            has_raw_frames: draft.version == Version::Second,
            spoiled,
        }
    }
}

impl ModelCell {
    fn of(draft: &Draft, subunits: &[Placement]) -> Self {
        let is_deterministic = draft.spikes == SpikeGeneration::Deterministic;
        Self {
            subunits: subunits.to_vec(),
            temporal: draft.temporal,
            polarity: draft.polarity,
            spikes: draft.spikes,
            rate: draft.rate,
            threshold: draft.threshold,
            gain: if is_deterministic { 1.0 } else { draft.gain },
        }
    }
}

impl Stimulus {
    fn of(draft: &Draft, is_random: bool) -> Self {
        let Draft { seed, noise, rows, columns, .. } = *draft;
        // What a file holds is not drawn.
        let noise = if draft.source == CellSource::File { Noise::Binary } else { noise };
        Self { seed: if is_random { seed } else { 0 }, noise, rows, columns }
    }
}

impl Lengths {
    fn of(draft: &Draft) -> Self {
        let (test, repeats) = match draft.source {
            // How often the frames of a file were shown stands in the file.
            CellSource::Model | CellSource::File => (draft.test_frames, 1),
            CellSource::Recorded => (REPEATED_FRAMES, draft.repeats),
        };
        Self {
            training: draft.frames,
            used: draft.used_frames(),
            part: draft.part,
            validation: draft.validation_frames(),
            test,
            repeats,
        }
    }
}

impl Config {
    /// The model cell that its values describe.
    pub fn model_cell(&self) -> ModelCell {
        ModelCell::of(self.draft(), self.subunits())
    }

    /// What is shown.
    pub fn stimulus(&self) -> Stimulus {
        self.data_source().stimulus
    }
}
