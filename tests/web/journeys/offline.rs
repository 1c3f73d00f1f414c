//! The page without a network, and from one version to the next.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{
    RUN, SHORT, axe, checksums, journey_at,
    page::{Page, SOON, View},
    served::{Damage, Served},
};

/// How long the installation of a version may take on a machine that is busy.
const INSTALLED: Duration = Duration::from_mins(1);

/// The page is the next version.
const IS_NEXT: &str = "document.documentElement.dataset.version === 'next'";

/// Runs the short experiment, waits until the site is kept, and returns the report.
async fn visit(page: &Page) -> Value {
    page.go(SHORT).await;
    page.wait_for_state(&["finished"], RUN).await;
    page.wait_until("navigator.serviceWorker.controller", INSTALLED).await;
    page.report().await
}

/// Loads the page again and runs its experiment to the end.
async fn run_again(page: &Page) -> Value {
    page.reload().await;
    page.wait_for_state(&["finished"], RUN).await;
    page.report().await
}

/// The names of the caches that there are.
async fn caches(page: &Page) -> Vec<String> {
    let names = page.script("return caches.keys()").await;
    names.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Waits until the browser has given up a version that it began to install.
async fn wait_for_refusal(page: &Page, served: &Served, file: &str) {
    page.script(
        "return navigator.serviceWorker.getRegistration()
             .then((registration) => registration.update()).then(() => null, () => null)",
    )
    .await;
    page.wait_until(
        "(window.settled ??= 0, navigator.serviceWorker.getRegistration().then((registration) => {
             window.settled = registration.installing || registration.waiting ? 0 : window.settled + 1;
         }), window.settled > 3)",
        INSTALLED,
    )
    .await;
    let asked = served.requests();
    assert!(asked.iter().any(|name| name == file), "{file} was asked for: {asked:?}");
}

#[test]
fn offline_the_page_runs_an_experiment_to_the_end_with_the_same_bits() {
    let served = Served::start();
    journey_at(served.url(), View::LAPTOP, &[], async |page| {
        let online = visit(page).await;
        served.cut();
        let offline = run_again(page).await;
        assert_eq!(checksums(&offline), checksums(&online));
        assert_eq!(page.text(".update").await, "", "nothing is offered");
        // Another address of the page, and a section whose figures are drawn there and whose numbers are found in the analysis worker.
        page.go("index.html?from=a-slide#1.view=methods&frames=5000&test=1000&epochs=1&restarts=1")
            .await;
        page.wait_for_state(&["finished"], RUN).await;
        // A lesson, the live cell and the words of another language are kept as well.
        page.go("#1.view=cell&lang=zh-CN&lesson=field.1").await;
        page.wait_until(
            "document.querySelector('.lesson-choice') && document.querySelector('.stimulus')",
            SOON,
        )
        .await;
        assert_eq!(page.string("document.documentElement.lang").await, "zh-CN");
    });
}

#[test]
fn offline_use_needs_nothing_but_the_site_and_can_be_installed() {
    let served = Served::start();
    journey_at(served.url(), View::LAPTOP, &[], async |page| {
        visit(page).await;
        let errors = page.devtools("Page.getInstallabilityErrors", json!({})).await;
        // A headless browser has no profile to install into; nothing else may be wrong.
        let ids: Vec<_> = errors["installabilityErrors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|error| error["errorId"].as_str())
            .filter(|id| *id != "in-incognito")
            .collect();
        assert_eq!(ids, Vec::<&str>::new());
        let manifest = page.devtools("Page.getAppManifest", json!({})).await;
        assert_eq!(manifest["errors"], json!([]));
    });
}

#[test]
fn offline_a_file_for_later_is_kept_when_it_is_first_used_if_it_is_whole() {
    let served = Served::start();
    served.update(Some(("worker_gpu_two.txt", Damage::CutOff)));
    let errors = ["worker_gpu_two.txt", "worker_gpu_three.txt"];
    journey_at(served.url(), View::LAPTOP, &errors, async |page| {
        visit(page).await;
        let asked = served.requests();
        assert!(!asked.iter().any(|name| name.starts_with("worker_gpu")), "{asked:?}");
        let fetch = async |name: &str| {
            let script =
                "return fetch(arguments[0]).then((answer) => answer.text()).catch(() => 'nothing')";
            page.script_with(script, vec![json!(name)]).await
        };
        assert_eq!(fetch("worker_gpu_one.txt?v=1").await, "part one");
        assert_eq!(fetch("worker_gpu_two.txt?v=1").await, "part", "what came is handed on");
        let is_kept =
            "caches.keys().then(([name]) => caches.open(name)).then((cache) => cache.keys())
            .then((keys) => (window.kept = keys.map((key) => key.url).join()))
            && (window.kept ?? '').includes('worker_gpu_one')";
        page.wait_until(is_kept, SOON).await;

        served.cut();
        assert_eq!(fetch("worker_gpu_one.txt?v=2").await, "part one");
        assert_eq!(fetch("worker_gpu_two.txt?v=2").await, "nothing", "it was cut off");
        assert_eq!(fetch("worker_gpu_three.txt").await, "nothing", "it was never used");
    });
}

#[test]
fn offline_a_new_version_waits_until_it_is_asked_for() {
    let served = Served::start();
    journey_at(served.url(), View::LAPTOP, &[], async |page| {
        let before = visit(page).await;
        let [old] = caches(page).await.try_into().expect("one version is kept");
        page.script("return caches.open('of another site').then(() => null)").await;

        served.update(None);
        let unchanged = run_again(page).await;
        page.wait_until("document.querySelector('.update button')", INSTALLED).await;
        page.wait_until(&format!("!({IS_NEXT})"), SOON).await;
        assert_eq!(checksums(&unchanged), checksums(&before));
        let waits =
            "return navigator.serviceWorker.getRegistration().then((all) => Boolean(all.waiting))";
        assert_eq!(page.script(waits).await, true, "it does not take over by itself");
        assert!(caches(page).await.contains(&old), "what is in use is kept");
        let notice = page.text(".update[role=status]").await;
        assert!(notice.contains("A new version is ready"), "{notice}");
        for theme in ["light", "dark", "projector"] {
            page.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            axe::check(page, "with a new version").await;
            page.screenshot(&format!("update {theme}")).await;
        }
        page.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": false }),
        )
        .await;
        page.screenshot("update phone").await;
        let is_on_top = "(({ x, y, width, height }) => document.elementFromPoint(x + width / 2, y + height / 2).textContent)
            (document.querySelector('.update button').getBoundingClientRect())";
        assert_eq!(page.string(is_on_top).await, "Load it", "nothing covers the button");

        let link = page.fragment().await;
        page.script("document.querySelector('.update button').focus()").await;
        page.press(Key::Enter).await;
        page.wait_until(IS_NEXT, SOON).await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(page.fragment().await, link, "the link keeps all settings");
        assert_eq!(page.text(".update").await, "");
        let kept = caches(page).await;
        assert!(!kept.contains(&old) && kept.len() == 2, "{old} is gone: {kept:?}");
        assert!(kept.iter().any(|name| name == "of another site"), "{kept:?}");

        served.cut();
        run_again(page).await;
        page.wait_until(IS_NEXT, SOON).await;
    });
}

/// A version of which a file is damaged is never taken; the old one goes on, without a network too.
fn half_finished(file: &'static str, damage: Damage) {
    let served = Served::start();
    journey_at(served.url(), View::LAPTOP, &[], async |page| {
        let before = visit(page).await;
        let kept = caches(page).await;
        served.requests();

        served.update(Some((file, damage)));
        wait_for_refusal(page, &served, file).await;
        assert_eq!(page.text(".update").await, "", "nothing is offered");
        assert_eq!(caches(page).await, kept, "nothing is half replaced");

        served.cut();
        let offline = run_again(page).await;
        page.wait_until(&format!("!({IS_NEXT})"), SOON).await;
        assert_eq!(checksums(&offline), checksums(&before));
    });
}

#[test]
fn offline_an_update_with_a_missing_file_changes_nothing() {
    half_finished("worker_bg.wasm", Damage::Missing);
}

#[test]
fn offline_an_update_with_a_file_cut_off_changes_nothing() {
    half_finished("figures_bg.wasm", Damage::CutOff);
}
