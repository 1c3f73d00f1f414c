//! Stimuli that were shown one after the other in one recording, and which of them the frames are.

use core::ops::RangeInclusive;

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    roles::{Context, Reasoned, Role, TimeUnit, short, units::secs, unknown},
};

/// Most borders that are looked at.
const MOST: usize = 64;
/// How long a stimulus may have been on, in lengths of the frames: a pause may be behind it.
const AS_LONG: RangeInclusive<f64> = 0.999..=1.1;
/// Units in which borders are written.
const UNITS: [TimeUnit; 3] = [TimeUnit::Seconds, TimeUnit::Milliseconds, TimeUnit::Samples];

/// Begin and end of each stimulus in the unit of the array: beginnings alone, or both in two columns. The end of the last is not known where
/// only beginnings are. None where they do not ascend.
pub(crate) fn stretches(array: &ArrayFacts) -> Vec<(f64, Option<f64>)> {
    let found: Vec<(f64, Option<f64>)> = if let Some([starts, ends]) = array.two_columns() {
        starts.into_iter().zip(ends.into_iter().map(Some)).collect()
    } else {
        let ends = array.kept.iter().skip(1).copied().map(Some).chain([None]);
        array.kept.iter().copied().zip(ends).collect()
    };
    let is_sound = |(start, end): &(f64, Option<f64>)| {
        start.is_finite() && end.is_none_or(|end| end.is_finite() && *start < end)
    };
    let is_in_turns = found.windows(2).all(|pair| pair[0].1.is_none_or(|end| end <= pair[1].0));
    if found.iter().all(is_sound) && is_in_turns { found } else { Vec::new() }
}

/// Which stimuli are as long as the frames, by their indices.
fn as_long(array: &ArrayFacts, unit: TimeUnit, context: &Context) -> Vec<usize> {
    let (Some(hz), Some(frames)) = (context.refresh_hz, context.num_frames) else {
        return Vec::new();
    };
    let Some(scale) = secs(unit, context) else { return Vec::new() };
    let is_it = |(start, end): &(f64, Option<f64>)| {
        end.is_some_and(|end| AS_LONG.contains(&(scale * (end - start) * hz / frames as f64)))
    };
    let all = stretches(array);
    (0..all.len()).filter(|index| is_it(&all[*index])).collect()
}

/// The stimulus that is as long as the frames, or the first of them.
pub(super) fn likely(array: &ArrayFacts, unit: TimeUnit, context: &Context) -> usize {
    as_long(array, unit, context).first().copied().unwrap_or(0)
}

/// When the last border is, seconds.
pub(super) fn last_secs(array: &ArrayFacts, unit: TimeUnit, context: &Context) -> Option<f64> {
    let (start, end) = stretches(array).last().copied()?;
    Some(secs(unit, context)? * end.unwrap_or(start))
}

/// Borders of several stimuli, where no frame times say when the frames came: one of them is as long as they are.
pub(super) fn borders(array: &ArrayFacts, _: &[ArrayFacts], context: &Context) -> Option<Reasoned> {
    let num = stretches(array).len();
    if context.frame_secs.is_some() || !(2..=MOST).contains(&num) {
        return None;
    }
    let of_unit = |unit: TimeUnit| {
        as_long(array, unit, context).into_iter().map(move |number| (unit, number))
    };
    let found: Vec<(TimeUnit, usize)> = UNITS.into_iter().flat_map(of_unit).collect();
    let [(unit, number)] = found[..] else {
        return found.first().map(|_| {
            unknown(t!(
                "Borders of {num} stimuli, of which several are as long as the frames: say which.",
                num = num
            ))
        });
    };
    let (start, end) = stretches(array)[number];
    let reason = t!(
        "Borders of {num} stimuli: in {unit}, number {number}, from {start} to {end}, is as long as the frames, and no other.",
        num = num,
        unit = unit.words(),
        number = number + 1,
        start = short(start),
        end = short(end.unwrap_or(start))
    );
    Some((Role::Stimuli { unit, number }, reason))
}
