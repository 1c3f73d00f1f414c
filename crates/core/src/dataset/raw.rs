//! Frames as they were shown, for networks that learn the temporal filter too.

use std::collections::TryReserveError;

use crate::{
    config::{NUM_LAGS, Noise},
    dataset::rows::Rows,
    stimulus::StimulusFrames,
};

/// Raw frames with the history of the first.
///
/// Row `t` of a split stands behind `NUM_LAGS - 1` frames of history, so that every window of lags
/// is there once, however many windows it is part of.
#[derive(Clone, Debug, PartialEq)]
pub struct RawFrames {
    /// `NUM_LAGS - 1` frames of history, and all that were shown.
    frames: StimulusFrames,
    rows: Rows,
}

impl RawFrames {
    /// Before the first frame of history.
    pub fn new(noise: Noise, num_checkers: usize) -> Self {
        Self { frames: StimulusFrames::empty(noise, num_checkers), rows: Rows::ALL }
    }

    /// The same for a split of which only some frames are rows.
    #[must_use]
    pub(super) fn with_rows(self, rows: Rows) -> Self {
        Self { rows, ..self }
    }

    /// Takes the memory for so many frames and their history.
    ///
    /// # Errors
    /// If there is not enough.
    pub fn reserve(&mut self, num_frames: usize) -> Result<(), TryReserveError> {
        self.frames.reserve(num_frames.saturating_add(NUM_LAGS - 1))
    }

    /// Adds the next frame: first the history, oldest first, then all that were shown.
    pub fn push(&mut self, frame: &[f32]) {
        self.frames.push(frame);
    }

    /// Whether there is no frame yet, not even history.
    pub fn is_empty(&self) -> bool {
        self.frames.num_frames() == 0
    }

    /// Writes the frame shown `lag` frames before row `row`, contrast.
    ///
    /// # Shapes
    /// - `lag`: below `NUM_LAGS`; 0 is the frame of the row itself
    /// - `frame`: `[checkers]`
    pub fn read(&self, row: usize, lag: usize, frame: &mut [f32]) {
        self.frames.read(self.rows.frame(row) + NUM_LAGS - 1 - lag, frame);
    }
}
