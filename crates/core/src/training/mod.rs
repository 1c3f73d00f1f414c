//! How a network learns, whatever engine does the arithmetic.
//!
//! In: a data set, network ids, an [`Engine`]. Out: curves and trained networks. The arithmetic of a
//! step is left to the engines, the meaning of the filters to `analysis`.

mod engine;
mod plan;
mod result;
mod train;

pub use engine::{Agreement, Engine, EngineError, EngineFactory, Step};
pub use plan::Plan;
pub use result::{CurvePoint, Trained};
pub use train::Training;
