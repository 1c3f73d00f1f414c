//! The page and the command compute the same: bit for bit, however many workers share the networks, in every browser.

use std::process::Command;

use serde_json::Value;

use crate::{RUN, checksums, journey, note, page::View, setting, small_links::SMALL};

/// An experiment that departs from the default in everything that computes.
const UNUSUAL: &str = "#1.layout=diamond&spikes=pois&rate=0.2&polarity=off&temporal=released&seed=77&frames=6000\
    &noise=gaussian&rows=12&cols=10&input=true&test=2000&nmin=3&nmax=4&side=5&restarts=3&dense=signed&out=parametric\
    &initsd=0.05&noisein=0.1&epochs=2&batch=128&schedule=constant&l2=0.001&densel2=0.001&actl1=0.001";

/// The two sections that show the default experiment.
const DEFAULTS: [&str; 2] = ["", "#1.view=cell"];

/// What the command reports of a link.
fn native(link: &str) -> Value {
    let command = setting("GANGLION_COMMAND");
    let done = Command::new(&command).args(["run", link]).output();
    let done = done.unwrap_or_else(|err| panic!("{command}: {err}"));
    let complaint = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{link}: {complaint}");
    serde_json::from_slice(&done.stdout).expect("the command prints JSON")
}

/// What the page reports of a link.
fn in_page(link: &str, num_workers: u32) -> Value {
    let view = View { size: (1280, 800), num_workers: Some(num_workers), ..View::LAPTOP };
    journey(view, async |page| {
        page.go_and_run(link).await;
        page.wait_for_state(&["finished"], RUN).await;
        let report = page.report().await;
        assert_eq!(report["num_workers"], num_workers, "{report}");
        let browser = page.browser();
        note(&format!("{browser:?}, {num_workers} workers: {} s for {link}", report["seconds"]));
        page.screenshot(&format!("1280x800 {browser:?} {}", section(link))).await;
        report
    })
}

fn check(link: &str, all_num_workers: &[u32]) {
    let native = native(link);
    assert!(!checksums(&native).is_empty());
    for &num_workers in all_num_workers {
        let page = in_page(link, num_workers);
        assert_eq!(experiment(&page), experiment(&native));
        assert_eq!(checksums(&page), checksums(&native), "{num_workers} workers");
        // The scores too: they come from the same code.
        assert_eq!(page["networks"], native["networks"], "{num_workers} workers");
        assert_eq!(findings(&page), findings(&native), "{num_workers} workers");
        let num_networks = checksums(&page).len();
        note(&format!("{}: {num_networks} checksums as the command's", section(link)));
    }
}

/// The link of a report without the section Cell: the page names the experiment, which Cell shares with Emergence.
fn experiment(report: &Value) -> String {
    report["link"].as_str().expect("a report has a link").replace("view=cell&", "")
}

/// The section that a link shows.
fn section(link: &str) -> &str {
    link.split(['.', '&']).find_map(|part| part.strip_prefix("view=")).unwrap_or("emergence")
}

/// What the networks can tell, without the seconds that the methods took.
fn findings(report: &Value) -> Value {
    let mut findings = report["findings"].clone();
    let methods = findings.pointer_mut("/methods/methods").and_then(Value::as_array_mut);
    if let Some(methods) = methods {
        for method in methods {
            method[4] = Value::Null;
        }
    }
    findings
}

#[test]
fn the_default_experiment_gives_the_same_bits_natively_and_with_one_and_two_workers() {
    check("", &[1, 2, 1, 2]);
}

#[test]
fn an_unusual_experiment_gives_the_same_bits_natively_and_with_one_and_two_workers() {
    check(UNUSUAL, &[1, 2, 1, 2]);
}

#[test]
fn every_section_gives_the_same_report_natively_and_in_the_page() {
    for link in SMALL.iter().map(|(link, ..)| *link).chain(DEFAULTS) {
        check(link, &[1]);
    }
}
