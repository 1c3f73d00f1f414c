//! The words of the page in the language of whoever reads them.
//!
//! English stands where it is said, as [`t!`](crate::t) and [`tn!`](crate::tn); it is also the key
//! under which every other language keeps its words, one file each in `words/`, in the format of
//! gettext (`.po`), which translators' tools read; what is said with a count has as many forms there
//! as the language needs. What is said of recordings stands in `words/recordings/`, since only the
//! worker that reads them says it. A test finds every such place in the source and holds the files complete.
//! A language is chosen once, before anything is said: the page is loaded again for another one.
//! Reports, links and files that machines read stay English.

mod catalog;
mod plural;

use std::{fmt::Display, sync::OnceLock};

use catalog::Catalog;

static CATALOG: OnceLock<Catalog> = OnceLock::new();

/// Words to say: `t!("Paused")` is a `&'static str`; `t!("Step {step} of {steps}", step = 2, steps = 9)`
/// fills the places and is a `String`.
#[macro_export]
macro_rules! t {
    ($text:literal) => {
        $crate::words::say($text)
    };
    ($text:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::words::fill($crate::words::say($text), &[$((stringify!($name), &$value)),+])
    };
}

/// Words with a count, in the form that the language has for it: `tn!(3, "{n} filter", "{n} filters")`;
/// the place `{n}` is filled by the count in groups of three.
#[macro_export]
macro_rules! tn {
    ($count:expr, $one:literal, $many:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::words::fill_count(
            u64::try_from($count).unwrap_or(u64::MAX),
            [$one, $many],
            &[$((stringify!($name), &$value)),*],
        )
    };
}

/// Marks words of a table, which whoever shows them hands to [`say`].
#[macro_export]
macro_rules! mark {
    ($text:literal) => {
        $text
    };
}

/// Has everything said by a catalog (the text of a `.po` file) from now on; only the first is taken.
///
/// ```
/// use ganglion_core::{t, tn, words};
///
/// words::speak(
///     r#"
/// msgid ""
/// msgstr ""
/// "Language: pl\n"
/// "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 "
/// "|| n%100>=20) ? 1 : 2);\n"
///
/// msgid "Paused"
/// msgstr "Wstrzymano"
///
/// msgid "{n} filter"
/// msgid_plural "{n} filters"
/// msgstr[0] "{n} filtr"
/// msgstr[1] "{n} filtry"
/// msgstr[2] "{n} filtrów"
/// "#,
/// );
/// let said = [1, 2, 5, 12, 22, 25].map(|count| tn!(count, "{n} filter", "{n} filters"));
/// let polish = ["1 filtr", "2 filtry", "5 filtrów", "12 filtrów", "22 filtry", "25 filtrów"];
/// assert_eq!(said, polish);
/// assert_eq!(t!("Paused"), "Wstrzymano");
/// assert_eq!(words::language(), "pl");
/// // What the catalog does not know is said in English, in the right number.
/// assert_eq!([1, 22].map(|count| tn!(count, "{n} cell", "{n} cells")), ["1 cell", "22 cells"]);
/// ```
pub fn speak(po: &str) {
    CATALOG.get_or_init(|| Catalog::read(po));
}

/// Has everything said by the catalog that the scripts of the page have fetched, if any.
#[cfg(target_arch = "wasm32")]
pub fn speak_as_page() {
    let words = js_sys::Reflect::get(&js_sys::global(), &"ganglionWords".into());
    if let Some(po) = words.ok().and_then(|words| words.as_string()) {
        speak(&po);
    }
}

/// Whether everything is said in English.
pub fn is_english() -> bool {
    CATALOG.get().is_none()
}

/// The tag of the language spoken, as in `lang` attributes.
pub fn language() -> &'static str {
    CATALOG.get().map_or("en", |catalog| catalog.language)
}

/// Words of a table in the language spoken; in English where the catalog has none.
#[inline(never)]
pub fn say(text: &'static str) -> &'static str {
    translated(text).unwrap_or(text)
}

/// The same for words that come from a file.
pub fn say_read(text: &str) -> String {
    translated(text).unwrap_or(text).to_owned()
}

/// Words with a count, filled: in the form that the language has for it, or in English.
#[inline(never)]
pub fn fill_count(
    count: u64,
    [one, many]: [&'static str; 2],
    values: &[(&str, &dyn Display)],
) -> String {
    let english = if count == 1 { one } else { many };
    let text = CATALOG.get().and_then(|catalog| catalog.find(one, Some(count)));
    fill(&fill(text.unwrap_or(english), &[("n", &grouped(count))]), values)
}

#[inline(never)]
fn translated(text: &str) -> Option<&'static str> {
    CATALOG.get()?.find(text, None)
}

/// A text with its places `{name}` filled; a place that has no value stays as it is.
#[inline(never)]
pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place = after.split_once('}');
        let value = place.and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value.to_string(), after))
        });
        if let Some((value, after)) = value {
            filled.push_str(&value);
            rest = after;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

/// Whole numbers in groups of three, in every language as English and Chinese write them: `40,000`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
