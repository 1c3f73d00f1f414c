//! Ganglion.
pub mod engine;
