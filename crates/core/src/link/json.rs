//! An experiment as a JSON file: the long form of a link, to keep and to drop back in.
//!
//! ```json
//! { "ganglion": 1, "link": "#1.seed=7", "settings": { "view": "emergence", "seed": 7, "rate": 0.1 } }
//! ```
//!
//! A link leaves out what is a default; a file holds every setting, by its key in links, so that a later version with other
//! defaults reads the same experiment. Numbers and switches are JSON's, everything else is a text as in a link. Reading is as
//! tolerant as that of links, and never holds more than a part of the file.

use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap as _,
};

use crate::{
    config::{Draft, Kind, MODEL_VERSION, PARAMETERS, Value, parameter},
    link::{
        Decoded, MAX_LENGTH, encode, quoted, read as read_link, settled,
        version1::{self, Read},
    },
    t,
};

/// Longest file that is looked at, bytes; a longer one is refused: an experiment has a few thousand.
pub const MAX_FILE_LENGTH: usize = 400_000;

/// Most warnings about one file that are listed; then comes one that counts the others.
pub const MAX_FILE_WARNINGS: usize = 20;

/// Most settings that are read from a file, known or not.
const MAX_SETTINGS: usize = 4 * PARAMETERS.len();

/// The version of the files that are written here.
const VERSION: &str = "1";

/// Writes the file of an experiment.
///
/// # Panics
/// Never: numbers and texts can always be written.
///
/// ```
/// use ganglion_core::{config::Draft, link};
///
/// let draft = Draft { seed: 7, ..Draft::default() };
/// let file = link::to_json(&draft);
/// assert!(file.contains("\"seed\": 7"));
/// assert_eq!(link::from_json(&file).draft, draft);
/// ```
pub fn to_json(draft: &Draft) -> String {
    let file = Written { ganglion: 1, link: encode(draft), settings: Settings(draft) };
    serde_json::to_string_pretty(&file).expect("numbers and texts can always be written")
}

/// The version and the link that a file names; nothing of a text that is no JSON object.
pub(super) fn heads(text: &str) -> Option<[Option<String>; 2]> {
    let file: File = serde_json::from_str(text).ok()?;
    Some([file.version, file.link].map(|head| head.map(|Text(head)| head)))
}

/// Reads a file. Never fails, never panics: what it does not understand becomes the default, with a warning.
pub fn from_json(text: &str) -> Decoded {
    let mut warnings = Vec::new();
    let read = read(text, &mut warnings);
    let Decoded { config, draft, mut warnings } = settled(read, MODEL_VERSION, warnings);
    let num_more = warnings.len().saturating_sub(MAX_FILE_WARNINGS);
    if num_more > 0 {
        warnings.truncate(MAX_FILE_WARNINGS);
        warnings.push(t!("Warnings beyond these: {count}.", count = num_more));
    }
    Decoded { config, draft, warnings }
}

fn read(text: &str, warnings: &mut Vec<String>) -> Option<Read> {
    if text.len() > MAX_FILE_LENGTH {
        warnings.push(t!(
            "The file is longer than {length} bytes, so it is no experiment; the default experiment is shown.",
            length = MAX_FILE_LENGTH
        ));
        return None;
    }
    let file: File = match serde_json::from_str(text) {
        Ok(file) => file,
        Err(err) => {
            warnings.push(t!(
                "The file is not JSON of an experiment: it cannot be read from line {line}, column {column}. The default experiment is shown.",
                line = err.line(),
                column = err.column()
            ));
            return None;
        }
    };
    match &file.version {
        Some(Text(version)) if version == VERSION => return file.read(warnings),
        Some(Text(version)) => warnings.push(t!(
            "The file is of version {version}, which this page does not know; the default experiment is shown. A newer page may open it.",
            version = quoted(version)
        )),
        None => warnings.push(
            t!("The file does not say “ganglion”: 1, so it is no experiment; the default experiment is shown.")
                .to_owned(),
        ),
    }
    None
}

#[derive(Serialize)]
struct Written<'a> {
    ganglion: u32,
    link: String,
    settings: Settings<'a>,
}

/// Every setting in the order of the table.
struct Settings<'a>(&'a Draft);

impl Serialize for Settings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(PARAMETERS.len()))?;
        for row in &PARAMETERS {
            match (row.get)(self.0) {
                Value::Integer(number) => map.serialize_entry(row.key, &number)?,
                Value::Real(number) => map.serialize_entry(row.key, &number)?,
                Value::Switch(on) => map.serialize_entry(row.key, &on)?,
                Value::Option(_) | Value::Placements(_) | Value::Text(_) => {
                    map.serialize_entry(row.key, &version1::text_of(row, self.0))?;
                }
            }
        }
        map.end()
    }
}

/// What is kept of a file while it is read.
#[derive(Default)]
struct File {
    version: Option<Text>,
    link: Option<Text>,
    settings: Option<Pairs>,
}

impl File {
    fn read(&self, warnings: &mut Vec<String>) -> Option<Read> {
        let Some(settings) = &self.settings else {
            let Some(Text(link)) = &self.link else {
                warnings.push(
                    t!("The file has no settings; the default experiment is shown.").to_owned(),
                );
                return None;
            };
            return read_link(link, warnings);
        };
        if settings.num_left_out > 0 {
            warnings.push(t!(
                "The file has more than {most} settings; {count} were left out.",
                most = MAX_SETTINGS,
                count = settings.num_left_out
            ));
        }
        let texts = settings.pairs.iter().map(|(Text(key), Text(text))| {
            let is_switch = parameter(key).is_some_and(|row| matches!(row.kind, Kind::Switch));
            let text = match text.as_str() {
                "true" if is_switch => "1",
                "false" if is_switch => "0",
                text => text,
            };
            (key.as_str(), text)
        });
        let read = version1::read(texts.collect(), warnings);
        // The link beside the settings says which version of the model wrote both.
        let of_link = self.link.as_ref().and_then(|Text(link)| read_link(link, &mut Vec::new()));
        let model_version = of_link.and_then(|read| read.model_version);
        Some(Read { model_version, ..read })
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FileVisitor)
    }
}

struct FileVisitor;

impl<'de> Visitor<'de> for FileVisitor {
    type Value = File;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an experiment")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<File, A::Error> {
        let mut file = File::default();
        while let Some(Text(key)) = map.next_key()? {
            match key.as_str() {
                "ganglion" => file.version = Some(map.next_value()?),
                "link" => file.link = Some(map.next_value()?),
                "settings" => file.settings = Some(map.next_value()?),
                // A later version may add to what stands beside the settings.
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(file)
    }
}

/// The settings of a file, as far as they are kept.
#[derive(Default)]
struct Pairs {
    pairs: Vec<(Text, Text)>,
    num_left_out: usize,
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("settings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut settings = Pairs::default();
        while settings.pairs.len() < MAX_SETTINGS {
            let Some(pair) = map.next_entry()? else { return Ok(settings) };
            settings.pairs.push(pair);
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            settings.num_left_out += 1;
        }
        Ok(settings)
    }
}

/// A key, or a value as the text that a link would have for it.
struct Text(String);

impl Text {
    /// No more than a link can hold; what is longer is marked, and so is no value.
    fn of(text: &str) -> Self {
        let end = text.floor_char_boundary(MAX_LENGTH);
        let mark = if end < text.len() { "…" } else { "" };
        Self([&text[..end], mark].concat())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

/// Takes any value; lists and objects are passed over.
struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, on: bool) -> Result<Text, E> {
        Ok(Text(on.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Text, E> {
        Ok(Text(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text::of(text))
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text::of("null"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Text, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::of("[…]"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text::of("{…}"))
    }
}
