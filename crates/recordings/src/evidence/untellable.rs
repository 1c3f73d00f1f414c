//! What frames and counts can't tell, whatever is computed from them.

use ganglion_core::{recording::Recording, t};

use crate::evidence::Evidence;

/// A mistake that leaves the evidence as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untellable {
    /// Rows and columns are swapped, or run from the other side.
    Orientation,
    /// The larger of two values means dark.
    Polarity,
    /// Cells are in another order, or have other names.
    CellOrder,
    /// All counts are a frame too late or too early, which a slower or faster cell would explain as well.
    OneFrame,
    /// Trials have other borders, or none.
    TrialBorders,
}

/// All that these data can't tell, each with what would.
pub fn untellable(recording: &Recording) -> Vec<Evidence> {
    let (rows, columns) = recording.field;
    let orientation = if rows == columns {
        t!(
            "In {rows} x {columns} checkers a swap of rows and columns leaves everything as it is, and so does a flip: it can't be told from spikes.",
            rows = rows,
            columns = columns
        )
    } else {
        t!("A flip of rows or columns leaves everything as it is: it can't be told from spikes.")
            .to_owned()
    };
    let mut found = vec![
        (
            Untellable::Orientation,
            orientation,
            t!("Show a picture with a corner, or ask who wrote the stimulus."),
        ),
        (
            Untellable::OneFrame,
            t!("Counts that are all a frame too early or too late look like a faster or slower cell: it can't be told from counts.").to_owned(),
            t!("Compare frame times with a photodiode."),
        ),
    ];
    if recording.frames.is_two_valued() {
        found.push((
            Untellable::Polarity,
            t!("Whether the larger value is light or dark can't be told: the other way round, ON cells are OFF cells.").to_owned(),
            t!("Look it up in the program of the stimulus; in some of them 0 is light."),
        ));
    }
    if recording.cells.len() > 1 {
        found.push((
            Untellable::CellOrder,
            t!("Whether cells have the right names can't be told: each would fit under any name.")
                .to_owned(),
            t!("Compare numbers of spikes with those of the sorter."),
        ));
    }
    if recording.trials.len() == 1 {
        found.push((
            Untellable::TrialBorders,
            t!("No borders of trials are known, and the average hardly changes if they are ignored: it can't be told from counts whether there are any.").to_owned(),
            t!("Give a table of trials, or frame times with their pauses."),
        ));
    }
    let evidence = |(kind, sentence, advice)| Evidence {
        untellable: Some(kind),
        ..Evidence::cannot_tell(sentence, advice)
    };
    found.into_iter().map(evidence).collect()
}
