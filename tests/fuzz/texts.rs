//! Texts that are almost links or files: sound ones, changed here and there, and noise.

use std::fmt::Write as _;

use ganglion_core::{
    config::PARAMETERS,
    rng::{Random, Stream},
};

/// Values that parsers stumble over.
const VALUES: [&str; 30] = [
    "",
    "0",
    "-0",
    "1",
    "-1",
    "+1",
    "1.5",
    "NaN",
    "inf",
    "-inf",
    "1e-999",
    "1e999",
    "1e2147483648",
    "0x10",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "1e-3",
    "0.1",
    ".",
    "..",
    "_",
    "2.3.2.2",
    "2.3.2.2_0.1.3.1",
    "255.255.255.255",
    "true",
    "null",
    "custom",
    "recorded",
    "١٢٣",
];

/// Values of JSON that parsers stumble over.
const JSON: [&str; 16] = [
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[[[[]]]]",
    "{\"a\": {\"b\": [1]}}",
    "1e400",
    "-1e-400",
    "NaN",
    "\"\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "18446744073709551616",
    "0.1",
    "\"custom\"",
];

/// Characters of every length and kind.
const CHARACTERS: [char; 24] = [
    '#',
    '.',
    '&',
    '=',
    '_',
    '%',
    '-',
    '/',
    ':',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ',',
    ' ',
    '\n',
    '\0',
    'é',
    '１',
    '\u{202e}',
    '\u{feff}',
    '\u{1f41f}',
    '\u{10ffff}',
];

/// An endless supply of texts, the same in every run.
pub(crate) struct Texts {
    random: Random,
    sound: Vec<String>,
}

impl Texts {
    /// Texts like these.
    pub(crate) fn new(seed: u32, sound: Vec<String>) -> Self {
        Self { random: Random::new(seed, Stream::Noise, 0), sound }
    }

    /// A text that may be taken for a link.
    pub(crate) fn fragment(&mut self) -> String {
        match self.random.below(8) {
            0 => self.noise(),
            1 => format!("#1.{}", self.noise()),
            2 | 3 => self.pairs(),
            _ => self.changed(),
        }
    }

    /// A text that may be taken for a file.
    pub(crate) fn file(&mut self) -> String {
        match self.random.below(8) {
            0 => self.noise(),
            1 | 2 => self.settings(),
            _ => self.changed(),
        }
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.random.below(from.len() as u32) as usize]
    }

    fn key(&mut self) -> &'static str {
        if self.random.below(20) == 0 {
            return self.pick(&VALUES);
        }
        PARAMETERS[self.random.below(PARAMETERS.len() as u32) as usize].key
    }

    fn character(&mut self) -> char {
        match self.random.below(3) {
            0 => char::from_u32(self.random.below(0x11_0000)).unwrap_or('\u{fffd}'),
            1 => self.pick(&CHARACTERS),
            _ => char::from(b' ' + self.random.below(95) as u8),
        }
    }

    /// Any characters; now and then more than a link may have.
    fn noise(&mut self) -> String {
        let most = if self.random.below(50) == 0 { 3_000 } else { 60 };
        (0..self.random.below(most)).map(|_| self.character()).collect()
    }

    /// Pairs of keys with values that are theirs or not.
    fn pairs(&mut self) -> String {
        let mut text = "#1.".to_owned();
        for _ in 0..self.random.below(12) {
            let (key, value) = (self.key(), self.value());
            write!(text, "{key}={value}&").expect("strings take any text");
        }
        text
    }

    fn value(&mut self) -> String {
        match self.random.below(3) {
            0 => self.pick(&VALUES).to_owned(),
            1 => self.random.below(40).to_string(),
            _ => self.random.uniform().to_string(),
        }
    }

    /// A file of settings with values that are theirs or not.
    fn settings(&mut self) -> String {
        let mut pairs = Vec::new();
        for _ in 0..self.random.below(12) {
            let key = self.key();
            let value = match self.random.below(3) {
                0 => self.pick(&JSON).to_owned(),
                1 => format!("\"{}\"", self.value()),
                _ => self.value(),
            };
            pairs.push(format!("\"{key}\": {value}"));
        }
        format!("{{\"ganglion\": 1, \"settings\": {{{}}}}}", pairs.join(", "))
    }

    /// A sound text with up to six changes: a character or a part removed, doubled, put in or replaced.
    fn changed(&mut self) -> String {
        let chosen = self.random.below(self.sound.len() as u32) as usize;
        let mut text: Vec<char> = self.sound[chosen].chars().collect();
        for _ in 0..self.random.below(7) {
            let at = self.random.below(text.len() as u32 + 1) as usize;
            let end = (at + self.random.below(12) as usize).min(text.len());
            match self.random.below(5) {
                0 => text.truncate(at),
                1 => {
                    text.splice(at..end, []);
                }
                2 => {
                    let part = text[at..end].to_vec();
                    text.splice(at..at, part);
                }
                3 => text.insert(at, self.character()),
                _ => {
                    let value: Vec<char> = self.pick(&VALUES).chars().collect();
                    text.splice(at..end, value);
                }
            }
        }
        text.into_iter().collect()
    }
}
