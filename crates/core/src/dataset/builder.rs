//! Makes a data set in slices, so that a worker can listen in between.

use std::sync::Arc;

use crate::{
    cell::CellBuilder,
    config::{CellDescription, DataSource},
    dataset::{Dataset, DatasetError, build::SimulationBuilder, of_recording::RecordingBuilder},
    recording::Recording,
};

/// A data set on its way: of a cell that is simulated, or of one that was recorded.
pub struct DatasetBuilder(Origin);

enum Origin {
    Simulated(Box<SimulationBuilder>),
    Recorded(Box<RecordingBuilder>),
}

impl DatasetBuilder {
    /// Before the first frame, without a recording.
    pub fn new(source: &DataSource) -> Self {
        Self::with_recording(source, None)
    }

    /// Before the first frame; the recording is used if it is the one that the source names.
    pub fn with_recording(source: &DataSource, recording: Option<&Arc<Recording>>) -> Self {
        Self(match (&source.cell, CellBuilder::new(source)) {
            (CellDescription::File(cell), _) => {
                Origin::Recorded(Box::new(RecordingBuilder::new(source, cell, recording)))
            }
            (_, Some(builder)) => {
                Origin::Simulated(Box::new(SimulationBuilder::new(source, builder)))
            }
            (CellDescription::Model(_) | CellDescription::Recorded(_), None) => {
                unreachable!("every other cell is simulated")
            }
        })
    }

    /// Bytes that a data set takes, about.
    pub fn num_bytes(source: &DataSource) -> usize {
        SimulationBuilder::num_bytes(source)
    }

    /// Frames to go through.
    pub fn num_frames_total(&self) -> usize {
        match &self.0 {
            Origin::Simulated(builder) => builder.num_frames_total(),
            Origin::Recorded(builder) => builder.num_total(),
        }
    }

    /// Frames gone through so far.
    pub fn num_frames_done(&self) -> usize {
        match &self.0 {
            Origin::Simulated(builder) => builder.num_frames_done(),
            Origin::Recorded(builder) => builder.num_done(),
        }
    }

    /// Does one slice; returns whether there is more to do.
    ///
    /// # Errors
    /// - [`DatasetError::NoSpikes`], [`DatasetError::NoRecordedSpikes`] if the cell is silent throughout a split.
    /// - [`DatasetError::OutOfMemory`] if the frames do not fit.
    /// - the others if the recording is not there, or has less than is asked for.
    pub fn advance(&mut self) -> Result<bool, DatasetError> {
        match &mut self.0 {
            Origin::Simulated(builder) => builder.advance(),
            Origin::Recorded(builder) => builder.advance(),
        }
    }

    /// The finished data set.
    ///
    /// # Panics
    /// Unless [`Self::advance`] has returned `false`.
    pub fn finish(self) -> Dataset {
        match self.0 {
            Origin::Simulated(builder) => builder.finish(),
            Origin::Recorded(builder) => builder.finish(),
        }
    }
}
