//! Frames paired with the spikes they caused, in three splits.
//!
//! In: a [`DataSource`](crate::config::DataSource), and a recording if it is about one. Out: training, validation and test frames, seen through
//! a temporal filter, with their spike counts, and the spike-triggered average. What is learned
//! from them is left to `training`.

mod build;
mod builder;
mod crop;
mod error;
mod filter_tables;
mod frames;
mod of_recording;
mod packed;
mod picture_test;
mod plan;
mod raw;
mod repeats;
mod rows;
mod split;
mod split_builder;
mod spoil;
mod test_movie;

pub use builder::DatasetBuilder;
pub use error::DatasetError;
pub use frames::Frames;
pub use picture_test::PictureTest;
pub use raw::RawFrames;
pub use repeats::Repeats;
pub use rows::{EvenSpread, Rows};
pub use split::{Dataset, Split};
pub use test_movie::TestMovie;
