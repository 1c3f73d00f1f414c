//! Links that say what their experiment gives: made in one browser, proved in another.

use crate::{
    RUN, SHORT,
    classroom::copied,
    journey,
    page::{Page, SOON, View},
};

/// Copies the link with its result, and returns it as a fragment.
async fn copied_proof(page: &Page) -> String {
    page.wait_until("document.getElementById('open-share')", SOON).await;
    page.click("#open-share").await;
    page.wait_until("document.getElementById('copy-proof')?.disabled === false", SOON).await;
    copied(page, "copy-proof").await;
    page.string("new URL(window.copied).hash").await
}

/// Runs the short experiment in a browser of its own.
fn make() -> String {
    journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        page.wait_for_state(&["finished"], RUN).await;
        copied_proof(page).await
    })
}

/// Opens a link in a fresh browser and waits until the page has said these words of it.
fn prove(view: View, link: &str, words: &str) {
    journey(view, async |page| {
        page.go(link).await;
        page.wait_for_state(&["finished"], RUN).await;
        let is_said = format!("document.querySelector('.notices').textContent.includes('{words}')");
        page.wait_until(&is_said, SOON).await;
    });
}

#[test]
fn a_link_made_in_one_browser_proves_itself_in_another() {
    let link = make();
    assert!(link.contains("expect=1c."), "{link}");
    prove(View::LAPTOP, &link, "Reproduced: the same bits.");
}

#[test]
fn a_link_whose_expectation_was_changed_is_caught() {
    let link = make();
    let expected = link.split("expect=").nth(1).and_then(|rest| rest.split('&').next());
    let (start, mean) =
        expected.and_then(|text| text.rsplit_once('.')).expect("a mean correlation");
    let other = mean.parse::<i32>().expect("thousandths") + 1;
    let changed = link.replace(&format!("{start}.{mean}"), &format!("{start}.{other}"));
    prove(View::LAPTOP, &changed, "were changed");
    prove(View::LAPTOP, &link.replace("epochs=2", "epochs=3"), "other settings");
}

#[test]
fn a_link_made_on_the_cpu_is_reproduced_within_tolerance_by_gpu() {
    let link = make().replace("#1.", "#1.engine=gpu&");
    prove(View { web_gpu: true, ..View::LAPTOP }, &link, "Reproduced within tolerance");
}
