//! Figures: finished numbers, their finding in words, and one drawing for canvas and SVG.
//!
//! In: rows of numbers from `experiment`. Out: drawings on any plotters backend, a title, a
//! summary, a table. Nothing is computed here, and canvas code is left to `ui`.

mod axes;
pub mod cell_words;
mod emergence;
mod emergence_rows;
mod learning_curve;
mod palette;
mod sheet;
mod signed_image;
#[cfg(any(feature = "cli", feature = "ui"))]
mod svg;
mod temporal;
pub mod words;

use plotters::{backend::DrawingBackend, coord::Shift, drawing::DrawingArea};

pub use emergence::{EmergenceFigure, FigureRow, FilterImage, LabeledImage};
pub use learning_curve::{LearningCurve, LearningCurves};
pub use palette::{Palette, Rgb, Theme, identity};
pub use sheet::{DrawError, FONT_RATIO, UNIT};
pub use signed_image::{Peak, SignedImage};
#[cfg(any(feature = "cli", feature = "ui"))]
pub use svg::{svg, svg_around};
pub use temporal::TemporalFigure;

/// Finished numbers that can be drawn, and said in words.
pub trait Figure {
    /// The finding.
    fn title(&self) -> String;

    /// One sentence with numbers and units: the text alternative.
    fn summary(&self) -> String;

    /// The numbers, for those who want them all.
    fn table(&self) -> Option<Table> {
        None
    }

    /// Draws itself over the whole area, whose pixels are [`UNIT`] to a logical pixel.
    ///
    /// # Errors
    /// Those of the backend.
    fn draw<DB: DrawingBackend>(
        &self,
        root: &DrawingArea<DB, Shift>,
        theme: Theme,
    ) -> Result<(), DrawError<DB>>;
}

/// Numbers in rows, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Heads of the columns, quantity with unit.
    pub columns: Vec<String>,
    /// One cell for each column.
    pub rows: Vec<Vec<String>>,
}
