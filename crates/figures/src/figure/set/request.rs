//! What the page asks of the figures, which are loaded apart from it, and what it is told.

use serde::{Deserialize, Serialize};

use crate::figure::{Figure, HitRegion, LearningCurves, Table, TemporalFigure, Theme};
use ganglion_core::{
    config::Config,
    experiment::{Remark, Results},
    network::Parameters,
};

/// Results of one run of one experiment, by a number that the page chooses: another one for each run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ResultsId(pub u32);

/// A figure: whose, and its number. Those of an experiment are counted from 0; single ones belong to [`ResultsId::default`] and
/// have the numbers below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FigureId {
    /// Results that it is made of.
    pub results: ResultsId,
    /// Its place among their figures.
    pub number: u32,
}

/// A request of the page. Each names the results or the figure that it is about, so that none depends on what was asked before
/// but for the results themselves, of which only what is new is sent.
#[derive(Serialize, Deserialize)]
pub enum FigureRequest {
    /// Add to the results of a run what is new, and make their figures. Told by captions.
    Show {
        /// Which results; those of a name that is not known begin with this.
        id: ResultsId,
        /// The experiment.
        config: Box<Config>,
        /// What it has found since the last request for them.
        results: Results,
    },
    /// Make a figure of the learning curves. Told by one caption.
    Curves(LearningCurves),
    /// Make a figure of a temporal filter. Told by one caption.
    Temporal(TemporalFigure),
    /// What is to be said of the experiment that is shown: where it departs from the paper, and how
    /// it was made. Told by remarks.
    Remarks {
        /// Which results.
        id: ResultsId,
    },
    /// The numbers of a figure.
    Table {
        /// Which figure.
        figure: FigureId,
    },
    /// Where a figure has something behind it. Told by regions.
    HitRegions {
        /// Which figure.
        figure: FigureId,
        /// Width and height, logical pixels.
        size: (f64, f64),
        /// How the page looks.
        theme: Theme,
    },
    /// Does what a click on a figure stands for. Told by all captions if that changes figures, by a
    /// network if it opens one.
    Pick {
        /// Which figure.
        figure: FigureId,
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
        figure: FigureId,
        /// Width and height of the drawing, pixels; its own height if that is 0.
        size: (f64, f64),
        /// How the page looks.
        theme: Theme,
        /// The link that remakes it.
        link: String,
    },
    /// The numbers of a figure as CSV, which remembers its link. Told by a text.
    Csv {
        /// Which figure.
        figure: FigureId,
        /// The link that remakes it.
        link: String,
    },
    /// Whether a run gave what a link expects. Told by a verdict.
    Prove {
        /// The report as JSON.
        report: String,
        /// What the link expects.
        expected: String,
    },
    /// What can be said of the result that a link expects before its run has ended. Told by a text, or by nothing if
    /// there is nothing to say.
    Foresee {
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

/// The learning curves.
pub const CURVES: FigureId = single(0);
/// The temporal filter.
pub const TEMPORAL: FigureId = single(1);
/// The network that was opened by a click.
pub const NETWORK: FigureId = single(2);

const fn single(number: u32) -> FigureId {
    FigureId { results: ResultsId(0), number }
}

/// An answer to the page.
#[derive(Serialize, Deserialize)]
pub enum FigureResponse {
    /// What is said of each figure.
    Captions(Vec<Caption>),
    /// What is to be said.
    Remarks(Vec<Remark>),
    /// Where a figure has something behind it, in the order in which it was drawn.
    HitRegions(Vec<HitRegion>),
    /// A network that was opened; its figure is [`NETWORK`].
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

/// What is said of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Caption {
    /// The figure.
    pub figure: FigureId,
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
    /// An experiment that it proposes, as a fragment.
    pub proposal: Option<String>,
    /// Height of the canvas on which it is, logical pixels; 0 while it is on none.
    pub height: f64,
}

impl Caption {
    /// What a figure says of itself, before it has a place among others or on a canvas; `name` is that of its file.
    pub fn of(figure: &dyn Figure, name: &str) -> Self {
        Self {
            figure: FigureId::default(),
            name: name.to_owned(),
            title: figure.title(),
            summary: figure.summary(),
            has_table: figure.table().is_some(),
            click: figure.click().map(str::to_owned),
            proposal: figure.proposal(),
            height: 0.0,
        }
    }
}
