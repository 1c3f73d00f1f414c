//! The experiments beside Emergence: each runs to its report, and is remembered after a reload.

use std::collections::BTreeSet;

use thirtyfour::Key;

use crate::{
    RUN, checksums, journey,
    page::{SOON, View},
    small_links::SMALL,
};

/// What a link says, in one order: the page writes it in that of its settings.
fn parts(link: &str) -> BTreeSet<&str> {
    link.split(['.', '&']).filter(|part| !part.starts_with("model=")).collect()
}

#[test]
fn every_experiment_runs_to_its_report_and_is_remembered_after_a_reload() {
    journey(View::LAPTOP, async |page| {
        for (link, num_networks, findings, _) in SMALL {
            page.go_and_run(link).await;
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
            assert_eq!(parts(&page.fragment().await), parts(link));
            page.go(link).await;
            page.wait_for_state(&["finished"], RUN).await;
            assert_eq!(checksums(&page.report().await), checksums(&report), "{link}");
        }
    });
}

#[test]
fn a_point_opens_its_network_and_filters_go_off_and_on_by_keys() {
    journey(View::LAPTOP, async |page| {
        page.go(SMALL[0].0).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until("document.querySelector('.hit-regions')", SOON).await;
        page.script("document.querySelector('.hit-regions').focus()").await;
        page.press(Key::Right).await;
        page.press(Key::Enter).await;
        page.wait_until("document.querySelector('dialog[open] .plot-canvas')", SOON).await;
        let link =
            page.string("document.querySelector('dialog[open] a').getAttribute('href')").await;
        assert!(link.starts_with("#1."), "{link}");
        page.press(Key::Escape).await;
        page.wait_until("!document.querySelector('dialog[open]')", SOON).await;

        page.go(SMALL[2].0).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until("document.querySelector('.hit-regions')", SOON).await;
        let label = "document.querySelector('.plot:has(.hit-regions) .plot-canvas').ariaLabel";
        let whole = page.string(label).await;
        page.script("document.querySelector('.hit-regions').focus()").await;
        page.press(Key::Right).await;
        page.press(Key::Enter).await;
        page.wait_until(&format!("{label}.includes('switched off')"), SOON).await;
        page.press(Key::Enter).await;
        page.wait_until(&format!("!{label}.includes('switched off')"), SOON).await;
        assert_eq!(page.string(label).await, whole);
    });
}

#[test]
fn proposed_settings_are_used_by_one_click() {
    let link = SMALL.map(|(link, ..)| link).into_iter().find(|link| link.contains("=settings&"));
    journey(View::LAPTOP, async |page| {
        page.go_and_run(link.expect("a small link of every section")).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until("document.querySelector('.proposal a')", SOON).await;
        let report = page.report().await;
        let proposed = report["findings"]["settings"]["link"].as_str().expect("a proposal");
        assert!(report["networks"][0]["correlation"].is_null(), "test frames choose nothing");
        page.click(".proposal a").await;
        page.wait_until("document.getElementById('tab-recorded').ariaSelected === 'true'", SOON)
            .await;
        page.wait_for_state(&["finished"], RUN).await;
        assert_eq!(parts(&page.fragment().await), parts(proposed));
    });
}

#[test]
fn a_full_store_is_said_and_stops_nothing() {
    let view = View {
        before: "IDBObjectStore.prototype.put = () => { throw new DOMException('The quota has been exceeded.', 'QuotaExceededError'); };",
        ..View::LAPTOP
    };
    journey(view, async |page| {
        page.go(SMALL[1].0).await;
        page.wait_for_state(&["finished"], RUN).await;
        page.wait_until(
            "document.querySelector('.notices')?.textContent.includes('does not keep')",
            SOON,
        )
        .await;
    });
}
