//! Why a data set cannot be used.

use crate::{
    config::{Parameter, Value, parameter},
    t,
};

/// A data set from which nothing can be learned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatasetError {
    /// The cell was silent throughout a split.
    #[error("{}", no_spikes(split))]
    NoSpikes {
        /// Which split, as a word.
        split: &'static str,
    },
    /// A cell of a recording was silent throughout a split.
    #[error("{}", no_recorded_spikes(split))]
    NoRecordedSpikes {
        /// Which split, as a word.
        split: &'static str,
    },
    /// The recording that the experiment is about is not there.
    #[error(
        "{}",
        t!("This experiment is about a recording of your own. Open its files, and it goes on.")
    )]
    NoRecording,
    /// The recording has fewer cells.
    #[error(
        "{}",
        t!(
            "The recording has no cell {number}: choose one from 1 to {cells}.",
            number = number,
            cells = num_cells
        )
    )]
    NoSuchCell {
        /// The cell asked for, from 1.
        number: u32,
        /// Cells of the recording.
        num_cells: usize,
    },
    /// The recording has fewer checkers.
    #[error(
        "{}",
        t!(
            "The recording has {rows}x{columns} checkers: choose a field that lies within them.",
            rows = rows,
            columns = columns
        )
    )]
    FieldTooSmall {
        /// Height of its field, checkers.
        rows: usize,
        /// Width of its field, checkers.
        columns: usize,
    },
    /// The recording has fewer frames.
    #[error("{}", too_few_frames(*asked, *most))]
    TooFewFrames {
        /// Training frames asked for.
        asked: usize,
        /// The most that there are.
        most: usize,
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

fn no_recorded_spikes(split: &str) -> &'static str {
    match split {
        "training" => t!(
            "This cell of the recording has no spike in the training frames. Choose another cell."
        ),
        "validation" => t!(
            "This cell of the recording has no spike in the validation frames. Choose another cell or a larger validation share."
        ),
        _ => t!("This cell of the recording has no spike in the test frames. Choose another cell."),
    }
}

fn too_few_frames(asked: usize, most: usize) -> String {
    let admits = |row: &Parameter| row.admits(&Value::Integer(most as u32));
    if parameter("frames").is_some_and(admits) {
        return t!(
            "The recording has too few frames for {asked} to learn from, beside those that choose and report: choose at most {most}.",
            asked = asked,
            most = most
        );
    }
    t!(
        "The recording is too short: beside the frames that choose and report it leaves {most} to learn from. Choose fewer test frames, or open a longer recording.",
        most = most
    )
}

#[cfg(test)]
mod tests {
    use super::DatasetError;

    #[test]
    fn nobody_is_told_to_choose_what_cannot_be_chosen() {
        for most in [0, 1, 999, 1_000, 48_000] {
            let said = DatasetError::TooFewFrames { asked: 60_000, most }.to_string();
            let is_offered = said.contains(&format!("choose at most {most}"));
            assert_eq!(is_offered, most >= 1_000, "{said}");
            assert_eq!(said.contains("too short"), most < 1_000, "{said}");
        }
    }
}
