//! The browser's store of trained networks: what it is named by, what goes, and runs where it fails.

use serde_json::{Value, json};

use crate::{
    RUN, checksums, journey,
    page::{Page, SOON, View},
};

/// An experiment of a second that takes over what it finds in the store: two networks.
const LINK: &str =
    "#1.view=saturation&layers=1&frames=3000&test=1000&epochs=1&nmax=2&seeds=1&restarts=1";

/// Opens the store for scripts: `open()` is a promise of it, `ask(mode, of)` one of what a request answers.
const STORE: &str = "
    const open = () => new Promise((resolve, reject) => {
        const request = indexedDB.open('ganglion');
        request.onupgradeneeded = () => request.result.createObjectStore('networks');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const ask = async (mode, of) => {
        const database = await open();
        const answer = await new Promise((resolve, reject) => {
            const request = of(database.transaction('networks', mode).objectStore('networks'));
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
        database.close();
        return answer;
    };";

/// What an asynchronous script on the store returns.
async fn on_store(page: &Page, script: &str) -> Value {
    page.script(&format!("return (async () => {{ {STORE} {script} }})()")).await
}

/// The names of all entries, sorted.
async fn names(page: &Page) -> Vec<String> {
    let names = on_store(page, "return ask('readonly', (store) => store.getAllKeys())").await;
    serde_json::from_value(names).expect("names are texts")
}

/// Runs the link to its end and returns its checksums, once its networks are kept.
async fn run(page: &Page) -> Vec<(u64, u64, String)> {
    page.go(LINK).await;
    page.wait_for_state(&["finished"], RUN).await;
    let found = checksums(&page.report().await);
    let is_kept = format!(
        "return (async () => {{ {STORE}
            for (;;) {{
                const values = await ask('readonly', (store) => store.getAll());
                const num_whole = values.filter((value) => value.network?.length > 100).length;
                if (num_whole >= {count}) return true;
                await new Promise((resolve) => setTimeout(resolve, 20));
            }}
        }})()",
        count = found.len()
    );
    assert_eq!(page.script(&is_kept).await, true);
    found
}

/// What the settings say of this browser.
async fn settings(page: &Page, words: &str) {
    let is_said = format!(
        "document.querySelector('.control:has(#forget-kept)').textContent.includes({})",
        json!(words)
    );
    page.wait_until(&is_said, SOON).await;
}

#[test]
fn networks_are_named_by_version_engine_and_digest_and_what_is_of_no_use_goes() {
    journey(View::LAPTOP, async |page| {
        let found = run(page).await;
        let mine = names(page).await;
        assert_eq!(mine.len(), found.len(), "{mine:?}");
        for name in &mine {
            let digest = name.strip_prefix("2 cpu ").unwrap_or_else(|| panic!("{name}"));
            let is_hex = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(digest.len() == 64 && is_hex, "{name} says what the network depends on");
        }
        // What a person finds there can be read without knowing how a network is written.
        let readable = "
            const all = await ask('readonly', (store) => store.getAll());
            return all.map(({ network, ...rest }) => ({ ...rest, bytes: network.length }));";
        let readable = on_store(page, readable).await;
        let entries = readable.as_array().expect("a list of entries");
        for (num_filters, _, checksum) in &found {
            let entry = entries.iter().find(|entry| entry["checksum"] == **checksum);
            let entry = entry.unwrap_or_else(|| panic!("{checksum} in {readable}"));
            assert_eq!(entry["num_filters"], *num_filters, "{entry}");
            assert_eq!((&entry["engine"], &entry["model_version"]), (&json!("cpu"), &json!(2)));
            assert!(entry["correlation"].is_f64() && entry["validation_loss"].is_f64(), "{entry}");
        }
        // As older builds left them, and as older and newer versions of the model would.
        let strangers = "
            const bytes = new Uint8Array([1, 2, 3]);
            for (const name of ['9f86d081884c7d65 2.0 view=saturation seed=1', '1 cpu ab', '20 cpu ab', '3 gpu ab', '2', 'old', 7]) {
                await ask('readwrite', (store) => store.put(bytes, name));
            }
            return ask('readonly', (store) => store.count());";
        assert_eq!(on_store(page, strangers).await, json!(mine.len() + 7));
        // One of its own that is not readable any more.
        let spoil = format!(
            "return ask('readwrite', (store) => store.put(new Uint8Array([7]), {}))",
            json!(mine[0])
        );
        on_store(page, &spoil).await;
        assert_eq!(run(page).await, found, "one is trained again");
        assert_eq!(names(page).await, mine);
        let length = format!(
            "return (await ask('readonly', (store) => store.get({}))).network.length",
            json!(mine[0])
        );
        let length = on_store(page, &length).await;
        assert!(length.as_u64().is_some_and(|length| length > 100), "{length} bytes");
        settings(page, &format!("{} trained networks", mine.len())).await;
        page.script("document.getElementById('forget-kept').click()").await;
        settings(page, "No trained network").await;
    });
}

#[test]
fn a_store_that_never_answers_keeps_no_run_from_beginning() {
    // What is set on it is never called.
    const SILENT: &str = "IDBFactory.prototype.open = () => new EventTarget();";
    journey(View { before: SILENT, ..View::LAPTOP }, async |page| {
        page.go(LINK).await;
        page.wait_for_state(&["finished"], SOON).await;
        let notice = page.text(".notices").await;
        assert!(notice.contains("does not answer"), "{notice}");
    });
}

#[test]
fn another_tab_with_another_version_of_the_store_is_waited_for_by_nobody() {
    journey(View::LAPTOP, async |page| {
        let found = run(page).await;
        // A newer page makes another version of the store while this one is open, and stays open itself.
        let upgrade = "return new Promise((resolve, reject) => {
            const request = indexedDB.open('ganglion', 5);
            request.onblocked = () => reject(new Error('this page blocks it'));
            request.onerror = () => reject(request.error);
            request.onsuccess = () => { window.other = request.result; resolve(request.result.version); };
        })";
        assert_eq!(page.script(upgrade).await, 5);
        page.run_by(async || page.click("#run-start").await, RUN).await;
        assert_eq!(checksums(&page.report().await), found);
        assert_eq!(page.text(".notices").await.trim(), "");
        // One that would delete it is in nobody's way either, and nobody hangs while it waits for the other tab.
        page.script("indexedDB.deleteDatabase('ganglion')").await;
        page.run_by(async || page.click("#run-start").await, RUN).await;
        let change = "location.hash += '&seed=5'";
        page.run_by(async || drop(page.script(change).await), RUN).await;
    });
}

#[test]
fn a_forbidden_store_is_said_in_plain_words_and_not_at_all_inside_another_page() {
    const FORBIDDEN: &str = "
        window.refused = 0;
        IDBFactory.prototype.open = () => {
            window.refused += 1;
            throw new DOMException('Internal error.', 'UnknownError');
        };";
    journey(View { before: FORBIDDEN, ..View::LAPTOP }, async |page| {
        page.go(LINK).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until("document.querySelector('.notices .notice')", SOON).await;
        let notice = page.text(".notices").await;
        let (plain, detail) =
            notice.split_once("In detail: ").expect("the browser's words come last");
        assert!(plain.contains("trained again after a reload"), "{notice}");
        assert!(plain.contains("store nothing") && !plain.contains("Error"), "{notice}");
        assert!(detail.contains("UnknownError"), "{notice}");
        settings(page, "trained again at every visit").await;
        page.go(&format!("{LINK}&frame=embed")).await;
        page.wait_for_state(&["finished"], RUN).await;
        // Looked for once, counted once, and kept once for all networks that end together.
        page.wait_until("window.refused >= 3", SOON).await;
        page.script("return new Promise((resolve) => setTimeout(resolve))").await;
        assert_eq!(page.text(".notices").await.trim(), "");
    });
}
