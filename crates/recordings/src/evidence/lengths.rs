//! Lengths, values and gaps: what is seen before anything is computed.

use ganglion_core::recording::Recording;

use crate::evidence::{Evidence, SuspectedFault, counted};

/// How arrays differ from what a recording needs, as they were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArrayDifferences {
    /// Frames, and counts in a row of them, if counts were read.
    pub counts: Option<(usize, usize)>,
    /// Frames, and frame times, if those were read.
    pub frame_times: Option<(usize, usize)>,
    /// The two values of the frames, the smaller one first, if they have no more.
    pub values: Option<(f64, f64)>,
    /// Elements that are no finite numbers, and what they are in.
    pub not_finite: Vec<(String, u64)>,
    /// Counts that are negative or no whole numbers, and what they are in.
    pub not_counts: Vec<(String, u64)>,
    /// Trials that don't fit the frames.
    pub bad_trials: usize,
    /// Whether the table of trials counts frames from 1.
    pub trials_from_one: bool,
}

/// What stands out in the arrays.
pub fn array_evidence(found: &ArrayDifferences) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    if let Some((frames, counts)) = found.counts {
        evidence.extend(length(frames, counts, "counts"));
    }
    if let Some((frames, times)) = found.frame_times {
        // Times of all borders between frames are one more.
        if times != frames + 1 {
            evidence.extend(length(frames, times, "frame times"));
        }
    }
    if let Some((low, high)) = found.values
        && (low, high) != (-1.0, 1.0)
    {
        let sentence = format!(
            "The frames have the two values {low} and {high}: {high} is taken as +1, {low} as -1."
        );
        evidence.push(Evidence::fine(sentence));
    }
    for (array, num) in &found.not_finite {
        let sentence = format!("{array} has {num} elements that are no finite numbers.");
        let advice = "In frames they are taken as the mean, in counts as 0, and times are left out: see what they stand for.";
        evidence.push(Evidence::suspicious(SuspectedFault::NotFinite, sentence, advice));
    }
    for (array, num) in &found.not_counts {
        let sentence = format!("{array} has {num} elements that are no whole numbers from 0 on.");
        let advice = "They look like firing rates: multiply them with the length of a bin, or count the spikes again.";
        evidence.push(Evidence::suspicious(SuspectedFault::NotCounts, sentence, advice));
    }
    if found.trials_from_one {
        let sentence = "The table of trials counts frames from 1: its first trial begins with frame 1, and it is taken so.";
        evidence.push(Evidence::fine(sentence.to_owned()));
    }
    if found.bad_trials > 0 {
        let sentence = format!(
            "{} can't be: they end before they begin, overlap, or lie outside of the frames.",
            counted(found.bad_trials, "trial")
        );
        let advice = "See whether the table counts frames from 1, counts them after some were left out, or is of another recording.";
        evidence.push(Evidence::suspicious(SuspectedFault::BadTrials, sentence, advice));
    }
    evidence
}

fn length(frames: usize, found: usize, what: &str) -> Option<Evidence> {
    let by = found as i64 - frames as i64;
    let sentence = format!("There are {frames} frames and {found} {what}.");
    let advice = match by {
        0 => return None,
        -1 => {
            "One is missing: bins between frame times are one fewer than frame times. Probably the last frame has no count; if it is the first one, all are a frame too early."
        }
        1 => {
            "There is one too many: probably the bin before the first frame or behind the last one. If it is the first, all are a frame too late."
        }
        _ => {
            "They are probably of different recordings, or a part is missing. What is behind the shorter one is left out."
        }
    };
    let fault = SuspectedFault::LengthsDiffer { by };
    Some(Evidence::suspicious(fault, sentence, advice))
}

/// What stands out in a recording: silent cells, frames that are held, stretches that are shown again.
pub fn recording_evidence(recording: &Recording) -> Vec<Evidence> {
    let num_frames = recording.num_frames();
    let mut evidence = Vec::new();
    let silent: Vec<&str> = recording
        .cells
        .iter()
        .filter(|cell| cell.num_spikes() == 0)
        .map(|cell| cell.name.as_str())
        .collect();
    if !silent.is_empty() {
        let sentence =
            format!("{} without a spike: {}.", counted(silent.len(), "cell"), silent.join(", "));
        let advice = "Leave it out. If it should have spikes, see whether its times are of this recording and in the unit that is stated.";
        evidence.push(Evidence::suspicious(SuspectedFault::SilentCell, sentence, advice));
    }
    if recording.num_held > 0 {
        let times = num_frames as f64 / (num_frames - recording.num_held) as f64;
        let sentence = format!(
            "{} of {num_frames} frames are equal to the one before: each is shown {times:.2} times on average.",
            recording.num_held
        );
        evidence.push(Evidence::fine(sentence));
    }
    for block in &recording.frozen {
        let (len, num) = (block.len, block.starts.len());
        let sentence = format!(
            "{len} frames are shown {num} times: the first time from frame {} on, then from {} on.",
            block.starts[0],
            block.starts.get(1).copied().unwrap_or_default()
        );
        evidence.push(Evidence::fine(sentence));
        if evidence.len() > 8 {
            break;
        }
    }
    if recording.trials.len() > 1 {
        let lens = || recording.trials.iter().map(|trial| trial.len());
        let (least, most) = (lens().min().unwrap_or(0), lens().max().unwrap_or(0));
        let in_trials: usize = lens().sum();
        let len = if least == most { least.to_string() } else { format!("{least} to {most}") };
        let sentence = format!(
            "{} trials of {len} frames; {} frames are in none and left out.",
            recording.trials.len(),
            num_frames - in_trials.min(num_frames)
        );
        evidence.push(Evidence::fine(sentence));
    }
    evidence
}
