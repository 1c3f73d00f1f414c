//! Speed of the page in headless Chromium with one CPU worker, as a person meets it.
//!
//! `cargo xtask bench` builds and serves the site, starts `ChromeDriver`, and prints the numbers that this writes to the file
//! `GANGLION_BENCH_JSON`. It takes some ten minutes; `cargo xtask bench tab` measures training, loading, pages at rest, recordings and a seed alone (`tab`, `loading`, `idle`, `recording`, `seed`), `bench loading` the second and third of these. The best of several rounds counts, as other work on the machine only slows down.

#![expect(clippy::print_stdout, reason = "the numbers are what the benchmark is for")]

#[path = "../../tests/web/journeys/browser.rs"]
mod browser;
mod idle;
mod loading;
mod many;
mod memory;
#[expect(dead_code, reason = "shared with the journeys, which do more with a page")]
#[path = "../../tests/web/journeys/page.rs"]
mod page;
mod pictures;
mod recording;
mod sections;
mod seed;
#[expect(dead_code, reason = "shared with the journeys, which replace and damage files too")]
#[path = "../../tests/web/journeys/served.rs"]
mod served;
mod tab;
#[expect(dead_code, reason = "shared with the journeys, which check what a browser noted")]
#[path = "../../tests/web/journeys/trace.rs"]
mod trace;

use std::time::Duration;

use page::{Page, View};
use serde_json::Value;

/// One worker on a laptop.
const VIEW: View = View { num_workers: Some(1), before: NOTE, ..View::LAPTOP };

/// Rounds of each measurement.
const ROUNDS: usize = 3;

/// What begins the name of each number of another site.
const OTHER: &str = "other_";

/// How long a run may take.
const RUN: Duration = Duration::from_mins(5);

/// Training of one size of network: name, link. So many epochs that recording the spikes hardly counts.
const TRAININGS: [(&str, &str); 2] = [
    ("page_n4_msamples_per_sec", "#1.nmin=4&nmax=4&restarts=8&epochs=30"),
    ("page_n16_msamples_per_sec", "#1.nmin=16&nmax=16&restarts=8"),
];

/// Notes when the first filters are on the screen, milliseconds after the page was asked for; and the longest task and the
/// longest gap between two frames since `watchSince`, while something runs. Tasks under 50 ms are none that a browser tells of.
const NOTE: &str = "
    window.watchSince = Infinity;
    window.longestTask = 0;
    window.longestGap = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((task) => {
        if (task.startTime > watchSince) longestTask = Math.max(longestTask, task.duration);
    })).observe({ type: 'longtask' });
    let before = Infinity;
    let wasRunning = false;
    const frame = (time) => {
        const isRunning = document.documentElement?.dataset.state === 'running';
        if ((isRunning || wasRunning) && before > watchSince) longestGap = Math.max(longestGap, time - before);
        [before, wasRunning] = [time, isRunning];
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const look = () => {
        if (document.querySelector('.tile:not([disabled])')) window.firstFilters = performance.now();
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);";

/// Clicks `Run again` and waits until the first row that the new run fills is on the screen: milliseconds. Rows of the run before
/// change in nothing but their style until then.
const RUN_AGAIN: &str = "
    return new Promise((resolve) => {
        const rows = [...document.querySelectorAll('.row[id]')];
        const start = performance.now();
        window.watchSince = start;
        const observer = new MutationObserver(() => {
            observer.disconnect();
            // Drawn in the next frame, which is shown when the one after it begins.
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
        });
        const what = { childList: true, characterData: true, subtree: true };
        rows.forEach((row) => observer.observe(row, what));
        document.getElementById('run-start').click();
    });";

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime can be built");
    let other_site = std::env::var("GANGLION_OTHER_SITE").ok().map(|folder| (OTHER, folder));
    let numbers: Vec<(String, f64)> = if let Ok(rounds) = std::env::var("GANGLION_LOADING_ROUNDS") {
        let rounds = rounds.parse().expect("a number of rounds");
        let mut numbers = runtime.block_on(loading::measure(rounds, other_site));
        numbers.extend(runtime.block_on(idle::measure()));
        numbers
    } else if let Ok(rounds) = std::env::var("GANGLION_BENCH_ROUNDS") {
        let rounds = rounds.parse().expect("a number of rounds");
        let other = std::env::var("GANGLION_OTHER_URL").ok();
        // Older pages open no recordings.
        let is_alone = other.is_none();
        let mut numbers = runtime.block_on(tab::measure(rounds, other));
        numbers.extend(runtime.block_on(loading::measure(rounds, other_site)));
        if is_alone {
            numbers.extend(runtime.block_on(idle::measure()));
            numbers.extend(runtime.block_on(recording::measure()));
            numbers.extend(runtime.block_on(seed::measure()));
        }
        numbers
    } else {
        let numbers = runtime.block_on(measure()).into_iter();
        numbers.map(|(name, number)| (name.to_owned(), number)).collect()
    };
    let entries: Vec<_> =
        numbers.iter().map(|(name, number)| format!("\"{name}\": {number:.4}")).collect();
    let json = format!("{{\n  {}\n}}\n", entries.join(",\n  "));
    std::fs::write(setting("GANGLION_BENCH_JSON"), json).expect("the file can be written");
}

async fn measure() -> Vec<(&'static str, f64)> {
    let page = Page::open(VIEW, VIEW.site.url()).await;
    let mut numbers = Vec::new();
    for (name, link) in TRAININGS {
        let mut best = 0.0_f64;
        for _ in 0..ROUNDS {
            page.go(link).await;
            best = best.max(finish(&page).await.1);
        }
        numbers.push(said(name, best / 1e6));
    }
    numbers.extend(measure_default(&page).await.map(|(name, number)| said(name, number)));
    numbers.extend(sections::measure(&page).await);
    numbers.extend(many::measure(&page).await);
    page.close().await;
    numbers.extend(pictures::measure().await);
    numbers.extend(memory::measure().await);
    numbers
}

/// Says a number as soon as it is there: all of them together take minutes.
fn said(name: &'static str, number: f64) -> (&'static str, f64) {
    println!("{name}: {number:.3}");
    (name, number)
}

/// The default experiment: seconds from opening the page and from the click on `Run again`, and how long the page stood still.
async fn measure_default(page: &Page) -> [(&'static str, f64); 5] {
    let [mut opened, mut clicked, mut whole, mut task, mut gap] = [f64::INFINITY; 5];
    for _ in 0..ROUNDS {
        page.go("").await;
        let (seconds, _) = finish(page).await;
        opened = opened.min(number(&page.script("return window.firstFilters").await) / 1e3);
        let first = number(&page.script(RUN_AGAIN).await) / 1e3;
        let (again, _) = finish(page).await;
        clicked = clicked.min(first);
        whole = whole.min(seconds).min(again);
        let [longest_task, longest_gap] = ["longestTask", "longestGap"].map(after_a_second);
        task = task.min(number(&page.script(&longest_task).await));
        gap = gap.min(number(&page.script(&longest_gap).await));
    }
    [
        ("page_default_run_secs", whole),
        ("page_first_filters_after_click_secs", clicked),
        ("page_first_filters_after_opening_secs", opened),
        ("page_longest_task_millis", task),
        ("page_longest_frame_gap_millis", gap),
    ]
}

/// A script that returns what an expression is once the page has drawn the end of a run.
fn after_a_second(expression: &str) -> String {
    format!("return new Promise((resolve) => setTimeout(() => resolve({expression}), 1000))")
}

/// Waits for the end of a run: its seconds, and samples a second.
async fn finish(page: &Page) -> (f64, f64) {
    page.wait_for_state(&["finished"], RUN).await;
    let report = page.report().await;
    assert_eq!(report["num_workers"], 1, "{report}");
    (number(&report["seconds"]), number(&report["samples_per_sec"]))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// A setting of xtask, handed over by the environment.
fn setting(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run this by `cargo xtask bench`"))
}
