//! Frozen frames of an array of their own: their repeats are put behind the running frames.

use core::ops::Range;

use ganglion_core::{config::NUM_LAGS, recording::CellCounts, stimulus::StimulusFrames, t};

use crate::{
    assemble::{
        PartError, Parts,
        read::{self, MOST_ELEMENTS, SeenFrames, TimeAxes},
    },
    evidence::{ArrayDifferences, FrozenRepeats},
    facts::ArrayFacts,
    roles::Role,
};

/// What the frozen frames are put behind.
pub(super) struct RunningPart<'a> {
    pub(super) seen: &'a mut SeenFrames,
    pub(super) cells: &'a mut Vec<CellCounts>,
}

/// Puts the repeats of the frozen frames behind the running ones, if there are any; returns each as a trial.
///
/// # Errors
/// [`PartError`] if an array can't be read, or can't be those.
pub(super) fn add_repeats(
    parts: &Parts<'_>,
    running: &mut RunningPart<'_>,
    differences: &mut ArrayDifferences,
) -> Result<Vec<Range<usize>>, PartError> {
    let counts: Vec<_> = parts.with(|role| matches!(role, Role::FrozenCounts { .. })).collect();
    let Some((facts, time_axis)) = frozen_frames(parts, &counts)? else { return Ok(Vec::new()) };
    let Some((first, _)) = counts.first() else {
        return Err(facts.left_out(t!("no array is known to be the counts of its repeats")));
    };
    let frames = read::more_frames(parts, (facts, time_axis), running.seen)?;
    let num_frames = frames.num_frames();
    if num_frames <= NUM_LAGS {
        let problem = t!(
            "it has {num} frames, of which a response needs more than {lags}",
            num = num_frames,
            lags = NUM_LAGS
        );
        return Err(facts.left_out(problem));
    }
    if running.seen.frames.contains(&frames) {
        let problem = t!("its frames are among the running ones already, with their counts");
        return Err(facts.left_out(problem));
    }
    let mut cells: Vec<Vec<u16>> = Vec::new();
    for (facts, role) in &counts {
        cells.extend(repeats(parts, (facts, *role), num_frames, differences)?);
    }
    if let Some(problem) = does_not_fit(&cells, running, num_frames) {
        return Err(first.left_out(problem));
    }
    differences.frozen = Some(FrozenRepeats {
        path: facts.info.path.clone(),
        num_trials: cells.first().map_or(0, |counts| counts.len() / num_frames),
        num_frames,
        num_running: running.seen.frames.num_frames(),
    });
    Ok(append(running, &frames, cells))
}

/// The array of frozen frames with its axis of time; nothing if neither that nor counts of it are there.
fn frozen_frames<'a>(
    parts: &Parts<'a>,
    counts: &[(&ArrayFacts, Role)],
) -> Result<Option<(&'a ArrayFacts, usize)>, PartError> {
    let axis_of =
        |role| if let Role::FrozenFrames { time_axis } = role { Some(time_axis) } else { None };
    let words = (
        t!("no array is known to be the frozen frames"),
        t!("there is another array of frozen frames: set one of them aside"),
    );
    parts.the_one(axis_of, counts, words)
}

/// Why repeats of cells can't be those of a recording.
fn does_not_fit(
    cells: &[Vec<u16>],
    running: &RunningPart<'_>,
    num_frames: usize,
) -> Option<String> {
    let num_trials = |counts: &Vec<u16>| counts.len() / num_frames;
    let (first, all) = (cells.first().map_or(0, num_trials), running.cells.len());
    let checkers = running.seen.frames.num_checkers();
    let num_elements = (first * num_frames) as u64 * checkers as u64;
    if cells.len() != all {
        Some(t!(
            "there are {cells} cells with frozen frames and {all} with running ones: say which axes are repeats and time, or set the counts of cells aside that have none",
            cells = cells.len(),
            all = all
        ))
    } else if let Some(other) = cells.iter().map(num_trials).find(|num| *num != first) {
        Some(t!(
            "one cell has {first} repeats and another {other}: keep as many of each",
            first = first,
            other = other
        ))
    } else if first < 2 {
        Some(t!("it has a single repeat").to_owned())
    } else if num_elements > MOST_ELEMENTS {
        Some(t!("it has more elements than fit into memory here").to_owned())
    } else {
        None
    }
}

/// Counts of each cell, `[num_trials * num_frames]`, one repeat after the other.
fn repeats(
    parts: &Parts<'_>,
    (facts, role): (&ArrayFacts, Role),
    num_frames: usize,
    differences: &mut ArrayDifferences,
) -> Result<Vec<Vec<u16>>, PartError> {
    let Role::FrozenCounts { trial_axis, time_axis } = role else { return Ok(Vec::new()) };
    let size = |axis: usize| facts.info.shape.get(axis).map(|size| *size as usize);
    let (Some(_), Some(num)) = (size(trial_axis), size(time_axis)) else {
        return Err(facts.left_out(t!("there is no such axis")));
    };
    if trial_axis == time_axis {
        return Err(facts.left_out(t!("the same axis can't be both repeats and time")));
    }
    if num != num_frames {
        return Err(facts.left_out(t!(
            "it has {num} counts of each repeat, but there are {frames} frozen frames: cut both to the same frames",
            num = num,
            frames = num_frames
        )));
    }
    let axes = TimeAxes { time: time_axis, trial: Some(trial_axis), is_turned: false };
    Ok(read::counts_of(parts, facts, axes, differences)?)
}

/// The frames once for each repeat, with the counts of each cell.
fn append(
    running: &mut RunningPart<'_>,
    frames: &StimulusFrames,
    cells: Vec<Vec<u16>>,
) -> Vec<Range<usize>> {
    let (start, len) = (running.seen.frames.num_frames(), frames.num_frames());
    let num_trials = cells.first().map_or(0, |counts| counts.len() / len);
    let mut frame = vec![0.0; frames.num_checkers()];
    for _ in 0..num_trials {
        for at in 0..len {
            frames.read(at, &mut frame);
            running.seen.frames.push(&frame);
        }
    }
    for (cell, counts) in running.cells.iter_mut().zip(cells) {
        cell.counts.extend(counts);
    }
    (0..num_trials).map(|trial| start + trial * len..start + (trial + 1) * len).collect()
}
