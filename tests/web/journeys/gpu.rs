//! Training on WebGPU, here a software adapter: right results, a step takes up to a second.

use std::time::Duration;

use crate::{
    checksums, is_slow, journey, journey_at, note,
    page::{SOON, View},
    served::Served,
};

/// One network of two filters, 20 steps.
const TWENTY_STEPS: &str =
    "#1.frames=1000&test=1000&nmin=2&nmax=2&restarts=1&engine=gpu&epochs=1&batch=50";

/// So many steps that nobody waits for them here.
const MANY_STEPS: &str =
    "#1.frames=20000&test=1000&nmin=2&nmax=2&restarts=1&engine=gpu&epochs=20&batch=50";

/// As few steps as find the subunits, eight networks at once.
const WHOLE_RUN: &str = "#1.nmin=5&nmax=5&restarts=8&steps=500&seed=2&engine=gpu";

/// Networks of one and two filters in one, two and three layers, 20 steps for each depth.
const DEEP: &str =
    "#1.view=saturation&frames=1000&test=1000&nmax=2&seeds=1&engine=gpu&epochs=1&batch=50";

/// Loading the worker, compiling its shaders, 20 steps.
const SLOW: Duration = Duration::from_mins(4);

/// Hundreds of steps.
const VERY_SLOW: Duration = Duration::from_mins(15);

const WITH_WEB_GPU: View = View { web_gpu: true, ..View::LAPTOP };

#[test]
fn a_run_on_web_gpu_finishes_and_agrees_with_the_cpu_after_20_steps() {
    journey(WITH_WEB_GPU, async |page| {
        page.go(TWENTY_STEPS).await;
        page.wait_for_state(&["finished", "failed"], SLOW).await;
        let report = page.report().await;
        note(&format!(
            "WebGPU: {} s, {} dispatches a step, agreement {}",
            report["seconds"], report["dispatches_per_step"], report["agreement"]
        ));
        assert_eq!(report["engine"], "gpu", "{}", page.text(".notices").await);
        assert!(report["adapter"].as_str().is_some_and(|name| !name.is_empty()), "{report}");
        assert!(
            report["dispatches_per_step"].as_f64().is_some_and(|count| count > 0.0),
            "{report}"
        );
        assert_eq!(report["agreement"]["num_steps"], 20);
        let difference = report["agreement"]["largest_difference"].as_f64();
        assert!(difference.is_some_and(|difference| difference < 1e-4), "{report}");
    });
}

#[test]
fn a_run_on_web_gpu_is_cancelled_within_two_seconds() {
    journey(WITH_WEB_GPU, async |page| {
        page.go(MANY_STEPS).await;
        page.wait_until("document.querySelector('.tile:not([disabled])')", SLOW).await;
        page.click("#cancel").await;
        page.wait_for_state(&["idle"], Duration::from_secs(2)).await;
        // The worker is free again: it takes the CPU's place in no more than a moment.
        page.script(&format!("location.hash = '{}'", crate::SHORT)).await;
        page.wait_for_state(&["finished"], SOON).await;
        assert_eq!(page.report().await["engine"], "cpu");
    });
}

#[test]
fn networks_of_up_to_three_layers_are_trained_on_web_gpu() {
    journey(WITH_WEB_GPU, async |page| {
        page.go(DEEP).await;
        page.wait_for_state(&["finished", "failed"], SLOW).await;
        let report = page.report().await;
        assert_eq!(report["engine"], "gpu", "{}", page.text(".notices").await);
        assert_eq!(report["networks"].as_array().map(Vec::len), Some(6), "{report}");
        note(&format!(
            "WebGPU, three layers: {} dispatches a step, agreement {}",
            report["dispatches_per_step"], report["agreement"]
        ));
        let difference = report["agreement"]["largest_difference"].as_f64();
        assert!(difference.is_some_and(|difference| difference < 1e-4), "{report}");
    });
}

#[test]
fn without_a_network_web_gpu_trains_once_it_has_been_used() {
    let served = Served::start();
    journey_at(served.url(), WITH_WEB_GPU, &[], async |page| {
        page.go(TWENTY_STEPS).await;
        page.wait_for_state(&["finished", "failed"], SLOW).await;
        let online = page.report().await;
        let look =
            "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name))))
            .then((all) => Promise.all(all.map((cache) => cache.match('worker_gpu_bg.wasm'))))
            .then((found) => (window.isKept = found.some(Boolean))) && window.isKept";
        page.wait_until(look, SLOW).await;
        served.cut();
        page.reload().await;
        page.wait_for_state(&["finished", "failed"], SLOW).await;
        let offline = page.report().await;
        assert_eq!(offline["engine"], "gpu", "{}", page.text(".notices").await);
        assert_eq!(checksums(&offline), checksums(&online));
    });
}

/// By `cargo xtask test --slow`, or `cargo xtask journeys slow_gpu`.
#[test]
fn slow_gpu_run_finds_the_four_subunits() {
    if !is_slow() {
        return;
    }
    journey(WITH_WEB_GPU, async |page| {
        page.go(WHOLE_RUN).await;
        page.wait_for_state(&["finished", "failed"], VERY_SLOW).await;
        let report = page.report().await;
        assert_eq!(report["engine"], "gpu", "{}", page.text(".notices").await);
        let network = &report["networks"][0];
        note(&format!(
            "WebGPU, whole run: {} s, {} samples/s, {} dispatches a step, worst similarity {}",
            report["seconds"],
            report["samples_per_sec"],
            report["dispatches_per_step"],
            network["worst_similarity"]
        ));
        let worst = network["worst_similarity"].as_f64();
        assert!(worst.is_some_and(|worst| worst > 0.9), "{network}");
    });
}
