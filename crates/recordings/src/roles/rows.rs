//! Rows of numbers that ascend: times and borders.

use ganglion_core::t;

use crate::{
    facts::{ArrayFacts, StepFacts},
    roles::{
        Context, Reasoned, Role, TimeUnit, frames_a_time, short,
        trial_times::is_named_trials,
        units::{self, UnitReason},
        unknown,
    },
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
    // They are looked at once the frame times are known.
    if is_named_trials(array) && !is_number_of_frames(num, context) {
        return None;
    }
    if context.num_frames.is_some() && !is_number_of_frames(num, context) {
        return others(array, steps, context);
    }
    if context.frame_secs.is_some() {
        return Some(unknown(t!("They ascend like frame times, but another array is those.")));
    }
    let (step, is_whole) = (steps.median, array.is_whole());
    if is_whole && (step - 1.0).abs() < 0.5 {
        return Some(unknown(t!("Numbers that count up by 1: an index.")));
    }
    let fitting = units::of_frame_step(step, is_whole, context);
    Some(match units::decide(&fitting, array.name()) {
        Ok((unit, how)) => {
            let reason = why_frame_times((num, step), context, (unit, how));
            (Role::FrameTimes { unit }, reason)
        }
        Err(doubt) => unknown(t!(
            "They ascend by {step} like frame times, but {doubt}.",
            step = short(step),
            doubt = doubt
        )),
    })
}

/// Why so many numbers with such a step are frame times.
fn why_frame_times(
    (num, step): (u64, f64),
    context: &Context,
    (unit, how): (TimeUnit, UnitReason),
) -> String {
    let (unit, step) = (unit.words(), short(step));
    let row = if context.num_frames.is_some() {
        t!(
            "{num} numbers that ascend by {step} with hardly an exception, as many as there are frames",
            num = num,
            step = step
        )
    } else {
        t!("{num} numbers that ascend by {step} with hardly an exception", num = num, step = step)
    };
    match how {
        UnitReason::OnlyOne => {
            t!("{row}; of all units only {unit} give a rate of screens.", row = row, unit = unit)
        }
        UnitReason::OnlyOneAsNamed => t!(
            "{row}; of all units only {unit}, as the name says, give a rate of screens.",
            row = row,
            unit = unit
        ),
        UnitReason::Named => {
            t!("{row}; by the name {unit}, which give a rate of screens.", row = row, unit = unit)
        }
    }
}

/// Regular times that are not as many as frames.
fn others(array: &ArrayFacts, steps: StepFacts, context: &Context) -> Option<Reasoned> {
    let frames = context.num_frames? as f64;
    let is_borders = array.is_whole() && steps.median >= 20.0 && steps.ends.1 <= frames;
    is_borders.then(|| borders(array, steps)).or_else(|| triggers(array, steps, context)).or_else(|| {
        Some(unknown(t!(
            "They ascend regularly, but are {num} and not as many as the {frames} frames: triggers, or borders of trials in another unit.",
            num = array.info.num_elements(),
            frames = frames
        )))
    })
}

/// Times of triggers that come once every so many frames. Trials may begin as regularly: so many frames or a rate that is stated tell.
fn triggers(array: &ArrayFacts, steps: StepFacts, context: &Context) -> Option<Reasoned> {
    /// Frames that no trial is as short as.
    const FEW: usize = 10;
    let num = array.info.num_elements();
    let each = frames_a_time(num as usize, context.num_frames?)?;
    if context.frame_secs.is_some() || each > FEW && context.refresh_hz.is_none() {
        return None;
    }
    let fitting = units::of_frame_step(steps.median / each as f64, array.is_whole(), context);
    let (unit, _) = units::decide(&fitting, array.name()).ok()?;
    let reason = t!(
        "{num} numbers that ascend by {step} with hardly an exception, one for every {each} frames; in {unit} they give a rate of screens: triggers. Frames between two of them are taken as evenly spaced.",
        num = num,
        step = short(steps.median),
        each = each,
        unit = unit.words()
    );
    Some((Role::FrameTimes { unit }, reason))
}

pub(super) fn borders(array: &ArrayFacts, steps: StepFacts) -> Reasoned {
    let reason = t!(
        "{num} whole numbers that ascend by {step} to {last} and end within the frames: first frames of trials.",
        num = array.info.num_elements(),
        step = steps.median,
        last = steps.ends.1
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
        return Some(unknown(t!("They ascend like times, but begin below 0.")));
    }
    if context.num_frames.is_none()
        && context.frame_secs.is_none()
        && units::named(array.name()).is_none()
    {
        return Some(unknown(t!(
            "They ascend irregularly like spike times, but without frames their unit isn't known."
        )));
    }
    if array.is_whole() && array.share_of_zeros() > 0.1 {
        return Some(unknown(t!("Small whole numbers that ascend: an index of something.")));
    }
    let fitting = units::of_last_spike(last, array.is_whole(), context);
    let num = array.info.num_elements();
    Some(match units::decide(&fitting, array.name()) {
        Ok((unit, how)) => {
            let reason = why_spike_times(num, last, (unit, how));
            (Role::SpikeTimes { unit }, reason)
        }
        Err(doubt) => {
            unknown(t!("They ascend irregularly like spike times, but {doubt}.", doubt = doubt))
        }
    })
}

/// Why so many numbers up to `last` are spike times.
fn why_spike_times(num: u64, last: f64, (unit, how): (TimeUnit, UnitReason)) -> String {
    let (unit, last) = (unit.words(), short(last));
    match how {
        UnitReason::OnlyOne => t!(
            "{num} numbers that ascend irregularly; of all units only {unit} put the last one, {last}, near the end of the frames.",
            num = num,
            unit = unit,
            last = last
        ),
        UnitReason::OnlyOneAsNamed => t!(
            "{num} numbers that ascend irregularly; of all units only {unit}, as the name says, put the last one, {last}, near the end of the frames.",
            num = num,
            unit = unit,
            last = last
        ),
        UnitReason::Named => t!(
            "{num} numbers that ascend irregularly; by the name {unit}, which put the last one, {last}, near the end of the frames.",
            num = num,
            unit = unit,
            last = last
        ),
    }
}
