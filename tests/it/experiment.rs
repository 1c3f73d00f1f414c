use std::collections::{BTreeMap, BTreeSet};

use ganglion_core::{
    cell::true_filters,
    config::{CellSource, DenseSign, Draft, Section},
    experiment::{
        CellSummary, Report, Running, TaskId, chosen, groups, kept, networks, rows, task_key, tasks,
    },
};
use ganglion_figures::figure::{KnownScores, SaturationFigure};
use std::sync::Arc;

use crate::fixtures::{build, small, train};

fn draft() -> Draft {
    Draft { last_filters: 2, restarts: 3, epochs: 1, ..small() }
}

#[test]
fn the_first_restart_of_every_row_comes_first() {
    let order = networks(&draft().check().expect("valid"));
    let order: Vec<_> = order.iter().map(|id| (id.num_filters, id.restart)).collect();
    assert_eq!(order, [(1, 0), (2, 0), (1, 1), (2, 1), (1, 2), (2, 2)]);
}

#[test]
fn rows_do_not_depend_on_the_order_in_which_networks_finish() {
    let config = draft().check().expect("valid");
    let mut trained = train(&draft(), &networks(&config));
    let subunits = true_filters(&config);
    let first = rows(&config, &subunits, &trained);
    trained.reverse();
    assert_eq!(rows(&config, &subunits, &trained), first);
    assert_eq!(first.len(), 2);
    assert_eq!(first[0].num_restarts, 3);
    let best = chosen(&trained, 2).expect("trained");
    assert!(
        trained
            .iter()
            .filter(|other| other.id.num_filters == 2)
            .all(|other| { other.penalized_loss >= best.penalized_loss })
    );
}

fn running() -> Running {
    Running {
        engine: "cpu".to_owned(),
        adapter: "processor".to_owned(),
        num_workers: 1,
        seconds: 1.5,
        samples_per_sec: 2e6,
        dispatches_per_step: None,
        agreement: None,
        fallback: None,
    }
}

#[test]
fn the_report_is_json_with_a_row_for_each_number_of_filters() {
    let config = draft().check().expect("valid");
    let trained = train(&draft(), &networks(&config));
    let cell = CellSummary::from(&build(&draft()).expect("spikes"));
    let trained = trained
        .into_iter()
        .map(|network| (TaskId { group: 0, network: network.id }, Arc::new(network)))
        .collect();
    let cells = BTreeMap::from([(0, cell)]);
    let report = Report::new("#1.epochs=1".to_owned(), running(), &config, &cells, &trained);
    let none = Report::new(String::new(), running(), &config, &BTreeMap::new(), &trained);
    assert_eq!(none, None, "no cell, no report");
    let json = serde_json::to_value(&report).expect("plain data");
    assert_eq!(json["engine"], "cpu");
    assert_eq!(json["networks"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["networks"][1]["checksum"].as_str().map(str::len), Some(16));
    assert!(json.get("fallback").is_none());
    assert!(json.get("findings").is_none());
    let report = report.expect("a cell, a report");
    let text = report.to_json();
    let found = report.with(Some(r#"{"recorded":[1.0,null]}"#.to_owned())).to_json();
    let end = ",\n  \"findings\": {\"recorded\":[1.0,null]}\n}";
    assert_eq!(found, text[..text.len() - 2].to_owned() + end, "as it stands, in one line");
}

#[test]
fn the_saturation_of_a_seed_is_complete_before_the_next_begins() {
    let draft = Draft { seed: 5, seeds: 2, ..Draft::of(Section::Saturation, CellSource::Model) };
    let groups = groups(&draft.check().expect("valid"));
    let seeds: Vec<_> = groups.iter().map(|group| group.config.seed()).collect();
    assert_eq!(seeds, [5, 5, 5, 6, 6, 6]);
    let layers: Vec<_> = groups.iter().map(|group| group.config.num_layers()).collect();
    assert_eq!(layers, [1, 2, 3, 1, 2, 3]);
    let sizes: Vec<_> = groups.iter().map(|group| group.networks.len()).collect();
    assert_eq!(sizes, [28, 7, 7, 28, 7, 7], "four restarts with one layer");
    assert!(groups.iter().all(|group| {
        let config = &group.config;
        let is_recipe = config.num_layers() == 1;
        is_recipe == (config.dense() == DenseSign::NonNegative) && is_recipe == (config.l1(5) > 0.0)
    }));
    assert_eq!(tasks(&groups).len(), 84);
}

#[test]
fn signed_networks_are_trained_once_and_without_penalty_at_any_depth() {
    let base = Draft::of(Section::Saturation, CellSource::Model);
    let draft = Draft { dense: DenseSign::Signed, seeds: 1, ..base };
    let groups = groups(&draft.check().expect("valid"));
    assert!(groups.iter().all(|group| group.networks.len() == 7));
    assert!(groups.iter().all(|group| group.networks.iter().all(|network| network.restart == 0)));
    assert!(groups.iter().all(|group| group.config.l1(3) == 0.0 && group.config.l1(8) == 0.0));
}

#[test]
fn a_point_of_saturation_is_the_best_of_the_restarts_of_its_seed() {
    let base = Draft::of(Section::Saturation, CellSource::Model);
    let draft = Draft {
        frames: 2_000,
        test_frames: 1_000,
        epochs: 1,
        last_filters: 2,
        layers: 2,
        seeds: 2,
        restarts: 3,
        ..base
    };
    let config = draft.check().expect("valid");
    let groups = groups(&config);
    let (mut cells, mut trained) = (BTreeMap::new(), BTreeMap::new());
    for (number, group) in (0..).zip(&groups) {
        let draft = group.config.draft();
        cells.insert(number, CellSummary::from(&build(draft).expect("spikes")));
        for network in train(draft, &group.networks) {
            trained.insert(TaskId { group: number, network: network.id }, Arc::new(network));
        }
    }
    assert_eq!(trained.len(), 2 * (2 * 3 + 2));
    let figure = SaturationFigure::of_results(&config, &cells, &trained, &KnownScores::default());
    assert_eq!(figure.lines.iter().map(|line| line.num_restarts).collect::<Vec<_>>(), [3, 1]);
    for (line, first) in figure.lines.iter().zip(0..) {
        for point in &line.points {
            assert_eq!(point.runs.len(), 2, "one for each seed");
            for (run, number) in point.runs.iter().zip([first, first + 2]) {
                let best = kept(&trained, number, point.num_filters).expect("trained");
                let of_ceiling =
                    best.correlation / cells[&number].ceiling.expect("a model cell says it");
                assert!((run.of_ceiling - of_ceiling).abs() < 1e-12);
                let same = trained.iter().filter(|(task, _)| task.group == number);
                assert!(
                    same.filter(|(task, _)| task.network.num_filters == point.num_filters)
                        .all(|(_, other)| other.penalized_loss >= best.penalized_loss)
                );
            }
        }
    }
    let report = Report::new(String::new(), running(), &config, &cells, &trained);
    let networks = report.expect("every group has its cell").networks;
    let restarts: Vec<_> = networks.iter().map(|network| network.restarts).collect();
    assert_eq!(restarts, [3, 3, 1, 1, 3, 3, 1, 1], "the report says how many it kept one of");
}

#[test]
fn every_task_of_every_section_has_a_key_of_its_own() {
    for (section, ..) in <Section as ganglion_core::config::Choice>::OPTIONS {
        for source in section.sources() {
            let config = Draft::of(*section, *source).check().expect("valid");
            let groups = groups(&config);
            let tasks = tasks(&groups);
            let keys: BTreeSet<_> = tasks
                .iter()
                .map(|task| task_key(&groups[task.group as usize].config, task.network))
                .collect();
            assert_eq!(keys.len(), tasks.len(), "{section:?}");
        }
    }
}

#[test]
fn a_network_keeps_its_key_where_only_the_number_of_networks_differs() {
    let key = |draft: Draft| {
        let config = draft.check().expect("valid");
        task_key(&config, networks(&config)[0])
    };
    let draft = Draft::of(Section::Saturation, CellSource::Model);
    assert_eq!(key(draft.clone()), key(Draft { seeds: 9, last_filters: 5, ..draft.clone() }));
    assert_ne!(key(draft.clone()), key(Draft { frames: 50_000, ..draft.clone() }));
    assert_ne!(key(draft.clone()), key(Draft { layers: 2, ..draft }));
}
