//! Links of released versions: they decode for ever.
//!
//! `golden/links_v1.txt` holds a link, its canonical form and a digest of all settings that it stands for, separated by tabs.
//! All of them were written with version 1 of the model, and say nothing of it.
//! The digest is over the keys that the `keys` line above it lists, so that new parameters leave it as it is.
//! **Lines are only added, never changed or deleted**: each is a link that somebody may have.

use std::collections::BTreeSet;

use ganglion_core::{
    config::{Choice as _, PARAMETERS, Section},
    link,
    network::checksum,
};
use serde_json::Value;

const LINKS: &str = include_str!("golden/links_v1.txt");

/// A line of the corpus.
struct Golden {
    link: &'static str,
    canonical: &'static str,
    digest: &'static str,
    /// The parameters that there were when it was written.
    keys: Vec<&'static str>,
}

fn corpus() -> Vec<Golden> {
    let mut keys = Vec::new();
    let mut found = Vec::new();
    for line in LINKS.lines() {
        if let Some(list) = line.strip_prefix("keys ") {
            keys = list.split(' ').collect();
        } else if line.starts_with('#') {
            let [link, canonical, digest] =
                line.split('\t').collect::<Vec<_>>().try_into().expect("three parts");
            found.push(Golden { link, canonical, digest, keys: keys.clone() });
        }
    }
    found
}

/// A digest of some settings of the experiment of a link.
fn digest(text: &str, keys: &[&str]) -> String {
    let file: Value =
        serde_json::from_str(&link::to_json(&link::decode(text).draft)).expect("JSON");
    let settings: Vec<String> =
        keys.iter().map(|key| format!("{key}={}", file["settings"][key])).collect();
    // The checksum is over numbers: every byte is one.
    let bytes: Vec<f32> = settings.join("&").bytes().map(f32::from).collect();
    checksum(&bytes)
}

#[test]
fn every_released_link_still_means_what_it_meant() {
    let corpus = corpus();
    assert!(corpus.len() >= 80, "lines of the corpus are never deleted: {}", corpus.len());
    for Golden { link: text, canonical, digest: expected, keys } in corpus {
        let decoded = link::decode(text);
        assert_eq!(decoded.warnings, Vec::<String>::new(), "{text}");
        assert_eq!(link::encode_of(&decoded.draft, 1), canonical, "{text}");
        assert_eq!(digest(text, &keys), expected, "{text}");
        assert_eq!(link::decode(canonical).draft, decoded.draft, "{text}");
        assert_eq!(link::from_json(&link::to_json(&decoded.draft)).draft, decoded.draft, "{text}");
    }
}

#[test]
fn every_parameter_stands_in_a_released_link_away_from_its_default() {
    let corpus = corpus();
    let newest = &corpus.last().expect("there are links").keys;
    for row in &PARAMETERS {
        let is_there = corpus.iter().any(|golden| row.is_changed(&link::decode(golden.link).draft));
        assert!(is_there, "add a line at the end of the corpus with {} in it", row.key);
        assert!(
            newest.contains(&row.key),
            "add a line of keys with {} and links below it",
            row.key
        );
    }
}

#[test]
fn what_only_the_view_depends_on_is_left_out_without_another_check() {
    let mut num_sections = BTreeSet::new();
    for config in corpus().iter().map(|golden| link::decode(golden.link).config) {
        let checked = config.draft().without_view().check();
        assert_eq!(Ok(config.without_view()), checked);
        num_sections.insert(config.draft().section.word());
    }
    assert_eq!(num_sections.len(), Section::OPTIONS.len());
}
