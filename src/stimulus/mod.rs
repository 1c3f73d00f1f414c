//! What the cell is shown.
//!
//! In: a seed and a distribution. Out: frames of contrast, one after the other, never stored here.

mod white_noise;

pub use white_noise::WhiteNoise;
