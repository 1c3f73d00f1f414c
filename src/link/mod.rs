//! An experiment as the fragment of a URL, and back.
//!
//! `#1.` and then `key=value` pairs joined by `&`, only what differs from the defaults: readable,
//! and safe in every place that takes a URL. Decoding cannot fail: what it does not understand
//! becomes the default, with a warning that names it. One file for each version of the link; old
//! versions stay for ever. The long form of a link is a JSON file.

#[cfg(any(feature = "annex", feature = "cli", feature = "studio"))]
mod dropped;
mod json;
mod version1;

#[cfg(any(feature = "annex", feature = "cli", feature = "studio"))]
pub use dropped::{link_of_file, png_with_link};
pub use json::{MAX_FILE_LENGTH, MAX_FILE_WARNINGS, from_json, to_json};
pub(crate) use version1::text_of;

use crate::{config::Draft, t};

/// Longest fragment that is looked at, bytes; more is cut and warned about.
pub const MAX_LENGTH: usize = 2_000;

/// What a link says, as far as it could be understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The experiment; always passes [`Draft::check`].
    pub draft: Draft,
    /// One sentence for each thing that was not taken as it stood.
    pub warnings: Vec<String>,
}

/// Writes the link of an experiment, with the leading `#`.
///
/// ```
/// use ganglion::{config::Draft, link};
///
/// let draft = Draft { seed: 7, ..Draft::default() };
/// assert_eq!(link::encode(&draft), "#1.seed=7");
/// assert_eq!(link::decode("#1.seed=7").draft, draft);
/// ```
pub fn encode(draft: &Draft) -> String {
    format!("#1.{}", version1::encode(draft))
}

/// Reads a link: a fragment with or without `#`, or a whole URL. Never fails, never panics.
pub fn decode(text: &str) -> Decoded {
    let bare = if text.contains("://") { "" } else { text };
    let fragment = text.split_once('#').map_or(bare, |(_, fragment)| fragment).trim();
    let mut warnings = Vec::new();
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
        return Decoded { draft: Draft::default(), warnings };
    }
    let draft = match fragment.split_once('.') {
        Some(("1", body)) => version1::decode(version1::pairs(body), &mut warnings),
        Some((version, _)) if is_number(version) => {
            warnings.push(t!(
                "The link is of version {version}, which this page does not know; the default experiment is shown. A newer page may open it.",
                version = quoted(version)
            ));
            Draft::default()
        }
        _ => {
            warnings.push(t!(
                "The link starts with {start}, not with a version such as “1.”; the default experiment is shown.",
                start = quoted(fragment)
            ));
            Draft::default()
        }
    };
    Decoded { draft, warnings }
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
