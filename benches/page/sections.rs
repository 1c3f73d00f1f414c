//! The sections beside Emergence: seconds of whole runs.

use std::time::Duration;

use serde_json::Value;

use crate::{number, page::Page, said};

/// How long a run may take on a machine that is busy.
const LONG_RUN: Duration = Duration::from_mins(15);

/// What is measured: name, link without its seed, rounds.
const RUNS: [(&str, &str, u32); 4] = [
    ("page_population_cell_secs", "#1.view=recorded", 2),
    ("page_version_two_secs", "#1.view=spacetime&frames=60000&restarts=1", 3),
    ("page_saturation_quick_secs", "#1.view=saturation", 1),
    ("page_transfer_secs", "#1.view=transfer", 1),
];

/// Factorization of the spikes of 20,000 frames, among all methods.
const METHODS: &str = "#1.view=methods&frames=20000&restarts=1";

/// Seconds of each.
pub(crate) async fn measure(page: &Page) -> Vec<(&'static str, f64)> {
    let mut numbers = Vec::new();
    let mut last = String::new();
    for (name, link, rounds) in RUNS {
        let mut best = f64::INFINITY;
        for round in 0..rounds {
            // Networks of the round before are kept by the browser.
            last = format!("{link}&seed={}", 11 + round);
            best = best.min(number(&run(page, &last).await["seconds"]));
        }
        numbers.push(said(name, best));
    }
    // Opened once more, the networks are there, and only what they predict of each other is not.
    let inference = number(&run(page, &last).await["seconds"]);
    numbers.push(said("page_transfer_inference_secs", inference));
    let report = run(page, METHODS).await;
    numbers.push(said("page_stnmf_secs", seconds_of(&report, "STNMF")));
    numbers
}

/// What the page is doing once it has had time to begin by itself.
const STATE_SOON: &str = "
    return new Promise((resolve) => {
        const end = performance.now() + 4000;
        const look = () => {
            const state = document.documentElement.dataset.state;
            if (state !== 'idle' || performance.now() > end) resolve(state);
            else setTimeout(look, 50);
        };
        look();
    });";

/// Opens a link, begins its run where the page waits for that, and returns the report.
pub(crate) async fn run(page: &Page, link: &str) -> Value {
    page.go(link).await;
    run_what_is_open(page).await
}

/// Begins the run of the link that is open where the page waits for that, and returns the report.
pub(crate) async fn run_what_is_open(page: &Page) -> Value {
    if page.script(STATE_SOON).await == "idle" {
        page.click("#run-start").await;
    }
    page.wait_for_state(&["finished"], LONG_RUN).await;
    page.report().await
}

/// Seconds of one of the methods.
fn seconds_of(report: &Value, name: &str) -> f64 {
    let methods = report["findings"]["methods"]["methods"].as_array();
    let method = methods.and_then(|methods| methods.iter().find(|method| method[0] == name));
    number(&method.unwrap_or_else(|| panic!("no {name} in {report}"))[4])
}
