//! The network as plain data: shape, parameters, first values, prediction.
//!
//! ```text
//! frame -> conv filters (valid) -> ReLU -> dense, one weight for each filter and position -> output
//! ```
//!
//! In: a shape and a seed. Out: parameters and what they predict. How they are learned is left to
//! `training` and the engines.

mod init;
mod output;
mod parameters;
mod predict;
mod shape;
mod tile;

pub use init::{initial_parameters, inner_noise};
pub use output::{FLOOR, Output, Slope};
pub use parameters::{Parameters, checksum};
pub use predict::{SideBySide, feature_maps, generators, pool, predict};
pub use shape::{NetworkId, Shape};
pub use tile::{Lanes, TILE_FRAMES, TILE_VECTORS, Tile};
