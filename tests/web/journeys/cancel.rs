//! Ending a run early, and holding it.

use crate::{
    RUN, checksums, journey, note,
    page::{Page, SOON, View},
    small_links::SMALL,
};

/// An experiment of many minutes.
const LONG: &str = "#1.seed=3&frames=100000&epochs=100&model=2";

/// An experiment of some seconds, long enough to be ended half way.
const MEDIUM: &str = "#1.seed=3&frames=20000&test=2000&nmax=3&restarts=2";

/// Milliseconds that a person may have to wait for the answer to Cancel.
const MOST_MILLIS: f64 = 100.0;

/// Clicks Cancel and waits until the page has left the state `running`: milliseconds and the new state.
const CANCEL: &str = "
    const root = document.documentElement;
    return new Promise((resolve) => {
        const start = performance.now();
        const answer = () => resolve([performance.now() - start, root.dataset.state]);
        new MutationObserver((_, observer) => {
            if (root.dataset.state === 'running') return;
            observer.disconnect();
            answer();
        }).observe(root, { attributes: true, attributeFilter: ['data-state'] });
        document.getElementById('cancel').click();
        if (root.dataset.state !== 'running') answer();
    });";

const HAS_FILTERS: &str = "document.querySelector('.tile:not([disabled])')";

/// Cancels and returns how long the page took, milliseconds.
async fn cancel(page: &Page) -> f64 {
    let answer = page.script(CANCEL).await;
    assert_eq!(answer[1], "idle", "{answer}");
    answer[0].as_f64().expect("a time")
}

#[test]
fn cancel_answers_within_100_ms_and_keeps_the_settings() {
    journey(View::LAPTOP, async |page| {
        page.go_and_run(LONG).await;
        page.wait_until(HAS_FILTERS, SOON).await;
        let millis = cancel(page).await;
        note(&format!("cancel: {millis:.1} ms while networks are trained"));
        assert!(millis < MOST_MILLIS, "{millis} ms");
        assert_eq!(page.fragment().await, LONG);
        let seed = page.string("document.getElementById('control-seed').value").await;
        assert_eq!(seed, "3");
    });
}

#[test]
fn cancel_answers_within_100_ms_while_the_workers_are_loaded() {
    journey(View::LAPTOP, async |page| {
        page.go_and_run(LONG).await;
        let millis = cancel(page).await;
        note(&format!("cancel: {millis:.1} ms at the beginning"));
        assert!(millis < MOST_MILLIS, "{millis} ms");
    });
}

#[test]
fn after_cancel_the_run_goes_on_to_the_results_of_a_whole_run() {
    let whole = journey(View::LAPTOP, async |page| {
        page.go(MEDIUM).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.report().await
    });
    journey(View::LAPTOP, async |page| {
        page.go(MEDIUM).await;
        page.wait_until(HAS_FILTERS, SOON).await;
        cancel(page).await;
        assert_eq!(page.text("#run-start").await, "Go on");
        page.click("#run-start").await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(checksums(&page.report().await), checksums(&whole));
    });
}

#[test]
fn a_run_waits_while_it_is_paused() {
    journey(View::LAPTOP, async |page| {
        page.go_and_run(LONG).await;
        page.wait_until(HAS_FILTERS, SOON).await;
        page.click("#pause").await;
        page.wait_until("document.getElementById('pause').textContent === 'Resume'", SOON).await;
        assert_eq!(page.state().await, "running");
        // What the workers had said before they heard of it arrives within a few batches.
        let is_still = "
            const percent = () => document.querySelector('.run-bar').ariaValueNow
                ?? document.querySelector('.run-bar').getAttribute('aria-valuenow');
            const wait = () => new Promise((resolve) => setTimeout(resolve, 1000));
            let last = percent();
            for (let second = 0; second < 10; second += 1) {
                await wait();
                if (percent() === last) return true;
                last = percent();
            }
            return false;";
        let is_still = page.script(&format!("return (async () => {{ {is_still} }})()")).await;
        assert_eq!(is_still, true, "the progress goes on");
        page.click("#pause").await;
        page.wait_until("document.getElementById('pause').textContent === 'Pause'", SOON).await;
        cancel(page).await;
    });
}

/// An experiment of some seconds in each section beside Emergence.
const OF_SECTIONS: [&str; 9] = [
    "#1.view=saturation&frames=20000&test=2000&nmax=5&seeds=2&restarts=2",
    "#1.view=spacetime&frames=40000&test=2000",
    "#1.view=recorded&frames=30000&repeats=20",
    "#1.view=stability&frames=30000&repeats=20&restarts=2",
    "#1.view=settings&frames=30000&repeats=20&steps=300&recipes=5",
    "#1.view=data&frames=60000&repeats=20",
    "#1.view=transfer&cells=4&frames=30000&repeats=20",
    "#1.view=methods&frames=40000&test=2000&consensus=10",
    "#1.view=images&cells=4&frames=30000&repeats=20&pictures=20",
];

#[test]
fn every_section_is_cancelled_within_100_ms_and_goes_on_after_a_reload() {
    const IS_UNDER_WAY: &str =
        "document.querySelector('.run-bar')?.getAttribute('aria-valuenow') > 20
        || document.documentElement.dataset.state === 'finished'";
    let section = |link: &'static str| link.split('&').next();
    assert_eq!(OF_SECTIONS.map(section), SMALL.map(|(link, ..)| section(link)));
    journey(View::LAPTOP, async |page| {
        for link in OF_SECTIONS {
            page.go_and_run(link).await;
            page.wait_until(IS_UNDER_WAY, RUN).await;
            if page.state().await == "running" {
                let millis = cancel(page).await;
                note(&format!("cancel: {millis:.1} ms in {link}"));
                assert!(millis < MOST_MILLIS, "{link}: {millis} ms");
            }
            page.go_and_run(link).await;
            page.wait_for_state(&["finished"], RUN).await;
            let networks = page.report().await["networks"].as_array().map_or(0, Vec::len);
            assert!(networks > 0, "{link}");
        }
    });
}
