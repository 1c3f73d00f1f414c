//! Running an experiment.

use std::time::Duration;

use crate::{journey, page::View};

const RUN: Duration = Duration::from_mins(1);

#[test]
fn opening_the_page_runs_to_the_end_and_leaves_a_report() {
    journey(View::LAPTOP, async |page| {
        page.go("").await;
        page.wait_for_state(&["finished"], RUN).await;
        let report = page.report().await;
        assert!(
            report["networks"].as_array().is_some_and(|networks| !networks.is_empty()),
            "{report}"
        );
    });
}
