//! Where WebGPU is wanted and cannot be had, the CPU runs the experiment and the page says so.

use crate::{
    RUN, SHORT, checksums, journey, journey_with_errors,
    page::{Page, Site, View},
};

/// The short experiment on an engine.
fn on(engine: &str) -> String {
    SHORT.replace("&epochs", &format!("&engine={engine}&epochs"))
}

/// Runs the short experiment on WebGPU that is not there; returns the reason in the report.
async fn fall_back(page: &Page) -> String {
    page.go(&on("gpu")).await;
    page.wait_for_state(&["finished"], RUN).await;
    let report = page.report().await;
    assert_eq!(report["engine"], "cpu");
    let reason = report["fallback"].as_str().expect("the report says why").to_owned();
    let notice = page.text(".notices").await;
    assert!(notice.contains(&reason), "the notice `{notice}` lacks `{reason}`");
    let detail = page.text(".run-detail").await;
    assert!(detail.contains("CPU"), "{detail}");
    reason
}

#[test]
fn without_web_gpu_the_cpu_runs_the_experiment_and_the_page_says_why() {
    journey(View::LAPTOP, async |page| {
        let reason = fall_back(page).await;
        assert!(reason.contains("WebGPU"), "{reason}");
        let on_gpu = checksums(&page.report().await);
        page.go(SHORT).await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(checksums(&page.report().await), on_gpu, "its results are the CPU's");
    });
}

#[test]
fn without_the_file_of_the_gpu_worker_the_cpu_runs_the_experiment_and_the_page_says_why() {
    let view = View { site: Site::WithoutGpuWorker, ..View::LAPTOP };
    journey_with_errors(view, &["worker_gpu"], async |page| {
        let reason = fall_back(page).await;
        assert!(reason.contains("could not be loaded"), "{reason}");
    });
}

#[test]
fn auto_without_web_gpu_takes_the_cpu() {
    journey(View::LAPTOP, async |page| {
        page.go(&on("auto")).await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(page.report().await["engine"], "cpu");
    });
}
