//! What is looked at, as the link holds it: which picture, where, by which cell, and the own pictures
//! that this takes.

use crate::{pictures::Picture, t};

/// Most own pictures that a link can name.
pub const MAX_NAMED: usize = 20;
/// Largest side of a checker, pixels.
pub const MAX_CHECKER: u32 = 24;
/// Most characters of a file's name that are kept.
const MAX_NAME: usize = 24;

/// An own picture by name: a link holds no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Of its file's bytes, 16 hexadecimal digits.
    pub checksum: String,
    /// The beginning of its file's name.
    pub name: String,
}

/// Which picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// A generated one, by its number.
    Scene(u32),
    /// An own one, by its checksum.
    Own(String),
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewState {
    /// The picture.
    pub chosen: Chosen,
    /// Position of the cell among those of the experiment.
    pub cell: u32,
    /// Left edge of the field, pixels; where it lies in the middle if there is none.
    pub place: Option<(u32, u32)>,
    /// Side of a checker, pixels; that of the experiment if there is none.
    pub checker: Option<u32>,
    /// Whether light and dark are exchanged.
    pub is_mirrored: bool,
    /// Own pictures.
    pub own: Vec<Named>,
}

impl Default for ViewState {
    fn default() -> Self {
        Self {
            chosen: Chosen::Scene(0),
            cell: 0,
            place: None,
            checker: None,
            is_mirrored: false,
            own: Vec::new(),
        }
    }
}

impl Named {
    /// A picture as a link names it.
    pub fn of(picture: &Picture) -> Self {
        let name = picture.name.chars().take(MAX_NAME).collect();
        Self { checksum: picture.checksum.clone(), name }
    }
}

impl ViewState {
    /// As a link writes it; empty for what is looked at first.
    ///
    /// ```
    /// use ganglion_core::pictures::view_state::ViewState;
    ///
    /// let view_state = ViewState { cell: 2, place: Some((40, 8)), ..ViewState::default() };
    /// assert_eq!(view_state.to_text(), "c2.x40.y8");
    /// assert_eq!(ViewState::of_text("c2.x40.y8"), (view_state, Vec::new()));
    /// ```
    pub fn to_text(&self) -> String {
        let mut parts = Vec::new();
        match &self.chosen {
            Chosen::Scene(0) => {}
            Chosen::Scene(number) => parts.push(format!("n{number}")),
            Chosen::Own(checksum) => parts.push(format!("p{checksum}")),
        }
        if self.cell > 0 {
            parts.push(format!("c{}", self.cell));
        }
        if let Some((left, top)) = self.place {
            parts.extend([format!("x{left}"), format!("y{top}")]);
        }
        parts.extend(self.checker.map(|checker| format!("s{checker}")));
        if self.is_mirrored {
            parts.push("m".to_owned());
        }
        let named = self.own.iter().take(MAX_NAMED);
        parts.extend(named.map(|own| format!("o{}-{}", own.checksum, escaped(&own.name))));
        parts.join(".")
    }

    /// Reads what [`Self::to_text`] has written; one sentence for each thing that was left out.
    pub fn of_text(text: &str) -> (Self, Vec<String>) {
        let mut view_state = Self::default();
        let mut place = (None, None);
        let mut warnings = Vec::new();
        for part in text.split('.').filter(|part| !part.is_empty()) {
            // A link holds ASCII only; anything else has no part that could be cut off here.
            let (kind, rest) = part.split_at_checked(1).unwrap_or(("", part));
            let number = rest.parse::<u32>().ok();
            let is_read = match (kind, number) {
                ("n", Some(number)) => {
                    view_state.chosen = Chosen::Scene(number);
                    true
                }
                ("p", _) if is_checksum(rest) => {
                    view_state.chosen = Chosen::Own(rest.to_owned());
                    true
                }
                ("c", Some(cell)) => {
                    view_state.cell = cell;
                    true
                }
                ("x", Some(left)) => {
                    place.0 = Some(left);
                    true
                }
                ("y", Some(top)) => {
                    place.1 = Some(top);
                    true
                }
                ("s", Some(checker)) => {
                    view_state.checker = Some(checker.clamp(1, MAX_CHECKER));
                    true
                }
                ("m", None) if rest.is_empty() => {
                    view_state.is_mirrored = true;
                    true
                }
                ("o", _) => named(rest)
                    .filter(|_| view_state.own.len() < MAX_NAMED)
                    .map(|named| view_state.own.push(named))
                    .is_some(),
                _ => false,
            };
            if !is_read {
                let part: String = part.chars().take(24).collect();
                warnings.push(t!(
                    "The link says “{part}” about what is looked at, which this page does not know; it was left out.",
                    part = part
                ));
            }
        }
        view_state.place = place.0.zip(place.1);
        (view_state, warnings)
    }
}

fn named(text: &str) -> Option<Named> {
    let (checksum, name) = text.split_once('-')?;
    is_checksum(checksum).then(|| Named { checksum: checksum.to_owned(), name: unescaped(name) })
}

fn is_checksum(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Letters, figures and `-` as they are, other bytes as `_` and two hexadecimal digits.
fn escaped(name: &str) -> String {
    let of_byte = |byte: u8| {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            char::from(byte).to_string()
        } else {
            format!("_{byte:02x}")
        }
    };
    name.bytes().map(of_byte).collect()
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|digits| core::str::from_utf8(digits).ok());
        let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let (byte, left) = match (first, code) {
            (b'_', Some(code)) => (code, &after[2..]),
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = left;
    }
    String::from_utf8_lossy(&bytes).chars().filter(|c| !c.is_control()).take(MAX_NAME).collect()
}
