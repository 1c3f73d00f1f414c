//! Whole experiments on threads, as the command runs them.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use ganglion::native::{Finished, run};
use ganglion_core::{
    config::{Choice as _, Config, Draft, EngineChoice, Section},
    dataset::Dataset,
    engine::cpu::{CpuEngine, CpuEngines},
    link,
    network::NetworkId,
    pool::{News, Topic},
    protocol::FailureKind,
    training::{EngineError, EngineFactory},
};
use ganglion_figures::figure::{Caption, FigureSet, Theme};
use serde_json::Value;

use crate::fixtures::small;
use crate::small_links::SMALL;

fn config_of(link: &str) -> Config {
    let decoded = link::decode(link);
    assert!(decoded.warnings.is_empty(), "{link}");
    decoded.draft.check().expect("a decoded link passes the check")
}

fn check(config: &Config, num_threads: usize) -> Finished {
    let finished = run(config.clone(), num_threads, || CpuEngines, |_| ());
    finished.unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// What of a report depends on the link alone: neither times nor threads.
fn lasting(finished: &Finished) -> Value {
    let mut report: Value =
        serde_json::from_str(&finished.report.to_json()).expect("a report is JSON");
    let methods = report.pointer_mut("/findings/methods/methods").and_then(Value::as_array_mut);
    if let Some(methods) = methods {
        for method in methods {
            method[4] = Value::Null;
        }
    }
    serde_json::json!([report["link"], report["networks"], report["findings"]])
}

#[test]
fn every_experiment_beside_emergence_has_its_small_link() {
    let small = SMALL.map(|(link, ..)| config_of(link).experiment().word());
    let all = Section::OPTIONS
        .iter()
        .filter(|(section, ..)| section.experiment() == *section && *section != Section::Emergence);
    let all: BTreeSet<&str> = all.map(|(section, ..)| section.word()).collect();
    assert_eq!(BTreeSet::from(small), all);
}

#[test]
fn every_section_gives_its_networks_its_findings_and_its_figures() {
    for (link, num_networks, findings, names) in SMALL {
        let config = config_of(link);
        let finished = check(&config, 2);
        assert_eq!(finished.report.networks.len(), num_networks, "{link}");
        let report = lasting(&finished);
        assert_eq!(report[2].is_object(), findings.is_some(), "{link}");
        assert!(findings.is_none_or(|kind| report[2][kind].is_object()), "{link}: {report}");
        let results = &finished.results;
        let figures = FigureSet::new(&config, results);
        let captions = figures.captions(FigureSet::ONLY);
        let found: Vec<_> = captions.iter().map(|caption| caption.name.as_str()).collect();
        assert_eq!(found, names, "{link}");
        for Caption { figure, name, summary, .. } in captions {
            let drawing = figures.svg(figure, (960.0, 0.0), Theme::Light, link).expect("drawn");
            assert!(drawing.ends_with("</svg>\n"), "{link}: {name}");
            assert!(!summary.contains("yet"), "{name}: {summary}");
        }
    }
}

#[test]
fn emergence_has_its_one_figure() {
    let draft = Draft { last_filters: 2, restarts: 2, epochs: 1, ..small() };
    let config = draft.check().expect("valid");
    let Finished { results, .. } = check(&config, 1);
    let captions = FigureSet::new(&config, &results).captions(FigureSet::ONLY);
    assert_eq!(
        captions.iter().map(|caption| caption.name.as_str()).collect::<Vec<_>>(),
        ["emergence"]
    );
}

#[test]
fn the_number_of_threads_leaves_no_trace_in_a_report() {
    for (link, ..) in [SMALL[0], SMALL[3], SMALL[4], SMALL[6], SMALL[7]] {
        let config = config_of(link);
        assert_eq!(lasting(&check(&config, 1)), lasting(&check(&config, 3)), "{link}");
    }
}

#[test]
fn a_wish_for_webgpu_is_answered_by_the_cpu_and_said() {
    let networks = |engine| {
        let draft = Draft { last_filters: 1, restarts: 2, epochs: 1, engine, ..small() };
        let mut notices = Vec::new();
        let hear = |news: &News| {
            if let News::Notice(notice) = news {
                notices.push(notice.topic);
            }
        };
        let finished = run(draft.check().expect("valid"), 1, || CpuEngines, hear);
        let report = finished.expect("the cell spikes").report;
        assert_eq!(report.running.fallback.is_some(), engine != EngineChoice::Cpu);
        let is_told = notices.contains(&Topic::Fallback);
        assert_eq!(is_told, engine != EngineChoice::Cpu);
        report.networks
    };
    let cpu = networks(EngineChoice::Cpu);
    assert_eq!(networks(EngineChoice::Gpu), cpu);
    assert_eq!(networks(EngineChoice::Auto), cpu);
}

#[test]
fn a_recording_without_spikes_is_told_as_on_the_page() {
    let failure = (1..40).find_map(|seed| {
        let draft = Draft { seed, rate: 0.002, frames: 1_000, ..small() };
        run(draft.check().expect("valid"), 1, || CpuEngines, |_| ()).err()
    });
    assert_eq!(failure.map(|failure| failure.kind), Some(FailureKind::Data));
}

/// The reference, after some panics.
struct Panicking(Arc<AtomicU32>);

impl EngineFactory for Panicking {
    type Engine = CpuEngine;

    fn name(&self) -> &'static str {
        CpuEngines.name()
    }

    fn adapter(&self) -> String {
        CpuEngines.adapter()
    }

    fn steps_per_slice(&self) -> u32 {
        CpuEngines.steps_per_slice()
    }

    async fn make(
        &self,
        config: &Config,
        dataset: &Arc<Dataset>,
        networks: &[NetworkId],
    ) -> Result<CpuEngine, EngineError> {
        let left = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
        assert!(left.is_err(), "a thread panics, as this test wants");
        CpuEngines.make(config, dataset, networks).await
    }
}

#[test]
fn a_thread_that_panics_is_replaced_and_given_up_if_it_panics_again() {
    let draft = Draft { last_filters: 1, restarts: 2, epochs: 1, ..small() };
    let config = draft.check().expect("valid");
    let with_panics = |number| {
        let left = Arc::new(AtomicU32::new(number));
        run(config.clone(), 1, move || Panicking(Arc::clone(&left)), |_| ())
    };
    let once = with_panics(1).expect("a thread is replaced").report.networks;
    assert_eq!(once, check(&config, 1).report.networks);
    assert_eq!(with_panics(2).expect_err("twice is enough").kind, FailureKind::Bug);
}
