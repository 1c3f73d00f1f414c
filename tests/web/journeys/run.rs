//! Running an experiment, from opening the page to its report.

use serde_json::Value;

use crate::{
    RUN, SHORT, checksums, journey,
    page::{SOON, View},
};

#[test]
fn opening_the_page_runs_at_once_and_leaves_a_complete_report() {
    journey(View::LAPTOP, async |page| {
        page.go("").await;
        page.wait_for_state(&["running", "finished"], SOON).await;
        page.wait_for_state(&["finished"], RUN).await;
        let report = page.report().await;
        check_report(&report);
        let row = page.text("#row-5").await;
        assert!(row.contains("4 of 4"), "the row of five filters says: {row}");
    });
}

/// Checks the report of the default experiment.
fn check_report(report: &Value) {
    assert_eq!(report["link"], "#1.model=2");
    assert_eq!(report["engine"], "cpu");
    assert!(report["adapter"].as_str().is_some_and(|name| !name.is_empty()), "{report}");
    assert_eq!(report["fallback"], Value::Null);
    for key in ["seconds", "samples_per_sec", "num_workers", "training_spikes"] {
        assert!(report[key].as_f64().is_some_and(|number| number > 0.0), "{key}: {report}");
    }
    let networks = report["networks"].as_array().expect("a list of networks");
    let filters: Vec<_> =
        networks.iter().filter_map(|network| network["filters"].as_u64()).collect();
    assert_eq!(filters, [1, 2, 3, 4, 5]);
    networks.iter().for_each(check_network);
    let worst = networks[4]["worst_similarity"].as_f64().expect("checked to be a number");
    assert!(worst > 0.9, "with five filters the worst subunit is matched at {worst}");
}

fn check_network(network: &Value) {
    const NUMBERS: [&str; 9] = [
        "worst_similarity",
        "mean_similarity",
        "effective_filters",
        "correlation",
        "rate_correlation",
        "ceiling",
        "validation_loss",
        "penalized_loss",
        "restart",
    ];
    for key in NUMBERS {
        assert!(network[key].is_number(), "{key}: {network}");
    }
    assert_eq!(network["restarts"], 4);
    assert!(network["curve"].as_array().is_some_and(|curve| curve.len() > 1), "{network}");
    assert!(network["checksum"].as_str().is_some_and(|text| !text.is_empty()), "{network}");
}

#[test]
fn running_again_gives_the_same_numbers() {
    journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        page.wait_for_state(&["finished"], RUN).await;
        let first = page.report().await;
        page.run_by(async || page.click("#run-start").await, RUN).await;
        assert_eq!(checksums(&first), checksums(&page.report().await));
    });
}

#[test]
fn a_surprise_is_another_experiment() {
    journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        page.wait_for_state(&["finished"], RUN).await;
        let first = page.report().await;
        page.wait_until("document.getElementById('surprise')", SOON).await;
        page.run_by(async || page.click("#surprise").await, RUN).await;
        assert!(page.fragment().await.contains("seed="), "{}", page.fragment().await);
        assert!(page.text(".notices").await.contains("By chance:"), "what is new is said");
        assert_ne!(checksums(&first), checksums(&page.report().await));
    });
}

/// Windows of laptops, projectors, tablets and phones, CSS pixels.
const SIZES: [(u32, u32); 6] =
    [(1440, 900), (1366, 768), (1280, 720), (1024, 768), (980, 700), (390, 844)];

#[test]
fn what_is_below_the_bar_stays_where_it_is_when_a_run_begins_and_ends() {
    for size in SIZES {
        journey(View { size, ..View::LAPTOP }, async |page| {
            let top = "Math.round(document.querySelector('.layout').getBoundingClientRect().top + scrollY)";
            page.go("#1.nmin=16&nmax=16&restarts=12").await;
            page.wait_for_state(&["running"], RUN).await;
            let running = page.string(top).await;
            page.click("#cancel").await;
            page.wait_for_state(&["idle"], SOON).await;
            assert_eq!(page.string(top).await, running, "{size:?}");
        });
    }
}
