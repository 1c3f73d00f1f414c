//! A description in its parts, as a form has them: `width` and `height` stand for the size of a frame.

use std::collections::BTreeMap;

use crate::seeded::generator::generator_words;

/// Words that say something by being there.
const FLAGS: [&str; 3] = ["up", "left", "inverted"];
/// What is said with a number behind it, in the order of the line.
const NUMBERS: [&str; 12] = [
    "seed",
    "step",
    "call",
    "blinks",
    "trials",
    "running",
    "frozen",
    "frozen-seed",
    "before",
    "after",
    "checker",
    "cell",
];

/// A description in its parts; a part that is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeedWords(BTreeMap<String, String>);

impl SeedWords {
    /// The part that is the generator, which a description names by its word alone.
    pub const GENERATOR: &'static str = "generator";
    /// The part that says which of rows and columns are filled one after the other.
    pub const ORDER: &'static str = "order";

    /// Words that are no part of a description: kept, so that it is said what is wrong with them.
    const OTHERS: &'static str = "others";

    /// The parts of a line.
    pub fn read(line: &str) -> Self {
        let mut words = Self::default();
        let line = line.to_ascii_lowercase();
        for word in line.split(|c: char| c.is_whitespace() || c == '_') {
            words.add(word);
        }
        words
    }

    fn add(&mut self, word: &str) {
        let is_generator = || generator_words().any(|known| known == word);
        // As in links, where `~` also stands between seeds.
        if let Some((key, value)) = word.split_once(['=', '~']) {
            let key = if key == "seeds" { "seed" } else { key };
            if NUMBERS.contains(&key) {
                return self.say(key, value.replace(['=', '~'], ","));
            }
        } else if FLAGS.contains(&word) {
            return self.say(word, word.to_owned());
        } else if word == "rows" || word == "columns" {
            return self.say(Self::ORDER, word.to_owned());
        } else if is_generator() {
            return self.say(Self::GENERATOR, word.to_owned());
        } else if let Some((width, height)) = word.split_once('x')
            && word.len() > 1
            && word.bytes().all(|byte| byte == b'x' || byte.is_ascii_digit())
        {
            self.say("width", width.to_owned());
            return self.say("height", height.to_owned());
        }
        if !word.is_empty() {
            let others = self.get(Self::OTHERS);
            let gap = if others.is_empty() { "" } else { " " };
            self.say(Self::OTHERS, format!("{others}{gap}{word}"));
        }
    }

    /// What is said of a part; empty if nothing.
    pub fn get(&self, key: &str) -> String {
        self.0.get(key).cloned().unwrap_or_default()
    }

    /// As one line.
    pub fn line(&self) -> String {
        let mut words = vec![self.get(Self::GENERATOR)];
        let number = |key: &str| {
            let value = self.get(key);
            if value.is_empty() { value } else { format!("{key}={}", value.replace(' ', "")) }
        };
        words.push(number(NUMBERS[0]));
        let (width, height) = (self.get("width"), self.get("height"));
        if !(width.is_empty() && height.is_empty()) {
            words.push(format!("{width}x{height}"));
        }
        words.push(self.get(Self::ORDER));
        words.extend(FLAGS.map(|flag| self.get(flag)));
        words.extend(NUMBERS[1..].iter().map(|key| number(key)));
        words.push(self.get(Self::OTHERS));
        words.retain(|word| !word.is_empty());
        words.join(" ")
    }

    /// Says something of a part; an empty text says that it is left out.
    pub fn say(&mut self, key: &str, value: String) {
        self.0.insert(key.to_owned(), value);
    }

    /// Whether something is said of a part, be it that it is left out.
    pub fn is_said(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Takes over all that others say.
    pub fn overwrite_with(&mut self, others: &Self) {
        self.0.extend(others.0.clone());
    }

    /// The same parts, all left out.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self(self.0.keys().map(|key| (key.clone(), String::new())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::SeedWords;
    use crate::seeded::EXAMPLE;

    #[test]
    fn a_line_is_the_same_when_it_was_taken_apart() {
        let lines = [
            EXAMPLE,
            "java seed=-5 step=3 20x15 rows left inverted blinks=3 trials=7 running=100 cell=2",
            "pcg64-integers-int8 seed=1,2,3 8x8 call=trial running=10",
            "ran1",
            "",
            "ran2 tries=3 sixty x",
        ];
        for line in lines {
            let words = SeedWords::read(line);
            assert_eq!(SeedWords::read(&words.line()), words, "{line}");
            let sorted = |line: &str| {
                let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
                words.sort();
                words
            };
            assert_eq!(sorted(&words.line()), sorted(line), "{line}");
            let linked = line.replace(' ', "_").replace(['=', ','], "~");
            assert_eq!(sorted(&SeedWords::read(&linked).line().replace('~', "=")), sorted(line));
        }
    }
}
