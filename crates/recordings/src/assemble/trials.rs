//! Contiguous stretches of stimulus: from a table, or from pauses of the frame times.

use core::ops::Range;

use ganglion_core::t;

use crate::{
    assemble::{Parts, spikes::FrameClock},
    evidence::{ArrayDifferences, FrameIntervals, PAUSE, RecordedTimes, TrialBorders},
    facts::ArrayFacts,
    roles::Role,
};

/// Share of a frame by which a time may miss the beginning or the end of a frame.
const SAME: f64 = 0.1;

/// Trials as a table has them.
pub(super) struct StatedTrials {
    /// Start and end, frames; the end is the first frame behind it.
    trials: Vec<(f64, f64)>,
    /// Whether frames may be counted from 1.
    may_count_from_one: bool,
}

impl StatedTrials {
    /// Those of a table in frames or, by the clock of the frames, in units of time; nothing without a table.
    pub(super) fn of(
        parts: &Parts<'_>,
        clock: &FrameClock<'_>,
        num_frames: usize,
        differences: &mut ArrayDifferences,
    ) -> Option<Self> {
        if let Some((facts, _)) = parts.with(|role| *role == Role::Trials).next() {
            return Some(Self { trials: of_table(facts, num_frames), may_count_from_one: true });
        }
        let mut found = parts.with(|role| matches!(role, Role::TrialTimes { .. }));
        let (facts, role) = found.next()?;
        let Role::TrialTimes { unit } = role else { return None };
        let (Ok(scale), Some(borders)) = (clock.scale(unit), FrameBorders::of(clock)) else {
            let problem = t!(
                "its times become frames only by frame times or a refresh rate, and samples by a sampling rate"
            );
            differences.unusable.push((facts.info.path.clone(), problem.to_owned()));
            return None;
        };
        let (trials, found) = of_times(facts, scale, &borders);
        differences.trial_borders = Some(found);
        Some(Self { trials, may_count_from_one: false })
    }
}

/// The trials of a recording of `num_frames` frames that have counts: as a table states them, of counts in trials, or between pauses; those that can't be are counted and left out.
pub(super) fn trials(
    parts: &Parts<'_>,
    (times, stated): (&mut RecordedTimes, Option<StatedTrials>),
    num_frames: usize,
    differences: &mut ArrayDifferences,
) -> Vec<Range<usize>> {
    let Some(StatedTrials { trials: stated, may_count_from_one }) = stated else {
        if let Some(len) = len_of_counts(parts) {
            let starts: Vec<usize> = (0..num_frames).step_by(len).collect();
            return until_next(&starts, num_frames);
        }
        let pauses = FrameIntervals::of(&times.frame_secs).map(|all| all.pauses);
        let starts = core::iter::once(0).chain(pauses.unwrap_or_default());
        let starts: Vec<usize> = starts.filter(|start| *start < num_frames).collect();
        return until_next(&starts, num_frames);
    };
    let mut trials: Vec<Range<usize>> = Vec::new();
    // No recording leaves out its first frame alone.
    let is_from_one =
        may_count_from_one && stated.first().is_some_and(|(start, _)| (start - 1.0).abs() < 0.5);
    let offset = f64::from(u8::from(is_from_one));
    differences.trials_from_one = is_from_one;
    for (start, end) in stated {
        let (start, end) = (start - offset, end - offset);
        let is_behind = trials.last().is_none_or(|last| last.end as f64 <= start);
        if start >= 0.0 && start < end && end <= num_frames as f64 + 1.0 && is_behind {
            trials.push(start as usize..(end.round() as usize).min(num_frames));
        } else {
            differences.bad_trials += 1;
        }
    }
    times.trial_starts = trials.iter().map(|trial| trial.start).collect();
    trials
}

/// Frames of a trial, where counts have an axis for trials.
fn len_of_counts(parts: &Parts<'_>) -> Option<usize> {
    let frames = parts.with(|role| matches!(role, Role::Frames { .. })).next();
    let Some((frames, Role::Frames { time_axis, .. })) = frames else { return None };
    let num_frames = *frames.info.shape.get(time_axis)? as usize;
    parts.with(|role| matches!(role, Role::Counts { .. })).find_map(|(facts, role)| {
        let Role::Counts { time_axis } = role else { return None };
        facts.trial_axis(time_axis, num_frames)?;
        Some(facts.info.shape[time_axis] as usize)
    })
}

fn until_next(starts: &[usize], num_frames: usize) -> Vec<Range<usize>> {
    let ends = starts.iter().skip(1).copied().chain([num_frames]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Start and end of each trial as the table has them; the end is the first frame behind it.
fn of_table(facts: &ArrayFacts, num_frames: usize) -> Vec<(f64, f64)> {
    if let Some([starts, ends]) = facts.two_columns() {
        // Last frames, if each trial begins one behind the last frame of the one before.
        let is_last =
            starts.iter().skip(1).zip(&ends).any(|(start, end)| (start - end - 1.0).abs() < 0.5);
        let behind = if is_last { 1.0 } else { 0.0 };
        return starts.into_iter().zip(ends).map(|(start, end)| (start, end + behind)).collect();
    }
    let mut borders = facts.kept.clone();
    let end = num_frames as f64;
    // A last border at the end of all frames is no trial.
    borders.retain(|border| *border < end);
    // Counted from 1, the end of all frames is one later.
    let end =
        end + f64::from(u8::from(borders.first().is_some_and(|first| (first - 1.0).abs() < 0.5)));
    let ends: Vec<f64> = borders.iter().skip(1).copied().chain([end]).collect();
    borders.into_iter().zip(ends).collect()
}

/// When frames begin and end, seconds.
struct FrameBorders {
    starts: Vec<f64>,
    ends: Vec<f64>,
    /// A time that misses a border by less is at it.
    slack: f64,
}

impl FrameBorders {
    fn of(clock: &FrameClock<'_>) -> Option<Self> {
        let (starts, step) = clock.starts()?;
        let end = |(at, start): (usize, &f64)| {
            let next = starts.get(at + 1).copied();
            // A frame that was dropped is not shown, and the one before it stays on; in a pause nothing is.
            next.filter(|next| next - start < PAUSE * step).unwrap_or(start + step)
        };
        let ends = starts.iter().enumerate().map(end).collect();
        Some(Self { ends, starts, slack: SAME * step })
    }

    /// The first frame that begins at a time or later.
    fn first_from(&self, secs: f64) -> usize {
        self.starts.partition_point(|start| *start < secs - self.slack)
    }

    /// The frame behind the last one that is over at a time.
    fn end_until(&self, secs: f64) -> usize {
        self.ends.partition_point(|end| *end <= secs + self.slack)
    }

    fn note(&self, secs: f64, found: &mut TrialBorders) {
        found.num += 1;
        let frame = self.starts.partition_point(|start| *start <= secs);
        let last = self.ends.last().copied().unwrap_or(0.0);
        if self.starts.first().is_none_or(|first| secs < first - self.slack)
            || secs > last + self.slack
        {
            found.outside += 1;
        } else if let Some(frame) = frame.checked_sub(1) {
            let is_inside =
                secs > self.starts[frame] + self.slack && secs < self.ends[frame] - self.slack;
            found.inside += usize::from(is_inside);
        }
    }
}

/// Start and end of each trial of a table in units of time, and where its borders fall. Frames that are not whole in a trial are in none.
fn of_times(
    facts: &ArrayFacts,
    scale: f64,
    borders: &FrameBorders,
) -> (Vec<(f64, f64)>, TrialBorders) {
    let mut found = TrialBorders::default();
    let mut at = |time: &f64| {
        borders.note(scale * time, &mut found);
        borders.first_from(scale * time) as f64
    };
    let trials = if let Some([starts, ends]) = facts.two_columns() {
        let starts: Vec<f64> = starts.iter().map(&mut at).collect();
        for end in &ends {
            borders.note(scale * end, &mut found);
        }
        let ends = ends.iter().map(|end| borders.end_until(scale * end) as f64);
        starts.into_iter().zip(ends).collect()
    } else {
        let starts: Vec<f64> = facts.kept.iter().map(&mut at).collect();
        let ends = starts.iter().skip(1).copied().chain([borders.starts.len() as f64]);
        starts.iter().copied().zip(ends).collect()
    };
    (trials, found)
}
