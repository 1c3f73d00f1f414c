//! Whole-page journeys: a person's way through the built page, in headless Chromium.
//!
//! `cargo xtask test` serves the site, starts `ChromeDriver` and says by environment variables where both are. Whatever a journey is
//! about, it also fails if the page broke its content security policy, asked another origin for anything, or wrote an error
//! on the console that the journey doesn't expect.

mod axe;
mod looks;
mod page;
mod run;
mod start;
mod trace;

use page::{Page, View};

/// Runs one journey in a browser of its own, then checks what no journey may do.
fn journey(view: View, steps: impl AsyncFnOnce(&Page)) {
    journey_with_errors(view, &[], steps);
}

/// The same for a journey that makes something fail: console errors that contain one of these texts are its purpose.
fn journey_with_errors(view: View, expected: &[&str], steps: impl AsyncFnOnce(&Page)) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    runtime.block_on(async {
        let page = Page::open(view).await;
        steps(&page).await;
        let trace = page.close().await;
        trace.check(expected);
    });
}

/// A setting of xtask, handed over by the environment.
fn setting(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run the journeys by `cargo xtask test`"))
}
