//! The closed sets that a parameter can be chosen from.

use serde::{Deserialize, Serialize};

use crate::words;

/// A closed set of options, each with the word used in links and the words shown to people.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every option with its link word and its label, in the order of the menu.
    const OPTIONS: &'static [(Self, &'static str, &'static str)];

    /// Position among [`Choice::OPTIONS`].
    fn index(self) -> usize {
        Self::OPTIONS.iter().position(|(option, ..)| *option == self).unwrap_or(0)
    }

    /// Word used in links.
    fn word(self) -> &'static str {
        Self::OPTIONS[self.index()].1
    }

    /// Words shown to people.
    fn label(self) -> &'static str {
        words::say(Self::OPTIONS[self.index()].2)
    }
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$option_doc:meta])* $option:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $($(#[$option_doc])* $option,)+ }

        impl Choice for $name {
            const OPTIONS: &'static [(Self, &'static str, &'static str)] =
                &[$((Self::$option, $word, $label),)+];
        }
    };
}

choice! {
    /// Where the hidden subunits sit (the model cell's anatomy).
    Layout {
        /// Four 2x2 subunits side by side.
        Block = "block", "Block: four that touch";
        /// Four in the corners of the receptive field.
        Spread = "spread", "Spread: four far apart";
        /// Four on the points of a diamond.
        Diamond = "diamond", "Diamond";
        /// Four at uneven distances.
        Irregular = "irregular", "Irregular";
        /// Four that overlap: no known method recovers them.
        Overlap = "overlap", "Overlap: the hard case";
        /// Placed by hand.
        Custom = "custom", "Placed by hand";
    }
}

choice! {
    /// Shape of the subunits' temporal filter.
    TemporalPreset {
        /// Biphasic, peak at lag 4.
        Biphasic = "biphasic", "Biphasic, peak at 133 ms";
        /// Difference of two gamma functions, delayed by 2 frames: the authors' simulation.
        Released = "released", "Gamma difference (authors' code)";
    }
}

choice! {
    /// Sign of the temporal filter.
    Polarity {
        /// Excited by light.
        On = "on", "ON: excited by light";
        /// Excited by dark.
        Off = "off", "OFF: excited by dark";
    }
}

choice! {
    /// Distribution of the white noise.
    Noise {
        /// Each checker is -1 or +1.
        Binary = "binary", "Binary: black or white";
        /// Each checker is standard normal.
        Gaussian = "gaussian", "Gaussian";
    }
}

choice! {
    /// How the pooled drive becomes spikes.
    SpikeGeneration {
        /// A spike whenever the drive exceeds the threshold.
        Deterministic = "det", "Deterministic: drive above threshold";
        /// At most one spike, with a probability that grows with the drive.
        Bernoulli = "bern", "Bernoulli: one spike by chance";
        /// A Poisson count whose mean grows with the drive.
        Poisson = "pois", "Poisson: counts by chance";
    }
}

choice! {
    /// Which temporal filter the network's input is filtered with.
    TemporalSource {
        /// The one estimated from the spikes alone.
        Estimated = "sta", "Estimated from the spikes";
        /// The cell's own.
        Known = "true", "The cell's own";
    }
}

choice! {
    /// How the learning rate changes over the training.
    Schedule {
        /// From the full rate to zero along half a cosine.
        Cosine = "cosine", "Cosine to zero";
        /// The same throughout.
        Constant = "constant", "Constant";
    }
}

choice! {
    /// Which signs the dense (pooling) weights may have.
    DenseSign {
        /// Clamped at zero from below after every step.
        NonNegative = "nn", "Non-negative";
        /// Free.
        Signed = "signed", "Signed";
    }
}

choice! {
    /// The last nonlinearity, with the loss that belongs to it.
    OutputUnit {
        /// Softplus and Poisson loss.
        Softplus = "softplus", "Softplus with Poisson loss";
        /// Sigmoid and binary cross-entropy.
        Sigmoid = "sigmoid", "Sigmoid with cross-entropy";
        /// `a ln(1 + e^(b z))` with trained `a` and `b`, and Poisson loss.
        Parametric = "parametric", "Trained softplus with Poisson loss";
    }
}

choice! {
    /// Which engine trains.
    EngineChoice {
        /// Hand-written code on the processor: the reference, the same bits everywhere.
        Cpu = "cpu", "CPU: same bits everywhere";
        /// Burn on WebGPU.
        Gpu = "gpu", "WebGPU (Burn)";
        /// Whichever is faster on this network.
        Auto = "auto", "Auto: measure both";
    }
}

choice! {
    /// Which kind of cell answers.
    CellSource {
        /// The model cell of the paper's Methods A.
        Model = "model", "Model cell";
        /// A cell of a simulated population that stands in for the paper's recordings.
        Recorded = "recorded", "Recorded-like cell";
        /// A cell of a recording that a person has opened.
        File = "file", "Cell of your own recording";
    }
}

choice! {
    /// Which of the paper's two networks learns.
    Version {
        /// Spatial filters on temporally filtered frames.
        First = "1", "Version I: filtered frames";
        /// Space-time filters on raw frames, started from Version I.
        Second = "2", "Version II: raw frames";
    }
}

choice! {
    /// Which part of the training frames a network learns from, in the order in which they were shown.
    TrainingPart {
        /// All of them.
        Whole = "all", "All of them";
        /// Those before the middle.
        First = "first", "First half";
        /// Those after the middle.
        Second = "second", "Second half";
    }
}

choice! {
    /// How training images are spoiled (paper: Fig. 6B).
    NoiseKind {
        /// A share of the images is replaced by unrelated ones.
        Images = "images", "Images replaced";
        /// A share of the checkers of each image is shuffled, as in the authors' code.
        Checkers = "checkers", "Checkers shuffled";
    }
}

choice! {
    /// What generated pictures show.
    Scene {
        /// Gray discs of all sizes that hide each other.
        DeadLeaves = "leaves", "Dead leaves";
        /// Sky, hills, ground and stones, with shading and texture.
        Landscape = "landscape", "Landscape";
        /// Random phases with power `1/f^2`: clouds without edges.
        Noise = "noise", "1/f noise";
    }
}

choice! {
    /// How the gray values of pictures become contrast.
    Normalization {
        /// Over all patches together, mean 0 and standard deviation .5.
        Half = "half", "Mean 0, SD .5";
        /// Over all patches together, mean 0 and standard deviation 1, that of white noise.
        Unit = "unit", "Mean 0, SD 1";
        /// The mean of each patch is taken away; what is left has standard deviation 1.
        PatchRemoved = "patch", "Patch mean removed, SD 1";
    }
}

choice! {
    /// What is done wrong on the way to the network, while the cell sees what it should.
    Mistake {
        /// Nothing.
        None = "none", "None";
        /// Gray values as they are stored, 0 to 255.
        Raw = "raw", "Raw 0 to 255";
        /// Divided by the standard deviation, but the mean is kept.
        MeanKept = "mean", "Mean kept";
        /// Brighter by .5.
        Offset = "offset", "Offset +.5";
        /// Black is white.
        Flipped = "flip", "Sign flipped";
        /// The mean of each patch is taken away for the network only.
        PatchRemoved = "patch", "Patch mean removed for the network only";
    }
}

choice! {
    /// How a picture meets time.
    Presentation {
        /// 200 ms on, then 800 ms of gray (paper: Fig. 10); the answer is the count over all of it.
        ///
        /// A biphasic filter answers to the end of a bright picture as it does to the beginning of
        /// a dark one, so both drive the cell, and luminance alone explains nothing.
        Flashed = "flash", "Flashed for 200 ms";
        /// Space alone: the picture stands, every temporal filter sees it once, upright and with a
        /// gain of about 1; the answer is the rate of one frame.
        ///
        /// Only so does luminance explain much.
        Standing = "still", "Standing: space alone";
    }
}

choice! {
    /// The language of the page.
    Language {
        /// The first of the browser's languages that the page knows.
        Browser = "browser", "As the browser";
        /// English, whatever the browser prefers.
        English = "en", "English";
        /// Simplified Chinese, whatever the browser prefers. Like those below, not yet read by a native speaker, as its name says.
        Chinese = "zh-CN", "简体中文（未校对）";
        /// German.
        German = "de", "Deutsch (ungeprüft)";
        /// Spanish.
        Spanish = "es", "Español (sin revisar)";
        /// Japanese.
        Japanese = "ja", "日本語（未校閲）";
    }
}

choice! {
    /// What of the page is shown.
    Frame {
        /// All of it.
        Page = "page", "Whole page";
        /// One figure at a time in large type, with next and back: for a projector.
        Slides = "slides", "Presenter";
        /// The section alone, as wide and high as its frame: for slides and other pages.
        Embed = "embed", "Embedded";
    }
}

choice! {
    /// A section of the page.
    Section {
        /// The model cell, running live.
        Cell = "cell", "Cell";
        /// Filters for a growing number of filters (Fig. 2).
        Emergence = "emergence", "Emergence";
        /// Prediction against filters and layers (Fig. 3).
        Saturation = "saturation", "Saturation";
        /// Space-time filters (Figs. 2 and 9).
        Spacetime = "spacetime", "Space-time";
        /// A recorded-like cell and its network, pruned (Figs. 4 and 5).
        Recorded = "recorded", "Recorded";
        /// The filters of one cell again, from other first weights and from half of the frames.
        Stability = "stability", "Stability";
        /// Recipes around the current one, compared on validation frames.
        Settings = "settings", "Find settings";
        /// Fewer frames, more noise (Fig. 6).
        Degradation = "data", "Data";
        /// Networks on other cells (Figs. 7 to 9).
        Transfer = "transfer", "Transfer";
        /// Other methods on the same spikes.
        Methods = "methods", "Methods";
        /// Pictures before cells and networks (Fig. 10).
        Natural = "images", "Images";
    }
}

impl Section {
    /// Kinds of cell that it is about, the usual one first.
    pub const fn sources(self) -> &'static [CellSource] {
        match self {
            Self::Cell | Self::Emergence | Self::Saturation | Self::Spacetime => {
                &[CellSource::Model]
            }
            Self::Recorded
            | Self::Stability
            | Self::Settings
            | Self::Degradation
            | Self::Transfer => &[CellSource::Recorded, CellSource::File],
            Self::Methods => &[CellSource::Model, CellSource::Recorded, CellSource::File],
            Self::Natural => &[CellSource::Recorded, CellSource::Model, CellSource::File],
        }
    }

    /// The section whose experiment it shows: the live cell stands beside Emergence.
    #[must_use]
    pub const fn experiment(self) -> Self {
        match self {
            Self::Cell => Self::Emergence,
            Self::Emergence
            | Self::Saturation
            | Self::Spacetime
            | Self::Recorded
            | Self::Stability
            | Self::Settings
            | Self::Degradation
            | Self::Transfer
            | Self::Methods
            | Self::Natural => self,
        }
    }
}
