//! Pictures: filters, fields, rasters and what was seen, in rows.

pub(in crate::figure) mod emergence;
pub(in crate::figure) mod emergence_rows;
pub(in crate::figure) mod filter_grid;
pub(in crate::figure) mod methods;
pub(in crate::figure) mod natural_bars;
pub(in crate::figure) mod natural_maps;
pub(in crate::figure) mod natural_pictures;
pub(in crate::figure) mod natural_sequence;
pub(in crate::figure) mod natural_strips;
pub(in crate::figure) mod raster;
pub(in crate::figure) mod spacetime;
pub(in crate::figure) mod stability;

pub use emergence::{EmergenceFigure, FigureRow, FilterImage, LabeledImage};
pub use filter_grid::{FilterGrid, GridFilter};
pub use methods::MethodsFigure;
pub use natural_bars::MeanSpikes;
pub use natural_maps::MapsFigure;
pub use natural_pictures::{PictureColumn, PicturesFigure};
pub use natural_sequence::SequenceFigure;
pub use raster::RasterFigure;
pub use spacetime::{SpacetimeFigure, SpacetimeFilter};
pub use stability::StabilityFigure;
