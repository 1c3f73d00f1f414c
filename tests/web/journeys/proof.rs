//! Links that say what their experiment gives: made in one browser, proved in another.

use crate::{
    RUN, SHORT, journey,
    page::{Page, SOON, View},
    teaching::copied,
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
    assert!(link.contains("expect=2c."), "{link}");
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
fn a_link_whose_result_another_version_made_says_so_before_its_run_and_is_reproduced_approximately()
{
    // Of a run that waits to be asked for, so that nothing else can have said it.
    const LONG: &str =
        "#1.frames=100000&epochs=100&expect=0c.0123456789abcdef.20.0123456789abcdef.900.850";
    journey(View { num_workers: Some(1), ..View::LAPTOP }, async |page| {
        for (link, words) in [
            (LONG.to_owned(), "made by version 0 of the model"),
            (LONG.replace("=0c", "=99c"), "newer than this page"),
            (LONG.replace("=0c", "=none"), "cannot be read"),
        ] {
            page.go(&link).await;
            let is_said =
                format!("document.querySelector('.notices')?.textContent.includes('{words}')");
            page.wait_until(&is_said, SOON).await;
            assert_eq!(page.state().await, "idle", "{link}");
        }
    });
    let older = make().replace("expect=2c", "expect=0c");
    let said = older.split("expect=0c.").nth(1).map(|rest| &rest[17..]).expect("an expectation");
    let bits = said.split('.').nth(1).expect("a checksum of the networks");
    let other = older.replace(bits, "0123456789abcdef");
    prove(View::LAPTOP, &other, "with version 0 of the model");
    prove(View::LAPTOP, &other, "Reproduced within tolerance");
}

#[test]
fn a_link_made_on_the_cpu_is_reproduced_within_tolerance_by_gpu() {
    let link = make().replace("#1.", "#1.engine=gpu&");
    prove(View { web_gpu: true, ..View::LAPTOP }, &link, "Reproduced within tolerance");
}
