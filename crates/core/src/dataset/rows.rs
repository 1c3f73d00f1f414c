//! Which of the frames that were shown a network may learn from.

/// The rows of a split among the frames shown to the cell: spread evenly over the recording.
///
/// Neighbors are alike after temporal filtering and cells drift, so that the first minute of a
/// recording says less than as many frames from all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    num_shown: u64,
    num_kept: u64,
}

impl Rows {
    /// Every frame is a row.
    pub(super) const ALL: Self = Self { num_shown: 1, num_kept: 1 };

    /// Some of the frames; at least one, at most all.
    pub(super) fn new(num_shown: usize, num_kept: usize) -> Self {
        Self { num_shown: num_shown as u64, num_kept: num_kept as u64 }
    }

    /// The frame of a row.
    pub(super) fn frame(self, row: usize) -> usize {
        (row as u64 * self.num_shown / self.num_kept) as usize
    }

    /// The first row at a frame or after it.
    pub(super) fn first_from(self, frame: usize) -> usize {
        (frame as u64 * self.num_kept).div_ceil(self.num_shown) as usize
    }
}
