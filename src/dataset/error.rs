//! Why a data set cannot be used.

/// A data set from which nothing can be learned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatasetError {
    /// The cell was silent throughout a split.
    #[error(
        "The cell did not spike once in the {split} frames. Raise the spike rate or show more frames."
    )]
    NoSpikes {
        /// Which split, as a word.
        split: &'static str,
    },
    /// The frames do not fit into memory.
    #[error(
        "{num_frames} frames do not fit into this browser's memory. Choose fewer frames or a smaller field."
    )]
    OutOfMemory {
        /// Frames asked for.
        num_frames: usize,
    },
}
