//! The experiments beside Emergence: each runs to its report, and is remembered after a reload.

use crate::{
    RUN, checksums, journey,
    page::{SOON, View},
    small_links::SMALL,
};

#[test]
fn every_experiment_runs_to_its_report_and_is_remembered_after_a_reload() {
    journey(View::LAPTOP, async |page| {
        for (link, num_networks, findings, _) in SMALL {
            page.go(link).await;
            page.wait_for_state(&["finished"], RUN).await;
            let report = page.report().await;
            let networks = report["networks"].as_array().expect("a list of networks");
            assert_eq!(networks.len(), num_networks, "{link}: {report}");
            if let Some(kind) = findings {
                assert!(report["findings"][kind].is_object(), "{link}: {report}");
            }
            let is_drawn = "[...document.querySelectorAll('.experiment .plot-canvas')].every(
                (canvas) => canvas.width > 300 && canvas.getContext('2d')
                    .getImageData(0, 0, canvas.width, canvas.height).data.some((byte, at) => byte && at % 4 === 3))
                && document.querySelectorAll('.experiment .plot-canvas').length > 0";
            page.wait_until(is_drawn, SOON).await;
            page.go(link).await;
            page.wait_for_state(&["finished"], RUN).await;
            assert_eq!(checksums(&page.report().await), checksums(&report), "{link}");
        }
    });
}
