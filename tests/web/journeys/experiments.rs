//! The experiments beside Emergence: each runs to its report, and is remembered after a reload.

use crate::{RUN, checksums, journey, page::View};

/// Small experiments: link, networks in the report, kind of findings.
const SMALL: [(&str, usize, Option<&str>); 6] = [
    ("#1.view=saturation&frames=3000&test=1000&epochs=1&nmax=2&seeds=1&restarts=2", 6, None),
    ("#1.view=spacetime&frames=3000&test=1000&epochs=1&restarts=1&epochs2=1", 1, None),
    ("#1.view=recorded&frames=4000&steps=20&nmin=4&nmax=4&repeats=10", 1, Some("recorded")),
    ("#1.view=data&frames=20000&batch=16&steps=20&nmin=2&nmax=2&repeats=10", 11, None),
    ("#1.view=transfer&cells=2&frames=4000&steps=20&nmin=4&nmax=4&repeats=10", 2, Some("transfer")),
    ("#1.view=methods&frames=5000&test=1000&epochs=1&restarts=1", 1, Some("methods")),
];

#[test]
fn every_experiment_runs_to_its_report_and_is_remembered_after_a_reload() {
    journey(View::LAPTOP, async |page| {
        for (link, num_networks, findings) in SMALL {
            page.go(link).await;
            page.wait_for_state(&["finished"], RUN).await;
            let report = page.report().await;
            let networks = report["networks"].as_array().expect("a list of networks");
            assert_eq!(networks.len(), num_networks, "{link}: {report}");
            if let Some(kind) = findings {
                assert!(report["findings"][kind].is_object(), "{link}: {report}");
            }
            page.go(link).await;
            page.wait_for_state(&["finished"], RUN).await;
            assert_eq!(checksums(&page.report().await), checksums(&report), "{link}");
        }
    });
}
