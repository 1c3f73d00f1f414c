//! Frames as they were shown, for networks that learn the temporal filter too.

use std::sync::Arc;

use crate::{dataset::Rows, stimulus::StimulusFrames};

/// Raw frames, some of which are the rows of a split.
///
/// Each row stands behind `NUM_LAGS - 1` frames of history, so that every window of lags is there
/// once, however many windows it is part of. Splits may share one store.
#[derive(Clone, Debug, PartialEq)]
pub struct RawFrames {
    frames: Arc<StimulusFrames>,
    rows: Rows,
}

impl RawFrames {
    /// Rows among the frames of a store.
    pub fn new(frames: Arc<StimulusFrames>, rows: Rows) -> Self {
        Self { frames, rows }
    }

    /// All frames of a store but the history of the first row.
    pub fn all(frames: StimulusFrames) -> Self {
        Self::new(Arc::new(frames), Rows::ALL)
    }

    /// All frames, rows or not.
    pub fn store(&self) -> &StimulusFrames {
        &self.frames
    }

    /// The frame of a row in the store.
    pub fn frame(&self, row: usize) -> usize {
        self.rows.frame(row)
    }

    /// Writes the frame shown `lag` frames before row `row`, contrast.
    ///
    /// # Shapes
    /// - `lag`: below `NUM_LAGS`; 0 is the frame of the row itself
    /// - `frame`: `[checkers]`
    pub fn read(&self, row: usize, lag: usize, frame: &mut [f32]) {
        self.frames.read(self.rows.frame(row) - lag, frame);
    }
}
