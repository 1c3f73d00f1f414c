use std::collections::{BTreeMap, BTreeSet};

use ganglion::{
    cell::GanglionCell,
    config::{CellSource, DenseSign, Draft, Section},
    experiment::{
        CellSummary, Report, Running, TaskId, chosen, groups, networks, rows, task_key, tasks,
    },
};

use crate::{
    dataset::{build, small},
    training::train,
};

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
    let subunits = GanglionCell::new(&config).subunit_filters();
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

#[test]
fn the_report_is_json_with_a_row_for_each_number_of_filters() {
    let config = draft().check().expect("valid");
    let trained = train(&draft(), &networks(&config));
    let cell = CellSummary::from(&build(&draft()).expect("spikes"));
    let running = Running {
        engine: "cpu".to_owned(),
        adapter: "processor".to_owned(),
        num_workers: 1,
        seconds: 1.5,
        samples_per_sec: 2e6,
        dispatches_per_step: None,
        agreement: None,
        fallback: None,
    };
    let trained = trained
        .into_iter()
        .map(|network| (TaskId { group: 0, network: network.id }, network))
        .collect();
    let cells = BTreeMap::from([(0, cell)]);
    let report = Report::new("#1.epochs=1".to_owned(), running.clone(), &config, &cells, &trained);
    let none = Report::new(String::new(), running, &config, &BTreeMap::new(), &trained);
    assert_eq!(none, None, "no cell, no report");
    let json = serde_json::to_value(&report).expect("plain data");
    assert_eq!(json["engine"], "cpu");
    assert_eq!(json["networks"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["networks"][1]["checksum"].as_str().map(str::len), Some(16));
    assert!(json.get("fallback").is_none());
}

#[test]
fn the_saturation_of_a_seed_is_complete_before_the_next_begins() {
    let draft = Draft { seed: 5, seeds: 2, ..Draft::of(Section::Saturation, CellSource::Model) };
    let groups = groups(&draft.check().expect("valid"));
    let seeds: Vec<_> = groups.iter().map(|group| group.config.seed()).collect();
    assert_eq!(seeds, [5, 5, 5, 6, 6, 6]);
    let layers: Vec<_> = groups.iter().map(|group| group.config.num_layers()).collect();
    assert_eq!(layers, [1, 2, 3, 1, 2, 3]);
    assert!(groups.iter().all(|group| group.networks.len() == 7));
    assert!(groups.iter().all(|group| {
        (group.config.num_layers() == 1) == (group.config.dense() == DenseSign::NonNegative)
    }));
    assert_eq!(tasks(&groups).len(), 42);
}

#[test]
fn every_task_of_every_section_has_a_key_of_its_own() {
    for (section, ..) in <Section as ganglion::config::Choice>::OPTIONS {
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
