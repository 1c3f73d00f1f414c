//! Experiments that take long wait to be asked for, wherever they are opened, and say how long they will take.

use crate::{
    axe, journey,
    page::{Page, SOON, View},
};

/// Minutes on one worker by the first guess of its speed.
const LONG: &str = "#1.seed=3&frames=100000&epochs=100";

/// On one worker, whatever the machine.
const ONE_WORKER: View = View { num_workers: Some(1), ..View::LAPTOP };

/// Opens a long experiment and checks that it waits and says so; returns what is said.
async fn open(page: &Page, link: &str) -> String {
    page.go(link).await;
    page.wait_until("document.getElementById('waiting')", SOON).await;
    assert_eq!(page.state().await, "idle", "{link}");
    let said = page.text("#waiting p").await;
    assert!(said.contains("about 3 min") && said.contains("waits for Run"), "{link}: {said}");
    said
}

#[test]
fn a_long_experiment_waits_on_a_first_visit_wherever_it_is_opened() {
    journey(ONE_WORKER, async |page| {
        for rest in ["", "&lesson=five.1", "&frame=embed", "&frame=slides"] {
            let said = open(page, &format!("{LONG}{rest}")).await;
            assert!(said.contains("first guess"), "{said}");
            axe::check(page, &format!("a long experiment {rest}")).await;
            page.screenshot(&format!("1440x900 light waiting {}", rest.trim_start_matches('&')))
                .await;
            page.click("#waiting button").await;
            page.wait_for_state(&["running"], SOON).await;
            page.wait_until("!document.getElementById('waiting')", SOON).await;
        }
    });
}

#[test]
fn a_long_experiment_that_a_setting_makes_waits_as_well_and_the_settings_win_over_the_wait() {
    journey(ONE_WORKER, async |page| {
        open(page, LONG).await;
        // A short one begins by itself.
        page.script("location.hash = '#1.frames=5000&test=1000&nmax=2&restarts=1&epochs=1'").await;
        page.wait_for_state(&["finished"], SOON).await;
        page.wait_until("!document.getElementById('waiting')", SOON).await;
        page.script(&format!("location.hash = '{LONG}'")).await;
        page.wait_until("document.getElementById('waiting')", SOON).await;
        assert_eq!(page.state().await, "idle");
    });
}
