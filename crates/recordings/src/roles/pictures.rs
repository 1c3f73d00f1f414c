//! Pictures of the recording itself, and what the cells answered to them.

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    roles::{Context, Reasoned, Role, frozen, unknown},
};

/// How alike neighbors of a picture are at least, and of noise at most: correlation.
const ALIKE: f64 = 0.5;
/// Most spikes to a picture.
const MOST_SPIKES: f64 = 500.0;
/// Words of which one is in a name that stands for pictures.
const NAMES: [&str; 6] = ["image", "img", "pict", "natural", "photo", "scene"];

/// Whether an array is called so.
pub(super) fn is_named_pictures(array: &ArrayFacts) -> bool {
    let name = array.name().to_ascii_lowercase();
    NAMES.iter().any(|word| name.contains(word))
}

/// The axis along which pictures follow each other: neighbors are alike along two others, and not along it.
fn picture_axis(array: &ArrayFacts) -> Option<usize> {
    let [slow, middle, fast] = array.by_speed()?;
    let is_two_valued = array.share_of_greater().is_some();
    let is_alike = |alike: Option<f64>| alike.is_some_and(|alike| alike > ALIKE);
    let [of_fast, of_middle, of_slow] = array.neighbors.map(is_alike);
    match (of_fast, of_middle, of_slow) {
        _ if is_two_valued => None,
        (true, true, false) => Some(slow),
        (true, false, true) => Some(middle),
        (false, true, true) => Some(fast),
        // Too few were looked at to say anything of the slowest axis.
        (false, true, false) if array.neighbors[2].is_none() => Some(fast),
        _ => None,
    }
}

/// The same where a person says that they are pictures: the first axis, if the values don't tell.
pub(super) fn axis_of(array: &ArrayFacts) -> usize {
    picture_axis(array).or(array.axes.first().copied()).unwrap_or(0)
}

/// Number of pictures in an array that looks like some.
pub(super) fn num_pictures(array: &ArrayFacts) -> Option<usize> {
    picture_axis(array).map(|axis| array.info.shape[axis] as usize)
}

/// Pictures: neither noise nor a movie.
pub(super) fn pictures(array: &ArrayFacts, _: &[ArrayFacts], _: &Context) -> Option<Reasoned> {
    let axis = picture_axis(array)?;
    let size = |axis: usize| array.info.shape[axis];
    let mut rest = array.axes.iter().filter(|other| **other != axis);
    let (rows, columns) = (*rest.next()?, *rest.next()?);
    let reason = t!(
        "Neighbors are alike along two axes, and not along axis {axis}: {num} pictures of {rows} x {columns} pixels.",
        axis = axis + 1,
        num = size(axis),
        rows = size(rows),
        columns = size(columns)
    );
    Some((Role::Pictures { picture_axis: axis }, reason))
}

/// Spikes to each picture, in trials or as means.
pub(super) fn answers(
    array: &ArrayFacts,
    all: &[ArrayFacts],
    context: &Context,
) -> Option<Reasoned> {
    let (num_frames, num_pictures) = (context.num_frames?, context.num_pictures?);
    let (least, most) = array.range()?;
    let is_answers = least >= 0.0 && most <= MOST_SPIKES && !has_nan(array);
    let fits = array.sizes().contains(&num_pictures) && (1..=3).contains(&array.axes.len());
    if !is_answers || !fits || frozen::is_as_long(array, num_frames) {
        return None;
    }
    let num_cells = frozen::num_cells(all, num_frames);
    let found = num_cells.ok_or(t!("how many cells there are isn't known")).and_then(|num_cells| {
        let size = |axis: usize| array.info.shape[axis];
        let role = answer_axes(array, num_pictures, num_cells)?;
        let reason = if let Role::PictureCounts { picture_axis, trial_axis } = role {
            t!(
                "Whole numbers from {least} to {most} for {trials} trials with each of {num} pictures; pictures are axis {axis}, trials axis {trial}, and there are as many cells as elsewhere.",
                least = least,
                most = most,
                trials = size(trial_axis),
                num = num_pictures,
                axis = picture_axis + 1,
                trial = trial_axis + 1
            )
        } else {
            t!(
                "Numbers from {least} to {most}, one for each of {num} pictures and each cell: mean spikes.",
                least = least,
                most = most,
                num = num_pictures
            )
        };
        Ok((role, reason))
    });
    Some(found.unwrap_or_else(|doubt| {
        unknown(t!(
            "As many numbers along an axis as there are pictures, but {doubt}: say which axes are pictures and trials.",
            doubt = doubt
        ))
    }))
}

fn has_nan(array: &ArrayFacts) -> bool {
    array.summary.as_ref().is_none_or(|all| all.num_nan() + all.num_infinite() > 0)
}

/// The axes of answers, where they can be read in one way only; else why not.
fn answer_axes(
    array: &ArrayFacts,
    num_pictures: usize,
    num_cells: usize,
) -> Result<Role, &'static str> {
    let size = |axis: &usize| array.info.shape[*axis] as usize;
    let (of_pictures, rest): (Vec<usize>, Vec<usize>) =
        array.axes.iter().partition(|axis| size(axis) == num_pictures);
    let [picture_axis] = of_pictures[..] else {
        return Err(t!("several of its axes are as long as there are pictures"));
    };
    let counts = |trial_axis: usize| {
        if array.is_whole() {
            Ok(Role::PictureCounts { picture_axis, trial_axis })
        } else {
            Err(t!("in trials there should be whole numbers"))
        }
    };
    match rest[..] {
        [] if num_cells == 1 => Ok(Role::PictureMeans { picture_axis }),
        [] => Err(t!("there are several cells, and whose answers these are can't be told")),
        [trial] if num_cells == 1 => counts(trial),
        [cell] if size(&cell) == num_cells && !array.is_whole() => {
            Ok(Role::PictureMeans { picture_axis })
        }
        [_] => Err(t!("whether its other axis is trials or cells can't be told")),
        [one, other] => match (size(&one) == num_cells, size(&other) == num_cells) {
            (true, false) => counts(other),
            (false, true) => counts(one),
            (true, true) => Err(t!("both of its other axes are as long as there are cells")),
            (false, false) => Err(t!("none of its other axes is as long as there are cells")),
        },
        _ => Err(t!("it has more axes than pictures, trials and cells")),
    }
}

/// The axes of pictures and trials of counts of which a person said no more than that they are those.
pub(super) fn answer_axes_of(
    array: &ArrayFacts,
    all: &[ArrayFacts],
    context: &Context,
) -> (usize, usize) {
    let num_pictures = context.num_pictures.unwrap_or(0);
    let num_cells = context.num_frames.and_then(|num| frozen::num_cells(all, num)).unwrap_or(1);
    if let Ok(Role::PictureCounts { picture_axis, trial_axis }) =
        answer_axes(array, num_pictures, num_cells)
    {
        return (picture_axis, trial_axis);
    }
    let is_it = |axis: &usize| array.info.shape[*axis] as usize == num_pictures;
    let axes = || array.axes.iter().copied();
    let picture = axes().find(is_it).or(axes().next()).unwrap_or(0);
    (picture, axes().find(|axis| *axis != picture).unwrap_or(0))
}
