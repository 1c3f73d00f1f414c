//! Rows of numbers that ascend: times and borders.

use crate::{
    facts::{ArrayFacts, StepFacts},
    roles::{Context, Reasoned, Role, short, units, unknown},
};

/// Fewest numbers that times of frames or spikes have.
const FEWEST: u64 = 20;
/// Share of equal steps from which times are those of frames.
const REGULAR: f64 = 0.9;

fn ascending(array: &ArrayFacts) -> Option<StepFacts> {
    array.steps.filter(|steps| steps.num_down == 0 && array.info.num_elements() >= FEWEST)
}

/// Whether a number of times is that of the frames, of borders between them, or one fewer.
fn is_number_of_frames(num: u64, context: &Context) -> bool {
    context.num_frames.is_some_and(|frames| frames.abs_diff(num as usize) <= 2)
}

/// Times of frames: they follow each other regularly, and are as many as frames.
pub(super) fn frame_times(
    array: &ArrayFacts,
    _: &[ArrayFacts],
    context: &Context,
) -> Option<Reasoned> {
    let steps = array.steps?;
    let num = array.info.num_elements();
    let is_regular = steps.regular > REGULAR && steps.median > 0.0;
    // Even a clock that was started again goes back only now and then.
    if !is_regular || num < FEWEST || steps.num_down > 3 {
        return None;
    }
    if context.num_frames.is_some() && !is_number_of_frames(num, context) {
        return others(array, steps, context);
    }
    if context.frame_secs.is_some() {
        return Some(unknown("They ascend like frame times, but another array is those."));
    }
    let (step, is_whole) = (steps.median, array.is_whole());
    if is_whole && (step - 1.0).abs() < 0.5 {
        return Some(unknown("Numbers that count up by 1: an index."));
    }
    let fitting = units::of_frame_step(step, is_whole, context);
    Some(match units::decide(&fitting, array.name()) {
        Ok((unit, how)) => {
            let many =
                if context.num_frames.is_some() { ", as many as there are frames" } else { "" };
            let reason = format!(
                "{num} numbers that ascend by {} with hardly an exception{many}; {how} give a rate of screens.",
                short(step)
            );
            (Role::FrameTimes { unit }, reason)
        }
        Err(doubt) => {
            unknown(format!("They ascend by {} like frame times, but {doubt}.", short(step)))
        }
    })
}

/// Regular times that are not as many as frames.
fn others(array: &ArrayFacts, steps: StepFacts, context: &Context) -> Option<Reasoned> {
    let frames = context.num_frames? as f64;
    let is_borders = array.is_whole() && steps.median >= 20.0 && steps.ends.1 <= frames;
    is_borders.then(|| borders(array, steps)).or_else(|| {
        Some(unknown(format!(
            "They ascend regularly, but are {} and not as many as the {frames} frames: triggers, or borders of trials in another unit.",
            array.info.num_elements()
        )))
    })
}

pub(super) fn borders(array: &ArrayFacts, steps: StepFacts) -> Reasoned {
    let reason = format!(
        "{} whole numbers that ascend by {} to {} and end within the frames: first frames of trials.",
        array.info.num_elements(),
        steps.median,
        steps.ends.1
    );
    (Role::Trials, reason)
}

/// Times of spikes: they ascend irregularly and cover the recording.
pub(super) fn spike_times(
    array: &ArrayFacts,
    _: &[ArrayFacts],
    context: &Context,
) -> Option<Reasoned> {
    let steps = ascending(array).filter(|steps| steps.regular <= REGULAR)?;
    let (first, last) = steps.ends;
    if last <= first || array.range().is_some_and(|(least, _)| least < 0.0) {
        return Some(unknown("They ascend like times, but begin below 0."));
    }
    if context.num_frames.is_none()
        && context.frame_secs.is_none()
        && units::named(array.name()).is_none()
    {
        return Some(unknown(
            "They ascend irregularly like spike times, but without frames their unit isn't known.",
        ));
    }
    if array.is_whole() && array.share_of_zeros() > 0.1 {
        return Some(unknown("Small whole numbers that ascend: an index of something."));
    }
    let fitting = units::of_last_spike(last, array.is_whole(), context);
    let num = array.info.num_elements();
    Some(match units::decide(&fitting, array.name()) {
        Ok((unit, how)) => {
            let reason = format!(
                "{num} numbers that ascend irregularly; {how} put the last one, {}, near the end of the frames.",
                short(last)
            );
            (Role::SpikeTimes { unit }, reason)
        }
        Err(doubt) => unknown(format!("They ascend irregularly like spike times, but {doubt}.")),
    })
}
