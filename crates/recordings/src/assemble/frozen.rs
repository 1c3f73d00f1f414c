//! Frozen frames of an array of their own: their repeats are put behind the running frames.

use core::ops::Range;

use ganglion_core::{config::NUM_LAGS, recording::CellCounts, stimulus::StimulusFrames, t};

use crate::{
    assemble::{
        Parts, Unassembled,
        read::{self, MOST_ELEMENTS, SeenFrames, TimeAxes},
    },
    evidence::{ArrayDifferences, FrozenRepeats},
    facts::ArrayFacts,
    roles::Role,
};

/// What the frozen frames are put behind.
pub(super) struct Running<'a> {
    pub(super) seen: &'a mut SeenFrames,
    pub(super) cells: &'a mut Vec<CellCounts>,
}

/// Puts the repeats of the frozen frames behind the running ones, if there are any; returns each as a trial.
///
/// What can't be used is left out and told in `differences`.
///
/// # Errors
/// If an array can't be read.
pub(super) fn add_repeats(
    parts: &Parts<'_>,
    running: &mut Running<'_>,
    differences: &mut ArrayDifferences,
) -> Result<Vec<Range<usize>>, Unassembled> {
    let frozen: Vec<_> = parts.with(|role| matches!(role, Role::FrozenFrames { .. })).collect();
    let counts: Vec<_> = parts.with(|role| matches!(role, Role::FrozenCounts { .. })).collect();
    let (facts, time_axis) = match frozen[..] {
        [(facts, Role::FrozenFrames { time_axis })] => (facts, time_axis),
        [] => {
            return counts.first().map_or(Ok(Vec::new()), |(facts, _)| {
                refuse(differences, facts, t!("no array is known to be the frozen frames"))
            });
        }
        [(facts, _), ..] => {
            return refuse(
                differences,
                facts,
                t!("there is another array of frozen frames: set one of them aside"),
            );
        }
    };
    if counts.is_empty() {
        return refuse(differences, facts, t!("no array is known to be the counts of its repeats"));
    }
    let frames = match read::more_frames(parts, (facts, time_axis), running.seen)? {
        Ok(frames) => frames,
        Err(problem) => return refuse(differences, facts, &problem),
    };
    if frames.num_frames() <= NUM_LAGS {
        return refuse(
            differences,
            facts,
            &t!(
                "it has {num} frames, of which a response needs more than {lags}",
                num = frames.num_frames(),
                lags = NUM_LAGS
            ),
        );
    }
    if running.seen.frames.contains(&frames) {
        return refuse(
            differences,
            facts,
            t!("its frames are among the running ones already, with their counts"),
        );
    }
    let mut cells: Vec<Vec<u16>> = Vec::new();
    for (facts, role) in &counts {
        match repeats(parts, (facts, *role), frames.num_frames(), differences)? {
            Ok(more) => cells.extend(more),
            Err(problem) => {
                return refuse(differences, facts, &problem);
            }
        }
    }
    let problem = does_not_fit(&cells, running, frames.num_frames());
    if let Some(problem) = problem {
        return refuse(differences, counts[0].0, &problem);
    }
    let num_trials = cells[0].len() / frames.num_frames();
    differences.frozen = Some(FrozenRepeats {
        path: facts.info.path.clone(),
        num_trials,
        num_frames: frames.num_frames(),
        num_running: running.seen.frames.num_frames(),
    });
    Ok(append(running, &frames, cells))
}

/// Leaves out an array, and says why.
fn refuse(
    differences: &mut ArrayDifferences,
    facts: &ArrayFacts,
    problem: &str,
) -> Result<Vec<Range<usize>>, Unassembled> {
    differences.unusable.push((facts.info.path.clone(), problem.to_owned()));
    Ok(Vec::new())
}

/// Why repeats of cells can't be those of a recording.
fn does_not_fit(cells: &[Vec<u16>], running: &Running<'_>, num_frames: usize) -> Option<String> {
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

/// Counts of each cell, `[num_trials * num_frames]`, one repeat after the other; or why they can't be those.
fn repeats(
    parts: &Parts<'_>,
    (facts, role): (&ArrayFacts, Role),
    num_frames: usize,
    differences: &mut ArrayDifferences,
) -> Result<Result<Vec<Vec<u16>>, String>, Unassembled> {
    let Role::FrozenCounts { trial_axis, time_axis } = role else { return Ok(Ok(Vec::new())) };
    let size = |axis: usize| facts.info.shape.get(axis).map(|size| *size as usize);
    let (Some(_), Some(num)) = (size(trial_axis), size(time_axis)) else {
        return Ok(Err(t!("there is no such axis").to_owned()));
    };
    if trial_axis == time_axis {
        return Ok(Err(t!("the same axis can't be both repeats and time").to_owned()));
    }
    if num != num_frames {
        return Ok(Err(t!(
            "it has {num} counts of each repeat, but there are {frames} frozen frames: cut both to the same frames",
            num = num,
            frames = num_frames
        )));
    }
    let axes = TimeAxes { time: time_axis, trial: Some(trial_axis) };
    Ok(Ok(read::counts_of(parts, facts, axes, differences)?))
}

/// The frames once for each repeat, with the counts of each cell.
fn append(
    running: &mut Running<'_>,
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
