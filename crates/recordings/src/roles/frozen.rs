//! Frozen frames that stand in an array of their own, and the counts of their repeats.

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    roles::{
        Context, Reasoned, Role,
        pictures::{is_named_pictures, num_pictures},
        tables::{is_small_counts, noise, percent_of_zeros},
        unknown,
    },
};

/// Fewest repeats.
const FEWEST: usize = 2;

/// Axes of repeats and of time.
type RepeatAxes = (usize, usize);

/// Frozen frames: noise of the same checkers as longer noise, with counts of repeats that are as long.
pub(super) fn frames(array: &ArrayFacts, all: &[ArrayFacts], _: &Context) -> Option<Reasoned> {
    noise(array)?;
    let mut longer = all.iter().filter_map(|other| Some((other, longer_axis(array, other)?)));
    let (running, axis) = longer.next()?;
    // Which of several is the running noise can't be told here.
    if longer.next().is_some() {
        return None;
    }
    let num_running = running.info.shape[axis] as usize;
    let num_frames = array.info.shape[axis] as usize;
    let num_cells = num_cells(all, num_running);
    let mut counts = all.iter().filter_map(|counts| {
        if is_of_pictures(counts, all, num_frames) {
            return None;
        }
        let axes = repeat_axes(counts, num_frames, num_cells?).ok()?;
        (!is_of_running(counts, all, num_running)).then_some((counts, axes))
    });
    let (first, (trial, _)) = counts.next()?;
    let reason = t!(
        "Noise of the same checkers as {running}, but only {num} frames of it, for each of which {counts} has the spikes of {trials} repeats: frozen frames.",
        running = running.info.path,
        num = num_frames,
        counts = first.info.path,
        trials = first.info.shape[trial]
    );
    Some((Role::FrozenFrames { time_axis: axis }, reason))
}

/// Whether counts are those of as many pictures as there are frozen frames: by their name.
fn is_of_pictures(counts: &ArrayFacts, all: &[ArrayFacts], num_frames: usize) -> bool {
    is_named_pictures(counts) && all.iter().any(|other| num_pictures(other) == Some(num_frames))
}

/// Whether an array is called frozen.
fn is_named_frozen(array: &ArrayFacts) -> bool {
    let name = array.name().to_ascii_lowercase();
    ["frozen", "repeat", "noise"].iter().any(|word| name.contains(word))
}

/// The one axis along which another array of noise is longer than this one, all else being equal.
fn longer_axis(array: &ArrayFacts, other: &ArrayFacts) -> Option<usize> {
    let (shape, long) = (&array.info.shape, &other.info.shape);
    if !(2..=3).contains(&array.axes.len()) || shape.len() != long.len() || noise(other).is_none() {
        return None;
    }
    let mut differing = (0..shape.len()).filter(|axis| shape[*axis] != long[*axis]);
    let axis = differing.next()?;
    (differing.next().is_none() && long[axis] > shape[axis]).then_some(axis)
}

/// Whether counts are those of the running frames, cut into trials: unless other counts are those already.
fn is_of_running(array: &ArrayFacts, all: &[ArrayFacts], num_running: usize) -> bool {
    let is_cut = array.axes.iter().any(|axis| array.trial_axis(*axis, num_running).is_some());
    is_cut && all.iter().all(|other| other.place == array.place || !is_as_long(other, num_running))
}

/// Whether an array has counts of so many frames along one of at most two axes.
pub(super) fn is_as_long(array: &ArrayFacts, num_frames: usize) -> bool {
    let is_it = |size: &usize| size.abs_diff(num_frames) <= 1;
    array.axes.len() <= 2 && is_small_counts(array) && array.sizes().iter().any(is_it)
}

/// Cells whose spikes go with so many frames; nothing if nobody knows how many there are.
pub(super) fn num_cells(all: &[ArrayFacts], num_running: usize) -> Option<usize> {
    let of_counts = |array: &ArrayFacts| {
        let num = array.info.num_elements() as usize;
        let cut =
            || array.axes.iter().find_map(|axis| array.trial_axis(*axis, num_running)).is_some();
        if is_as_long(array, num_running) {
            let is_time = |size: &usize| size.abs_diff(num_running) > 1;
            Some(array.sizes().into_iter().filter(is_time).product())
        } else {
            (is_small_counts(array) && cut()).then(|| num / num_running.max(1))
        }
    };
    let counted: usize = all.iter().filter_map(of_counts).sum();
    if counted > 0 {
        return Some(counted);
    }
    let is_times = |array: &&ArrayFacts| {
        array.steps.is_some_and(|steps| steps.num_down == 0 && steps.regular <= 0.9)
    };
    let num_of = |array: &ArrayFacts| array.info.num_elements();
    let times: Vec<&ArrayFacts> = all.iter().filter(is_times).collect();
    // As many whole numbers as spikes say which cell each is of, and nobody how many cells there are.
    let is_sorted = |times: &&ArrayFacts| {
        all.iter().any(|other| {
            other.place != times.place && other.is_whole() && num_of(other) == num_of(times)
        })
    };
    (!times.is_empty() && !times.iter().any(is_sorted)).then_some(times.len())
}

/// The axes of repeats and of time, where counts can be read in one way only; else why not.
fn repeat_axes(
    array: &ArrayFacts,
    num_frames: usize,
    num_cells: usize,
) -> Result<RepeatAxes, &'static str> {
    let size = |axis: &usize| array.info.shape[*axis] as usize;
    let (time, rest): (Vec<usize>, Vec<usize>) =
        array.axes.iter().partition(|axis| size(axis) == num_frames);
    if !is_small_counts(array) || time.is_empty() {
        return Err(t!("it has no axis as long as the frozen frames"));
    }
    let [time] = time[..] else {
        return Err(t!("several of its axes are as long as the frozen frames"));
    };
    let trial = match rest[..] {
        [trial] if num_cells == 1 => trial,
        [_] => return Err(t!("whether its other axis is repeats or cells can't be told")),
        [one, other] => match (size(&one) == num_cells, size(&other) == num_cells) {
            (true, false) => other,
            (false, true) => one,
            (true, true) => {
                return Err(t!("both of its other axes are as long as there are cells"));
            }
            (false, false) => {
                return Err(t!("none of its other axes is as long as there are cells"));
            }
        },
        _ => return Err(t!("it has more axes than repeats, time and cells")),
    };
    if size(&trial) < FEWEST { Err(t!("it has a single repeat")) } else { Ok((trial, time)) }
}

/// Counts of the repeats of frozen frames.
pub(super) fn counts(
    array: &ArrayFacts,
    all: &[ArrayFacts],
    context: &Context,
) -> Option<Reasoned> {
    let (num_frames, num_frozen) = (context.num_frames?, context.num_frozen?);
    let has_axis = array.sizes().contains(&num_frozen);
    if !is_small_counts(array)
        || !(2..=3).contains(&array.axes.len())
        || !has_axis
        || is_as_long(array, num_frames)
        || is_of_running(array, all, num_frames)
    {
        return None;
    }
    if context.num_pictures == Some(num_frozen) && !is_named_frozen(array) {
        // By its name it is looked at again.
        return (!is_named_pictures(array)).then(|| {
            unknown(t!(
                "Small whole numbers, as many along an axis as there are frozen frames, and as many as there are pictures: say of which."
            ))
        });
    }
    let Some(num_cells) = num_cells(all, num_frames) else {
        return Some(unknown(t!(
            "Small whole numbers, as many along an axis as there are frozen frames, but how many cells there are isn't known: say which axes are repeats and time."
        )));
    };
    Some(match repeat_axes(array, num_frozen, num_cells) {
        Ok((trial_axis, time_axis)) => {
            let reason = t!(
                "Small whole numbers, {zeros} % of them 0, for {trials} repeats of the {num} frozen frames; repeats are axis {trial}, time is axis {axis}, and there are as many cells as elsewhere.",
                zeros = percent_of_zeros(array),
                trials = array.info.shape[trial_axis],
                num = num_frozen,
                trial = trial_axis + 1,
                axis = time_axis + 1
            );
            (Role::FrozenCounts { trial_axis, time_axis }, reason)
        }
        Err(doubt) => unknown(t!(
            "Small whole numbers, as many along an axis as there are frozen frames, but {doubt}: say which axes are repeats and time.",
            doubt = doubt
        )),
    })
}

/// The axes of counts of which a person said nothing more than that they are those of frozen frames.
pub(super) fn axes_of(array: &ArrayFacts, all: &[ArrayFacts], context: &Context) -> RepeatAxes {
    let size = |axis: usize| array.info.shape[axis] as usize;
    let num_cells = context.num_frames.and_then(|num| num_cells(all, num)).unwrap_or(1);
    let num_frozen = context.num_frozen.unwrap_or(0);
    repeat_axes(array, num_frozen, num_cells).unwrap_or_else(|_| {
        let time = array.axes.iter().copied().find(|axis| size(*axis) == num_frozen);
        let time = time.or(array.axes.get(1).copied()).unwrap_or(0);
        (array.axes.iter().copied().find(|axis| *axis != time).unwrap_or(0), time)
    })
}
