//! The language of the page: the browser's, the link's or the menu's; and whether all that is said can be said in another one.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{
    RUN, SHORT, checksums, journey, journey_at,
    made_words::{WORDS, WORDS_OF_RECORDINGS, catalog, wide_words, words_of_three_forms, written},
    page::{Page, SOON, View},
    served::{Damage, Served},
    small_links::SMALL,
};

/// Whoever prefers Chinese.
pub(crate) const CHINESE: View = View { languages: "zh-CN,zh,en", ..View::LAPTOP };

/// Words that are the same in every language.
const NAMES: [&str; 16] = [
    "Burn",
    "CNN",
    "CPU",
    "CSV",
    "English",
    "GPU",
    "Ganglion",
    "JSON",
    "PNG",
    "STA",
    "STC",
    "STNMF",
    "SVG",
    "SwiftShader",
    "WebGPU",
    "min",
];

/// Counts how often the page is loaded; an empty page has no storage.
const COUNT_LOADS: &str =
    "try { sessionStorage.loads = Number(sessionStorage.loads ?? 0) + 1 } catch {}";

/// Notes what is written on canvases.
const NOTE_DRAWN: &str = "
    window.drawn = new Set();
    for (const method of ['fillText', 'strokeText']) {
        const original = CanvasRenderingContext2D.prototype[method];
        CanvasRenderingContext2D.prototype[method] = function (text, ...rest) {
            window.drawn.add(text);
            return original.call(this, text, ...rest);
        };
    }";

/// All that the page says, seen or heard, each with the element that says it.
const SAID: &str = "
    const said = [...window.drawn].map((text) => ['canvas', text]);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const owner = walker.currentNode.parentElement;
        if (!owner.closest('script, style, noscript, template, option[lang]')) said.push([owner, walker.currentNode.data]);
    }
    for (const name of ['aria-label', 'aria-roledescription', 'aria-valuetext', 'title', 'alt', 'placeholder']) {
        for (const element of document.body.querySelectorAll(`[${name}]`)) said.push([element, element.getAttribute(name)]);
    }
    const place = (owner) => owner.tagName ? `${owner.tagName.toLowerCase()}#${owner.id}.${owner.getAttribute('class') ?? ''}` : owner;
    return said.map(([owner, text]) => [place(owner), text]);";

/// Waits until the page runs in a language and has finished its experiment.
async fn wait_for_language(page: &Page, tag: &str) {
    page.wait_until(
        &format!(
            "document.documentElement.lang === '{tag}' && document.getElementById('language')"
        ),
        SOON,
    )
    .await;
    page.wait_for_state(&["finished"], RUN).await;
}

/// Chooses an option of the language menu. The page is another one once it has no mark.
async fn choose(page: &Page, word: &str) {
    page.script(&format!(
        "window.isBefore = true;
        const menu = document.getElementById('language');
        menu.value = '{word}';
        menu.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    ))
    .await;
    page.wait_until("!window.isBefore", SOON).await;
}

async fn name_of_emergence(page: &Page) -> String {
    page.text("#tab-emergence").await
}

#[test]
fn a_browser_that_prefers_chinese_gets_it_unless_the_link_asks_for_english() {
    journey(CHINESE, async |page| {
        page.go(SHORT).await;
        wait_for_language(page, "zh-CN").await;
        assert_eq!(name_of_emergence(page).await, "涌现");
        assert_eq!(page.fragment().await, SHORT, "what the browser prefers is no part of the link");
        let chinese = page.report().await;
        page.go(&format!("{SHORT}&lang=en")).await;
        wait_for_language(page, "en").await;
        assert_eq!(name_of_emergence(page).await, "Emergence");
        let english = page.report().await;
        assert_eq!(checksums(&english), checksums(&chinese));
        assert_eq!(english["link"], chinese["link"], "a report has no language");
    });
}

#[test]
fn another_language_is_chosen_in_the_menu_and_the_settings_stay() {
    journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        wait_for_language(page, "en").await;
        choose(page, "zh-CN").await;
        wait_for_language(page, "zh-CN").await;
        assert_eq!(name_of_emergence(page).await, "涌现");
        let link = page.fragment().await;
        assert!(link.contains("lang=zh-CN"), "{link}");
        assert_eq!(link.replace("lang=zh-CN&", ""), SHORT);
        assert_eq!(page.string("document.getElementById('language').value").await, "zh-CN");

        choose(page, "browser").await;
        wait_for_language(page, "en").await;
        assert_eq!(page.fragment().await, SHORT);
        assert_eq!(page.text(".notices").await.trim(), "");
    });
}

#[test]
fn english_is_chosen_in_the_menu_of_a_chinese_page() {
    journey(CHINESE, async |page| {
        page.go(SHORT).await;
        wait_for_language(page, "zh-CN").await;
        choose(page, "en").await;
        wait_for_language(page, "en").await;
        assert_eq!(name_of_emergence(page).await, "Emergence");
        let link = page.fragment().await;
        assert_eq!(link.replace("lang=en&", ""), SHORT, "{link}");
    });
}

#[test]
fn a_pasted_link_in_another_language_loads_the_page_again() {
    journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        wait_for_language(page, "en").await;
        page.script(&format!("window.isBefore = true; location.hash = '{SHORT}&lang=zh-CN'")).await;
        page.wait_until("!window.isBefore", SOON).await;
        wait_for_language(page, "zh-CN").await;
        // The browser's own language in the link changes nothing.
        page.go(SHORT).await;
        wait_for_language(page, "en").await;
        page.script(&format!("window.isBefore = true; location.hash = '{SHORT}&lang=en'")).await;
        page.wait_until("location.hash.includes('lang=en&')", SOON).await;
        sleep(Duration::from_secs(1)).await;
        assert_eq!(page.string("window.isBefore").await, "true");
    });
}

#[test]
fn without_its_words_the_page_is_english_and_is_loaded_once() {
    let served = Served::start();
    served.damage(WORDS, Damage::Missing);
    let view = View { before: COUNT_LOADS, ..CHINESE };
    journey_at(served.url(), view, &["zh-CN.po"], async |page| {
        page.go(SHORT).await;
        wait_for_language(page, "en").await;
        assert_eq!(name_of_emergence(page).await, "Emergence");
        assert_eq!(page.string("document.documentElement.dataset.language").await, "zh-CN");
        sleep(Duration::from_secs(1)).await;
        assert_eq!(page.string("sessionStorage.loads").await, "1");
    });
}

#[test]
fn what_keeps_the_page_from_starting_is_said_in_chinese() {
    let view = View { before: "WebAssembly.validate = () => false", ..CHINESE };
    journey(view, async |page| {
        page.go("").await;
        page.wait_for_state(&["failed"], SOON).await;
        let message = page.text("#start[role=alert]").await;
        assert!(message.contains("没有训练所需的SIMD指令"), "{message}");
    });
}

#[test]
fn a_language_of_three_forms_says_each_count_in_its_own() {
    let served = Served::start();
    served.replace(WORDS, words_of_three_forms());
    journey_at(served.url(), CHINESE, &[], async |page| {
        page.go("#1.frames=5000&test=1000&nmax=5&restarts=1&epochs=1").await;
        wait_for_language(page, "zh-CN").await;
        assert_eq!(name_of_emergence(page).await, "涌现", "what has no count is said as well");
        let rows = "[1, 2, 4, 5].map((row) => document.querySelector(`#row-${row} .row-number`).textContent).join()";
        let expected = "1 filter (one),2 filter (few),4 filter (few),5 filter (many)";
        assert_eq!(page.string(rows).await, expected);
        // The parts of the page and its workers read the words by themselves: the teaching module's list of lessons.
        page.click("#open-lessons").await;
        page.wait_until(
            "/[0-9] minute \\((few|many)\\)/.test(document.getElementById('lessons').textContent)",
            SOON,
        )
        .await;
    });
}

#[test]
fn words_that_a_tool_has_wrapped_are_found_by_the_start_script() {
    let served = Served::start();
    served.replace(WORDS, written(&catalog()));
    let view = View { before: "WebAssembly.validate = () => false", ..CHINESE };
    journey_at(served.url(), view, &[], async |page| {
        page.go("").await;
        page.wait_for_state(&["failed"], SOON).await;
        let message = page.text("#start[role=alert]").await;
        assert!(message.contains("没有训练所需的SIMD指令"), "{message}");
        assert!(message.contains("2023"), "{message}");
        assert!(!message.contains("Use a Chrome"), "{message}");
    });
}

#[test]
fn a_language_is_known_in_whatever_country() {
    let view = View { before: "WebAssembly.validate = () => false", ..View::LAPTOP };
    journey(view, async |page| {
        page.go("").await;
        page.wait_for_state(&["failed"], SOON).await;
        for (preferred, expected) in [
            ("zh-CN", "zh-CN"),
            ("zh-Hant-TW,en", "zh-CN"),
            ("fr,ZH,en", "zh-CN"),
            ("fr,en-GB,zh", "en"),
            ("fr,zha,eng", "en"),
            ("", "en"),
        ] {
            let tags = json!(preferred.split(',').collect::<Vec<&str>>());
            let chosen = format!(
                "(Object.defineProperty(navigator, 'languages', {{ value: {tags}, configurable: true }}), chooseLanguage())"
            );
            assert_eq!(page.string(&chosen).await, expected, "{preferred}");
        }
    });
}

/// Words of three letters and more that are written as in the code.
fn unsaid(text: &str) -> Vec<&str> {
    let words = text.split(|character: char| !character.is_ascii_alphabetic());
    words.filter(|word| word.len() > 2 && !NAMES.contains(word)).collect()
}

/// Opens all that can be opened.
async fn open_details(page: &Page) {
    page.script(
        "document.querySelectorAll('details').forEach((details) => { details.open = true })",
    )
    .await;
    let are_filled = "[...document.querySelectorAll('.plot-table[open]')].every((table) => table.querySelector('td'))";
    page.wait_until(are_filled, SOON).await;
}

/// Adds what the page says without having looked it up.
async fn note_unsaid(page: &Page, what: &str, found: &mut Vec<String>) {
    note_unsaid_but(page, what, &[], found).await;
}

/// The same, where some words are names.
async fn note_unsaid_but(page: &Page, what: &str, names: &[&str], found: &mut Vec<String>) {
    let said = page.script(SAID).await;
    for pair in said.as_array().into_iter().flatten() {
        let (place, text) = (&pair[0], pair[1].as_str().unwrap_or_default());
        // What is said in Chinese may name a key or a file.
        let is_chinese = !names.is_empty() && text.chars().any(|letter| letter > '\u{2e7f}');
        if !is_chinese && unsaid(text).iter().any(|word| !names.contains(word)) {
            found.push(format!("{what}: {}: {text}", place.as_str().unwrap_or_default()));
        }
    }
}

/// Words in names of files, arrays, cells and types, and in the code that converts a file.
const NAMES_IN_FILES: [&str; 15] = [
    "checker",
    "compressed",
    "counts",
    "deflated",
    "float",
    "frames",
    "hdf",
    "npy",
    "npz",
    "recording",
    "refresh",
    "rig",
    "savez",
    "simulated",
    "starts",
];

#[test]
fn all_that_is_said_of_recordings_can_be_said_in_another_language() {
    let served = Served::start();
    for file in [WORDS, WORDS_OF_RECORDINGS] {
        served.replace(file, wide_words(file));
    }
    let view = View { before: NOTE_DRAWN, ..CHINESE };
    journey_at(served.url(), view, &[], async |page| {
        let mut found = Vec::new();
        page.go("#1.view=recorded&frames=4000&steps=20&nmin=4&nmax=4&repeats=10").await;
        wait_for_language(page, "zh-CN").await;
        page.click("#open-recording").await;
        page.wait_until("document.getElementById('simulate')", SOON).await;
        page.click("#simulate").await;
        let is_found = "document.getElementById('recording-summary') && !document.querySelector('.recording-progress')";
        page.wait_until(is_found, RUN).await;
        let names = [&NAMES_IN_FILES[..], &["trial", "uint"]].concat();
        note_unsaid_but(page, "simulated", &names, &mut found).await;
        assert!(page.text("#recording-evidence ~ ul").await.contains('⟦'));
        // What can't be read, and what is missing.
        let cut =
            b"\x93NUMPY\x01\x00\x76\x00{'descr': '|u1', 'fortran_order': False, 'shape': (99, 9)}"
                .to_vec();
        let script = "
            const transfer = new DataTransfer();
            for (const [name, bytes] of arguments[0]) transfer.items.add(new File([new Uint8Array(bytes)], name));
            document.querySelector('.recordings').dispatchEvent(
                new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));";
        let files = json!([("rig.npy", cut), ("frames.npz", b"BZh9".repeat(9))]);
        page.script_with(script, vec![files]).await;
        page.wait_until("document.querySelectorAll('.recording-refused li').length === 2", RUN)
            .await;
        let names = [&names[..], &["FILE", "bunzip"]].concat();
        note_unsaid_but(page, "refused", &names, &mut found).await;
        found.sort();
        found.dedup();
        assert_eq!(found, Vec::<String>::new());
    });
}

#[test]
fn a_recording_is_spoken_of_in_chinese() {
    journey(CHINESE, async |page| {
        page.go("#1.view=recorded&frames=4000&steps=20&nmin=4&nmax=4&repeats=10").await;
        wait_for_language(page, "zh-CN").await;
        page.click("#open-recording").await;
        page.wait_until("document.getElementById('simulate')", SOON).await;
        page.click("#simulate").await;
        page.wait_until("document.getElementById('recording-summary')", RUN).await;
        let evidence = page.text(".recording-evidence").await;
        assert!(evidence.contains("3个细胞的脉冲前后的平均帧在脉冲之前"), "{evidence}");
        let arrays = page.text(".recording-arrays").await;
        assert!(arrays.contains("白噪声。时间为第1轴"), "{arrays}");
        page.screenshot("recordings chinese").await;
    });
}

#[test]
fn all_that_the_page_says_can_be_said_in_another_language() {
    let served = Served::start();
    served.replace(WORDS, wide_words(WORDS));
    let view = View { before: NOTE_DRAWN, ..CHINESE };
    journey_at(served.url(), view, &[], async |page| {
        let mut found = Vec::new();
        page.go(&SHORT.replace("#1.", "#1.view=cell&")).await;
        wait_for_language(page, "zh-CN").await;
        page.wait_until("document.querySelector('.average .plot-canvas')", SOON).await;
        // Fast, until the average has something to show.
        page.script(
            "const speed = document.querySelector('.transport select');
            speed.value = '5';
            speed.dispatchEvent(new Event('change', { bubbles: true }));",
        )
        .await;
        let has_spikes =
            "/[1-9][0-9]{2} /.test(document.querySelector('.average .cell-note').textContent)";
        page.wait_until(has_spikes, SOON).await;
        page.click(".transport > button:last-child").await;
        open_details(page).await;
        note_unsaid(page, "cell", &mut found).await;

        for reveal in ["", "&reveal=1"] {
            page.go(&format!("{SHORT}{reveal}")).await;
            wait_for_language(page, "zh-CN").await;
            page.click("#filter-3-1").await;
            page.wait_until("document.querySelector('dialog[open]')", SOON).await;
            open_details(page).await;
            note_unsaid(page, "emergence", &mut found).await;
        }
        page.go(&format!("{SHORT}&dense=signed&l1=0&l1few=0")).await;
        wait_for_language(page, "zh-CN").await;
        note_unsaid(page, "plain", &mut found).await;

        for (link, ..) in SMALL {
            page.go_and_run(link).await;
            wait_for_language(page, "zh-CN").await;
            page.wait_until("document.querySelector('.experiment .plot-canvas')", SOON).await;
            if link.contains("view=images") {
                page.wait_until("document.querySelector('.field-frame')", SOON).await;
                page.click("#ask-map").await;
                open_details(page).await;
                page.wait_until(
                    "document.querySelectorAll('#mistakes tbody tr').length === 6",
                    RUN,
                )
                .await;
            }
            open_details(page).await;
            note_unsaid(page, link, &mut found).await;
        }
        found.sort();
        found.dedup();
        assert_eq!(found, Vec::<String>::new());
    });
}

#[test]
fn a_chinese_page_is_narrow_enough_for_a_phone() {
    journey(View { size: (390, 844), ..CHINESE }, async |page| {
        for link in [SHORT, SMALL[0].0] {
            page.go(link).await;
            wait_for_language(page, "zh-CN").await;
            let width: Value = page.script("return document.documentElement.scrollWidth").await;
            assert!(width.as_u64().is_some_and(|width| width <= 390), "{}: {width}", json!(link));
        }
    });
}
