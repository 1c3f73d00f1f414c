//! Evidence that spikes and frames belong together, or where they don't.
//!
//! In: a [`Recording`], and the times that it was made from. Out: [`Evidence`]: what was looked at, a sentence with numbers, a
//! judgment, and what to do. What arrays mean is settled before; showing it is left to others.
//!
//! Spikes follow the stimulus by some frames. So the average of the frames before spikes says whether both are aligned, whether
//! checkers stand in the order that was believed, and whether that holds from the first minute to the last. What leaves this average
//! as it is (a field that was transposed, cells in another order, a border between trials that was ignored) can't be seen in it.

mod alignment;
mod average;
mod field;
mod lengths;
mod receptive_field;
mod search;
mod stretches;
mod times;
mod untellable;

pub use alignment::{CellAlignment, alignment};
pub use average::{CellAverage, averages};
pub use field::{FieldEvidence, FieldOrder, field_order};
pub use lengths::{
    ArrayDifferences, FrozenRepeats, PictureFacts, TrialBorders, array_evidence, recording_evidence,
};
pub use receptive_field::{ReceptiveFieldFit, receptive_field};
pub use stretches::{StretchAlignment, stretch_alignment};
pub(crate) use times::PAUSE;
pub use times::{FrameIntervals, RecordedTimes, SpikePlaces, time_evidence};
pub use untellable::{Untellable, untellable};

use ganglion_core::{recording::Recording, tn};
use serde::{Deserialize, Serialize};

/// What evidence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Judgment {
    /// As it should be.
    Fine,
    /// Probably a mistake.
    Suspicious,
    /// These data can't say.
    CannotTell,
}

/// What is probably wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum SuspectedFault {
    /// The response comes by so many frames too late, or too early if negative; of one cell, or of all.
    ShiftedResponse {
        /// Frames.
        frames: i32,
        /// The cell, if it is only one.
        cell: Option<String>,
    },
    /// Counts are in reverse order.
    ReversedResponse,
    /// Time is the other axis of what was read as frames.
    OtherTimeAxis,
    /// No cell has anything to do with the frames.
    NoStructure,
    /// What was drawn from a seed isn't what was shown.
    WrongSeed,
    /// Checkers are in rows of another length.
    WrongRowLength {
        /// The length that fits, checkers.
        columns: usize,
    },
    /// From one frame to another the response is shifted.
    ShiftedStretch {
        /// First and last frame, about.
        from: usize,
        /// End of it, about.
        to: usize,
        /// Frames too late, too early if negative.
        frames: i32,
    },
    /// The response is shifted more and more: frames are missing, or a clock runs at another rate.
    GradualShift {
        /// Frames between beginning and end.
        frames: i32,
    },
    /// From one frame to another the spikes have nothing to do with the frames.
    LostStretch {
        /// First frame, about.
        from: usize,
        /// End of it, about.
        to: usize,
    },
    /// Frame times have gaps of some frames.
    DroppedFrames {
        /// Number of gaps.
        num: usize,
    },
    /// Frame times follow each other too quickly.
    DoubledFrames {
        /// Number of them.
        num: usize,
    },
    /// Frame times go back.
    BackwardFrameTimes {
        /// Number of steps back.
        num: usize,
    },
    /// The refresh rate that is stated isn't that of the frame times.
    RefreshRateDiffers,
    /// Spike times are in another unit: this factor too large.
    UnitOfTimes {
        /// What is stated over what is true.
        factor: f64,
    },
    /// Many spikes are before, after or between the frames.
    SpikesOutside,
    /// Arrays that should be equally long aren't.
    LengthsDiffer {
        /// Entries more than frames; negative if fewer.
        by: i64,
    },
    /// The table of trials doesn't fit the frames.
    BadTrials,
    /// An array can't be what it is said to be.
    Unusable,
    /// A cell has no spikes.
    SilentCell,
    /// Some numbers are not finite.
    NotFinite,
    /// Some counts are no whole numbers, or negative.
    NotCounts,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// What it says.
    pub judgment: Judgment,
    /// What is probably wrong, if it is suspicious.
    pub fault: Option<SuspectedFault>,
    /// What these data can't say, if they can't.
    pub untellable: Option<Untellable>,
    /// What was found, with numbers, in the language that is spoken.
    pub sentence: String,
    /// What to do; empty if nothing.
    pub advice: String,
}

impl Evidence {
    /// Of what is as it should be.
    pub(crate) fn fine(sentence: String) -> Self {
        let (fault, untellable) = (None, None);
        Self { judgment: Judgment::Fine, fault, untellable, sentence, advice: String::new() }
    }

    /// Of what is probably wrong.
    pub(crate) fn suspicious(fault: SuspectedFault, sentence: String, advice: &str) -> Self {
        let (fault, advice) = (Some(fault), advice.to_owned());
        Self { judgment: Judgment::Suspicious, fault, untellable: None, sentence, advice }
    }

    /// Of what these data can't say.
    pub(crate) fn cannot_tell(sentence: String, advice: &str) -> Self {
        let (judgment, advice) = (Judgment::CannotTell, advice.to_owned());
        Self { judgment, fault: None, untellable: None, sentence, advice }
    }
}

/// What was found in a recording, and what it was found by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundEvidence {
    /// What was looked at, in the order in which it is told.
    pub evidence: Vec<Evidence>,
    /// The average of each cell; none if there are no frames or no cells.
    pub averages: Vec<CellAverage>,
    /// Rows and columns in which the checkers are contiguous; those of the recording, unless others fit and these don't.
    pub field: (usize, usize),
}

/// All that a recording itself tells: alignment, order of checkers, drift, receptive fields, and what can't be told.
///
/// The same recording and seed give the same evidence on every machine.
pub fn evidence(recording: &Recording, seed: u32) -> Vec<Evidence> {
    find_evidence(recording, seed, &mut |_, _| {}).evidence
}

/// The same with what it was found by; `tell` is given the steps that are done, and how many there are.
pub fn find_evidence(
    recording: &Recording,
    seed: u32,
    tell: &mut dyn FnMut(u32, u32),
) -> FoundEvidence {
    let mut found = recording_evidence(recording);
    if recording.num_frames() == 0 || recording.cells.is_empty() {
        return FoundEvidence { evidence: found, averages: Vec::new(), field: recording.field };
    }
    // Order of checkers, and stretches, take about as long as an average.
    let num_steps = average::NUM_STEPS + 2;
    let averages = average::averages_told(recording, seed, &mut |done| tell(done, num_steps));
    let (_, aligned) = alignment(recording, &averages, seed);
    found.extend(aligned);
    let FieldEvidence { orders, evidence } = field_order(recording, &averages);
    tell(average::NUM_STEPS + 1, num_steps);
    // Where rows have another length than is stated, receptive fields are those of the right one.
    let is_other = evidence.iter().any(|one| one.fault.is_some()) || recording.field.0 == 1;
    let best = orders.first().filter(|best| is_other && best.is_contiguous());
    let field = best.map_or(recording.field, |best| (best.rows, best.columns));
    found.extend(evidence);
    found.extend(stretch_alignment(recording, &averages).1);
    found.extend(receptive_field::evidence(recording, &averages, field));
    found.extend(untellable(recording));
    tell(num_steps, num_steps);
    FoundEvidence { evidence: found, averages, field }
}

/// A number of frames in words.
fn frames_words(num: usize) -> String {
    tn!(num, "{n} frame", "{n} frames")
}

/// A number of cells in words.
fn cells_words(num: usize) -> String {
    tn!(num, "{n} cell", "{n} cells")
}
