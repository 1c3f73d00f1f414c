//! Files that leave the page, and files that are dropped back on it.

use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{
    RUN, SHORT, journey,
    page::{Page, SOON, View},
    small_links::SMALL,
};

/// Keeps what the page hands out instead of saving it.
pub(crate) const KEEP: &str = "
    window.saved = [];
    const made = new Map();
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
        const url = make.call(URL, blob);
        made.set(url, blob);
        return url;
    };
    HTMLAnchorElement.prototype.click = function () {
        made.get(this.href).arrayBuffer().then((bytes) => window.saved.push([...new Uint8Array(bytes)]));
    };";

/// Clicks a button that is found by its words below a selector, and returns the bytes of the file.
pub(crate) async fn save(page: &Page, below: &str, words: &str) -> Vec<u8> {
    let script = "
        window.saved.length = 0;
        const [below, words] = arguments;
        [...document.querySelectorAll(`${below} button`)].find((button) => button.textContent.trim() === words).click();";
    page.script_with(script, vec![json!(below), json!(words)]).await;
    page.wait_until("window.saved.length === 1", SOON).await;
    let bytes: Value = page.script("return window.saved[0]").await;
    let bytes = bytes.as_array().expect("bytes");
    bytes.iter().filter_map(Value::as_u64).map(|byte| byte as u8).collect()
}

/// Waits until the page has run a link with these words, and not only the one before; and until the figures module is there, which takes files.
async fn wait_for_report(page: &Page, words: &str) {
    let is_of = format!("document.getElementById('report')?.textContent.includes('{words}')");
    page.wait_until(&is_of, RUN).await;
    // It says what was found.
    let is_there =
        "document.getElementById('emergence-title')?.textContent !== 'What do the filters become?'";
    page.wait_until(is_there, SOON).await;
}

/// Drops a file on the page.
async fn drop_file(page: &Page, name: &str, bytes: &[u8]) {
    drop_files(page, &[(name, bytes)]).await;
}

/// Drops files on the page, all at once.
async fn drop_files(page: &Page, files: &[(&str, &[u8])]) {
    let script = "
        const transfer = new DataTransfer();
        for (const [name, bytes] of arguments[0]) {
            transfer.items.add(new File([new Uint8Array(bytes)], name));
        }
        document.querySelector('main').dispatchEvent(
            new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));";
    page.script_with(script, vec![json!(files)]).await;
}

#[test]
fn figures_leave_as_svg_and_png_and_come_back_as_their_experiment() {
    journey(View { before: KEEP, ..View::LAPTOP }, async |page| {
        page.go(SMALL[0].0).await;
        page.wait_for_state(&["finished"], RUN).await;
        let link = page.fragment().await;
        page.wait_until("document.querySelector('.plot-canvas')", SOON).await;
        let svg = save(page, ".experiment .plot", "Save SVG").await;
        let png = save(page, ".experiment .plot", "Save PNG").await;
        assert!(svg.starts_with(b"<svg"), "{}", String::from_utf8_lossy(&svg[..20]));
        assert!(png.starts_with(b"\x89PNG") && png.len() > 5_000, "{} bytes", png.len());
        page.script("document.querySelector('.plot-table summary').click()").await;
        page.wait_until("document.querySelector('.plot-table td')", SOON).await;
        let csv = String::from_utf8(save(page, ".plot-table", "Save CSV").await).expect("text");
        assert!(csv.lines().count() > 2 && csv.ends_with("\r\n"), "{csv}");
        for (name, bytes) in [("figure.svg", &svg), ("figure.png", &png)] {
            page.go(SHORT).await;
            wait_for_report(page, &format!("{SHORT}\"")).await;
            drop_file(page, name, bytes).await;
            page.wait_until(&format!("location.hash === {}", json!(link)), SOON).await;
            page.wait_until("document.querySelector('.experiment')", SOON).await;
        }
    });
}

#[test]
fn an_experiment_is_saved_as_a_file_and_dropped_back_in() {
    journey(View { before: KEEP, ..View::LAPTOP }, async |page| {
        page.go(SHORT).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until("document.getElementById('open-share')", SOON).await;
        page.click("#open-share").await;
        let file = save(page, "#share", "Save as a file (JSON)").await;
        page.press(Key::Escape).await;
        let settings: Value = serde_json::from_slice(&file).expect("JSON");
        assert_eq!(settings["settings"]["frames"], 5000, "{settings}");
        let png = save(page, ".figure-tools", "Save PNG").await;
        for (name, bytes) in [("experiment.json", &file), ("emergence.png", &png)] {
            page.go("#1.frames=6000&test=1000&nmax=2&restarts=1&epochs=1").await;
            wait_for_report(page, "frames=6000").await;
            drop_file(page, name, bytes).await;
            page.wait_until(&format!("location.hash === {}", json!(SHORT)), SOON).await;
        }
        drop_file(page, "letter.txt", b"Dear neuron").await;
        let is_said =
            "document.querySelector('.notices').textContent.includes('“letter.txt” holds no link')";
        page.wait_until(is_said, SOON).await;
        assert_eq!(page.fragment().await, SHORT, "the experiment stays");
    });
}

/// Waits until the notices say all of these words.
async fn wait_for_words(page: &Page, words: &[&str]) {
    let is_said = format!(
        "{}.every((words) => document.querySelector('.notices').textContent.includes(words))",
        json!(words)
    );
    page.wait_until(&is_said, SOON).await;
}

#[test]
fn what_of_a_file_is_not_taken_is_told_and_a_newer_one_opens_nothing() {
    journey(View::LAPTOP, async |page| {
        page.go(SHORT).await;
        page.wait_for_state(&["finished"], RUN).await;
        // The figures module takes files.
        page.wait_until("document.querySelector('.plot-canvas')", SOON).await;
        let newer: &[u8] = b"{ \"ganglion\": 2, \"settings\": { \"seed\": 9 } }";
        let newer_report: &[u8] = b"{ \"link\": \"#2.seed=9\", \"seconds\": 1 }";
        for (name, bytes) in [("newer.json", newer), ("report.json", newer_report)] {
            drop_file(page, name, bytes).await;
            wait_for_words(page, &[name, "is of version", "What is on the page stays"]).await;
            assert_eq!(page.fragment().await, SHORT, "the experiment stays");
            assert_eq!(page.state().await, "finished");
        }
        let odd: &[u8] =
            b"{ \"link\": \"#1.frames=5000&test=1000&nmax=2&restarts=1&epochs=1&rate=much\" }";
        drop_files(page, &[("odd.json", odd), ("more.svg", b"<svg></svg>")]).await;
        wait_for_words(page, &["“odd.json”", "Spike rate cannot be “much”", "“more.svg”"]).await;
        page.wait_until("location.hash.includes('nmax=2')", SOON).await;
        page.wait_for_state(&["finished"], RUN).await;
        // The address that follows has nothing to say, and takes nothing back.
        wait_for_words(page, &["“odd.json”", "Spike rate cannot be “much”", "“more.svg”"]).await;
    });
}
