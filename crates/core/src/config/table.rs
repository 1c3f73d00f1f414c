//! The one table of parameters: sliders, links, checks and the README's list are read from it.

use crate::{
    config::{
        CellSource, Choice, DenseSign, Draft, EngineChoice, Frame, Language, Layout, MAX_SUBUNITS,
        Mistake, Noise, NoiseKind, Normalization, OutputUnit, Placement, Polarity, Presentation,
        Scene, Schedule, Section, SpikeGeneration, TemporalPreset, TemporalSource, TrainingPart,
        Version,
    },
    t,
};

/// Where a parameter is set on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterGroup {
    /// What is shown, not what is computed.
    View,
    /// The hidden cell.
    Cell,
    /// What the cell is shown, and how long.
    Data,
    /// The network.
    Network,
    /// How the network learns.
    Training,
}

/// The value of one parameter, whatever its type.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number.
    Integer(u32),
    /// A real number.
    Real(f32),
    /// Position in a menu.
    Option(usize),
    /// On or off.
    Switch(bool),
    /// Subunits placed by hand.
    Placements(Vec<Placement>),
    /// Letters, figures and `. - _ ~`: read by the part of the page that it belongs to.
    Text(String),
}

/// What values a parameter can take.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Whole numbers in a range.
    Integer {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// Real numbers in a range; `log` asks for a logarithmic slider.
    Real {
        /// Smallest.
        min: f32,
        /// Largest.
        max: f32,
        /// Whether equal steps are equal ratios.
        log: bool,
    },
    /// One of a closed set: link word and label of each.
    Menu(fn() -> Vec<(&'static str, &'static str)>),
    /// On or off.
    Switch,
    /// A list of subunits, at most this many.
    Placements {
        /// Most entries.
        max: usize,
    },
    /// Letters, figures and `. - _ ~`, at most so many.
    Text {
        /// Most characters.
        max: usize,
    },
}

/// One row of the table.
pub struct Parameter {
    /// Name in links.
    pub key: &'static str,
    /// Name on the page.
    pub label: &'static str,
    /// Unit, empty for a pure number.
    pub unit: &'static str,
    /// What the value does, in one line.
    pub meaning: &'static str,
    /// Where it is set.
    pub group: ParameterGroup,
    /// Which values it takes.
    pub kind: Kind,
    /// Reads it.
    pub get: fn(&Draft) -> Value,
    /// Writes it; a value of another type is ignored.
    pub set: fn(&mut Draft, Value),
}

impl Parameter {
    /// The default value in the section and for the kind of cell of a draft.
    pub fn default_value(&self, draft: &Draft) -> Value {
        match self.key {
            "view" => (self.get)(&Draft::default()),
            "source" => (self.get)(&Draft::of(draft.section, draft.section.sources()[0])),
            _ => (self.get)(&Draft::of(draft.section, draft.source)),
        }
    }

    /// Whether `draft` departs from the default here.
    pub fn is_changed(&self, draft: &Draft) -> bool {
        (self.get)(draft) != self.default_value(draft)
    }

    /// Puts the default back.
    pub fn reset(&self, draft: &mut Draft) {
        (self.set)(draft, self.default_value(draft));
    }

    /// Writes a value as a person chooses it: another section or kind of cell brings its own defaults.
    pub fn choose(&self, draft: &mut Draft, value: Value) {
        let before = draft.clone();
        (self.set)(draft, value);
        match self.key {
            "view" => *draft = before.moved_to(draft.section),
            "source" => *draft = before.with_source(draft.source),
            // Whoever goes on by hand begins with what there is.
            "layout" if draft.layout == Layout::Custom && draft.subunits.is_empty() => {
                draft.subunits = before.placements();
            }
            _ => {}
        }
    }

    /// Whether the experiment of a draft depends on it, so that it is worth a place on the page.
    pub fn matters(&self, draft: &Draft) -> bool {
        let (section, source) = (draft.section, draft.source);
        let is_model = source == CellSource::Model;
        match self.key {
            "source" => section.sources().len() > 1,
            "layout" | "subunits" => is_model && draft.sealed.is_empty(),
            "spikes" | "rate" | "polarity" | "temporal" | "threshold" | "gain" | "noise"
            | "input" => is_model,
            // Test frames of a recording are those that it has.
            "test" => is_model || source == CellSource::File,
            "rows" | "cols" => source != CellSource::Recorded,
            "unit" | "croprow" | "cropcol" => source == CellSource::File,
            // Opening files sets it.
            "rec" | "roles" | "stimulus" => false,
            "nmin" => matches!(section.experiment(), Section::Emergence | Section::Saturation),
            "cellno" => {
                source == CellSource::Recorded
                    && !matches!(section, Section::Transfer | Section::Natural)
            }
            "scene" | "pictures" | "pixels" | "norm" | "show" => section == Section::Natural,
            // What a mistake costs, only the cell can tell.
            "mistake" => section == Section::Natural && source != CellSource::File,
            "cells" => section == Section::Transfer || section == Section::Natural && !is_model,
            "repeats" => source == CellSource::Recorded,
            "seeds" => section == Section::Saturation,
            "layers" => section != Section::Spacetime && section.experiment() != Section::Emergence,
            "version" => matches!(
                section,
                Section::Recorded | Section::Stability | Section::Settings | Section::Transfer
            ),
            "recipes" => section == Section::Settings,
            "consensus" => section == Section::Methods,
            "part" => section == Section::Recorded,
            "epochs2" | "steps2" | "lr2" | "l1b" => draft.version == Version::Second,
            "noisekind" => section == Section::Degradation,
            _ => true,
        }
    }

    /// Whether `value` is of this parameter's type and in its range.
    pub fn admits(&self, value: &Value) -> bool {
        match (&self.kind, value) {
            (Kind::Integer { min, max }, Value::Integer(number)) => (min..=max).contains(&number),
            (Kind::Real { min, max, .. }, Value::Real(number)) => (min..=max).contains(&number),
            (Kind::Menu(options), Value::Option(index)) => *index < options().len(),
            (Kind::Switch, Value::Switch(_)) => true,
            (Kind::Placements { max }, Value::Placements(list)) => {
                list.len() <= *max
                    && list.iter().all(|subunit| subunit.height > 0 && subunit.width > 0)
            }
            (Kind::Text { max }, Value::Text(text)) => {
                text.len() <= *max && text.bytes().all(is_plain)
            }
            _ => false,
        }
    }
}

/// Whether a character needs no escape in any URL.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".-_~".contains(&byte)
}

/// The row of a link key.
pub fn parameter(key: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.key == key)
}

fn words<C: Choice>() -> Vec<(&'static str, &'static str)> {
    C::OPTIONS.iter().map(|(_, word, label)| (*word, *label)).collect()
}

macro_rules! row {
    ($group:ident, $key:literal, $label:literal, $unit:literal, $kind:expr, $variant:ident $field:ident, $meaning:literal) => {
        Parameter {
            key: $key,
            label: $label,
            unit: $unit,
            meaning: $meaning,
            group: ParameterGroup::$group,
            kind: $kind,
            get: |draft| Value::$variant(draft.$field.clone()),
            set: |draft, value| {
                if let Value::$variant(value) = value {
                    draft.$field = value;
                }
            },
        }
    };
}

macro_rules! menu {
    ($group:ident, $key:literal, $label:literal, $choice:ident $field:ident, $meaning:literal) => {
        Parameter {
            key: $key,
            label: $label,
            unit: "",
            meaning: $meaning,
            group: ParameterGroup::$group,
            kind: Kind::Menu(words::<$choice>),
            get: |draft| Value::Option(draft.$field.index()),
            set: |draft, value| {
                if let Value::Option(index) = value
                    && let Some((option, ..)) = $choice::OPTIONS.get(index)
                {
                    draft.$field = *option;
                }
            },
        }
    };
}

const fn integer(min: u32, max: u32) -> Kind {
    Kind::Integer { min, max }
}

const fn real(min: f32, max: f32) -> Kind {
    Kind::Real { min, max, log: false }
}

const fn log_real(min: f32, max: f32) -> Kind {
    Kind::Real { min, max, log: true }
}

/// Most characters that say what is looked at: the rest of a link is for the experiment.
const MAX_VIEW_STATE: usize = 1_500;

/// Most characters of an expected result.
const MAX_EXPECTED: usize = 100;

/// Most characters that say where a lesson is.
const MAX_LESSON: usize = 40;

/// Most characters of a sealed cell.
const MAX_SEALED: usize = 200;

/// Most characters of what is handed in.
const MAX_ANSWER: usize = 600;

/// Most characters of the name of a recording.
const MAX_RECORDING: usize = 40;

/// Most characters that say what arrays of a recording are.
pub const MAX_ROLES: usize = 600;

/// Most characters that describe a stimulus that is only a seed.
pub const MAX_STIMULUS: usize = 600;

/// Every parameter, most used first within its group.
#[rustfmt::skip]
pub static PARAMETERS: [Parameter; 75] = [
    menu!(View, "view", "Section", Section section, "Which section of the page is shown."),
    row!(View, "reveal", "Reveal", "", Kind::Switch, Switch reveal, "Shows the hidden subunits and which filter matches which."),
    row!(View, "look", "Looked at", "", Kind::Text { max: MAX_VIEW_STATE }, Text view_state, "What is looked at in the section Images, and the own pictures that this takes."),
    row!(View, "expect", "Expected result", "", Kind::Text { max: MAX_EXPECTED }, Text expected, "What the experiment gave where the link was made."),

    menu!(View, "lang", "Language", Language language, "Language of the page; a link keeps it only when it is forced."),
    menu!(View, "frame", "Frame", Frame frame, "Whether the page is whole, a presenter's or part of another page."),
    row!(View, "lesson", "Lesson", "", Kind::Text { max: MAX_LESSON }, Text lesson, "Which lesson is open, and at which step."),
    row!(View, "blind", "Sealed cell", "", Kind::Text { max: MAX_SEALED }, Text sealed, "A hidden cell to find out about: its subunits, made unreadable but not secret."),
    row!(View, "answer", "Answer", "", Kind::Text { max: MAX_ANSWER }, Text answer, "What somebody hands in: a nickname, and a guess of the sealed cell or the answers of a lesson."),

    menu!(Cell, "source", "Kind of cell", CellSource source, "A model cell whose subunits you place, a cell of a population that stands in for the paper's recordings, or one of a recording of your own."),
    row!(Cell, "cellno", "Cell number", "", integer(1, 10), Integer cell_number, "Which cell of the population; the seed makes all of them."),
    row!(Cell, "rec", "Recording", "", Kind::Text { max: MAX_RECORDING }, Text recording, "The recording of your own that the experiment is about, named by a digest of its frames and counts."),
    row!(Cell, "roles", "Arrays of the recording", "", Kind::Text { max: MAX_ROLES }, Text roles, "What you said that arrays in the files of your recording are, where that is not what they are taken for; each array is named by a digest."),
    row!(Cell, "stimulus", "Stimulus of the recording", "", Kind::Text { max: MAX_STIMULUS }, Text stimulus, "The generator and the seed by which the frames of your recording are drawn again, if its files do not hold them."),
    row!(Cell, "unit", "Cell of the recording", "", integer(1, 1_000), Integer recorded_cell, "Which cell of your recording, in the order of its files."),
    row!(Cell, "croprow", "First row of the crop", "", integer(0, 4_096), Integer crop_row, "First row of checkers that is kept, from 1; 0 keeps those around the receptive field."),
    row!(Cell, "cropcol", "First column of the crop", "", integer(0, 4_096), Integer crop_column, "First column of checkers that is kept, from 1; 0 keeps those around the receptive field."),
    row!(Cell, "cells", "Cells", "cells", integer(1, 10), Integer num_cells, "How many cells of the population or the recording are compared; in Transfer at least two."),
    menu!(Cell, "layout", "Subunit layout", Layout layout, "Where the hidden subunits sit in the receptive field."),
    row!(Cell, "subunits", "Subunits placed by hand", "", Kind::Placements { max: MAX_SUBUNITS }, Placements subunits, "Row, column, height and width of each rectangle, checkers; used when the layout is placed by hand."),
    menu!(Cell, "spikes", "Spike generation", SpikeGeneration spikes, "How the cell turns its drive into spikes."),
    row!(Cell, "rate", "Spike rate", "spikes/frame", log_real(0.002, 0.5), Real rate, "Mean spikes a frame; the cell's sensitivity is set to give it."),
    menu!(Cell, "polarity", "Polarity", Polarity polarity, "Whether light or dark excites the cell."),
    menu!(Cell, "temporal", "Temporal filter", TemporalPreset temporal, "How the last 20 frames (0.67 s) add up in each subunit."),
    row!(Cell, "threshold", "Threshold", "", real(0.1, 5.0), Real threshold, "Pooled drive above which the cell can spike."),
    row!(Cell, "gain", "Gain", "spikes/frame", log_real(0.01, 10.0), Real gain, "Expected spikes a frame for each unit of drive above threshold."),

    row!(Data, "seed", "Seed", "", integer(0, u32::MAX), Integer seed, "Fixes every random number of the experiment."),
    row!(Data, "frames", "Training frames", "frames", integer(1_000, 600_000), Integer frames, "Frames the network learns from, at 30 a second; the paper used 600,000."),
    menu!(Data, "noise", "White noise", Noise noise, "Brightness of each checker on each frame."),
    row!(Data, "rows", "Field height", "checkers", integer(4, 24), Integer rows, "Height of the checkerboard."),
    row!(Data, "cols", "Field width", "checkers", integer(4, 24), Integer columns, "Width of the checkerboard."),
    menu!(Data, "input", "Input filter", TemporalSource input, "Temporal filter applied to the frames before the network sees them."),
    row!(Data, "share", "Share of the frames", "of frames", log_real(0.001, 1.0), Real sample_share, "Part of the training frames that the network may learn from, spread evenly over the recording."),
    menu!(Data, "part", "Part of the frames", TrainingPart part, "Which half of the training frames the network may learn from, in the order in which they were shown."),
    row!(Data, "noiseshare", "Noise", "of images", real(0.0, 1.0), Real noise_share, "Part of the training images, or of their checkers, that no longer shows what the cell saw."),
    menu!(Data, "noisekind", "Kind of noise", NoiseKind noise_kind, "Whether whole images are replaced or checkers are shuffled within each image."),
    row!(Data, "repeats", "Repeats", "", integer(2, 1_000), Integer repeats, "How often the 300 test frames are shown to a recorded-like cell."),
    row!(Data, "seeds", "Seeds", "", integer(1, 20), Integer seeds, "Independent data sets and first weights: their spread is the error bar."),
    row!(Data, "consensus", "Consensus", "runs", integer(0, 100), Integer consensus_runs, "Runs of the matrix factorization at each of five sparsities: where they agree best, sparsity and number of modules are taken from them; 0 means that it is told both."),
    row!(Data, "test", "Test frames", "frames", integer(1_000, 50_000), Integer test_frames, "Frames kept aside for the reported correlations."),

    menu!(Data, "scene", "Pictures", Scene scene, "What generated pictures show."),
    row!(Data, "pictures", "Number of pictures", "pictures", integer(20, 1_000), Integer pictures, "How many pictures are shown, one a second; the paper used 300."),
    row!(Data, "pixels", "Checker on pictures", "pixels", integer(1, 16), Integer checker, "Side of a checker on a picture, in a recording of your own that of a checker of 30 \u{b5}m: the larger, the more of the picture a cell sees."),
    menu!(Data, "norm", "Contrast of pictures", Normalization normalization, "How gray values become contrast, for cell and network alike."),
    menu!(Data, "mistake", "Mistake", Mistake mistake, "What is done wrong on the way to the network only."),
    menu!(Data, "show", "Presentation", Presentation presentation, "Whether pictures are flashed, or stand so that only space matters."),

    row!(Network, "nmin", "Fewest filters", "filters", integer(1, 32), Integer first_filters, "Filters of the smallest network."),
    row!(Network, "nmax", "Most filters", "filters", integer(1, 32), Integer last_filters, "Filters of the largest network."),
    row!(Network, "side", "Filter size", "checkers", integer(2, 15), Integer filter_side, "Height and width of a filter; it is moved to every place where it fits."),
    row!(Network, "restarts", "Restarts", "", integer(1, 32), Integer restarts, "Networks trained for each number of filters; the best on the validation frames is kept. Where depths are compared, deeper and signed networks are trained once, without L1 penalty."),
    row!(Network, "layers", "Conv layers", "layers", integer(1, 3), Integer layers, "Convolutional layers before the pooling; the most where several are compared."),
    menu!(Network, "version", "Network", Version version, "Whether the network sees filtered frames or learns the temporal filters too."),
    menu!(Network, "dense", "Pooling weights", DenseSign dense, "Whether a filter may inhibit. Non-negative weights are what lets the subunits appear."),
    menu!(Network, "out", "Output", OutputUnit output, "Last nonlinearity and its loss."),
    row!(Network, "initsd", "Initial filter SD", "", real(0.0, 1.0), Real init_sd, "Spread of the first random weights; 0 means Glorot's rule."),
    row!(Network, "noisein", "Noise before rectification", "", real(0.0, 1.0), Real inner_noise, "SD of Gaussian noise added to each feature map while training."),

    menu!(Training, "engine", "Engine", EngineChoice engine, "Which engine trains the networks."),
    row!(Training, "epochs", "Epochs", "epochs", integer(1, 100), Integer epochs, "Passes over the training frames."),
    row!(Training, "steps", "Steps", "steps", integer(0, 100_000), Integer steps, "Batches learned from, whatever the number of frames; 0 means by epochs."),
    row!(Training, "batch", "Batch size", "frames", integer(16, 8_192), Integer batch, "Frames averaged in one step. Small batches find the subunits; 3,000 does not."),
    row!(Training, "lr", "Learning rate", "", log_real(1e-5, 0.3), Real learning_rate, "Size of a step of the Adam optimizer."),
    menu!(Training, "schedule", "Schedule", Schedule schedule, "How the learning rate changes over the training."),
    row!(Training, "l1", "L1, five or more filters", "", real(0.0, 0.1), Real l1, "Penalty on the sum of absolute filter weights: it makes filters local."),
    row!(Training, "l1few", "L1, up to four filters", "", real(0.0, 0.1), Real l1_few, "The same penalty for networks of one to four filters."),
    row!(Training, "ramp", "L1 ramp", "of training", real(0.0, 1.0), Real ramp, "Share of the training over which the L1 penalty grows to its full size."),
    row!(Training, "l2", "L2 on filters", "", real(0.0, 0.1), Real l2, "Penalty on squared filter weights."),
    row!(Training, "densel2", "L2 on pooling", "", real(0.0, 0.1), Real dense_l2, "Penalty on squared pooling weights."),
    row!(Training, "actl1", "L1 on activity", "", real(0.0, 0.1), Real activity_l1, "Penalty on the absolute value that enters the output."),
    row!(Training, "epochs2", "Epochs, Version II", "epochs", integer(1, 50), Integer second_epochs, "Passes over the raw frames after Version I has learned."),
    row!(Training, "steps2", "Steps, Version II", "steps", integer(0, 100_000), Integer second_steps, "Batches of raw frames after Version I; 0 means by epochs."),
    row!(Training, "lr2", "Learning rate, Version II", "", log_real(1e-5, 0.3), Real second_learning_rate, "Size of a step of Adam while space-time filters are learned."),
    row!(Training, "l1b", "L1, Version II", "", real(0.0, 0.1), Real second_l1, "Penalty on absolute filter weights while space-time filters are learned."),
    row!(Data, "valshare", "Validation share", "of frames", real(0.02, 0.5), Real validation_share, "Extra frames, as a share of the training frames, that choose among restarts."),
    row!(Training, "check", "Curve points", "", integer(2, 100), Integer curve_points, "How often the learning curve is read during the training."),
    row!(Training, "recipes", "Recipes", "recipes", integer(2, 20), Integer num_recipes, "How many recipes are tried: the current one, then some with one or two values halved or doubled."),
];

/// The range in words, as a message or a hint says it.
pub fn range_text(parameter: &Parameter) -> String {
    match parameter.kind {
        Kind::Integer { min, max } => {
            t!("a whole number from {min} to {max}", min = min, max = max)
        }
        Kind::Real { min, max, .. } => t!("a number from {min} to {max}", min = min, max = max),
        Kind::Menu(options) => {
            let words: Vec<_> = options().iter().map(|(word, _)| *word).collect();
            t!("one of {words}", words = words.join(", "))
        }
        Kind::Switch => t!("0 or 1").to_owned(),
        Kind::Placements { max } => {
            t!("at most {max} rectangles row.column.height.width", max = max)
        }
        Kind::Text { max } => t!("at most {max} letters, figures and the signs . - _ ~", max = max),
    }
}
