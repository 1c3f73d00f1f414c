//! From values that may hold anything to a configuration that no stage has to doubt.

use serde::{Deserialize, Serialize};

use crate::{
    config::{
        CellSource, DenseSign, Draft, EngineChoice, Group, Layout, Noise, NoiseKind, OutputUnit,
        PARAMETERS, Parameter, Placement, Polarity, Schedule, Section, SpikeGeneration,
        TemporalPreset, TemporalSource, Version, range_text,
    },
    t, words,
};

/// Smallest share of the frames that the section Data compares.
pub const SMALLEST_SHARE: f32 = 0.01;

/// Something wrong with a draft: which parameters, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Link keys of the parameters concerned.
    pub keys: Vec<&'static str>,
    /// A sentence for people.
    pub message: String,
}

/// A checked experiment. Made by [`Draft::check`] only, so every getter can be trusted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Draft", into = "Draft")]
pub struct Config {
    draft: Draft,
    subunits: Vec<Placement>,
}

impl Draft {
    /// Checks every value against its range and all values against each other.
    ///
    /// # Errors
    /// All problems found, not only the first.
    pub fn check(&self) -> Result<Config, Vec<Problem>> {
        let mut problems: Vec<_> =
            PARAMETERS.iter().filter_map(|parameter| range_problem(parameter, self)).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        if self.first_filters > self.last_filters {
            problems.push(Problem {
                keys: vec!["nmin", "nmax"],
                message: t!(
                    "The fewest filters ({fewest}) are more than the most ({most}). Swap them.",
                    fewest = self.first_filters,
                    most = self.last_filters
                ),
            });
        }
        if self.filter_side > self.rows.min(self.columns) {
            problems.push(Problem {
                keys: vec!["side", "rows", "cols"],
                message: t!(
                    "A {side}x{side} filter does not fit into a field of {rows}x{columns} checkers. Choose a smaller filter or a larger field.",
                    side = self.filter_side,
                    rows = self.rows,
                    columns = self.columns
                ),
            });
        }
        if self.batch > self.fewest_frames() {
            problems.push(Problem {
                keys: vec!["batch", "frames", "share"],
                message: t!(
                    "A batch of {batch} needs more than the {frames} training frames. Choose a smaller batch or more frames.",
                    batch = self.batch,
                    frames = self.fewest_frames()
                ),
            });
        }
        problems.extend(source_problem(self));
        let subunits = match self.source {
            CellSource::Model => self.placements(),
            CellSource::Recorded => Vec::new(),
        };
        if self.source == CellSource::Model {
            problems.extend(placement_problem(self, &subunits));
        }
        if problems.is_empty() {
            Ok(Config { draft: self.clone(), subunits })
        } else {
            Err(problems)
        }
    }
}

impl Draft {
    /// Training frames in a share of them.
    fn frames_in(&self, share: f32) -> u32 {
        (f64::from(self.frames) * f64::from(share)).round() as u32
    }

    /// Training frames that are learned from.
    fn used_frames(&self) -> u32 {
        self.frames_in(self.sample_share)
    }

    /// Frames of the network that learns from the fewest: in the section Data, one learns from a
    /// hundredth.
    fn fewest_frames(&self) -> u32 {
        if self.section == Section::Degradation {
            self.frames_in(SMALLEST_SHARE)
        } else {
            self.used_frames()
        }
    }
}

/// What a kind of cell does not go with.
fn source_problem(draft: &Draft) -> Option<Problem> {
    let problem = |keys, message: &str| Some(Problem { keys, message: message.to_owned() });
    if !draft.section.sources().contains(&draft.source) {
        return problem(vec!["source"], t!("This section is not about this kind of cell."));
    }
    if draft.source == CellSource::Recorded && (draft.rows, draft.columns) != (16, 16) {
        let message = t!("Recorded-like cells have a field of 16x16 checkers.");
        return problem(vec!["rows", "cols"], message);
    }
    if draft.version == Version::Second && draft.layers > 1 {
        let message = t!(
            "Space-time filters are learned by networks of one conv layer. Choose one layer or Version I."
        );
        return problem(vec!["version", "layers"], message);
    }
    let is_lonely = draft.filter_side >= draft.rows.min(draft.columns);
    if draft.source == CellSource::Model && draft.layers > 1 && is_lonely {
        let message = t!(
            "The second layer needs at least two places where a filter fits. Choose a smaller filter or one layer."
        );
        return problem(vec!["layers", "side"], message);
    }
    None
}

fn range_problem(parameter: &'static Parameter, draft: &Draft) -> Option<Problem> {
    let value = (parameter.get)(draft);
    (!parameter.admits(&value)).then(|| Problem {
        keys: vec![parameter.key],
        message: t!(
            "{setting} is out of range: choose {range}.",
            setting = words::say(parameter.label),
            range = range_text(parameter)
        ),
    })
}

fn placement_problem(draft: &Draft, subunits: &[Placement]) -> Option<Problem> {
    let keys = vec!["layout", "subunits", "blind", "rows", "cols"];
    if subunits.is_empty() && !draft.sealed.is_empty() {
        let message = t!(
            "The sealed cell of this link cannot be opened: a part of it is missing or was changed. Ask for the link again."
        );
        return Some(Problem { keys: vec!["blind"], message: message.to_owned() });
    }
    if subunits.is_empty() {
        let message =
            t!("The cell has no subunit. Place at least one on the checkerboard.").to_owned();
        return Some(Problem { keys, message });
    }
    let outside = subunits.iter().position(|subunit| {
        u32::from(subunit.row) + u32::from(subunit.height) > draft.rows
            || u32::from(subunit.column) + u32::from(subunit.width) > draft.columns
    })?;
    let message = t!(
        "Subunit {number} lies outside the field of {rows}x{columns} checkers. Move it or enlarge the field.",
        number = outside + 1,
        rows = draft.rows,
        columns = draft.columns
    );
    Some(Problem { keys, message })
}

impl TryFrom<Draft> for Config {
    type Error = String;

    fn try_from(draft: Draft) -> Result<Self, String> {
        draft.check().map_err(|problems| {
            problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" ")
        })
    }
}

impl From<Config> for Draft {
    fn from(config: Config) -> Self {
        config.draft
    }
}

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident: $kind:ty;)+) => {
        impl Config {
            $($(#[$doc])* pub fn $name(&self) -> $kind { self.draft.$name })+
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
    /// Which cell of the population, from 1.
    cell_number: u32;
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
    /// How training images are spoiled.
    noise_kind: NoiseKind;
}

macro_rules! sizes {
    ($($(#[$doc:meta])* $name:ident = $field:ident;)+) => {
        impl Config {
            $($(#[$doc])* pub fn $name(&self) -> usize { self.draft.$field as usize })+
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
    /// Independent data sets.
    num_seeds = seeds;
}

impl Config {
    /// The values as a person or a link gave them.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Whether the cell came sealed: what it is like is for people to find out.
    pub fn is_sealed(&self) -> bool {
        !self.draft.sealed.is_empty()
    }

    /// Whether nothing may show what the cell is like.
    pub fn is_blind(&self) -> bool {
        self.draft.is_blind()
    }

    /// The hidden subunits: at least one, all inside the field.
    pub fn subunits(&self) -> &[Placement] {
        &self.subunits
    }

    /// The part of the values that a recording depends on; everything else at its default. Two
    /// configurations with the same recording share their data set.
    pub fn recording(&self) -> Draft {
        let mut recording = Draft::default();
        for parameter in &PARAMETERS {
            if matches!(parameter.group, Group::Cell | Group::Data) {
                (parameter.set)(&mut recording, (parameter.get)(&self.draft));
            }
        }
        recording
    }

    /// The experiment that the section shows.
    pub fn experiment(&self) -> Section {
        self.draft.section.experiment()
    }

    /// Frames that a network learns from.
    pub fn num_frames(&self) -> usize {
        self.draft.used_frames() as usize
    }

    /// Checkers of the field.
    pub fn num_checkers(&self) -> usize {
        self.rows() * self.columns()
    }

    /// Numbers of filters to train, in rising order.
    pub fn filter_counts(&self) -> core::ops::RangeInclusive<u32> {
        self.draft.first_filters..=self.draft.last_filters
    }

    /// Frames that choose among restarts; at least 200.
    pub fn num_validation_frames(&self) -> usize {
        ((self.draft.frames as f32 * self.draft.validation_share) as usize).max(200)
    }

    /// Full L1 penalty for a network of `num_filters`.
    pub fn l1(&self, num_filters: u32) -> f32 {
        if num_filters <= 4 { self.draft.l1_few } else { self.draft.l1 }
    }

    /// Training steps of Version I, or of all if there is no Version II: whole batches only, at
    /// least one an epoch.
    pub fn num_steps(&self) -> u32 {
        match self.draft.steps {
            0 => self.draft.epochs * (self.draft.used_frames() / self.draft.batch),
            steps => steps,
        }
    }

    /// Training steps of Version II, after those of Version I; 0 if there is none.
    pub fn num_second_steps(&self) -> u32 {
        match (self.draft.version, self.draft.second_steps) {
            (Version::First, _) => 0,
            (Version::Second, 0) => {
                self.draft.second_epochs * (self.draft.used_frames() / self.draft.batch)
            }
            (Version::Second, steps) => steps,
        }
    }
}
