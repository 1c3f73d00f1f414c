//! Which frames a network may learn from.

use std::sync::Arc;

use crate::config::NUM_LAGS;

/// Which frames of a store are the rows of a split; the `NUM_LAGS - 1` frames before each are its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Frames that were shown, which stand behind `NUM_LAGS - 1` frames of history.
    Spread(EvenSpread),
    /// The frame of each row, in any order; none of the first `NUM_LAGS - 1`.
    Listed(Arc<[u32]>),
}

/// Some of the frames that were shown, spread evenly over the recording.
///
/// Neighbors are alike after temporal filtering and cells drift, so that the first minute of a
/// recording says less than as many frames from all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvenSpread {
    num_shown: u64,
    num_kept: u64,
}

impl Rows {
    /// Every frame behind the history of the first is a row.
    pub const ALL: Self = Self::Spread(EvenSpread { num_shown: 1, num_kept: 1 });

    /// The frame of a row in the store.
    pub fn frame(&self, row: usize) -> usize {
        match self {
            Self::Spread(spread) => spread.frame(row) + NUM_LAGS - 1,
            Self::Listed(frames) => frames[row] as usize,
        }
    }
}

impl EvenSpread {
    /// Some of the frames; at least one, at most all.
    pub fn new(num_shown: usize, num_kept: usize) -> Self {
        Self { num_shown: num_shown as u64, num_kept: num_kept as u64 }
    }

    /// The frame of a row among those that were shown.
    pub fn frame(self, row: usize) -> usize {
        (row as u64 * self.num_shown / self.num_kept) as usize
    }

    /// The first row at a frame or after it.
    pub fn first_from(self, frame: usize) -> usize {
        (frame as u64 * self.num_kept).div_ceil(self.num_shown) as usize
    }
}
