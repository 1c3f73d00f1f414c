//! What a first visit fetches, and in which order: what the first filters need before anything else, and each file once.

use std::{collections::BTreeMap, path::Path, time::Duration};

use serde_json::Value;

use crate::{
    RUN, journey_at,
    page::{Page, View},
    served::{Host, Served, Wire},
    setting,
};

/// Notes when the first filters are there, and what is said of how much has come.
const NOTE: &str = "
    window.shares = [];
    new MutationObserver(() => {
        if (!window.firstFilters && document.querySelector('.tile:not([disabled])')) window.firstFilters = performance.now();
        const share = document.querySelector('#start span')?.textContent;
        if (share && share !== shares.at(-1)) shares.push(share);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });";

/// How the names of files begin that the page asks for before the first filters; and style sheets. Its icon the browser asks for by itself.
const FIRST: [&str; 8] = [
    "boot.js",
    "icon.svg",
    "manifest.webmanifest",
    "offline.js",
    "page-",
    "start_worker.js",
    "worker.js",
    "worker_bg.wasm",
];

/// The names of the files that the page had asked for when the first filters were there.
const ASKED_BEFORE: &str = "
    return performance.getEntriesByType('resource')
        .filter((entry) => entry.startTime < window.firstFilters)
        .map(({ name }) => new URL(name).pathname.split('/').at(-1));";

/// How long the site may take to be kept on a machine that is busy.
const KEPT: Duration = Duration::from_mins(1);

fn names(values: &Value) -> Vec<String> {
    values.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Opens the page for the first time, and waits until the site is kept.
async fn first_visit(page: &Page) {
    page.go("").await;
    page.wait_for_state(&["finished"], RUN).await;
    page.wait_until("navigator.serviceWorker.controller", KEPT).await;
}

fn check(host: Host, languages: &'static str) {
    let served = Served::start_by(setting("GANGLION_SITE").into(), Wire::Fast, host);
    let view = View { before: NOTE, languages, ..View::LAPTOP };
    journey_at(served.url(), view, &[], async |page| {
        first_visit(page).await;
        let is_first = |name: &String| {
            FIRST.iter().any(|start| name.starts_with(start))
                || Path::new(name).extension().is_some_and(|ending| ending == "css")
                || name.trim_end_matches(".gz") == "zh-CN.po"
        };
        let before = names(&page.script(ASKED_BEFORE).await);
        assert!(before.iter().any(|name| name.starts_with("worker_bg.wasm")), "{before:?}");
        let early: Vec<_> = before.iter().filter(|name| !is_first(name)).collect();
        assert!(early.is_empty(), "what the first filters don't need: {early:?} of {before:?}");

        let mut times = BTreeMap::new();
        for name in served.requests() {
            *times.entry(name.trim_end_matches(".gz").to_owned()).or_insert(0) += 1;
        }
        for kept in ["index.html", "worker_bg.wasm", "figures_bg.wasm", "worker_analysis_bg.wasm"] {
            assert!(times.contains_key(kept), "{kept} is kept: {times:?}");
        }
        times.retain(|name, count| name != "icon.svg" && *count > 1);
        assert!(times.is_empty(), "fetched more than once: {times:?}");

        // What is needed later is kept, and not asked for again.
        page.script("location.hash = '#1.view=cell'").await;
        page.wait_until("document.querySelector('.stimulus')", KEPT).await;
        assert_eq!(served.requests(), Vec::<String>::new());

        let shares = names(&page.script("return window.shares").await);
        let shares: Vec<u32> = shares
            .iter()
            .map(|share| share.trim_end_matches(" %").parse().expect("a number of percents"))
            .collect();
        assert!(shares.is_sorted(), "{shares:?}");
        // The page is there when it has come, and with it most of what comes.
        assert!(shares.last().is_some_and(|last| (50..=100).contains(last)), "{shares:?}");
    });
}

#[test]
fn loading_from_a_host_that_does_not_compress_comes_in_order_and_once() {
    check(Host::Plain, "en-US,en");
}

#[test]
fn loading_from_a_host_that_compresses_comes_in_order_and_once() {
    check(Host::Compressing, "en-US,en");
}

#[test]
fn loading_in_another_language_comes_in_order_and_once() {
    check(Host::Plain, "zh-CN");
}

#[test]
fn loading_takes_files_as_they_are_where_the_packed_ones_were_left_out() {
    let served = Served::start();
    served.withhold_packed();
    journey_at(served.url(), View::LAPTOP, &[".gz"], async |page| {
        first_visit(page).await;
        served.cut();
        page.reload().await;
        page.wait_for_state(&["finished"], RUN).await;
    });
}
