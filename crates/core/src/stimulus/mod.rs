//! What the cell is shown.
//!
//! In: a seed and a distribution, or a picture. Out: frames of contrast, one after the other, never
//! stored here; pictures, and the contrast of their checkers.

mod bits;
mod canvas;
mod dead_leaves;
mod frames;
mod image;
mod landscape;
mod noise_image;
mod normalization;
mod one_piece;
mod scene;
mod texture;
mod white_noise;

pub use frames::{FrameStore, FrozenBlock, StimulusFrames, digest};
pub use image::{Field, Image, ImageError, MAX_PIXELS, MAX_SIDE, MIN_SIDE, luma};
pub use normalization::{GrayScale, network_sees};
pub use white_noise::WhiteNoise;
