//! Times of frames and spikes, before they become counts.

use ganglion_core::{t, tn};

use crate::evidence::{Evidence, SuspectedFault};

/// Interval from which a frame was dropped, medians.
const DROPPED: f64 = 1.5;
/// Interval below which a frame time is one too many, medians.
const DOUBLED: f64 = 0.5;
/// Interval from which there is a pause between trials, medians.
pub(crate) const PAUSE: f64 = 10.0;
/// Share of the spikes that may lie outside of the frames.
const FEW: f64 = 0.05;
/// How much a stated refresh rate may differ from the measured one.
const SAME_RATE: f64 = 0.005;

/// Times as they were recorded, on one clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordedTimes {
    /// When each frame came, seconds, in the order of the file; empty if it isn't known.
    pub frame_secs: Vec<f64>,
    /// When each spike of each cell came, seconds.
    pub spike_secs: Vec<Vec<f64>>,
    /// Frames a second, as stated.
    pub stated_hz: Option<f64>,
    /// First frame of each trial, as stated; empty if no trials are.
    pub trial_starts: Vec<usize>,
}

/// Steps from each frame time to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameIntervals {
    /// The median of them, seconds.
    pub median_secs: f64,
    /// 1 over their mean without pauses, drops and steps back: frames a second.
    pub refresh_hz: f64,
    /// Intervals of 1.5 to 10 medians: frames that were dropped.
    pub num_dropped: usize,
    /// Intervals shorter than half a median.
    pub num_doubled: usize,
    /// Steps back, or none.
    pub num_backward: usize,
    /// First frame behind each interval of more than 10 medians.
    pub pauses: Vec<usize>,
    /// Number of intervals around 0, 1, 2 ... 10 medians; the last are all that are longer.
    pub histogram: [usize; 11],
}

/// Spikes before, after and between frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpikePlaces {
    /// Spikes of all cells.
    pub num: usize,
    /// Spikes before the first frame.
    pub before: usize,
    /// Spikes behind the last.
    pub after: usize,
    /// Spikes in pauses.
    pub in_pauses: usize,
}

impl FrameIntervals {
    /// Of frame times; nothing if there are fewer than three.
    pub fn of(frame_secs: &[f64]) -> Option<Self> {
        let steps: Vec<f64> = frame_secs.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let mut sorted = steps.clone();
        sorted.sort_by(f64::total_cmp);
        let median_secs = *sorted.get(sorted.len() / 2).filter(|_| sorted.len() > 1)?;
        if median_secs <= 0.0 {
            return None;
        }
        let mut histogram = [0; 11];
        let (mut sum, mut num) = (0.0, 0_usize);
        for step in &steps {
            let medians = step / median_secs;
            histogram[medians.round().clamp(0.0, 10.0) as usize] += 1;
            if (DOUBLED..DROPPED).contains(&medians) {
                sum += step;
                num += 1;
            }
        }
        let among = |least: f64, most: f64| {
            let is_among = |step: &&f64| (least..most).contains(&(**step / median_secs));
            steps.iter().filter(is_among).count()
        };
        let tiny = f64::MIN_POSITIVE;
        let is_pause = |(_, step): &(usize, &f64)| **step >= PAUSE * median_secs;
        Some(Self {
            median_secs,
            refresh_hz: num as f64 / sum,
            num_dropped: among(DROPPED, PAUSE),
            num_doubled: among(tiny, DOUBLED),
            num_backward: steps.iter().filter(|step| **step <= 0.0).count(),
            pauses: steps.iter().enumerate().filter(is_pause).map(|(at, _)| at + 1).collect(),
            histogram,
        })
    }
}

/// What frame times and spike times tell.
pub fn time_evidence(times: &RecordedTimes) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    let intervals = FrameIntervals::of(&times.frame_secs);
    if let Some(intervals) = &intervals {
        evidence.extend(of_intervals(times, intervals));
    }
    if let (Some(places), Some(intervals)) = (places(times, intervals.as_ref()), &intervals) {
        evidence.push(of_spikes(times, places, intervals));
    }
    evidence
}

fn of_intervals(times: &RecordedTimes, intervals: &FrameIntervals) -> Vec<Evidence> {
    let FrameIntervals { num_dropped, num_doubled, num_backward, pauses, .. } = intervals;
    let sentence = t!(
        "Frames follow each other by {ms} ms in the median: {hz} Hz. {intervals} like this, {dropped} of 1.5 to 10 medians, {doubled} of less than half, {pauses}, {backward} steps back.",
        ms = format!("{:.3}", 1000.0 * intervals.median_secs),
        hz = format!("{:.4}", intervals.refresh_hz),
        intervals = tn!(intervals.histogram[1], "{n} interval", "{n} intervals"),
        dropped = num_dropped,
        doubled = num_doubled,
        pauses = tn!(pauses.len(), "{n} pause", "{n} pauses"),
        backward = num_backward
    );
    let mut evidence = vec![Evidence::fine(sentence)];
    if *num_dropped > 0 {
        let sentence = t!("{num} of the frame times have a gap of some frames.", num = num_dropped);
        let advice = t!(
            "Frames were dropped on the screen, or triggers were missed. If the list of frames has them all, counts are shifted from there on: compare the number of frames with that of frame times."
        );
        let fault = SuspectedFault::DroppedFrames { num: *num_dropped };
        evidence.push(Evidence::suspicious(fault, sentence, advice));
    }
    if *num_doubled > 0 {
        let sentence =
            t!("{num} of the frame times follow the one before too quickly.", num = num_doubled);
        let advice = t!("A trigger was counted twice: leave out the second of each pair.");
        let fault = SuspectedFault::DoubledFrames { num: *num_doubled };
        evidence.push(Evidence::suspicious(fault, sentence, advice));
    }
    if *num_backward > 0 {
        let sentence = t!("Frame times go back or stand still {num} times.", num = num_backward);
        let advice = t!(
            "The clock was started again, or parts stand in the wrong order: split the recording there."
        );
        let fault = SuspectedFault::BackwardFrameTimes { num: *num_backward };
        evidence.push(Evidence::suspicious(fault, sentence, advice));
    }
    evidence.extend(of_rate(times, intervals));
    evidence.extend(of_trials(times, intervals));
    evidence
}

/// The refresh rate that is stated should be that of the frame times.
fn of_rate(times: &RecordedTimes, intervals: &FrameIntervals) -> Option<Evidence> {
    let measured = intervals.refresh_hz;
    let stated = times.stated_hz.filter(|stated| (stated / measured - 1.0).abs() > SAME_RATE)?;
    let sentence = t!(
        "The refresh rate is stated as {stated} Hz and measured as {measured} Hz.",
        stated = stated,
        measured = format!("{measured:.4}")
    );
    let advice = t!(
        "The measured one is used. See whether each frame was shown several times, or whether the sampling rate is right."
    );
    Some(Evidence::suspicious(SuspectedFault::RefreshRateDiffers, sentence, advice))
}

/// Trials should begin behind pauses.
fn of_trials(times: &RecordedTimes, intervals: &FrameIntervals) -> Option<Evidence> {
    let pauses = &intervals.pauses;
    let starts: Vec<usize> =
        times.trial_starts.iter().copied().filter(|start| *start > 0).collect();
    if pauses.is_empty() || times.trial_starts.is_empty() || *pauses == starts {
        return None;
    }
    let num_right = starts.iter().filter(|start| pauses.contains(start)).count();
    let sentence = t!(
        "The frame times pause {pauses} times, the table of trials has {borders} borders, and {right} of them are at a pause; the first pause is before frame {pause}, the first border at frame {border}.",
        pauses = pauses.len(),
        borders = starts.len(),
        right = num_right,
        pause = pauses[0],
        border = starts.first().copied().unwrap_or_default()
    );
    let advice = t!(
        "See whether the table counts frames from 1, counts dropped frames, or is of another recording. Pauses are the safer borders."
    );
    Some(Evidence::suspicious(SuspectedFault::BadTrials, sentence, advice))
}

/// Where spikes lie.
fn places(times: &RecordedTimes, intervals: Option<&FrameIntervals>) -> Option<SpikePlaces> {
    let intervals = intervals?;
    let first = times.frame_secs.iter().copied().fold(f64::INFINITY, f64::min);
    let last = times.frame_secs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let end = last + intervals.median_secs;
    let pauses: Vec<(f64, f64)> = intervals
        .pauses
        .iter()
        .map(|frame| {
            (times.frame_secs[frame - 1] + intervals.median_secs, times.frame_secs[*frame])
        })
        .collect();
    let mut places = SpikePlaces::default();
    for spike in times.spike_secs.iter().flatten() {
        places.num += 1;
        let pause = pauses.partition_point(|(_, end)| end <= spike);
        if *spike < first {
            places.before += 1;
        } else if *spike >= end {
            places.after += 1;
        } else if pauses.get(pause).is_some_and(|(start, _)| start <= spike) {
            places.in_pauses += 1;
        }
    }
    (places.num > 0).then_some(places)
}

/// The unit that would explain how far spikes and frames reach.
fn wrong_unit(times: &RecordedTimes) -> Option<f64> {
    let last = |values: &mut dyn Iterator<Item = &f64>| values.copied().fold(0.0, f64::max);
    let ratio = last(&mut times.spike_secs.iter().flatten()) / last(&mut times.frame_secs.iter());
    let units =
        [1e3, 1e-3, 1e4, 2e4, 2.5e4, 3e4, 4e4, 5e4, 1e-4, 5e-5, 4e-5, 1.0 / 3e4, 2.5e-5, 2e-5];
    units.into_iter().find(|unit| (0.9..=1.03).contains(&(ratio / unit)))
}

fn of_spikes(times: &RecordedTimes, places: SpikePlaces, intervals: &FrameIntervals) -> Evidence {
    let SpikePlaces { num, before, after, in_pauses } = places;
    let sentence = t!(
        "Of {num} spikes {before} come before the first frame, {after} behind the last and {pauses} in pauses: these are left out.",
        num = num,
        before = before,
        after = after,
        pauses = in_pauses
    );
    if let Some(factor) = wrong_unit(times) {
        let sentence = t!(
            "{spikes} The last spike comes {factor} times as late as the last frame: both are not in the same unit.",
            spikes = sentence,
            factor = factor
        );
        let advice = t!("Give the unit of the spike times: seconds, milliseconds or samples.");
        return Evidence::suspicious(SuspectedFault::UnitOfTimes { factor }, sentence, advice);
    }
    let outside = before + after;
    let in_all = num as f64 * FEW;
    // Whoever records on after the last frame has spikes there; frames without spikes at the other end tell a shift.
    if outside as f64 > in_all && leaves_frames_empty(times, intervals) {
        let advice = t!(
            "Spikes and frames are shifted against each other, or are of different recordings: see which clock each of them has, and when it was started."
        );
        return Evidence::suspicious(SuspectedFault::SpikesOutside, sentence, advice);
    }
    Evidence::fine(sentence)
}

/// Whether there is a long silence of all cells at the beginning or the end of the frames.
fn leaves_frames_empty(times: &RecordedTimes, intervals: &FrameIntervals) -> bool {
    let of = |values: &mut dyn Iterator<Item = &f64>| {
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(*value), high.max(*value))
        })
    };
    let (first_spike, last_spike) = of(&mut times.spike_secs.iter().flatten());
    let (first_frame, last_frame) = of(&mut times.frame_secs.iter());
    let num: usize = times.spike_secs.iter().map(Vec::len).sum();
    let mean_step = (last_spike - first_spike) / num as f64;
    let silence = (20.0 * mean_step).max(10.0 * intervals.median_secs);
    first_spike - first_frame > silence || last_frame - last_spike > silence
}
