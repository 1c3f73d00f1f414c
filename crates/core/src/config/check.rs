//! From values that may hold anything to a configuration that no stage has to doubt.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::{
    CellSource, DataSource, DenseSign, Draft, EngineChoice, Layout, Noise, NoiseKind, OutputUnit,
    Placement, Polarity, Problem, Schedule, Section, SpikeGeneration, TemporalPreset,
    TemporalSource, TrainingPart, Version, conflict::conflicts,
};

/// Numbers of filters that the section Saturation compares, as far as they lie in the range asked for.
pub const FILTER_COUNTS: [u32; 7] = [1, 2, 3, 4, 5, 8, 16];

/// Smallest share of the frames that the section Data compares.
pub const SMALLEST_SHARE: f32 = 0.01;

/// A checked experiment. Made by [`Draft::check`] only, so every getter can be trusted; what comes in a message was checked by
/// whoever sent it, who is of the same build.
///
/// It is held by many at a time and never changes, so a copy is one more holder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "CheckedDraft", into = "CheckedDraft")]
pub struct Config(Arc<CheckedValues>);

#[derive(Clone, Debug, PartialEq)]
struct CheckedValues {
    draft: Draft,
    subunits: Vec<Placement>,
    data_source: DataSource,
}

impl PartialEq for Config {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

/// The values of a config, as they go in a message.
#[derive(Serialize, Deserialize)]
struct CheckedDraft(Draft);

impl From<CheckedDraft> for Config {
    fn from(CheckedDraft(draft): CheckedDraft) -> Self {
        Self::of_checked(draft)
    }
}

impl From<Config> for CheckedDraft {
    fn from(config: Config) -> Self {
        Self(config.into())
    }
}

impl Draft {
    /// Checks every value against its range and all values against each other.
    ///
    /// # Errors
    /// All problems found, not only the first.
    pub fn check(&self) -> Result<Config, Vec<Problem>> {
        let problems: Vec<_> =
            conflicts(self).into_iter().map(|conflict| conflict.problem).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Config::of_checked(self.clone()))
    }
}

impl Draft {
    /// Training frames in a share of some part of them.
    fn frames_in(&self, part: TrainingPart, share: f32) -> u32 {
        (part.of(self.frames as usize).len() as f64 * f64::from(share)).round() as u32
    }

    /// Training frames that are learned from.
    pub(super) fn used_frames(&self) -> u32 {
        self.frames_in(self.part, self.sample_share)
    }

    /// Frames that choose among restarts; at least 200.
    pub(crate) fn validation_frames(&self) -> u32 {
        ((self.frames as f32 * self.validation_share) as u32).max(200)
    }

    /// Frames of the network that learns from the fewest: in the section Data, one learns from a
    /// hundredth, and in Stability from a half, as in Images where the cell is one of a recording.
    pub(super) fn fewest_frames(&self) -> u32 {
        let (part, share) = self.smallest_part();
        self.frames_in(part, share)
    }

    /// Whether some of its networks learn from half of the frames.
    fn learns_from_halves(&self) -> bool {
        let is_of_recording = self.source == CellSource::File;
        self.section == Section::Stability || self.section == Section::Natural && is_of_recording
    }

    /// The part of the training frames, and the share of that, from which a network learns that has the fewest.
    pub(super) fn smallest_part(&self) -> (TrainingPart, f32) {
        if self.section == Section::Degradation {
            (self.part, SMALLEST_SHARE)
        } else if self.learns_from_halves() {
            (TrainingPart::First, self.sample_share)
        } else {
            (self.part, self.sample_share)
        }
    }
}

impl From<Config> for Draft {
    fn from(config: Config) -> Self {
        Arc::unwrap_or_clone(config.0).draft
    }
}

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident: $kind:ty;)+) => {
        impl Config {
            $($(#[$doc])* pub fn $name(&self) -> $kind { self.0.draft.$name })+
        }
    };
}

getters! {
    /// Seed of every random number.
    seed: u32;
    /// Where the hidden subunits sit.
    layout: Layout;
    /// Shape of the temporal filter.
    temporal: TemporalPreset;
    /// Sign of the temporal filter.
    polarity: Polarity;
    /// Distribution of the white noise.
    noise: Noise;
    /// How drive becomes spikes.
    spikes: SpikeGeneration;
    /// Mean spikes a frame.
    rate: f32;
    /// Drive above which the cell can spike.
    threshold: f32;
    /// Expected spikes a frame for each unit of drive above threshold.
    gain: f32;
    /// Temporal filter of the network's input.
    input: TemporalSource;
    /// Spread of the first filter weights; 0 means Glorot's rule.
    init_sd: f32;
    /// SD of the noise before rectification.
    inner_noise: f32;
    /// Signs of the pooling weights.
    dense: DenseSign;
    /// Last nonlinearity and loss.
    output: OutputUnit;
    /// Step size of Adam.
    learning_rate: f32;
    /// Change of the step size.
    schedule: Schedule;
    /// Share of the training over which L1 grows.
    ramp: f32;
    /// L2 on filters.
    l2: f32;
    /// L2 on pooling weights.
    dense_l2: f32;
    /// L1 on what enters the output.
    activity_l1: f32;
    /// Which engine trains.
    engine: EngineChoice;
    /// Which kind of cell answers.
    source: CellSource;
    /// Cells of the population that are compared.
    num_cells: u32;
    /// Which of the paper's two networks.
    version: Version;
    /// Step size of Adam while space-time filters are learned.
    second_learning_rate: f32;
    /// L1 on filters while space-time filters are learned.
    second_l1: f32;
    /// Share of the training images or checkers that is noise.
    noise_share: f32;
    /// Which part of the training frames networks may learn from.
    part: TrainingPart;
    /// How training images are spoiled.
    noise_kind: NoiseKind;
}

macro_rules! sizes {
    ($($(#[$doc:meta])* $name:ident = $field:ident;)+) => {
        impl Config {
            $($(#[$doc])* pub fn $name(&self) -> usize { self.0.draft.$field as usize })+
        }
    };
}

sizes! {
    /// Height of the field, checkers.
    rows = rows;
    /// Width of the field, checkers.
    columns = columns;
    /// Frames for the reported correlations.
    num_test_frames = test_frames;
    /// Height and width of a filter, checkers.
    filter_side = filter_side;
    /// Networks for each number of filters.
    num_restarts = restarts;
    /// Passes over the training frames.
    num_epochs = epochs;
    /// Frames in a step.
    batch_size = batch;
    /// Readings of the learning curve.
    num_curve_points = curve_points;
    /// Convolutional layers.
    num_layers = layers;
    /// How often the test frames are shown to a recorded-like cell.
    num_repeats = repeats;
    /// Recipes that are tried.
    num_recipes = num_recipes;
    /// Runs of the factorization at each sparsity; 0 where no consensus is sought.
    num_consensus_runs = consensus_runs;
    /// Independent data sets.
    num_seeds = seeds;
}

impl Default for Config {
    /// The experiment of a link that says nothing. Its values go together, so what checks others, with all that it says of them, is not needed for
    /// it: the first worker is loaded without.
    fn default() -> Self {
        Self::of_checked(Draft::default())
    }
}

impl Config {
    fn of_checked(draft: Draft) -> Self {
        let subunits = match draft.source {
            CellSource::Model => draft.placements(),
            CellSource::Recorded | CellSource::File => Vec::new(),
        };
        let data_source = DataSource::of(&draft, &subunits);
        Self(Arc::new(CheckedValues { draft, subunits, data_source }))
    }

    /// What the data set of its networks is made from.
    pub fn data_source(&self) -> &DataSource {
        &self.0.data_source
    }

    /// The same experiment without what only the view of it depends on, on which no check depends.
    #[must_use]
    pub fn without_view(&self) -> Self {
        let draft = self.0.draft.without_view();
        if draft == self.0.draft {
            return self.clone();
        }
        let CheckedValues { subunits, data_source, .. } = &*self.0;
        let (subunits, data_source) = (subunits.clone(), data_source.clone());
        Self(Arc::new(CheckedValues { draft, subunits, data_source }))
    }

    /// The values as a person or a link gave them.
    pub fn draft(&self) -> &Draft {
        &self.0.draft
    }

    /// Whether the cell came sealed: what it is like is for people to find out.
    pub fn is_sealed(&self) -> bool {
        !self.0.draft.sealed.is_empty()
    }

    /// Whether nothing may show what the cell is like.
    pub fn is_blind(&self) -> bool {
        self.0.draft.is_blind()
    }

    /// The hidden subunits: at least one, all inside the field.
    pub fn subunits(&self) -> &[Placement] {
        &self.0.subunits
    }

    /// Which cell of the population or of the recording, from 1.
    pub fn cell_number(&self) -> u32 {
        match self.source() {
            CellSource::Model | CellSource::Recorded => self.0.draft.cell_number,
            CellSource::File => self.0.draft.recorded_cell,
        }
    }

    /// The experiment that the section shows.
    pub fn experiment(&self) -> Section {
        self.0.draft.section.experiment()
    }

    /// Frames that a network learns from.
    pub fn num_frames(&self) -> usize {
        self.0.draft.used_frames() as usize
    }

    /// Checkers of the field.
    pub fn num_checkers(&self) -> usize {
        self.rows() * self.columns()
    }

    /// Numbers of filters to train, in rising order.
    pub fn filter_counts(&self) -> core::ops::RangeInclusive<u32> {
        self.0.draft.first_filters..=self.0.draft.last_filters
    }

    /// Frames that choose among restarts; at least 200.
    pub fn num_validation_frames(&self) -> usize {
        self.0.draft.validation_frames() as usize
    }

    /// Full L1 penalty for a network of `num_filters`.
    pub fn l1(&self, num_filters: u32) -> f32 {
        if num_filters <= 4 { self.0.draft.l1_few } else { self.0.draft.l1 }
    }

    /// Training steps of Version I, or of all if there is no Version II: whole batches only, at
    /// least one an epoch.
    pub fn num_steps(&self) -> u32 {
        match self.0.draft.steps {
            0 => self.0.draft.epochs * (self.0.draft.used_frames() / self.0.draft.batch),
            steps => steps,
        }
    }

    /// Training steps of Version II, after those of Version I; 0 if there is none.
    pub fn num_second_steps(&self) -> u32 {
        match (self.0.draft.version, self.0.draft.second_steps) {
            (Version::First, _) => 0,
            (Version::Second, 0) => {
                self.0.draft.second_epochs * (self.0.draft.used_frames() / self.0.draft.batch)
            }
            (Version::Second, steps) => steps,
        }
    }
}
