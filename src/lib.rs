//! Ganglion.
pub mod analysis;
pub mod cell;
pub mod config;
pub mod dataset;
pub mod engine;
pub mod experiment;
pub mod link;
pub mod network;
pub mod protocol;
pub mod rng;
pub mod statistics;
pub mod stimulus;
pub mod training;
pub mod units;
pub mod worker;
