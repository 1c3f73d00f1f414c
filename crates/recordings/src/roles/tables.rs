//! Arrays of several axes, and rows that do not ascend.

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    roles::{Context, Reasoned, Role, rows::borders, unknown},
};

/// Share of the greater of two values in white noise.
const BALANCED: (f64, f64) = (0.4, 0.6);
/// How much longer than all others an axis is that must be time.
const LONGER: usize = 4;
/// Fewest checkers in a row: fewer could be cells.
const FEWEST_CHECKERS: usize = 16;
/// Most spikes in a frame.
const MOST_SPIKES: f64 = 200.0;

/// Why an array looks like noise: two values equally often, or many that are balanced around 0.
pub(super) fn noise(array: &ArrayFacts) -> Option<String> {
    let (least, most) = array.range()?;
    if let Some(share) = array.share_of_greater() {
        let is_balanced = (BALANCED.0..=BALANCED.1).contains(&share);
        let percent = 100.0 * share;
        return is_balanced.then(|| {
            t!(
                "Two values, {least} and {most}, the greater one {percent} % of the time",
                least = least,
                most = most,
                percent = format!("{percent:.0}")
            )
        });
    }
    let summary = array.summary.as_ref()?;
    let mean = summary.mean()?;
    let is_many = summary.distinct().is_none();
    let is_symmetric = (most + least - 2.0 * mean).abs() < 0.3 * (most - least);
    let is_not_zero = array.share_of_zeros() < 0.3;
    (is_many
        && is_symmetric
        && is_not_zero
        && (least < 0.0 || most > MOST_SPIKES || !array.is_whole()))
    .then(|| t!("Many values around {mean}", mean = format!("{mean:.3}")))
}

/// Whether all are small whole numbers and many of them 0, as counts are.
pub(super) fn is_small_counts(array: &ArrayFacts) -> bool {
    let is_small = array.range().is_some_and(|(least, most)| least >= 0.0 && most <= MOST_SPIKES);
    is_small && array.is_whole() && array.share_of_zeros() >= 0.2 && noise(array).is_none()
}

/// Frames: noise with an axis that must be time.
pub(super) fn frames(
    array: &ArrayFacts,
    all: &[ArrayFacts],
    context: &Context,
) -> Option<Reasoned> {
    let sizes = array.sizes();
    if !(2..=3).contains(&sizes.len()) {
        return None;
    }
    let why = noise(array)?;
    let is_two_valued = array.share_of_greater().is_some();
    if sizes.len() == 2 && !is_two_valued {
        return None;
    }
    if context.num_frames.is_some() {
        return Some(unknown(t!("{why}, but another array is the frames.", why = why)));
    }
    let is_time: Vec<usize> =
        (0..sizes.len()).filter(|axis| is_matched(array, all, sizes[*axis])).collect();
    let longest = (0..sizes.len()).max_by_key(|axis| sizes[*axis]).unwrap_or(0);
    let others = || (0..sizes.len()).filter(|axis| *axis != longest);
    let is_longest = others().all(|axis| sizes[longest] >= LONGER * sizes[axis]);
    let (axis, how) = match (&is_time[..], is_longest) {
        ([axis], _) if *axis == longest || !is_longest => {
            let how = t!("another array is as long as axis {axis}", axis = array.axes[*axis] + 1);
            (*axis, how)
        }
        ([], true) => {
            (longest, t!("axis {axis} is by far the longest", axis = array.axes[longest] + 1))
        }
        _ => {
            return Some(unknown(t!(
                "{why} like the frames of a stimulus, but which axis is time can't be told from {sizes}.",
                why = why,
                sizes = product(&sizes)
            )));
        }
    };
    let rest: Vec<usize> =
        (0..sizes.len()).filter(|other| *other != axis).map(|other| sizes[other]).collect();
    let num = rest.iter().product::<usize>();
    if num < FEWEST_CHECKERS {
        return Some(unknown(t!(
            "{why}, but only {num} of them at a time: few checkers, or cells that spike in half of the frames.",
            why = why,
            num = num
        )));
    }
    let reason = t!(
        "{why}: white noise. Time is axis {axis}, since {how}; {order}.",
        why = why,
        axis = array.axes[axis] + 1,
        how = how,
        order = order_words(&rest)
    );
    let reason = if rest.len() > 1 { of_format(array, reason) } else { reason };
    Some((Role::frames(array.axes[axis]), reason))
}

/// The same, with what the format of the file says of rows and columns.
fn of_format(array: &ArrayFacts, reason: String) -> String {
    if !array.info.path.to_ascii_lowercase().contains(".nwb") {
        return reason;
    }
    t!(
        "{reason} NWB says that columns come before rows, and many write rows first: here rows are taken to come first. Compare the first frame with what was on the screen.",
        reason = reason
    )
}

/// The axes of a frame in words.
fn order_words(sizes: &[usize]) -> String {
    match sizes {
        [rows, columns] => t!(
            "{rows} rows of {columns} checkers if the axes are in the order of rows and columns",
            rows = rows,
            columns = columns
        ),
        _ => t!("{num} checkers in a row of unknown length", num = product(sizes)),
    }
}

fn product(sizes: &[usize]) -> String {
    sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" x ")
}

/// Whether any other array has an entry for each frame if this one has so many.
pub(super) fn is_matched(array: &ArrayFacts, all: &[ArrayFacts], num: usize) -> bool {
    all.iter().any(|other| other.place != array.place && matches(other, num))
}

/// Whether another array has an entry for each frame if there are so many: a long axis that is equal, or differs by one.
fn matches(other: &ArrayFacts, num: usize) -> bool {
    let is_it = |size: usize| size.abs_diff(num) <= 1 && size >= 100;
    match other.sizes()[..] {
        [size] => is_it(size),
        [first, second] => noise(other).is_none() && (is_it(first) || is_it(second)),
        _ => false,
    }
}

/// Counts, cells of spikes, trials, and why the rest isn't known.
pub(super) fn others(array: &ArrayFacts, _: &[ArrayFacts], context: &Context) -> Option<Reasoned> {
    let (least, most) = array.range()?;
    let sizes = array.sizes();
    let is_small = array.is_whole() && least >= 0.0 && most <= MOST_SPIKES;
    trials(array, &sizes, context).or_else(|| {
        let found = match sizes[..] {
            [num] if is_cells(array, num, context) => {
                (Role::SpikeCells, t!("Whole numbers, as many as there are spike times, that go up and down: which cell each is of.").to_owned())
            }
            _ if !is_small => {
                unknown(if array.is_whole() {
                    t!("Whole numbers from {least} to {most}, which are neither noise nor counts.", least = least, most = most)
                } else {
                    t!("Numbers from {least} to {most}, which are neither noise nor counts.", least = least, most = most)
                })
            }
            [num] => row_of_counts(array, num, context),
            [first, second] => table_of_counts(array, (first, second), context),
            [_, _, _] => counts_of_trials(array, context),
            _ => unknown(t!("Small whole numbers in more than three axes: counts of what? Save them as time x cell.")),
        };
        Some(found)
    })
}

/// Whether an array has the number of a cluster for each spike; there may be more of them than a frame has spikes.
fn is_cells(array: &ArrayFacts, num: usize, context: &Context) -> bool {
    /// Most clusters for each spike.
    const MOST: f64 = 0.5;
    let is_row = context.num_spikes == Some(num) && context.num_frames != Some(num);
    let goes_down = array.steps.is_some_and(|steps| steps.num_down > num / 10);
    let fits = |(least, most): (f64, f64)| least >= 0.0 && most < MOST * num as f64;
    is_row && goes_down && array.is_whole() && array.range().is_some_and(fits)
}

/// Borders of trials: one or two ascending columns that end within the frames.
fn trials(array: &ArrayFacts, sizes: &[usize], context: &Context) -> Option<Reasoned> {
    let frames = context.num_frames? as f64;
    let (least, most) = array.range()?;
    let fits = array.is_whole() && least >= 0.0 && most <= frames + 1.0 && most > 0.5 * frames;
    let num = array.info.num_elements();
    if !fits || array.kept.is_empty() || num as f64 > frames / 10.0 {
        return None;
    }
    if let [_] = sizes {
        let steps = array.steps.filter(|steps| steps.num_down == 0 && steps.median >= 20.0)?;
        if steps.regular < 0.5 {
            return Some(unknown(t!(
                "A few whole numbers that ascend to the last frame: borders of trials, or spikes in units of frames."
            )));
        }
        return Some(borders(array, steps));
    }
    let columns = array.two_columns()?;
    let is_ascending = |column: &Vec<f64>| column.windows(2).all(|pair| pair[0] < pair[1]);
    columns.iter().all(is_ascending).then(|| {
        let reason = t!(
            "{num} rows of two ascending whole numbers that end with frame {last}: first and last frames of trials.",
            num = columns[0].len(),
            last = most
        );
        (Role::Trials, reason)
    })
}

fn row_of_counts(array: &ArrayFacts, num: usize, context: &Context) -> Reasoned {
    let is_as_frames = context.num_frames.is_some_and(|frames| frames.abs_diff(num) <= 1);
    let is_as_spikes = context.num_spikes == Some(num);
    let is_counts = array.share_of_zeros() > 0.2;
    let steps = array.steps.map_or(0, |steps| steps.num_down);
    if is_as_frames && is_as_spikes {
        return unknown(t!("It is as long as both frames and spike times."));
    }
    if is_as_spikes {
        let reason =
            t!("Small whole numbers, as many as there are spike times: which cell each is of.");
        return (Role::SpikeCells, reason.to_owned());
    }
    // A flag that goes on and off now and then is no count.
    if steps < num / 200 {
        return unknown(t!("Small whole numbers that hardly change: a flag or an index."));
    }
    match (is_as_frames, context.num_frames, is_counts) {
        (true, _, true) => {
            let reason = t!(
                "{num} small whole numbers, {zeros} % of them 0, one for each frame: spikes of a cell.",
                num = num,
                zeros = percent_of_zeros(array)
            );
            (Role::Counts { time_axis: array.axes[0] }, reason)
        }
        (_, None, true) => (
            Role::Counts { time_axis: array.axes[0] },
            t!(
                "{num} small whole numbers, many of them 0: spikes of a cell in each frame.",
                num = num
            ),
        ),
        (true, _, false) => unknown(t!(
            "Small whole numbers, one for each frame, but hardly one is 0: not spikes of a cell."
        )),
        (false, ..) => unknown(t!(
            "{num} small whole numbers, which are not as many as the frames.",
            num = num
        )),
    }
}

/// Share of zeros in words, per cent.
pub(super) fn percent_of_zeros(array: &ArrayFacts) -> String {
    format!("{:.0}", 100.0 * array.share_of_zeros())
}

/// Counts of cells in several trials: two axes have, together, an entry for each frame, and the longer one of them is time.
fn counts_of_trials(array: &ArrayFacts, context: &Context) -> Reasoned {
    let size = |axis: usize| array.info.shape[axis] as usize;
    if array.share_of_zeros() < 0.2 {
        return unknown(t!("Small whole numbers, hardly one of them 0: not spikes in frames."));
    }
    let trial_of = |time: usize| array.trial_axis(time, context.num_frames?);
    let is_longer =
        |time: &usize| trial_of(*time).is_some_and(|trial| size(*time) >= LONGER * size(trial));
    let times: Vec<usize> = array.axes.iter().copied().filter(is_longer).collect();
    let ([time], Some(trial)) = (&times[..], times.first().and_then(|time| trial_of(*time))) else {
        return unknown(t!(
            "Small whole numbers in three axes: counts of several trials? Which axis is time can't be told; save them as time x cell."
        ));
    };
    let cells = array.axes.iter().filter(|axis| *axis != time && **axis != trial);
    let reason = t!(
        "Small whole numbers, {zeros} % of them 0: {trials} trials of {len} frames, which follow each other as in the frames, and {cells} cells; time is axis {axis}.",
        zeros = percent_of_zeros(array),
        trials = size(trial),
        len = size(*time),
        cells = cells.map(|axis| size(*axis)).product::<usize>(),
        axis = time + 1
    );
    (Role::Counts { time_axis: *time }, reason)
}

fn table_of_counts(array: &ArrayFacts, sizes: (usize, usize), context: &Context) -> Reasoned {
    let is_frames =
        |size: usize| context.num_frames.is_some_and(|frames| frames.abs_diff(size) <= 1);
    if array.share_of_zeros() < 0.2 && array.share_of_greater().is_none() {
        return unknown(t!("Small whole numbers, hardly one of them 0: not spikes in frames."));
    }
    let axis = match (is_frames(sizes.0), is_frames(sizes.1)) {
        (true, true) => {
            return unknown(t!(
                "Both axes are as long as there are frames: which one is time can't be told."
            ));
        }
        (true, false) => 0,
        (false, true) => 1,
        (false, false) if context.num_frames.is_some() => {
            return unknown(t!(
                "Small whole numbers, but neither of {first} x {second} is the number of frames.",
                first = sizes.0,
                second = sizes.1
            ));
        }
        (false, false) if array.share_of_greater().is_some() => {
            return unknown(t!(
                "Two values, one of them rare: counts of many cells, or sparse noise."
            ));
        }
        (false, false) if sizes.0 >= LONGER * sizes.1 => 0,
        (false, false) if sizes.1 >= LONGER * sizes.0 => 1,
        (false, false) => {
            return unknown(t!(
                "Small whole numbers like counts, but which axis is time can't be told."
            ));
        }
    };
    let num_cells = if axis == 0 { sizes.1 } else { sizes.0 };
    let reason = t!(
        "Small whole numbers, {zeros} % of them 0; time is axis {axis}, the other one {num} cells.",
        zeros = percent_of_zeros(array),
        axis = array.axes[axis] + 1,
        num = num_cells
    );
    (Role::Counts { time_axis: array.axes[axis] }, reason)
}
