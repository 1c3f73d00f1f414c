//! A cell whose subunits a link carries but does not show: for students to find out.
//!
//! **An obfuscation, not a secret**: whoever reads this file can open every seal. It keeps the places
//! out of sight, in the link and on the page, until the cell is revealed.
//!
//! Our own, check and keys too: sealed links are about and must open for ever; no cipher, since there is no secret.

use core::fmt::Write as _;

use crate::config::{Draft, Placement};

/// Most subunits of a sealed cell.
pub const MAX_SEALED_SUBUNITS: usize = 16;

/// Bytes for each subunit.
const BYTES: usize = 4;

/// Seals subunits; `salt` makes equal cells look different.
pub fn seal(subunits: &[Placement], salt: u8) -> String {
    let mut plain = Vec::new();
    for place in subunits.iter().take(MAX_SEALED_SUBUNITS) {
        plain.extend([place.row, place.column, place.height, place.width]);
    }
    plain.push(check(&plain));
    let mut text = format!("{salt:02x}");
    for (byte, key) in plain.iter().zip(keys(salt)) {
        write!(text, "{:02x}", byte ^ key).expect("strings take any text");
    }
    text
}

/// Opens a seal; nothing of anything else.
pub fn unseal(text: &str) -> Option<Vec<Placement>> {
    let digits = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| {
            let pair = core::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect();
    let (salt, sealed) =
        bytes.as_deref()?.split_first().map(|(salt, rest)| (*salt, rest.to_vec()))?;
    let plain: Vec<u8> = sealed.iter().zip(keys(salt)).map(|(byte, key)| byte ^ key).collect();
    let (sum, places) = plain.split_last()?;
    let is_whole = !places.is_empty() && places.len().is_multiple_of(BYTES);
    if *sum != check(places) || !is_whole || places.len() / BYTES > MAX_SEALED_SUBUNITS {
        return None;
    }
    let place = |b: &[u8]| Placement { row: b[0], column: b[1], height: b[2], width: b[3] };
    let places: Vec<_> = places.chunks_exact(BYTES).map(place).collect();
    places.iter().all(|place| place.height > 0 && place.width > 0).then_some(places)
}

/// A sum that hardly any other text has.
fn check(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0x5a, |sum: u8, byte| sum.rotate_left(3).wrapping_add(*byte))
}

/// Bytes that hide others.
fn keys(salt: u8) -> impl Iterator<Item = u8> {
    let start = u32::from(salt).wrapping_mul(0x9e37_79b9) ^ 0x85eb_ca6b;
    core::iter::successors(Some(start), |state| {
        Some(state.wrapping_mul(0x0019_660d).wrapping_add(0x3c6e_f35f))
    })
    .skip(1)
    .map(|state| (state >> 24) as u8)
}

impl Draft {
    /// Whether its cell is sealed and not yet revealed, so that nothing may show what it is like.
    pub fn is_blind(&self) -> bool {
        !self.sealed.is_empty() && !self.reveal
    }
}
