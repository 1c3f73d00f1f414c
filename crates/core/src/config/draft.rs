//! The values as sliders and links hold them: public, unchecked.

use serde::{Deserialize, Serialize};

use crate::config::{
    CellSource, DenseSign, EngineChoice, Frame, Language, Layout, Mistake, Noise, NoiseKind,
    Normalization, OutputUnit, PARAMETERS, ParameterGroup, Polarity, Presentation, Scene, Schedule,
    Section, SpikeGeneration, TemporalPreset, TemporalSource, TrainingPart, Version,
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
    pub source: CellSource,
    pub cell_number: u32,
    pub num_cells: u32,
    pub recording: String,
    pub roles: String,
    pub stimulus: String,
    pub recorded_cell: u32,
    pub crop_row: u32,
    pub crop_column: u32,
    pub repeats: u32,
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
    pub num_recipes: u32,
    pub consensus_runs: u32,
    pub reveal: bool,
    pub version: Version,
    pub layers: u32,
    pub steps: u32,
    pub second_epochs: u32,
    pub second_steps: u32,
    pub second_learning_rate: f32,
    pub second_l1: f32,
    pub seeds: u32,
    pub sample_share: f32,
    pub part: TrainingPart,
    pub noise_share: f32,
    pub noise_kind: NoiseKind,
    pub scene: Scene,
    pub pictures: u32,
    pub checker: u32,
    pub normalization: Normalization,
    pub mistake: Mistake,
    pub presentation: Presentation,
    pub view_state: String,
    pub expected: String,
    pub language: Language,
    pub frame: Frame,
    pub lesson: String,
    pub sealed: String,
    pub answer: String,
}

impl Default for Draft {
    /// What the page shows when its link says nothing.
    #[expect(clippy::too_many_lines, reason = "one line for each parameter")]
    fn default() -> Self {
        Self {
            section: Section::Emergence,
            source: CellSource::Model,
            cell_number: 1,
            num_cells: 10,
            recording: String::new(),
            roles: String::new(),
            stimulus: String::new(),
            recorded_cell: 1,
            crop_row: 0,
            crop_column: 0,
            repeats: 200,
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
            num_recipes: 12,
            consensus_runs: 0,
            reveal: false,
            version: Version::First,
            layers: 1,
            steps: 0,
            second_epochs: 2,
            second_steps: 0,
            second_learning_rate: 3e-3,
            second_l1: 3e-4,
            seeds: 3,
            sample_share: 1.0,
            part: TrainingPart::Whole,
            noise_share: 0.0,
            noise_kind: NoiseKind::Images,
            scene: Scene::DeadLeaves,
            pictures: 300,
            checker: 6,
            normalization: Normalization::Half,
            mistake: Mistake::None,
            presentation: Presentation::Standing,
            view_state: String::new(),
            expected: String::new(),
            language: Language::Browser,
            frame: Frame::Page,
            lesson: String::new(),
            sealed: String::new(),
            answer: String::new(),
        }
    }
}

impl Draft {
    /// The defaults of a section for a kind of cell: links and settings say what departs from these.
    pub fn of(section: Section, source: CellSource) -> Self {
        let base = match source {
            CellSource::Model => Self::default(),
            CellSource::Recorded | CellSource::File => Self::recorded(),
        };
        let base = Self { section, source, ..base };
        match section {
            Section::Saturation => Self {
                spikes: SpikeGeneration::Bernoulli,
                rate: 0.07,
                frames: 60_000,
                // After 8 epochs a third of the networks with 16 filters still have a fifth one.
                epochs: 12,
                last_filters: 16,
                layers: 3,
                ..base
            },
            Section::Spacetime => {
                Self { version: Version::Second, frames: 100_000, first_filters: 5, ..base }
            }
            // As many as a median over the others needs.
            Section::Stability => Self { restarts: 4, ..base },
            Section::Natural if source == CellSource::Model => Self { first_filters: 5, ..base },
            // As many as are shown: there are two more networks for each of them.
            Section::Natural if source == CellSource::File => Self { num_cells: 3, ..base },
            Section::Methods if source == CellSource::Model => {
                Self { first_filters: 5, frames: 60_000, ..base }
            }
            Section::Cell
            | Section::Emergence
            | Section::Recorded
            | Section::Settings
            | Section::Degradation
            | Section::Transfer
            | Section::Methods
            | Section::Natural => base,
        }
    }

    /// A recorded-like cell and the network that the paper used for its recordings.
    ///
    /// The L1 penalty is full from the first step. With the ramp of the model cell the networks
    /// predict as well, but 10 instead of 8 of 32 filters stay effective, and 16 instead of 9 with
    /// non-negative weights (means of three populations; an independent simulation had 7 to 10, and 8 to 13).
    fn recorded() -> Self {
        Self {
            rows: 16,
            columns: 16,
            polarity: Polarity::Off,
            frames: 120_000,
            first_filters: 32,
            last_filters: 32,
            filter_side: 15,
            restarts: 1,
            steps: 1_000,
            batch: 500,
            learning_rate: 5e-3,
            dense: DenseSign::Signed,
            l1: 5e-4,
            ramp: 0.0,
            second_steps: 500,
            second_learning_rate: 1e-3,
            second_l1: 4e-4,
            ..Self::default()
        }
    }

    /// The experiment alone, without what only the view of it depends on.
    #[must_use]
    pub fn without_view(&self) -> Self {
        let Self { reveal, view_state, expected, language, frame, lesson, answer, .. } =
            Self::default();
        let section = self.section.experiment();
        Self {
            section,
            reveal,
            view_state,
            expected,
            language,
            frame,
            lesson,
            answer,
            ..self.clone()
        }
    }

    /// The default experiment of its section and kind of cell, looked at in the same way. A sealed cell stays:
    /// it is what is to be found out.
    #[must_use]
    pub fn with_defaults(&self) -> Self {
        let Self { reveal, view_state, language, frame, lesson, sealed, .. } = self.clone();
        let base = Self::of(self.section, self.source);
        Self { reveal, view_state, language, frame, lesson, sealed, ..base }
    }

    /// The same wishes in another section: what a person has changed goes along, as far as the other
    /// section is about the same kind of cell; the seed and the engine always do. Defaults of the other
    /// section that don't go with it give way.
    #[must_use]
    pub fn moved_to(&self, section: Section) -> Self {
        let sources = section.sources();
        let source = if sources.contains(&self.source) { self.source } else { sources[0] };
        self.carried_into(Self::of(section, source))
    }

    /// The same section for another kind of cell.
    #[must_use]
    pub fn with_source(&self, source: CellSource) -> Self {
        self.carried_into(Self::of(self.section, source))
    }

    fn carried_into(&self, mut base: Self) -> Self {
        let is_same = base.source == self.source;
        for parameter in &PARAMETERS {
            let goes = match parameter.group {
                ParameterGroup::View => !["view", "expect"].contains(&parameter.key),
                ParameterGroup::Cell
                | ParameterGroup::Data
                | ParameterGroup::Network
                | ParameterGroup::Training => {
                    is_same || ["seed", "engine"].contains(&parameter.key)
                }
            };
            if goes && parameter.key != "source" && parameter.is_changed(self) {
                (parameter.set)(&mut base, (parameter.get)(self));
            }
        }
        base.give_way();
        base
    }
}
