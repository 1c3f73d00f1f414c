//! The network as plain data: shape, parameters, first values, prediction.
//!
//! ```text
//! frame -> conv filters (valid) -> ReLU -> [1 or 2 further conv layers, each -> ReLU]
//!       -> dense, one weight for each map and position -> output
//! ```
//!
//! In: a shape and a seed. Out: parameters and what they predict. How they are learned is left to
//! `training` and the engines.

mod convolution;
mod forward;
mod hidden;
mod init;
mod input;
mod map_vectors;
mod minimal;
mod output;
mod parameters;
mod pictures;
mod predict;
mod response_map;
mod second;
mod shape;
mod tile;

pub use forward::Forward;
pub use hidden::{Hidden, Joined};
pub use init::{initial_parameters, inner_noise};
pub use input::{Channels, Input, NUM_COURSES};
pub(crate) use map_vectors::{MapVectors, add_products, map_vectors, side_by_side};
pub use minimal::Minimal;
pub(crate) use minimal::{GRID, PLANES, slopes_of_planes};
pub use output::{FLOOR, Output, Slope};
pub use parameters::{Parameters, checksum, checksum_of_bytes};
pub use pictures::{filter_answers, predict_pictures};
pub use predict::{feature_maps, generators, generators_of, predict, predict_rows, predict_split};
pub use response_map::predict_map;
pub use second::second_version;
pub use shape::{NetworkId, Shape};
pub use tile::{Lanes, TILE_FRAMES, TILE_VECTORS, Tile};
