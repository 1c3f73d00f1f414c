//! axe-core: an automatic check for what keeps people with disabilities out.

use serde_json::Value;

use crate::{page::Page, setting};

/// Runs axe-core on the page as it is and panics with whatever it finds.
pub(crate) async fn check(page: &Page, when: &str) {
    let source = std::fs::read_to_string(setting("AXE_PATH")).expect("axe-core is in the cache");
    // As part of the script that WebDriver runs, it is not subject to the page's policy.
    let script = format!(
        "{source}\nreturn window.axe.run(document, {{ resultTypes: ['violations'], rules: {{ 'target-size': {{ enabled: true }} }} }})"
    );
    let results = page.script(&script).await;
    let violations = results["violations"].as_array().expect("axe-core lists violations");
    let found: Vec<String> = violations.iter().map(describe).collect();
    assert!(found.is_empty(), "{when}, axe-core finds:\n{}", found.join("\n"));
}

fn describe(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().into_iter().flatten();
    let targets: Vec<String> =
        nodes.map(|node| format!("{} ({})", node["target"], node["failureSummary"])).collect();
    format!("{}: {}\n    {}", violation["id"], violation["help"], targets.join("\n    "))
}
