//! The hidden cell: temporal filter, subunits, rectification, pooling, threshold, spikes.
//!
//! In: a [`Config`](crate::config::Config) and frames. Out: drive, rate and spikes of each frame.
//! Which frames are shown, and what is made of the spikes, is left to `dataset`.

mod ganglion_cell;
mod scale;
mod temporal;

pub use ganglion_cell::{GanglionCell, Response, subunit_filters};
pub use temporal::{FilteredNoise, TemporalFilter};
