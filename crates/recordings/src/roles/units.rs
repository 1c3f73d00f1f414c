//! In which unit times are.

use ganglion_core::t;

use crate::roles::{Context, TimeUnit};

/// Refresh rates of screens, Hz.
pub(super) const REFRESH_HZ: (f64, f64) = (4.0, 360.0);
/// Sampling rates of amplifiers, Hz.
pub(super) const SAMPLE_HZ: (f64, f64) = (5_000.0, 100_000.0);
/// How far the last spike may be from the last frame, shares of the recording.
const LAST_SPIKE: (f64, f64) = (0.5, 1.1);

/// The same in shares of the last border, where there are several stimuli: the last of them may have no end.
const LAST_OF_SEVERAL: (f64, f64) = (0.5, 5.0);

pub(super) const ALL: [TimeUnit; 4] =
    [TimeUnit::Seconds, TimeUnit::Milliseconds, TimeUnit::Samples, TimeUnit::Frames];

fn is_within(value: f64, (least, most): (f64, f64)) -> bool {
    (least..=most).contains(&value)
}

/// Seconds of a unit, if what it takes is known.
pub(crate) fn secs(unit: TimeUnit, context: &Context) -> Option<f64> {
    match unit {
        TimeUnit::Seconds => Some(1.0),
        TimeUnit::Milliseconds => Some(0.001),
        TimeUnit::Samples => context.sample_hz.map(|hz| 1.0 / hz),
        TimeUnit::Frames => context.refresh_hz.map(|hz| 1.0 / hz),
    }
}

/// Units in which a step from frame to frame gives a refresh rate that screens have; the stated one, if one is.
pub(super) fn of_frame_step(step: f64, is_whole: bool, context: &Context) -> Vec<TimeUnit> {
    let fits = |unit: &TimeUnit| {
        let plausible = |hz: f64| {
            let stated = |stated: f64| (hz / stated - 1.0).abs() < 0.05;
            is_within(hz, REFRESH_HZ) && context.refresh_hz.is_none_or(stated)
        };
        match unit {
            TimeUnit::Seconds => plausible(1.0 / step),
            TimeUnit::Milliseconds => plausible(1000.0 / step),
            TimeUnit::Samples => {
                is_whole
                    && match (context.sample_hz, context.refresh_hz) {
                        (Some(hz), _) => plausible(hz / step),
                        (None, Some(refresh)) => is_within(refresh * step, SAMPLE_HZ),
                        (None, None) => {
                            step >= SAMPLE_HZ.0 / REFRESH_HZ.1 && step <= SAMPLE_HZ.1 / REFRESH_HZ.0
                        }
                    }
            }
            TimeUnit::Frames => false,
        }
    };
    ALL.into_iter().filter(fits).collect()
}

/// Units in which spikes that end at `last` cover the recording.
pub(super) fn of_last_spike(last: f64, is_whole: bool, context: &Context) -> Vec<TimeUnit> {
    let fits = |unit: &TimeUnit| {
        if *unit == TimeUnit::Samples && !is_whole {
            return false;
        }
        let of_frames = |secs: f64, num: usize| {
            // Without a rate: one that screens have.
            is_within(num as f64 / secs, REFRESH_HZ)
        };
        let covers = |share: f64| is_within(share, LAST_SPIKE);
        if *unit == TimeUnit::Frames {
            return context.num_frames.is_some_and(|num| covers(last / num as f64));
        }
        // Any rate of an amplifier will do where none is known.
        let Some(scale) = secs(*unit, context) else { return of_samples(last, context) };
        let secs = scale * last;
        if let Some(all) = context.recorded_secs {
            return is_within(secs / all, LAST_OF_SEVERAL);
        }
        match (context.frame_secs, context.refresh_hz, context.num_frames) {
            (Some((first, end)), ..) => secs > first && covers((secs - first) / (end - first)),
            (None, Some(hz), Some(num)) => covers(secs * hz / num as f64),
            (None, None, Some(num)) => of_frames(secs, num),
            (None, _, None) => true,
        }
    };
    ALL.into_iter().filter(fits).collect()
}

/// Whether spikes may be in samples of an amplifier whose rate isn't known.
fn of_samples(last: f64, context: &Context) -> bool {
    let secs = match (context.frame_secs, context.refresh_hz, context.num_frames) {
        (Some((_, end)), ..) => Some(end),
        (None, Some(hz), Some(num)) => Some(num as f64 / hz),
        (None, ..) => None,
    };
    match (secs, context.num_frames) {
        (Some(secs), _) => is_within(last / secs, (0.5 * SAMPLE_HZ.0, 1.1 * SAMPLE_HZ.1)),
        (None, Some(num)) => {
            let samples_a_frame = last / num as f64;
            samples_a_frame > 0.5 * SAMPLE_HZ.0 / REFRESH_HZ.1
                && samples_a_frame < SAMPLE_HZ.1 / REFRESH_HZ.0
        }
        (None, None) => true,
    }
}

/// A unit that a name states beyond doubt.
pub(super) fn named(name: &str) -> Option<TimeUnit> {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> =
        name.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).collect();
    let has = |any: &[&str]| any.iter().any(|word| words.contains(word));
    if has(&["ms", "msec", "millis", "milliseconds"]) {
        Some(TimeUnit::Milliseconds)
    } else if has(&["s", "sec", "secs", "seconds"]) {
        Some(TimeUnit::Seconds)
    } else if has(&["sample", "samples", "ticks"]) {
        Some(TimeUnit::Samples)
    } else {
        None
    }
}

/// How a unit was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitReason {
    /// No other fits.
    OnlyOne,
    /// No other fits, and the name states it.
    OnlyOneAsNamed,
    /// Several fit, and the name states it.
    Named,
}

/// The only unit that fits, or that one of those that fit that the name states; and how that was decided, or why it can't be.
pub(super) fn decide(fitting: &[TimeUnit], name: &str) -> Result<(TimeUnit, UnitReason), String> {
    match (fitting, named(name)) {
        ([unit], None) => Ok((*unit, UnitReason::OnlyOne)),
        ([unit], Some(stated)) if *unit == stated => Ok((stated, UnitReason::OnlyOneAsNamed)),
        ([unit], Some(stated)) => Err(t!(
            "the name says {stated}, the values say {unit}",
            stated = stated.words(),
            unit = unit.words()
        )),
        (_, Some(stated)) if fitting.contains(&stated) => Ok((stated, UnitReason::Named)),
        ([], _) => Err(t!("no unit gives plausible times").to_owned()),
        (_, _) => {
            let units: Vec<_> = fitting.iter().map(|unit| unit.words()).collect();
            Err(t!("they may be in {units}", units = units.join(t!(" or "))))
        }
    }
}
