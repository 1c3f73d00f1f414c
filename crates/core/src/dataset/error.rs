//! Why a data set cannot be used.

use crate::t;

/// A data set from which nothing can be learned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatasetError {
    /// The cell was silent throughout a split.
    #[error("{}", no_spikes(split))]
    NoSpikes {
        /// Which split, as a word.
        split: &'static str,
    },
    /// The frames do not fit into memory.
    #[error(
        "{}",
        t!(
            "{frames} frames do not fit into this browser's memory. Choose fewer frames or a smaller field.",
            frames = num_frames
        )
    )]
    OutOfMemory {
        /// Frames asked for.
        num_frames: usize,
    },
}

fn no_spikes(split: &str) -> &'static str {
    match split {
        "training" => t!(
            "The cell did not spike once in the training frames. Raise the spike rate or show more frames."
        ),
        "validation" => t!(
            "The cell did not spike once in the validation frames. Raise the spike rate or show more frames."
        ),
        _ => t!(
            "The cell did not spike once in the test frames. Raise the spike rate or show more frames."
        ),
    }
}
