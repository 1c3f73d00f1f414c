//! Whole-page journeys: a person's way through the built page, in headless Chromium; those of the modules `native` and `run` also
//! in Firefox and `WebKit`.
//!
//! `cargo xtask journeys` serves the site, starts the browser's driver and says by environment variables where both are. Whatever a
//! journey in Chromium is about, it also fails if the page broke its content security policy, asked another origin for anything, or wrote an
//! error on the console that the journey doesn't expect.

mod axe;
mod browser;
mod cancel;
mod class;
#[path = "../../../crates/core/tests/it/corrupt_links.rs"]
mod corrupt_links;
mod embed;
mod experiments;
mod failure;
mod fallback;
mod files;
mod gpu;
mod keyboard;
mod landing;
mod language;
mod link;
mod loading;
mod looks;
#[path = "../../../crates/core/tests/it/made_pictures.rs"]
mod made_pictures;
mod made_words;
mod native;
mod offline;
mod page;
mod picture_files;
mod pictures;
mod proof;
mod recordings;
mod results;
mod run;
mod sealed;
mod seeds;
#[expect(dead_code, reason = "shared with the benchmark of loading, which looks at a slow line")]
mod served;
#[path = "../../it/small_links.rs"]
mod small_links;
mod smooth;
mod start;
mod store;
mod teaching;
mod touch;
mod trace;
mod waiting;

use std::time::Duration;

use page::{Page, View};
use serde_json::Value;
use tokio::time::Instant;

/// How long the default experiment may take on a machine that is busy.
const RUN: Duration = Duration::from_mins(2);

/// An experiment of a second: three small networks.
const SHORT: &str = "#1.frames=5000&test=1000&nmax=3&restarts=1&epochs=2&model=2";

/// Runs one journey in a browser of its own, then checks what no journey may do.
fn journey<T>(view: View, steps: impl AsyncFnOnce(&Page) -> T) -> T {
    journey_with_errors(view, &[], steps)
}

/// The same for a journey that makes something fail: console errors that contain one of these texts are its purpose.
fn journey_with_errors<T>(view: View, expected: &[&str], steps: impl AsyncFnOnce(&Page) -> T) -> T {
    journey_at(view.site.url(), view, expected, steps)
}

/// The same on a site at an address of its own.
fn journey_at<T>(
    site: String,
    view: View,
    expected: &[&str],
    steps: impl AsyncFnOnce(&Page) -> T,
) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    runtime.block_on(async {
        let start = Instant::now();
        let page = Page::open(view, site).await;
        let result = steps(&page).await;
        let trace = page.close().await;
        note(&format!("{:.1} s", start.elapsed().as_secs_f64()));
        trace.check(expected);
        result
    })
}

/// Filters, restart and checksum of every network of a report.
fn checksums(report: &Value) -> Vec<(u64, u64, String)> {
    let networks = report["networks"].as_array().expect("a report lists networks");
    let number = |value: &Value| value.as_u64().expect("a count");
    let of_network = |network: &Value| {
        let checksum = network["checksum"].as_str().expect("a network has a checksum");
        (number(&network["filters"]), number(&network["restart"]), checksum.to_owned())
    };
    networks.iter().map(of_network).collect()
}

/// Says what was measured; xtask shows it when a journey has passed.
#[expect(clippy::print_stdout, reason = "what passing tests print is shown after them")]
fn note(text: &str) {
    println!("{text}");
}

/// Whether journeys of minutes are made too.
fn is_slow() -> bool {
    std::env::var_os("SLOW_TESTS").is_some()
}

/// A setting of xtask, handed over by the environment.
fn setting(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run the journeys by `cargo xtask journeys`"))
}
