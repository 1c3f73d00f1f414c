//! Ganglion.
pub mod rng;
pub mod units;
pub mod config;
pub mod link;
pub mod statistics;
pub mod stimulus;
pub mod cell;
pub mod dataset;
pub mod network;
pub mod training;
pub mod engine;
pub mod analysis;
pub mod experiment;
pub mod figure;
pub mod protocol;
pub mod worker;
#[cfg(any(feature = "ui", test))]
pub mod ui;
