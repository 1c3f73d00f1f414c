//! Many small networks: what the thread of the page has to do for each that arrives, from its message to its figures.

use std::time::Duration;

use serde_json::json;

use crate::{page::Page, said, sections::run_what_is_open};

/// Three hundred networks that learn for a moment: twenty seeds, three depths, five numbers of filters.
const LINK: &str =
    "#1.view=saturation&frames=1000&test=1000&epochs=1&seeds=20&nmax=5&layers=3&restarts=1";

/// Seconds that the page's thread was busy, from a change of the link to the report, in the better of two runs. No page is loaded
/// in between, as Chromium's counter begins anew with each process, and no seed comes twice, as the browser keeps networks.
pub(crate) async fn measure(page: &Page) -> [(&'static str, f64); 1] {
    page.devtools("Performance.enable", json!({ "timeDomain": "threadTicks" })).await;
    let mut best = f64::INFINITY;
    for seed in [100, 200] {
        page.go("#1.view=cell").await;
        page.wait_until("document.querySelector('canvas')", Duration::from_mins(1)).await;
        let before = busy_secs(page).await;
        page.script(&format!("location.hash = '{LINK}&seed={seed}'")).await;
        let report = run_what_is_open(page).await;
        let networks = report["networks"].as_array().map_or(0, Vec::len);
        assert_eq!(networks, 300, "each network has a row");
        best = best.min(busy_secs(page).await - before);
    }
    [("page_many_networks_secs", said("page_many_networks_secs", best).1)]
}

async fn busy_secs(page: &Page) -> f64 {
    let metrics = page.devtools("Performance.getMetrics", json!({})).await;
    let all = metrics["metrics"].as_array().expect("a list of metrics");
    let task = all.iter().find(|metric| metric["name"] == "TaskDuration");
    task.and_then(|metric| metric["value"].as_f64()).expect("Chromium measures its tasks")
}
