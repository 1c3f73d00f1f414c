//! The hidden cell: temporal filter, subunits, rectification, pooling, threshold, spikes; of the
//! paper's model and of a population like the recorded one.
//!
//! In: what a data set is made from ([`DataSource`](crate::config::DataSource)) and frames. Out: drive, rate and spikes of each frame.
//! Which frames are recorded, and what is learned from them, is left to `dataset`.

mod ganglion_cell;
mod hidden_cell;
mod live;
mod pictures;
mod recorded;
mod response_map;
mod scale;
mod spike_triggered;
mod temporal;

pub use ganglion_cell::{GanglionCell, Response, subunit_filters};
pub use hidden_cell::{CellBuilder, HiddenCell, Recorder, true_filters};
pub use live::{Beat, LiveCell, LiveEstimate};
pub use pictures::{Course, PictureCell, flash_at, standing};
pub use recorded::{Playback, RECORDED_SIDE, RecordedCell, RecordedCellBuilder, RecordedSubunit};
pub use scale::ScaleBuilder;
pub use spike_triggered::SpikeTriggeredSum;
pub use temporal::{FilteredNoise, TemporalFilter, temporal_filter};
