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
