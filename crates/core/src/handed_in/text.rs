//! Who hands in what, as links and stores write it: `Ada.k3x9.2.g2-2-2-2_4-4-2-2`.
//!
//! Nickname, token and turn of the sender; then a guess, `g` and row, column, height, width of each subunit, or choices, `c` and the
//! number of each, empty where none was made. Of the nickname all but ASCII letters and figures are bytes in hexadecimal.

use core::fmt::Write as _;

use crate::{
    config::{MAX_SEALED_SUBUNITS, Placement},
    handed_in::{Given, MAX_NICKNAME, Sender},
};

/// Most steps whose choices are read: no lesson has as many.
const MAX_CHOICES: usize = 40;

pub(super) fn of_answer(sender: &Sender, given: &Given) -> String {
    let Sender { nickname, token, turn } = sender;
    format!("{}.{token}.{turn}.{}", escaped(nickname), given_as_text(given))
}

pub(super) fn read_answer(text: &str) -> Option<(Sender, Given)> {
    // A sentence may have ended behind the link.
    let mut parts = text.trim_end_matches('.').split('.');
    let mut next = || parts.next();
    let (nickname, token) = (unescaped(next()?)?, next()?);
    let (turn, given) = (next()?.parse().ok()?, given_of_text(next()?)?);
    let is_token =
        (1..=12).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let sender = Sender { nickname: tidied(&nickname), token: token.to_owned(), turn };
    let is_whole = is_token && !sender.nickname.is_empty() && parts.next().is_none();
    is_whole.then_some((sender, given))
}

/// A guess or choices as links write them.
pub fn given_as_text(given: &Given) -> String {
    match given {
        Given::Guess(subunits) => {
            let place =
                |at: &Placement| format!("{}-{}-{}-{}", at.row, at.column, at.height, at.width);
            format!("g{}", subunits.iter().map(place).collect::<Vec<_>>().join("_"))
        }
        Given::Choices(choices) => {
            let choice = |at: &Option<usize>| at.map(|at| at.to_string()).unwrap_or_default();
            format!("c{}", choices.iter().map(choice).collect::<Vec<_>>().join("_"))
        }
    }
}

/// Reads what [`given_as_text`] has written; nothing of anything else.
pub fn given_of_text(text: &str) -> Option<Given> {
    match text.split_at_checked(1)? {
        ("g", "") => Some(Given::Guess(Vec::new())),
        ("g", places) => {
            let places: Vec<Placement> = places.split('_').map(place).collect::<Option<_>>()?;
            (places.len() <= MAX_SEALED_SUBUNITS).then_some(Given::Guess(places))
        }
        ("c", choices) => {
            let choice = |text: &str| match text {
                "" => Some(None),
                text => text.parse().ok().map(Some),
            };
            let choices: Vec<_> = choices.split('_').map(choice).collect::<Option<_>>()?;
            (choices.len() <= MAX_CHOICES).then_some(Given::Choices(choices))
        }
        _ => None,
    }
}

fn place(text: &str) -> Option<Placement> {
    let numbers: Vec<u8> =
        text.split('-').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    let [row, column, height, width] = numbers.try_into().ok()?;
    (height > 0 && width > 0).then_some(Placement { row, column, height, width })
}

/// A nickname as it is shown: one line, no longer than it may be.
fn tidied(nickname: &str) -> String {
    let words: Vec<&str> = nickname.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(MAX_NICKNAME).collect()
}

fn escaped(nickname: &str) -> String {
    let mut text = String::new();
    for byte in tidied(nickname).bytes() {
        if byte.is_ascii_alphanumeric() {
            text.push(char::from(byte));
        } else {
            write!(text, "~{byte:02x}").expect("strings take any text");
        }
    }
    text
}

fn unescaped(text: &str) -> Option<String> {
    let mut pieces = text.split('~');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).ok()
}
