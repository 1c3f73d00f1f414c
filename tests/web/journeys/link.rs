//! The link holds the whole experiment, both ways, and a corrupt one does no harm.

use thirtyfour::Key;

use crate::{
    RUN, SHORT, checksums,
    corrupt_links::CORRUPT,
    journey,
    page::{Page, SOON, View},
};

/// Settings as the page shows them, by id.
const SETTINGS: &str = "[...document.querySelectorAll('[id^=control-]')].map((control) =>
    `${control.id} = ${control.type === 'checkbox' ? control.checked : control.value ?? control.textContent}`).join('\\n')";

/// Types a number into the field of a parameter, as a person does: click, replace, Enter.
async fn enter(page: &Page, key: &str, number: &str) {
    let selector = format!("#control-{key}");
    page.click(&selector).await;
    page.script(&format!("document.querySelector('{selector}').select()")).await;
    page.type_text(number).await;
    page.press(Key::Enter).await;
}

/// Chooses an option of a menu by typing its first letters.
async fn choose(page: &Page, key: &str, letters: &str) {
    page.script(&format!("document.getElementById('control-{key}').focus()")).await;
    page.type_text(letters).await;
}

/// Waits until the page has run what its address says.
async fn wait_for_run_of(page: &Page, link: &str) {
    let condition = format!(
        "document.documentElement.dataset.state === 'finished' && JSON.parse(document.getElementById('report').textContent).link === '{link}'"
    );
    page.wait_until(&condition, RUN).await;
}

#[test]
fn a_changed_experiment_can_be_opened_elsewhere_from_its_address() {
    let (link, settings, report) = journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        page.wait_for_state(&["finished"], RUN).await;
        enter(page, "seed", "4711").await;
        enter(page, "nmax", "2").await;
        choose(page, "spikes", "Poisson").await;
        choose(page, "layout", "Spread").await;
        let link = "#1.layout=spread&spikes=pois&seed=4711&frames=5000&test=1000&nmax=2&restarts=1&epochs=2&model=2";
        page.wait_until(&format!("location.hash === '{link}'"), SOON).await;
        wait_for_run_of(page, link).await;
        (link, page.string(SETTINGS).await, page.report().await)
    });
    assert_eq!(checksums(&report).len(), 2);
    journey(View::LAPTOP, async |page| {
        page.go(link).await;
        wait_for_run_of(page, link).await;
        assert_eq!(page.string(SETTINGS).await, settings);
        assert_eq!(checksums(&page.report().await), checksums(&report));
        assert_eq!(page.text(".notices").await.trim(), "");
    });
}

#[test]
fn back_and_forward_go_between_experiments() {
    const OTHER: &str = "#1.seed=99&frames=5000&test=1000&nmax=3&restarts=1&epochs=2&model=2";
    journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        wait_for_run_of(page, SHORT).await;
        let first = page.report().await;
        page.script(&format!("location.hash = '{OTHER}'")).await;
        wait_for_run_of(page, OTHER).await;
        let second = page.report().await;
        assert_ne!(checksums(&first), checksums(&second));
        page.back().await;
        wait_for_run_of(page, SHORT).await;
        assert_eq!(checksums(&page.report().await), checksums(&first));
        page.forward().await;
        wait_for_run_of(page, OTHER).await;
        assert_eq!(checksums(&page.report().await), checksums(&second));
        assert_eq!(page.text(".notices").await.trim(), "");
    });
}

#[test]
fn a_corrupt_link_runs_with_a_warning_that_names_the_part() {
    journey(View::LAPTOP, async |page| {
        for (link, word) in CORRUPT {
            page.go(link).await;
            page.wait_for_state(&["running", "finished"], SOON).await;
            let notice = page.text(".notices").await;
            assert!(notice.to_lowercase().contains(&word.to_lowercase()), "{link}: {notice}");
        }
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(page.text(".failure").await, "");
    });
}

#[test]
fn a_link_that_is_corrupted_while_the_page_is_open_warns_and_runs() {
    journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        wait_for_run_of(page, SHORT).await;
        page.script(
            "location.hash = '#1.frames=5000&test=1000&nmax=3&restarts=1&epochs=2&seed=-4&bogus=1'",
        )
        .await;
        page.wait_until("document.querySelector('.notices .notice')", SOON).await;
        let notice = page.text(".notices").await;
        assert!(notice.contains("Seed") && notice.contains("bogus"), "{notice}");
        wait_for_run_of(page, SHORT).await;
    });
}

#[test]
fn every_change_is_undone_and_redone() {
    journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        wait_for_run_of(page, SHORT).await;
        let is_off =
            "document.getElementById('undo').disabled && document.getElementById('redo').disabled";
        page.wait_until(is_off, SOON).await;
        let choose = |word: &'static str| {
            format!(
                "const menu = document.getElementById('control-spikes');
                menu.selectedIndex = [...menu.options].findIndex((option) => option.textContent.includes('{word}'));
                menu.dispatchEvent(new Event('change', {{ bubbles: true }}));"
            )
        };
        // Changes that follow each other at once are one step.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        page.script(&choose("Bernoulli")).await;
        page.wait_until("location.hash.includes('spikes=bern')", SOON).await;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        page.click("#tab-cell").await;
        page.wait_until("location.hash.includes('view=cell')", SOON).await;
        page.click("#undo").await;
        page.wait_until("!location.hash.includes('view=cell')", SOON).await;
        page.press_with_control("z").await;
        page.wait_until(&format!("location.hash === '{SHORT}'"), SOON).await;
        page.wait_until("document.getElementById('undo').disabled", SOON).await;
        page.press_with_control("y").await;
        page.wait_until("location.hash.includes('spikes=bern')", SOON).await;
        page.click("#redo").await;
        page.wait_until("location.hash.includes('view=cell')", SOON).await;
        page.wait_until("document.getElementById('redo').disabled", SOON).await;
        // The browser's own button does the same.
        page.back().await;
        page.wait_until("!location.hash.includes('view=cell')", SOON).await;
        assert_eq!(page.text(".notices").await.trim(), "");
    });
}
