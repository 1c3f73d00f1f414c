//! All figures that a page shows, by request: which an experiment has, and what they are made of.

pub(in crate::figure) mod figure_set;
pub(in crate::figure) mod figure_source;
#[cfg(target_arch = "wasm32")]
pub(in crate::figure) mod live;
pub(in crate::figure) mod networks;
pub(in crate::figure) mod of_networks;
pub(in crate::figure) mod of_results;
pub(in crate::figure) mod request;

pub use figure_set::FigureSet;
#[cfg(target_arch = "wasm32")]
pub use live::{LiveFigures, NARROWEST};
pub use networks::networks_data;
pub use of_results::KnownScores;
pub use request::{
    CURVES, Caption, FigureId, FigureRequest, FigureResponse, NETWORK, ResultsId, TEMPORAL,
};
