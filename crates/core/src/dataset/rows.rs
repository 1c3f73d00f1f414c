//! Which frames a network may learn from.

use core::ops::Range;
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

/// Some of the frames that were shown, spread evenly over the recording or over a part of it.
///
/// Neighbors are alike after temporal filtering and cells drift, so that the first minute of a
/// recording says less than as many frames from all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvenSpread {
    /// The first frame of the part.
    first: u64,
    /// Frames of the part.
    num_shown: u64,
    num_kept: u64,
}

impl Rows {
    /// Every frame behind the history of the first is a row.
    pub const ALL: Self = Self::Spread(EvenSpread { first: 0, num_shown: 1, num_kept: 1 });

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
        Self::within(0..num_shown, num_kept)
    }

    /// The same of a part of the frames.
    pub fn within(part: Range<usize>, num_kept: usize) -> Self {
        let (first, num_shown) = (part.start as u64, part.len() as u64);
        Self { first, num_shown, num_kept: num_kept as u64 }
    }

    /// The frame of a row among those that were shown.
    pub fn frame(self, row: usize) -> usize {
        (self.first + row as u64 * self.num_shown / self.num_kept) as usize
    }

    /// The first row at a frame or after it; the number of rows if there is none.
    pub fn first_from(self, frame: usize) -> usize {
        let inside = (frame as u64).saturating_sub(self.first).min(self.num_shown);
        (inside * self.num_kept).div_ceil(self.num_shown) as usize
    }
}
