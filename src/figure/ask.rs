//! What the page asks of the figures, which are loaded apart from it, and what it is told.

use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    experiment::Found,
    figure::{LearningCurves, Table, TemporalFigure, Theme},
    network::Parameters,
};

/// A question of the page. Figures go by their number: those of an experiment from 0, single ones by
/// the numbers below.
#[derive(Serialize, Deserialize)]
pub enum Ask {
    /// Make the figures of what an experiment has found so far. Told by captions.
    Show {
        /// The experiment.
        config: Box<Config>,
        /// What it has found.
        found: Found,
    },
    /// Make a figure of the learning curves. Told by one caption.
    Curves(LearningCurves),
    /// Make a figure of a temporal filter. Told by one caption.
    Temporal(TemporalFigure),
    /// What is to be said of the experiment that is shown: where it departs from the paper, and how
    /// it was made. Told by remarks.
    Remarks,
    /// The numbers of a figure.
    Table {
        /// Which figure.
        number: u32,
    },
    /// How high a figure is at a width, logical pixels.
    Height {
        /// Which figure.
        number: u32,
        /// The width.
        width: f64,
        /// How the page looks.
        theme: Theme,
    },
    /// Where a figure has something behind it. Told by spots.
    Spots {
        /// Which figure.
        number: u32,
        /// Width and height, logical pixels.
        size: (f64, f64),
        /// How the page looks.
        theme: Theme,
    },
    /// Does what a click on a figure stands for. Told by all captions if that changes figures, by a
    /// network if it opens one.
    Pick {
        /// Which figure.
        number: u32,
        /// Where, from its left top corner, logical pixels.
        at: (f64, f64),
        /// Width and height.
        size: (f64, f64),
        /// How the page looks.
        theme: Theme,
    },
    /// Write a figure as a file that remembers its link. Told by its text.
    Write {
        /// Which figure.
        number: u32,
        /// Width and height of the drawing, pixels; its own height if that is 0.
        size: (f64, f64),
        /// How the page looks.
        theme: Theme,
        /// The link that remakes it.
        link: String,
    },
    /// The numbers of a figure as CSV. Told by a text.
    Csv {
        /// Which figure.
        number: u32,
    },
    /// Whether a run gave what a link expects. Told by a verdict.
    Prove {
        /// The report as JSON.
        report: String,
        /// What the link expects.
        expected: String,
    },
    /// What excites each filter of a network. Told by images.
    Features {
        /// The network's own configuration.
        config: Box<Config>,
        /// The network.
        parameters: Parameters,
    },
}

/// Number of the learning curves.
pub const CURVES: u32 = 1000;
/// Number of the temporal filter.
pub const TEMPORAL: u32 = 1001;
/// Number of the network that was opened by a click.
pub const NETWORK: u32 = 1002;

/// An answer to the page.
#[derive(Serialize, Deserialize)]
pub enum Answer {
    /// What is said of each figure.
    Captions(Vec<Caption>),
    /// What is to be said.
    Remarks(Vec<Remark>),
    /// Where a figure has something behind it, in the order in which it was drawn.
    Spots(Vec<Spot>),
    /// A network that was opened; its figure has the number [`NETWORK`].
    Network {
        /// What is said of it.
        caption: Caption,
        /// Its numbers in a sentence.
        words: String,
        /// The link to it alone, as a fragment.
        link: String,
    },
    /// The numbers of a figure, if it has any.
    Table(Option<Table>),
    /// Logical pixels.
    Height(f64),
    /// Of the field, `[rows * columns]` each.
    Images(Vec<Vec<f32>>),
    /// A file.
    Text(String),
    /// Whether a run gave what its link expects.
    Verdict {
        /// In words.
        words: String,
        /// Whether the link expects it of these settings at all.
        is_compared: bool,
    },
    /// There is no such figure.
    Nothing,
}

/// Something to be said of an experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What the paper says, where that differs.
    pub paper: Option<String>,
    /// What is found here.
    pub here: String,
}

/// A part of a figure, logical pixels from its left top corner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// What is said of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    /// Number of the figure.
    pub number: u32,
    /// Name of its file, without ending.
    pub name: String,
    /// The finding.
    pub title: String,
    /// One sentence with numbers and units: the text alternative.
    pub summary: String,
    /// Whether it has numbers to show.
    pub has_table: bool,
    /// What a click on it does, if anything.
    pub click: Option<String>,
}
