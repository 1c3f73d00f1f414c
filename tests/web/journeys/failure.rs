//! Workers that are not there or die: the page says what happened, and goes on where it can.

use crate::{
    RUN, SHORT, checksums, journey, journey_with_errors,
    page::{SOON, Site, View},
};

/// Keeps every worker that the page starts in `window.workers`.
const KEEP_WORKERS: &str = "
    window.workers = [];
    window.Worker = class extends Worker {
        constructor(...rest) { super(...rest); workers.push(this); }
    };";

/// What the page hears when a worker's code traps.
const CRASH: &str = "
    workers[0].dispatchEvent(new ErrorEvent('error', { message: 'RuntimeError: unreachable' }));";

#[test]
fn without_the_files_of_the_workers_the_page_says_what_to_do_and_keeps_the_settings() {
    let view = View { site: Site::WithoutWorkers, ..View::LAPTOP };
    journey_with_errors(view, &["start_worker.js"], async |page| {
        page.go(SHORT).await;
        page.wait_for_state(&["failed"], SOON).await;
        let message = page.text("[role=alert]").await;
        assert!(message.contains("could not be loaded"), "{message}");
        assert!(message.contains("load the page again"), "{message}");
        assert_eq!(page.fragment().await, SHORT);
        assert_eq!(page.string("document.getElementById('control-frames').value").await, "5000");
    });
}

#[test]
fn without_the_figures_networks_are_trained_all_the_same_and_the_page_says_what_is_missing() {
    let view = View { site: Site::WithoutFigures, ..View::LAPTOP };
    journey_with_errors(view, &["figures.js"], async |page| {
        page.go(SHORT).await;
        page.wait_for_state(&["finished"], RUN).await;
        let notice = page.text(".notices").await;
        assert!(notice.contains("figures did not load"), "{notice}");
        page.go("#1.view=saturation&frames=3000&test=1000&epochs=1&nmax=2&seeds=1").await;
        page.wait_for_state(&["finished"], RUN).await;
        // It is asked for again whenever a network is to be kept.
        let is_said = "document.querySelector('.figures-state')?.textContent.includes('try again')";
        page.wait_until(is_said, SOON).await;
    });
}

#[test]
fn without_module_workers_the_page_says_what_to_do() {
    let view = View {
        before: "window.Worker = class { constructor() { throw new TypeError('no module workers'); } };",
        ..View::LAPTOP
    };
    journey(view, async |page| {
        page.go(SHORT).await;
        page.wait_for_state(&["failed"], SOON).await;
        let message = page.text("[role=alert]").await;
        assert!(message.contains("module workers"), "{message}");
    });
}

#[test]
fn a_worker_that_crashes_is_replaced_and_the_results_stay_the_same() {
    const LINK: &str = "#1.frames=20000&test=2000&nmax=3&restarts=2";
    let whole = journey(View::LAPTOP, async |page| {
        page.go(LINK).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.report().await
    });
    let view = View { before: KEEP_WORKERS, ..View::LAPTOP };
    journey(view, async |page| {
        page.go(LINK).await;
        page.wait_until("document.querySelector('.tile:not([disabled])')", SOON).await;
        page.script(CRASH).await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(checksums(&page.report().await), checksums(&whole));
        let notice = page.text(".notices").await;
        assert!(notice.contains("replaced"), "{notice}");
    });
}

#[test]
fn after_a_failure_trying_again_works() {
    let view = View {
        before: "
            const Real = Worker;
            window.Worker = class {
                constructor() { window.Worker = Real; throw new TypeError('not this time'); }
            };",
        ..View::LAPTOP
    };
    journey(view, async |page| {
        page.go(SHORT).await;
        page.wait_for_state(&["failed", "finished"], RUN).await;
        if page.state().await == "failed" {
            page.click("#run-start").await;
        }
        page.wait_for_state(&["finished"], RUN).await;
    });
}
