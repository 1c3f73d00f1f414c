//! Words in languages that nobody speaks, and the site's own, as translators' tools read and write them.

use std::{collections::BTreeMap, io::BufWriter, path::PathBuf};

use polib::{
    catalog::Catalog,
    message::{MessageMutView as _, MessageView as _},
};

use crate::setting;

/// The file of the words.
pub(crate) const WORDS: &str = "words/zh-CN.po";

/// The file of what is said of recordings.
pub(crate) const WORDS_OF_RECORDINGS: &str = "words/recordings/zh-CN.po";

/// The catalog that the site has, as translators' tools read it.
pub(crate) fn catalog() -> Catalog {
    catalog_of(WORDS)
}

fn catalog_of(file: &str) -> Catalog {
    let path = PathBuf::from(setting("GANGLION_SITE")).join(file);
    polib::po_file::parse(&path).expect("the site has words")
}

/// A catalog as translators' tools write it: long texts are wrapped, and remarks and flags stand before them.
pub(crate) fn written(catalog: &Catalog) -> Vec<u8> {
    let mut file = BufWriter::new(Vec::new());
    polib::po_file::write(catalog, &mut file).expect("memory takes all");
    let text = String::from_utf8(file.into_inner().expect("memory takes all")).expect("a text");
    assert!(text.matches("\nmsgid \"\"\n\"").count() > 50, "long texts are wrapped");
    let text = text.replace("\n\nmsgid ", "\n\n#. A remark.\n#, c-format\nmsgid ");
    text.replace('\n', "\r\n").into_bytes()
}

/// A language that nobody speaks: all letters are wide ones, and what is still written in others was never looked up.
pub(crate) fn wide_words(file: &str) -> Vec<u8> {
    let mut catalog = catalog_of(file);
    for mut message in catalog.messages_mut() {
        let text = wide(message.msgid());
        match message.msgstr_plural_mut() {
            Ok(forms) => *forms = vec![text],
            Err(_) => message.set_msgstr(text).expect("it has no forms"),
        }
    }
    written(&catalog)
}

/// A text with wide letters, between brackets; places stay.
fn wide(english: &str) -> String {
    let mut text = String::from("⟦");
    let mut in_place = false;
    for character in english.chars() {
        match character {
            '{' => in_place = true,
            '}' => in_place = false,
            _ => {}
        }
        let wide = char::from_u32(u32::from(character) + 0xfee0).unwrap_or(character);
        let is_kept = in_place || !character.is_ascii_alphabetic();
        text.push(if is_kept { character } else { wide });
    }
    text + "⟧"
}

#[test]
fn wide_letters_leave_places() {
    assert_eq!(wide("A {n}\nz\""), "⟦Ａ {n}\nｚ\"⟧");
}

/// A language with the three forms of Polish, which says of each text with a count which form it is.
pub(crate) fn words_of_three_forms() -> Vec<u8> {
    let mut catalog = catalog();
    let rules = &mut catalog.metadata.plural_rules;
    rules.nplurals = 3;
    "(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"
        .clone_into(&mut rules.expr);
    for mut message in catalog.messages_mut() {
        let id = message.msgid().to_owned();
        if let Ok(forms) = message.msgstr_plural_mut() {
            *forms = ["one", "few", "many"].map(|form| format!("{id} ({form})")).to_vec();
        }
    }
    written(&catalog)
}

/// The Chinese of each English text, as translators' tools read the file.
pub(crate) fn chinese() -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    for message in catalog().messages() {
        let text = message.msgstr().map_or_else(|_| String::new(), str::to_owned);
        words.insert(message.msgid().to_owned(), text);
    }
    words
}
