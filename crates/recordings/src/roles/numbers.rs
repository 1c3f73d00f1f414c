//! Single numbers.

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    roles::{
        Context, Reasoned, Role, TimeUnit,
        pictures::num_pictures,
        units::{REFRESH_HZ, SAMPLE_HZ},
        unknown,
    },
};

/// Milliseconds after which a monitor shows a frame, at most.
const DELAY_MS: f64 = 250.0;

/// Milliseconds for which pictures are on.
const FLASH_MS: (f64, f64) = (10.0, 5000.0);

fn has_pictures(all: &[ArrayFacts]) -> bool {
    all.iter().any(|other| num_pictures(other).is_some())
}

fn is_within(value: f64, (least, most): (f64, f64)) -> bool {
    (least..=most).contains(&value)
}

fn has(name: &str, words: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> =
        name.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).collect();
    words.iter().any(|word| parts.contains(word) || word.len() > 3 && name.contains(word))
}

/// Numbers whose name and size say the same.
pub(super) fn stated(array: &ArrayFacts, all: &[ArrayFacts], _: &Context) -> Option<Reasoned> {
    let value = array.scalar()?;
    let name = array.name();
    let says_rate = has(name, &["hz", "rate", "freq", "frequency"]);
    let says_sampling = has(name, &["fs", "sr", "sampling", "sample_rate", "samplerate"]);
    let says_refresh = has(name, &["fps", "refresh", "monitor", "framerate", "frame_rate"]);
    if has(name, &["seed"]) {
        let is_alone = all.iter().all(|other| !may_be_rate_of(value, other));
        return (array.is_whole() && is_alone)
            .then(|| (Role::Seed, t!("It is called {name} and is a whole number.", name = name)));
    }
    if has(name, &["flash", "flash_ms", "duration", "duration_ms"])
        && is_within(value, FLASH_MS)
        && (has(name, &["flash"]) || has_pictures(all))
    {
        let reason = t!(
            "It is called {name} and is between {least} and {most}: milliseconds.",
            name = name,
            least = FLASH_MS.0,
            most = FLASH_MS.1
        );
        return Some((Role::FlashDuration, reason));
    }
    if has(name, &["delay"]) && has(name, &["monitor", "screen", "display"]) {
        return delay(name, value);
    }
    if has(name, &["px", "pixel", "pixels"]) && has_pictures(all) && is_within(value, (1.0, 1000.0))
    {
        let reason = t!("It is called {name}, and there are pictures.", name = name);
        return Some((Role::PictureChecker, reason));
    }
    if has(name, &["um", "micron", "microns", "micrometer"]) && is_within(value, (1.0, 1000.0)) {
        return Some((
            Role::CheckerSize,
            t!("It is called {name} and is between 1 and 1000.", name = name),
        ));
    }
    if (says_rate || says_sampling) && is_within(value, SAMPLE_HZ) {
        let reason = t!(
            "It is called {name}, and {value} Hz is a rate of amplifiers.",
            name = name,
            value = value
        );
        return Some((Role::SampleRate, reason));
    }
    let is_refresh = is_within(value, REFRESH_HZ) && !says_sampling;
    (is_refresh && (says_refresh || says_rate)).then(|| {
        let reason = t!(
            "It is called {name}, and {value} Hz is a rate of screens.",
            name = name,
            value = value
        );
        (Role::RefreshRate, reason)
    })
}

/// How long after its time a frame is seen: seconds where that is less than one.
fn delay(name: &str, value: f64) -> Option<Reasoned> {
    let is_secs = value < 1.0 && !has(name, &["ms", "msec"]);
    let unit = if is_secs { TimeUnit::Seconds } else { TimeUnit::Milliseconds };
    let most = if is_secs { DELAY_MS / 1000.0 } else { DELAY_MS };
    is_within(value, (0.0, most)).then(|| {
        let reason = t!(
            "It is called {name}, and a monitor may show frames {value} {unit} after their times.",
            name = name,
            value = value,
            unit = unit.words()
        );
        (Role::MonitorDelay { unit }, reason)
    })
}

/// Whether regular times in another array would give this number as their rate.
fn may_be_rate_of(value: f64, other: &ArrayFacts) -> bool {
    let Some(steps) = other.steps.filter(|steps| steps.regular > 0.9 && steps.median > 0.0) else {
        return false;
    };
    let is = |rate: f64| (value / rate - 1.0).abs() < 0.02;
    is(1.0 / steps.median) || is(1000.0 / steps.median)
}

/// Numbers that agree with the frame times, and why the others aren't known.
pub(super) fn measured(
    array: &ArrayFacts,
    _: &[ArrayFacts],
    context: &Context,
) -> Option<Reasoned> {
    let value = array.scalar()?;
    let name = array.name();
    let is_measured = context.frame_secs.is_some()
        && context.refresh_hz.is_some_and(|hz| (value / hz - 1.0).abs() < 0.02);
    if is_measured && has(name, &["seed", "size", "um", "side"]) {
        return Some(unknown(t!(
            "{value} is the rate of the frame times, but it is called {name}.",
            value = value,
            name = name
        )));
    }
    if is_measured {
        let reason = t!("{value} Hz is the rate of the frame times.", value = value);
        return Some((Role::RefreshRate, reason));
    }
    Some(unknown(t!(
        "A single number, {value}: neither its name nor its size say what it is.",
        value = value
    )))
}
