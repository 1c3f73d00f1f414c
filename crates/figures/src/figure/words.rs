//! How numbers are written.

use ganglion_core::{t, words::is_english};
pub use ganglion_core::{units::share, words::grouped};

/// Numbers up to ten as a word where the language is English, others in digits.
pub fn spelled(count: usize) -> String {
    const WORDS: [&str; 11] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let word = WORDS.get(count).filter(|_| is_english());
    word.map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// How many of a set: sentences are chosen by it, since "no of the four" and "all two" are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowMany {
    /// None of them.
    None,
    /// Some, not all.
    Some,
    /// All of them.
    All,
}

impl HowMany {
    /// Of how many things how many are so; of no things none is.
    pub const fn of(count: usize, all: usize) -> Self {
        match count {
            0 => Self::None,
            count if count < all => Self::Some,
            _ => Self::All,
        }
    }
}

/// How many of the hidden subunits, as the object of a sentence.
pub fn of_hidden_subunits(count: usize, all: usize) -> String {
    match (HowMany::of(count, all), all) {
        (HowMany::None, 0 | 1) => t!("no hidden subunit").to_owned(),
        (HowMany::None, _) => t!("none of the {all} hidden subunits", all = spelled(all)),
        (HowMany::All, 1) => t!("the one hidden subunit").to_owned(),
        (HowMany::All, 2) => t!("both hidden subunits").to_owned(),
        (HowMany::All, _) => t!("all {all} hidden subunits", all = spelled(all)),
        (HowMany::Some, _) => {
            t!("{found} of the {all} hidden subunits", found = spelled(count), all = spelled(all))
        }
    }
}

/// A list in words: `1, 2 and 3`.
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first, rest @ .., last] => {
            let first = rest.iter().fold(first.clone(), |first, next| {
                t!("{first}, {next}", first = first, next = next)
            });
            t!("{first} and {last}", first = first, last = last)
        }
    }
}

/// How many Latin letters a text is as wide as, about: a Chinese one is as wide as nearly two.
pub(super) fn letters(text: &str) -> f64 {
    text.chars().map(|letter| if letter < '\u{2e80}' { 1.0 } else { 1.8 }).sum()
}

/// The first letter as a capital.
pub fn sentence(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
