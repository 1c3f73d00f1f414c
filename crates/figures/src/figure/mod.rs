//! Figures: finished numbers, their finding in words, and one drawing for canvas and SVG.
//!
//! In: rows of numbers from `experiment`. Out: drawings on any plotters backend, a title, a
//! summary, a table. Nothing is computed here but means over runs. What a drawing is stands in `drawing`; `pictures` and `charts` are
//! figures, `set` says which an experiment has. A figure adds shapes to a [`Drawing`], which keeps them until a backend shows them.

pub mod cell_words;
pub mod words;

mod data;

mod drawing;

mod pictures;

mod charts;

mod set;

#[cfg(target_arch = "wasm32")]
pub use drawing::canvas;

pub use charts::*;
pub use data::{Data, Datum};
pub use drawing::{
    CsvDecimals, CsvOrigin, DrawError, Drawing, FONT_RATIO, HitRegion, Palette, PaperWidth, Peak,
    Rgb, SignedImage, Spread, Target, Theme, UNIT, identity, paper_svg, svg, svg_of,
};
pub use pictures::*;
pub use set::*;

use serde::{Deserialize, Serialize};

use ganglion_core::{experiment::TaskId, t};

/// Finished numbers that can be drawn, and said in words.
pub trait Figure {
    /// The finding.
    fn title(&self) -> String;

    /// One sentence with numbers and units: the text alternative.
    fn summary(&self) -> String;

    /// The numbers, for other programs: a row for each run where several stand behind a number of the [`table`](Self::table).
    fn data(&self) -> Option<Data>;

    /// Whether it has no numbers yet.
    fn is_empty(&self) -> bool {
        self.data().is_some_and(|data| data.rows.is_empty())
    }

    /// The numbers, for people.
    fn table(&self) -> Option<Table> {
        self.data().map(|data| data.table())
    }

    /// The height that it needs at a width, logical pixels.
    fn height(&self, width: f64, _theme: Theme) -> f64 {
        (0.4 * width).clamp(240.0, 340.0)
    }

    /// What a click on it does, if anything.
    fn click(&self) -> Option<&'static str> {
        None
    }

    /// An experiment that it proposes, as a fragment.
    fn proposal(&self) -> Option<String> {
        None
    }

    /// The network that a part of it stands for.
    fn behind(&self, _target: Target) -> Option<Behind> {
        None
    }

    /// Adds its shapes to a drawing.
    fn paint(&self, drawing: &mut Drawing);
}

/// What a click does on figures whose parts stand for networks.
pub fn opens() -> &'static str {
    t!("Click a point to open the network behind it.")
}

/// A network that something drawn stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// This one.
    Task(TaskId),
    /// The one that its group keeps.
    Group(u32),
}

/// Numbers in rows, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Heads of the columns, quantity with unit.
    pub columns: Vec<String>,
    /// One cell for each column.
    pub rows: Vec<Vec<String>>,
}
