//! Random experiments run to an end: with a report, or with a refusal that says what to do.

#![expect(clippy::print_stdout, reason = "how many were run, and how they ended, is worth knowing")]

use ganglion::native;
use ganglion_core::{
    config::{
        CellSource, Choice as _, Draft, EngineChoice, Kind, PARAMETERS, ParameterGroup, Section,
        Value,
    },
    engine::cpu::CpuEngines,
    link,
    protocol::FailureKind,
    rng::{Random, Stream},
};

/// Links by default, and with `SLOW_TESTS=1`.
const NUM_LINKS: [u32; 2] = [100, 2_000];

/// How far from its default a number may go at random, so that an experiment stays one of a second or two.
fn limits(key: &str) -> Option<(f32, f32)> {
    Some(match key {
        "frames" => (1_000.0, 3_000.0),
        "test" => (1_000.0, 2_000.0),
        "rows" | "cols" => (4.0, 12.0),
        "nmin" | "nmax" => (1.0, 9.0),
        "side" => (2.0, 9.0),
        "restarts" | "seeds" | "layers" | "epochs" | "epochs2" => (1.0, 2.0),
        "steps" | "steps2" => (0.0, 30.0),
        "recipes" => (2.0, 4.0),
        "consensus" => (0.0, 2.0),
        "cells" => (2.0, 3.0),
        "repeats" => (2.0, 20.0),
        "pictures" => (20.0, 40.0),
        "batch" => (16.0, 600.0),
        _ => return None,
    })
}

fn value(kind: Kind, limits: Option<(f32, f32)>, random: &mut Random) -> Option<Value> {
    let unit = random.uniform();
    let between = |min: f32, max: f32| {
        let (low, high) = limits.unwrap_or((min, max));
        low.max(min) + unit * (high.min(max) - low.max(min))
    };
    Some(match kind {
        Kind::Integer { min, max } => {
            Value::Integer((between(min as f32, max as f32).round() as u32).clamp(min, max))
        }
        Kind::Real { min, max, .. } => Value::Real(between(min, max).clamp(min, max)),
        Kind::Menu(options) => Value::Option(random.below(options().len() as u32) as usize),
        Kind::Switch => Value::Switch(unit < 0.5),
        // Neither rectangles nor texts are drawn by chance.
        Kind::Placements { .. } | Kind::Text { .. } => return None,
    })
}

/// A small experiment of any section, with some settings at random.
fn any_experiment(number: u32) -> Draft {
    let mut random = Random::new(20_261_128, Stream::Scenes, number);
    let section = Section::OPTIONS[number as usize % Section::OPTIONS.len()].0;
    let sources = section.sources();
    let source = sources[random.below(sources.len() as u32) as usize];
    let mut draft = Draft {
        frames: 2_000,
        test_frames: 1_000,
        epochs: 1,
        restarts: 1,
        seeds: 1,
        num_cells: 2,
        repeats: 10,
        pictures: 20,
        second_epochs: 1,
        ..Draft::of(section, source)
    };
    if source == CellSource::Recorded {
        let (steps, filters) = (20, 3);
        draft = Draft { steps, first_filters: filters, last_filters: filters, ..draft };
    }
    for row in
        PARAMETERS.iter().filter(|row| row.group != ParameterGroup::View && row.key != "source")
    {
        if random.uniform() < 0.25
            && let Some(value) = value(row.kind, limits(row.key), &mut random)
        {
            (row.set)(&mut draft, value);
        }
    }
    draft.engine = EngineChoice::Cpu;
    link::decode(&link::encode(&draft)).draft
}

#[test]
fn slow_or_not_random_links_end_with_a_report_or_a_clear_refusal() {
    let is_slow = std::env::var_os("SLOW_TESTS").is_some();
    let (mut finished, mut refused) = (0, 0_u32);
    for number in 0..NUM_LINKS[usize::from(is_slow)] {
        let draft = any_experiment(number);
        let text = link::encode(&draft);
        let config = draft.check().unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
        match native::run(config, 2, || CpuEngines, |_| ()) {
            Ok(run) => {
                assert!(!run.report.networks.is_empty(), "{text}");
                finished += 1;
            }
            Err(failure) => {
                let is_clear = matches!(failure.kind, FailureKind::Data | FailureKind::Loss);
                assert!(is_clear, "{text}: {failure:?}");
                assert!(failure.message.ends_with('.'), "{text}: {}", failure.message);
                // Here is no recording to be about.
                let is_missing = draft.source == CellSource::File;
                assert!(!is_missing || failure.message.contains("Open its files"), "{text}");
                refused += u32::from(!is_missing);
            }
        }
    }
    println!("{finished} finished, {refused} were refused");
    assert!(finished > 4 * refused, "{finished} finished, {refused} were refused");
}

#[test]
fn links_that_once_never_ended_run_to_their_end() {
    for settings in ["rows=7", "cols=7", "nmin=6&nmax=7"] {
        let text = format!(
            "#1.view=saturation&{settings}&frames=2000&test=1000&epochs=1&seeds=1&restarts=1"
        );
        let config = link::decode(&text).draft.check().expect("a decoded link passes the check");
        let run = native::run(config, 2, || CpuEngines, |_| ());
        let report = run.unwrap_or_else(|failure| panic!("{text}: {failure:?}")).report;
        assert!(report.networks.len() > 1, "{text}");
    }
}
