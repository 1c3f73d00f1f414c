//! What a browser noted during a journey: broken policies, console errors, requests.

use std::{fs, path::Path};

use serde_json::Value;
use thirtyfour::BrowserLogEntry;

/// What the network log calls the origin of a request that the browser itself makes: a typed address, an update.
const BROWSER_ITSELF: &str = "not an origin";

/// The notes of one journey.
pub(crate) struct Trace {
    /// Where the page came from, and what it has in a frame.
    sites: Vec<String>,
    /// Violations of the content security policy.
    pub(crate) violations: Vec<String>,
    /// Errors on the console, uncaught ones and failed requests among them.
    pub(crate) errors: Vec<String>,
    /// The addresses of all requests of the page and its workers.
    pub(crate) requests: Vec<String>,
}

impl Trace {
    /// Puts together what the page, its console and Chromium's network log noted.
    pub(crate) fn new(
        sites: Vec<String>,
        violations: &Value,
        console: &[BrowserLogEntry],
        network: &Value,
    ) -> Self {
        let is_error = |entry: &&BrowserLogEntry| entry.level == "SEVERE";
        let events = network["events"].as_array().expect("the network log has events");
        Self {
            sites,
            violations: violations.as_array().into_iter().flatten().map(text).collect(),
            errors: console.iter().filter(is_error).map(|entry| entry.message.clone()).collect(),
            requests: events.iter().filter_map(requested).collect(),
        }
    }

    /// The notes of a browser that tells only which addresses the page asked for.
    pub(crate) fn of_requests(sites: Vec<String>, requests: &Value) -> Self {
        let requests = requests.as_array().into_iter().flatten().map(text);
        let requests = requests.filter(|url| has_address(url)).collect();
        Self { sites, violations: Vec::new(), errors: Vec::new(), requests }
    }

    /// Checks what no journey may do; `expected` names console errors that this one is about.
    pub(crate) fn check(&self, expected: &[&str]) {
        assert!(self.violations.is_empty(), "content security policy: {:#?}", self.violations);
        let is_expected = |error: &&String| expected.iter().any(|text| error.contains(text));
        let errors: Vec<&String> = self.errors.iter().filter(|error| !is_expected(error)).collect();
        assert!(errors.is_empty(), "errors on the console: {errors:#?}");
        let is_ours = |url: &str| self.sites.iter().any(|site| url.starts_with(site));
        let others: Vec<&String> = self.requests.iter().filter(|url| !is_ours(url)).collect();
        assert!(others.is_empty(), "requests leave the site: {others:#?}");
    }
}

/// Reads a network log; none while Chromium is still writing it.
pub(crate) fn read_network_log(file: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The address of a request, if this is one of a page or a worker.
fn requested(event: &Value) -> Option<String> {
    let initiator = event["params"]["initiator"].as_str()?;
    let url = event["params"]["url"].as_str()?;
    (initiator != BROWSER_ITSELF && has_address(url)).then(|| url.to_owned())
}

fn has_address(url: &str) -> bool {
    !["about:", "blob:", "data:"].iter().any(|kind| url.starts_with(kind))
}
