//! Starting the page, where it can and where it cannot.

use std::time::Duration;

use serde_json::json;

use crate::{
    journey, journey_with_errors,
    page::{Page, View},
};

const SOON: Duration = Duration::from_secs(20);

/// Waits for the message that boot.js leaves when the page can't start.
async fn start_message(page: &Page) -> String {
    page.wait_for_state(&["failed"], SOON).await;
    page.text("#start[role=alert]").await
}

#[test]
fn the_page_starts_and_takes_the_place_of_the_waiting_text() {
    journey(View::LAPTOP, async |page| {
        page.go("").await;
        page.wait_until("!document.getElementById('start')", SOON).await;
    });
}

#[test]
fn without_webassembly_the_page_says_so() {
    let view = View { before: "delete window.WebAssembly", ..View::LAPTOP };
    journey(view, async |page| {
        page.go("").await;
        let message = start_message(page).await;
        assert!(message.contains("WebAssembly is switched off"), "{message}");
    });
}

#[test]
fn without_simd_the_page_says_so() {
    let view = View { before: "WebAssembly.validate = () => false", ..View::LAPTOP };
    journey(view, async |page| {
        page.go("").await;
        let message = start_message(page).await;
        assert!(message.contains("no SIMD instructions"), "{message}");
    });
}

#[test]
fn a_file_that_does_not_arrive_is_reported_with_what_to_do() {
    journey_with_errors(View::LAPTOP, &["page-", "Failed to fetch"], async |page| {
        page.devtools("Network.enable", json!({})).await;
        page.devtools("Network.setBlockedURLs", json!({ "urls": ["*/page-*_bg.wasm*"] })).await;
        page.go("").await;
        let message = start_message(page).await;
        assert!(message.contains("did not arrive"), "{message}");
        assert!(message.contains("Load the page again"), "{message}");
    });
}

#[test]
fn without_javascript_the_page_says_that_it_needs_it() {
    journey(View::LAPTOP, async |page| {
        page.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        page.go("").await;
        page.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await;
        let message = page.text("noscript").await;
        assert!(message.contains("needs JavaScript"), "{message}");
    });
}
