//! An experiment as the fragment of a URL, and back.
//!
//! `#1.` and then `key=value` pairs joined by `&`, only what differs from the defaults: readable,
//! and safe in every place that takes a URL. Decoding cannot fail: what it does not understand
//! becomes the default, with a warning that names it. One file for each version of the link; old
//! versions stay for ever. The long form of a link is a JSON file.

mod dropped;
mod json;
mod version1;

pub use dropped::{Dropped, link_of_file, png_with_density, png_with_link, words_of_drop};
pub use json::{MAX_FILE_LENGTH, MAX_FILE_WARNINGS, from_json, to_json};
pub use version1::text_of;

use core::cmp::Ordering;

use crate::{
    config::{Config, Draft, MODEL_VERSION, Settled},
    link::version1::Read,
    t,
};

/// Longest fragment that is looked at, bytes; more is cut and warned about.
pub const MAX_LENGTH: usize = 2_000;

/// What a link says, as far as it could be understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The experiment.
    pub config: Config,
    /// Its values.
    pub draft: Draft,
    /// One sentence for each thing that was not taken as it stood.
    pub warnings: Vec<String>,
}

/// Writes the link of an experiment, with the leading `#`.
///
/// ```
/// use ganglion_core::{config::Draft, link};
///
/// let draft = Draft { seed: 7, ..Draft::default() };
/// assert_eq!(link::encode(&draft), "#1.seed=7&model=2");
/// assert_eq!(link::decode("#1.seed=7").draft, draft);
/// ```
pub fn encode(draft: &Draft) -> String {
    encode_of(draft, MODEL_VERSION)
}

/// The link as a page with this version of the model writes it: from the second on it says which.
pub fn encode_of(draft: &Draft, model_version: u32) -> String {
    format!("#1.{}", version1::encode(draft, model_version))
}

/// Reads a link: a fragment with or without `#`, or a whole URL. Never fails, never panics.
pub fn decode(text: &str) -> Decoded {
    decode_at(text, MODEL_VERSION)
}

/// The same as a page with this version of the model reads it.
pub fn decode_at(text: &str, model_version: u32) -> Decoded {
    let mut warnings = Vec::new();
    let read = read(text, &mut warnings);
    settled(read, model_version, warnings)
}

/// The values that a link holds, whether or not they agree with each other: what one part of the page tells another. Each
/// by itself is in its range.
pub fn as_written(text: &str) -> Draft {
    let mut warnings = Vec::new();
    let read = read(text, &mut warnings);
    read.map_or_else(Draft::default, |read| Draft::of_values(read.values, &mut warnings))
}

/// Makes what was read an experiment; nothing read is the default.
fn settled(read: Option<Read>, here: u32, mut warnings: Vec<String>) -> Decoded {
    let values = read.map(|Read { values, model_version }| {
        warnings.extend(model_version.and_then(|version| of_other_model(version, here)));
        values
    });
    let Settled { config, repairs } =
        Draft::settle_values(values.unwrap_or_default(), &mut warnings);
    warnings.extend(repairs);
    Decoded { draft: config.draft().clone(), config, warnings }
}

/// What to expect of an experiment that was made with another version of the model.
fn of_other_model(version: u32, here: u32) -> Option<String> {
    match version.cmp(&here) {
        Ordering::Equal => None,
        Ordering::Less => Some(t!(
            "This experiment was made with version {version} of the model, and this page has version {here}: its results are reproduced approximately, not to the last bit.",
            version = version,
            here = here
        )),
        Ordering::Greater => Some(t!(
            "This experiment was made with version {version} of the model, which is newer than the version {here} of this page: its results are reproduced approximately. Load the page again for a newer one.",
            version = version,
            here = here
        )),
    }
}

/// What a link says; nothing if it is empty or of no version that is known.
fn read(text: &str, warnings: &mut Vec<String>) -> Option<Read> {
    let bare = if text.contains("://") { "" } else { text };
    let fragment = text.split_once('#').map_or(bare, |(_, fragment)| fragment).trim();
    let mut end = fragment.len().min(MAX_LENGTH);
    while !fragment.is_char_boundary(end) {
        end -= 1;
    }
    if end < fragment.len() {
        warnings.push(t!(
            "The link is longer than {length} characters; what came after was left out.",
            length = MAX_LENGTH
        ));
    }
    let fragment = &fragment[..end];
    if fragment.is_empty() {
        return None;
    }
    match fragment.split_once('.') {
        Some(("1", "")) => return None,
        Some(("1", body)) => return Some(version1::read(version1::pairs(body), warnings)),
        Some((version, _)) if is_number(version) => warnings.push(t!(
            "The link is of version {version}, which this page does not know; the default experiment is shown. A newer page may open it.",
            version = quoted(version)
        )),
        _ => warnings.push(t!(
            "The link starts with {start}, not with a version such as “1.”; the default experiment is shown.",
            start = quoted(fragment)
        )),
    }
    None
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// At most 24 characters of `text` in quotation marks, control characters replaced.
fn quoted(text: &str) -> String {
    let mut short: String =
        text.chars().take(24).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(24).is_some() {
        short.push('…');
    }
    format!("“{short}”")
}
