//! Tables of trials in units of time.

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    roles::{
        Context, Reasoned, Role, TimeUnit, short,
        units::{ALL, secs},
        unknown,
    },
};

/// Words of which one is in a name that stands for trials.
const NAMES: [&str; 5] = ["trial", "epoch", "block", "sweep", "segment"];
/// Share of the recording that trials cover at least.
const COVERED: f64 = 0.5;
/// Frames that a trial has at least.
const SHORTEST: f64 = 20.0;
/// Trials may end so many frames behind the last one.
const BEHIND: f64 = 2.0;

/// Whether an array is called so.
pub(super) fn is_named_trials(array: &ArrayFacts) -> bool {
    let name = array.name().to_ascii_lowercase();
    NAMES.iter().any(|word| name.contains(word))
}

/// Beginnings and ends of trials in seconds, milliseconds or samples: two columns that take turns, within the frames. A single
/// column could be anything, unless its name says trials.
pub(super) fn trial_times(
    array: &ArrayFacts,
    _: &[ArrayFacts],
    context: &Context,
) -> Option<Reasoned> {
    let hz = context.refresh_hz?;
    let frames = context.num_frames? as f64;
    let counted = (0.0, (frames - 1.0) / hz);
    let (first, last, shortest) = extent(array)?;
    let fits = |unit: &TimeUnit| {
        let Some(scale) = secs(*unit, context) else { return false };
        let is_counted = *unit == TimeUnit::Frames;
        let clock = if is_counted { counted } else { context.frame_secs.unwrap_or(counted) };
        let slack = BEHIND / hz;
        let is_within = scale * first >= clock.0 - slack && scale * last <= clock.1 + slack;
        is_within
            && scale * (last - first) > COVERED * (clock.1 - clock.0)
            && scale * shortest * hz >= SHORTEST
            && (!is_counted || array.is_whole())
    };
    let fitting: Vec<TimeUnit> = ALL.into_iter().filter(fits).collect();
    let num = array.info.num_elements() as usize / array.axes.len().max(1);
    match fitting[..] {
        // What is in frames is looked at later.
        [] | [TimeUnit::Frames] => None,
        [unit] => {
            let reason = t!(
                "{num} trials: {columns} from {first} to {last}, which only in {unit} lie within the frames.",
                num = num,
                columns = if array.axes.len() == 2 {
                    t!("two columns that ascend in turns")
                } else {
                    t!("numbers that ascend, called trials,")
                },
                first = short(first),
                last = short(last),
                unit = unit.words()
            );
            Some((Role::TrialTimes { unit }, reason))
        }
        _ => {
            let units: Vec<_> = fitting.iter().map(|unit| unit.words()).collect();
            Some(unknown(t!(
                "They ascend like borders of trials, which may be in {units}.",
                units = units.join(t!(" or "))
            )))
        }
    }
}

/// First and last time of trials, and the shortest of them; nothing if the array is no table of trials.
fn extent(array: &ArrayFacts) -> Option<(f64, f64, f64)> {
    if array.kept.iter().any(|time| !time.is_finite()) {
        return None;
    }
    if let [_] = array.axes[..] {
        let is_it = is_named_trials(array) && array.kept.len() > 1;
        let pairs = || array.kept.windows(2).map(|pair| pair[1] - pair[0]);
        let shortest = pairs().fold(f64::INFINITY, f64::min);
        let (first, last) = (*array.kept.first()?, *array.kept.last()?);
        return (is_it && shortest > 0.0).then_some((first, last, shortest));
    }
    let [starts, ends] = array.two_columns()?;
    let shortest = starts.iter().zip(&ends).map(|(start, end)| end - start);
    let shortest = shortest.fold(f64::INFINITY, f64::min);
    let is_in_turns = starts.iter().skip(1).zip(&ends).all(|(next, end)| next >= end);
    let (first, last) = (*starts.first()?, *ends.last()?);
    (is_in_turns && shortest > 0.0 && starts.len() > 1).then_some((first, last, shortest))
}
