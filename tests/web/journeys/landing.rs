//! Who comes for the first time: what this is about, where to start, and what the words mean.

use crate::{
    RUN, SHORT, axe, journey,
    language::CHINESE,
    page::{Page, SOON, View},
};

/// The smallest laptop of a school.
const SCHOOL: View = View { size: (1366, 768), ..View::LAPTOP };

const PHONE: View = View { size: (390, 844), ..View::LAPTOP };

/// Where an element ends, CSS pixels from the top of the window of a page that was not scrolled.
async fn bottom(page: &Page, selector: &str) -> f64 {
    let script = format!("document.querySelector('{selector}').getBoundingClientRect().bottom");
    page.string(&script).await.parse().expect("a number")
}

#[test]
fn what_this_is_about_stays_and_the_hidden_cell_is_in_view() {
    journey(SCHOOL, async |page| {
        page.go("").await;
        page.wait_until("document.querySelector('.introduction')", SOON).await;
        page.wait_for_state(&["running", "finished"], RUN).await;
        let before = page.text("#emergence-title").await;
        page.screenshot("landing running").await;
        page.wait_for_state(&["finished"], RUN).await;
        let found =
            format!("document.getElementById('emergence-title').textContent !== '{before}'");
        page.wait_until(&found, SOON).await;
        let said = page.text(".introduction").await;
        for part in ["Hidden:", "What we do:", "What you see:", "one square is one filter"] {
            assert!(said.contains(part), "{part} in {said}");
        }
        assert!(bottom(page, "#reveal").await <= 768.0, "{}", bottom(page, "#reveal").await);
        page.screenshot("landing finished").await;
    });
}

#[test]
fn the_first_thing_to_do_is_the_first_lesson() {
    for view in [SCHOOL, PHONE] {
        journey(view, async |page| {
            page.go(SHORT).await;
            page.wait_for_state(&["finished"], RUN).await;
            page.wait_until("document.getElementById('open-lessons')", SOON).await;
            page.click("#start-here").await;
            page.wait_until("document.activeElement?.id === 'lesson-title'", SOON).await;
            assert!(page.fragment().await.contains("lesson=field.1"));
        });
    }
}

#[test]
fn every_dotted_word_opens_the_list_of_words_at_its_place() {
    for (view, name) in [(SCHOOL, "laptop"), (PHONE, "phone"), (CHINESE, "chinese")] {
        journey(view, async |page| {
            page.go(SHORT).await;
            page.wait_for_state(&["finished"], RUN).await;
            page.wait_until("document.getElementById('open-lessons')", SOON).await;
            let shown =
                "[...document.querySelectorAll('.term')].filter((term) => term.checkVisibility())";
            let count: usize =
                page.string(&format!("{shown}.length")).await.parse().expect("a number");
            assert!(count >= 5, "{count} words have heads");
            for number in 0..count {
                let word = page.string(&format!("{shown}[{number}].firstChild.data")).await;
                page.script(&format!("{shown}[{number}].click()")).await;
                let is_there = format!(
                    "document.getElementById('words').open && document.activeElement.querySelector('dt')?.textContent === '{word}'"
                );
                page.wait_until(&is_there, SOON).await;
                if number == 0 {
                    axe::check(page, &format!("words, {name}")).await;
                    page.screenshot(&format!("words {name}")).await;
                }
                page.script("document.getElementById('words').close()").await;
                page.wait_until("!document.querySelector('.word')", SOON).await;
            }
            page.click("#open-primer").await;
            page.wait_until("document.querySelectorAll('.primer svg').length === 5", SOON).await;
            page.screenshot(&format!("primer {name}")).await;
        });
    }
}

#[test]
fn a_browser_in_an_unknown_language_is_told_once_that_it_sees_english() {
    let french = View { languages: "fr-CA,fr", ..View::LAPTOP };
    let is_told = "document.querySelector('.notices').textContent.includes('(fr-CA)')";
    journey(french, async |page| {
        page.go(SHORT).await;
        page.wait_until(is_told, RUN).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.reload().await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until("document.getElementById('open-lessons')", SOON).await;
        assert_eq!(page.string(is_told).await, "false");
    });
    journey(View { languages: "ja,fr", ..View::LAPTOP }, async |page| {
        page.go(SHORT).await;
        page.wait_until("document.documentElement.lang === 'ja'", SOON).await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(page.string("document.querySelector('.notices').textContent").await, "");
    });
}
