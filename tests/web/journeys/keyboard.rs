//! The page without a pointer: Tab, Enter, Space and arrows reach and do everything.

use thirtyfour::Key;

use crate::{
    RUN, SHORT, journey,
    page::{Page, SOON, View},
};

/// More presses of Tab than the page has stops.
const MOST_STOPS: usize = 150;

/// What has the focus, in words that help to find it.
const FOCUSED: &str = "(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return '';
    const name = focused.ariaLabel ?? focused.innerText ?? '';
    return `${focused.tagName.toLowerCase()}#${focused.id} ${name.trim().slice(0, 40)}`;
})()";

/// Whether the focus can be seen: on the screen, and marked by an outline or a shadow.
const FOCUS_IS_SEEN: &str = "(() => {
    const focused = document.activeElement;
    const box = focused.getBoundingClientRect();
    const style = getComputedStyle(focused);
    const isMarked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
        || focused.matches('.subunit');
    return isMarked && box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
})()";

/// Presses Tab until what a selector means has the focus.
pub(crate) async fn tab_to(page: &Page, selector: &str) {
    let is_there = format!("Boolean(document.activeElement?.matches('{selector}'))");
    let mut stops = Vec::new();
    for _ in 0..MOST_STOPS {
        page.press(Key::Tab).await;
        if page.string(&is_there).await == "true" {
            return;
        }
        stops.push(page.string(FOCUSED).await);
    }
    panic!("Tab never reaches {selector}, only {stops:#?}");
}

/// Opens the short experiment and waits for its end.
async fn open(page: &Page, link: &str) {
    page.go(link).await;
    page.wait_for_state(&["finished"], RUN).await;
}

#[test]
fn every_stop_of_the_focus_can_be_seen() {
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        let mut unseen = Vec::new();
        for _ in 0..MOST_STOPS {
            page.press(Key::Tab).await;
            let stop = page.string(FOCUSED).await;
            if stop.is_empty() {
                break;
            }
            if page.string(FOCUS_IS_SEEN).await != "true" {
                unseen.push(stop);
            }
        }
        assert!(unseen.is_empty(), "the focus can't be seen on {unseen:#?}");
    });
}

#[test]
fn the_first_stop_skips_to_the_section() {
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        page.press(Key::Tab).await;
        let stop = page.string(FOCUSED).await;
        assert!(stop.contains("Skip"), "the first stop is {stop}");
        page.press(Key::Enter).await;
        page.wait_until("document.activeElement.id === 'panel'", SOON).await;
        page.press(Key::Tab).await;
        let is_in_main = "Boolean(document.activeElement.closest('main'))";
        assert_eq!(page.string(is_in_main).await, "true", "{}", page.string(FOCUSED).await);
    });
}

#[test]
fn arrows_go_from_section_to_section() {
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        tab_to(page, "#tab-emergence").await;
        page.press(Key::Left).await;
        page.wait_until("document.activeElement.id === 'tab-cell'", SOON).await;
        page.wait_until("document.querySelector('.cell-section')", SOON).await;
        page.press(Key::Right).await;
        page.wait_until("document.activeElement.id === 'tab-emergence'", SOON).await;
        page.wait_until("document.querySelector('.emergence')", SOON).await;
        assert_eq!(page.state().await, "finished", "a look at another section runs nothing");
    });
}

#[test]
fn a_run_is_cancelled_and_run_again_by_keys_and_the_focus_stays_with_the_buttons() {
    journey(View::LAPTOP, async |page| {
        page.go_and_run("#1.frames=100000&epochs=100").await;
        tab_to(page, "#cancel").await;
        page.press(Key::Space).await;
        page.wait_for_state(&["idle"], SOON).await;
        // The focus follows with the next frame of the screen.
        let is_kept = "document.activeElement?.closest('.run')";
        page.wait_until(is_kept, SOON).await;
        tab_to(page, "#run-start").await;
        page.press(Key::Enter).await;
        page.wait_for_state(&["running"], SOON).await;
        page.wait_until(is_kept, SOON).await;
    });
}

#[test]
fn settings_are_changed_by_keys() {
    journey(View::LAPTOP, async |page| {
        open(page, SHORT).await;
        tab_to(page, "#control-spikes").await;
        page.run_by(async || page.press(Key::Down).await, RUN).await;
        assert!(page.fragment().await.contains("spikes=bern"));
        tab_to(page, "#control-seed").await;
        page.type_text("42").await;
        page.run_by(async || page.press(Key::Enter).await, RUN).await;
        assert!(page.fragment().await.contains("seed=42"));
    });
}

#[test]
fn subunits_are_revealed_and_a_filter_is_opened_by_keys() {
    journey(View::LAPTOP, async |page| {
        open(page, "#1.nmin=5&restarts=2").await;
        tab_to(page, "#filter-5-1").await;
        page.press(Key::Enter).await;
        page.wait_until("document.querySelector('dialog[open]')", SOON).await;
        let is_inside = "Boolean(document.activeElement.closest('dialog'))";
        assert_eq!(page.string(is_inside).await, "true");
        page.press(Key::Escape).await;
        page.wait_until("!document.querySelector('dialog[open]')", SOON).await;
        page.wait_until("document.activeElement.id === 'filter-5-1'", SOON).await;
        tab_to(page, "#reveal").await;
        page.press(Key::Space).await;
        page.wait_until("document.getElementById('reveal').ariaChecked === 'true'", SOON).await;
        page.wait_until("document.querySelector('.tile.found')", SOON).await;
        assert!(page.fragment().await.contains("reveal=1"));
        assert_eq!(page.state().await, "finished", "a look at the answer runs nothing");
    });
}

#[test]
fn a_subunit_is_moved_resized_added_and_removed_by_keys() {
    journey(View::LAPTOP, async |page| {
        page.go(&SHORT.replace("#1.", "#1.view=cell&")).await;
        page.wait_until("document.querySelectorAll('.subunit').length === 4", SOON).await;
        tab_to(page, ".subunit").await;
        page.press(Key::Up).await;
        page.wait_until("location.hash.includes('subunits=1.2.2.2_')", SOON).await;
        page.press_with_shift(Key::Up).await;
        page.wait_until("location.hash.includes('subunits=1.2.1.2_')", SOON).await;
        page.press(Key::Insert).await;
        page.wait_until("document.querySelectorAll('.subunit').length === 5", SOON).await;
        page.press(Key::Delete).await;
        page.wait_until("document.querySelectorAll('.subunit').length === 4", SOON).await;
    });
}
