//! Contiguous stretches of stimulus: from a table, or from pauses of the frame times.

use core::ops::Range;

use crate::{
    assemble::Parts,
    evidence::{ArrayDifferences, FrameIntervals, RecordedTimes},
    facts::ArrayFacts,
    roles::Role,
};

/// The trials of a recording of `num_frames` frames that have counts: of a table, of counts in trials, or between pauses; those that can't be are counted and left out.
pub(super) fn trials(
    parts: &Parts<'_>,
    times: &mut RecordedTimes,
    num_frames: usize,
    differences: &mut ArrayDifferences,
) -> Vec<Range<usize>> {
    let table = parts.with(|role| *role == Role::Trials).next();
    let stated = table.map(|(facts, _)| of_table(facts, num_frames));
    let Some(stated) = stated else {
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
    let offset =
        f64::from(u8::from(stated.first().is_some_and(|(start, _)| (start - 1.0).abs() < 0.5)));
    differences.trials_from_one = offset > 0.0;
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
    let Some((frames, Role::Frames { time_axis })) = frames else { return None };
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
