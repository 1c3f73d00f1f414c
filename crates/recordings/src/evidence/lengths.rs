//! Lengths, values and gaps: what is seen before anything is computed.

use ganglion_core::{recording::Recording, t, tn};

use crate::evidence::{Evidence, SuspectedFault, cells_words};

/// How arrays differ from what a recording needs, as they were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArrayDifferences {
    /// Frames, and counts in a row of them, if counts were read.
    pub counts: Option<(usize, usize)>,
    /// Frames, and frame times, if those were read.
    pub frame_times: Option<(usize, usize)>,
    /// Frames for each of which there is a trigger; nothing if each frame has its time, or none has.
    pub frames_a_time: Option<usize>,
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
    /// Where the borders of trials fall that are stated in units of time.
    pub trial_borders: Option<TrialBorders>,
    /// Frozen frames of an array of their own, which stand behind the running ones.
    pub frozen: Option<FrozenRepeats>,
    /// Pictures that the cells were shown.
    pub pictures: Option<PictureFacts>,
    /// Arrays that can't be what they are said to be: path and why.
    pub unusable: Vec<(String, String)>,
}

/// Where beginnings and ends of trials fall that are stated in units of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrialBorders {
    /// All of them.
    pub num: usize,
    /// While a frame is on.
    pub inside: usize,
    /// Before the first frame or behind the last.
    pub outside: usize,
}

/// Frozen frames of an array of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenRepeats {
    /// Path of the array.
    pub path: String,
    /// How often they were shown.
    pub num_trials: usize,
    /// Frames of them.
    pub num_frames: usize,
    /// Frames before them.
    pub num_running: usize,
}

/// Pictures that cells were shown, as they were read.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureFacts {
    /// Path of the array.
    pub path: String,
    /// Number of pictures.
    pub num_pictures: usize,
    /// Rows and columns of pixels.
    pub size: (usize, usize),
    /// Side of a checker, pixels.
    pub checker: f64,
    /// The values that are taken as black and white.
    pub range: (f64, f64),
    /// Trials with each picture, if that is known.
    pub num_trials: Option<usize>,
}

/// What stands out in the arrays.
pub fn array_evidence(found: &ArrayDifferences) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    if let Some((frames, counts)) = found.counts {
        evidence.extend(length(frames, counts, Compared::Counts));
    }
    if let Some((frames, times)) = found.frame_times {
        // Times of all borders between frames are one more.
        if times != frames + 1 {
            evidence.extend(length(frames, times, Compared::FrameTimes));
        }
    }
    if let Some(each) = found.frames_a_time {
        let sentence = t!(
            "There is a time for every {each} frames: those between are taken as evenly spaced.",
            each = each
        );
        evidence.push(Evidence::fine(sentence));
    }
    if let Some((low, high)) = found.values
        && (low, high) != (-1.0, 1.0)
    {
        let sentence = t!(
            "The frames have the two values {low} and {high}: {high} is taken as +1, {low} as -1.",
            low = low,
            high = high
        );
        evidence.push(Evidence::fine(sentence));
    }
    evidence.extend(of_elements(found));
    evidence.extend(of_trials(found));
    evidence.extend(of_parts(found));
    evidence
}

/// What was put together of arrays, and what can't be.
fn of_parts(found: &ArrayDifferences) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    if let Some(FrozenRepeats { path, num_trials, num_frames, num_running }) = &found.frozen {
        let sentence = t!(
            "{path} holds {frames} frozen frames. Their {trials} repeats stand behind the {running} running frames, each as a trial of its own.",
            path = path,
            frames = num_frames,
            trials = num_trials,
            running = num_running
        );
        evidence.push(Evidence::fine(sentence));
    }
    evidence.extend(found.pictures.as_ref().map(of_pictures));
    for (path, problem) in &found.unusable {
        let sentence = t!("{path} is left out: {problem}.", path = path, problem = problem);
        let advice = t!("Say what it is, or set it aside.");
        evidence.push(Evidence::suspicious(SuspectedFault::Unusable, sentence, advice));
    }
    evidence
}

/// How pictures were read.
fn of_pictures(found: &PictureFacts) -> Evidence {
    let answers = match found.num_trials {
        Some(num) => tn!(num, "The answers are of {n} trial", "The answers are of {n} trials"),
        None => t!("The answers are means over trials of which no more is known").to_owned(),
    };
    let sentence = t!(
        "{path} holds {num} pictures of {rows} x {columns} pixels; a checker covers {checker} of them along a side, and the field lies in the middle. {black} is taken as black, {white} as white. {answers}.",
        path = found.path,
        num = found.num_pictures,
        rows = found.size.0,
        columns = found.size.1,
        checker = format!("{:.2}", found.checker).trim_end_matches('0').trim_end_matches('.'),
        black = found.range.0,
        white = found.range.1,
        answers = answers
    );
    Evidence::fine(sentence)
}

/// What stands out among the elements.
fn of_elements(found: &ArrayDifferences) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for (array, num) in &found.not_finite {
        let sentence =
            t!("{array} has {num} elements that are no finite numbers.", array = array, num = num);
        let advice = t!(
            "In frames they are taken as the mean, in counts as 0, and times are left out: see what they stand for."
        );
        evidence.push(Evidence::suspicious(SuspectedFault::NotFinite, sentence, advice));
    }
    for (array, num) in &found.not_counts {
        let sentence = t!(
            "{array} has {num} elements that are no whole numbers from 0 on.",
            array = array,
            num = num
        );
        let advice = t!(
            "They look like firing rates: multiply them with the length of a bin, or count the spikes again."
        );
        evidence.push(Evidence::suspicious(SuspectedFault::NotCounts, sentence, advice));
    }
    evidence
}

/// What stands out in the table of trials.
fn of_trials(found: &ArrayDifferences) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    if found.trials_from_one {
        let sentence = t!(
            "The table of trials counts frames from 1: its first trial begins with frame 1, and it is taken so."
        );
        evidence.push(Evidence::fine(sentence.to_owned()));
    }
    if let Some(TrialBorders { num, inside, .. }) = found.trial_borders.filter(|all| all.inside > 0)
    {
        let sentence = t!(
            "{inside} of {num} borders of trials fall while a frame is on: that frame is in no trial.",
            inside = inside,
            num = num
        );
        evidence.push(Evidence::fine(sentence));
    }
    if let Some(TrialBorders { num, outside, .. }) =
        found.trial_borders.filter(|all| all.outside > 0)
    {
        let sentence = t!(
            "{outside} of {num} borders of trials are before the first frame or behind the last.",
            outside = outside,
            num = num
        );
        let advice = t!(
            "See whether trials and frames are on the same clock. Trials have the frames that are within them."
        );
        evidence.push(Evidence::suspicious(SuspectedFault::BadTrials, sentence, advice));
    }
    if found.bad_trials > 0 {
        let sentence = tn!(
            found.bad_trials,
            "{n} trial can't be: it ends before it begins, overlaps, or lies outside of the frames.",
            "{n} trials can't be: they end before they begin, overlap, or lie outside of the frames."
        );
        let advice = t!(
            "See whether the table counts frames from 1, counts them after some were left out, or is of another recording."
        );
        evidence.push(Evidence::suspicious(SuspectedFault::BadTrials, sentence, advice));
    }
    evidence
}

/// What should be as many as frames.
#[derive(Clone, Copy)]
enum Compared {
    Counts,
    FrameTimes,
}

fn length(frames: usize, found: usize, what: Compared) -> Option<Evidence> {
    let by = found as i64 - frames as i64;
    let sentence = match what {
        Compared::Counts => {
            t!("There are {frames} frames and {num} counts.", frames = frames, num = found)
        }
        Compared::FrameTimes => {
            t!("There are {frames} frames and {num} frame times.", frames = frames, num = found)
        }
    };
    let advice = match by {
        0 => return None,
        -1 => {
            t!(
                "One is missing: bins between frame times are one fewer than frame times. Probably the last frame has no count; if it is the first one, all are a frame too early."
            )
        }
        1 => {
            t!(
                "There is one too many: probably the bin before the first frame or behind the last one. If it is the first, all are a frame too late."
            )
        }
        _ => {
            t!(
                "They are probably of different recordings, or a part is missing. What is behind the shorter one is left out."
            )
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
        let sentence = t!(
            "{cells} without a spike: {names}.",
            cells = cells_words(silent.len()),
            names = silent.join(", ")
        );
        let advice = t!(
            "Leave it out. If it should have spikes, see whether its times are of this recording and in the unit that is stated."
        );
        evidence.push(Evidence::suspicious(SuspectedFault::SilentCell, sentence, advice));
    }
    if recording.num_held > 0 {
        let times = num_frames as f64 / (num_frames - recording.num_held) as f64;
        let sentence = t!(
            "{num} of {frames} frames are equal to the one before: each is shown {times} times on average.",
            num = recording.num_held,
            frames = num_frames,
            times = format!("{times:.2}")
        );
        evidence.push(Evidence::fine(sentence));
    }
    for block in &recording.frozen {
        let (len, num) = (block.len, block.starts.len());
        let sentence = t!(
            "{len} frames are shown {num} times: the first time from frame {first} on, then from {second} on.",
            len = len,
            num = num,
            first = block.starts[0],
            second = block.starts.get(1).copied().unwrap_or_default()
        );
        evidence.push(Evidence::fine(sentence));
        if evidence.len() > 8 {
            break;
        }
    }
    if recording.trials.len() > 1 {
        evidence.push(Evidence::fine(trials_words(recording)));
    }
    evidence
}

/// Number and lengths of trials, and how many frames are in none.
fn trials_words(recording: &Recording) -> String {
    let lens = || recording.trials.iter().map(|trial| trial.len());
    let (least, most) = (lens().min().unwrap_or(0), lens().max().unwrap_or(0));
    let in_trials: usize = lens().sum();
    let len = if least == most {
        least.to_string()
    } else {
        t!("{least} to {most}", least = least, most = most)
    };
    t!(
        "{num} trials of {len} frames; {out} frames are in none and left out.",
        num = recording.trials.len(),
        len = len,
        out = recording.num_frames().saturating_sub(in_trials)
    )
}
