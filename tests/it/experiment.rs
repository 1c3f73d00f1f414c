use ganglion::{
    cell::GanglionCell,
    config::Draft,
    experiment::{CellSummary, Report, Running, chosen, networks, rows},
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
    let subunits = GanglionCell::new(&config).subunit_filters();
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
    let rows = rows(&config, &subunits, &trained);
    let report = Report::new("#1.epochs=1".to_owned(), running, &cell, &rows);
    let json = serde_json::to_value(&report).expect("plain data");
    assert_eq!(json["engine"], "cpu");
    assert_eq!(json["networks"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["networks"][1]["checksum"].as_str().map(str::len), Some(16));
    assert!(json.get("fallback").is_none());
}
