//! Figures: finished numbers, their finding in words, and one drawing for canvas and SVG.
//!
//! In: rows of numbers from `experiment`. Out: drawings on any plotters backend, a title, a
//! summary, a table. Nothing is computed here but means over runs, and canvas code is left to `ui`.
//! A figure draws on a [`Sheet`], which keeps the drawing until a backend shows it.

#[cfg(any(feature = "annex", feature = "cli"))]
mod album;
mod ask;
mod axes;
pub mod cell_words;
#[cfg(any(feature = "annex", feature = "cli", feature = "studio"))]
mod csv;
mod degradation;
mod emergence;
mod emergence_rows;
mod filter_sheet;
mod learning_curve;
mod lines;
mod method_curves;
mod methods;
mod natural_controls;
mod natural_maps;
mod natural_pictures;
mod natural_sequence;
mod of_networks;
mod of_results;
mod palette;
mod pruning;
mod raster;
mod rates;
mod saturation;
mod scatter;
mod sheet;
mod signed_image;
mod spacetime;
mod spread;
#[cfg(any(feature = "annex", feature = "studio", feature = "cli"))]
mod svg;
mod temporal;
mod traces;
mod transfer;
pub mod words;

#[cfg(any(feature = "annex", feature = "cli"))]
pub use album::Album;

pub use ask::{Answer, Ask, CURVES, Caption, NETWORK, Remark, Spot, TEMPORAL};
pub use degradation::{
    Degradation, DegradationFigure, DegradationLine, DegradationPoint, DegradationRun,
};
pub use emergence::{EmergenceFigure, FigureRow, FilterImage, LabeledImage};
pub use filter_sheet::{FilterSheet, SheetFilter};
pub use learning_curve::{LearningCurve, LearningCurves};
pub use method_curves::{NonlinearityFigure, SpectrumFigure};
pub use methods::MethodsFigure;
pub use natural_controls::{ControlScores, ControlsFigure};
pub use natural_maps::MapsFigure;
pub use natural_pictures::{PictureColumn, PicturesFigure};
pub use natural_sequence::SequenceFigure;
pub use palette::{Palette, Rgb, Theme, identity};
pub use pruning::{PrunedCell, PruningFigure};
pub use raster::{Raster, RasterFigure};
pub use rates::{RatesFigure, Stimulus};
pub use saturation::{SaturationFigure, SaturationLine, SaturationPoint, SaturationRun};
pub use scatter::{TransferScatter, VersionScatter};
pub use sheet::{DrawError, FONT_RATIO, Sheet, Target, UNIT};
pub use signed_image::{Peak, SignedImage};
pub use spacetime::{SpacetimeFigure, SpacetimeFilter};
pub use spread::Spread;
#[cfg(any(feature = "annex", feature = "studio", feature = "cli"))]
pub use svg::{svg, svg_of};
pub use temporal::TemporalFigure;
pub use traces::TransferTraces;
pub use transfer::TransferMatrix;

use serde::{Deserialize, Serialize};

use crate::{experiment::TaskId, t};

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

    /// The height that it needs at a width, logical pixels.
    fn height(&self, width: f64, _theme: Theme) -> f64 {
        (0.4 * width).clamp(240.0, 340.0)
    }

    /// What a click on it does, if anything.
    fn click(&self) -> Option<&'static str> {
        None
    }

    /// The network that a part of it stands for.
    fn behind(&self, _target: Target) -> Option<Behind> {
        None
    }

    /// Draws itself over the whole sheet.
    fn paint(&self, sheet: &mut Sheet);
}

/// What a click does on figures whose parts stand for networks.
pub(crate) fn opens() -> &'static str {
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
