//! The words of every language: all that the source says stands in each `words/*.po`, and nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use ganglion::{
    config::{Kind, PARAMETERS, PRESETS},
    lessons::lessons,
};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Words with their plural, where they have one.
type Said = BTreeMap<String, Option<String>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Adds what `t!`, `tn!` and `mark!` say in some code.
fn collect(code: TokenStream, said: &mut Said) {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let called = match &tokens[..at] {
            [.., TokenTree::Ident(name), TokenTree::Punct(mark)] if mark.as_char() == '!' => {
                name.to_string()
            }
            _ => String::new(),
        };
        let is_call = group.delimiter() == Delimiter::Parenthesis;
        let texts: Vec<String> = group.stream().into_iter().filter_map(text).collect();
        match (called.as_str(), texts.as_slice()) {
            ("t" | "mark", [id, ..]) if is_call => {
                said.entry(id.clone()).or_default();
            }
            ("tn", [one, many, ..]) if is_call => {
                said.insert(one.clone(), Some(many.clone()));
            }
            _ => {}
        }
        collect(group.stream(), said);
    }
}

/// The text of a literal.
fn text(token: TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    let inside = literal.to_string();
    let inside = inside.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        match (character, if character == '\\' { characters.next() } else { None }) {
            ('\\', Some('n')) => text.push('\n'),
            // A line that goes on below.
            ('\\', Some('\n')) => {
                let rest = characters.as_str().trim_start();
                characters = rest.chars();
            }
            ('\\', Some('u')) => {
                let (code, rest) = characters.as_str()[1..].split_once('}').expect("an escape");
                text.push(
                    u32::from_str_radix(code, 16)
                        .ok()
                        .and_then(char::from_u32)
                        .expect("a character"),
                );
                characters = rest.chars();
            }
            ('\\', Some(other)) | (other, _) => text.push(other),
        }
    }
    Some(text)
}

/// What scripts say: `say("...")`.
fn collect_script(script: &str, said: &mut Said) {
    for rest in script.split("say(\"").skip(1) {
        let (text, _) = rest.split_once("\")").expect("a text ends");
        assert!(!text.contains(['\n', '"', '\\']), "a text is one literal: {text}");
        said.entry(text.to_owned()).or_default();
    }
}

/// All that the page says: in its code, in its scripts and in its tables.
fn said() -> Said {
    let mut said = Said::new();
    for path in files(&root().join("www"), "js") {
        collect_script(&fs::read_to_string(&path).expect("a readable script"), &mut said);
    }
    for path in files(&root().join("src"), "rs") {
        let code = fs::read_to_string(&path).expect("a readable source");
        collect(code.parse().unwrap_or_else(|err| panic!("{}: {err}", path.display())), &mut said);
    }
    let mut say = |text: &str| {
        if !text.is_empty() {
            said.entry(text.to_owned()).or_default();
        }
    };
    for row in &PARAMETERS {
        for text in [row.label, row.unit, row.meaning] {
            say(text);
        }
        if let Kind::Menu(options) = row.kind {
            for (_, label) in options() {
                say(label);
            }
        }
    }
    for preset in &PRESETS {
        say(preset.name);
        say(preset.meaning);
    }
    for lesson in &lessons() {
        for text in lesson.texts() {
            said.entry(text.to_owned()).or_default();
        }
    }
    said
}

/// A text as gettext quotes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// A language's file with what is known of it, sorted.
fn file_of(header: &str, said: &Said, known: &BTreeMap<String, String>) -> String {
    let entries = said.iter().map(|(id, plural)| {
        let (id, text) = (quoted(id), quoted(known.get(id).map_or("", String::as_str)));
        match plural {
            Some(plural) => {
                let plural = quoted(plural);
                format!("\nmsgid {id}\nmsgid_plural {plural}\nmsgstr[0] {text}\n")
            }
            None => format!("\nmsgid {id}\nmsgstr {text}\n"),
        }
    });
    format!("{header}\n{}", entries.collect::<String>())
}

/// The translations of a file, as the tools of translators read them.
fn translations(path: &Path) -> BTreeMap<String, String> {
    let catalog =
        polib::po_file::parse(path).unwrap_or_else(|err| panic!("{}: {err}", path.display()));
    let entries = catalog.messages().map(|message| {
        let text = if message.is_plural() {
            message.msgstr_plural().map_or_else(|_| String::new(), |texts| texts[0].clone())
        } else {
            message.msgstr().map_or_else(|_| String::new(), str::to_owned)
        };
        (message.msgid().to_owned(), text)
    });
    entries.collect()
}

/// The places `{name}` of a text.
fn places(text: &str) -> BTreeSet<&str> {
    let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name).collect()
}

#[test]
fn every_language_has_words_for_all_that_is_said() {
    let said = said();
    assert!(said.len() > 100, "only {} texts were found", said.len());
    for path in files(&root().join("words"), "po") {
        let file = fs::read_to_string(&path).expect("a readable file");
        let header = file.split("\n\nmsgid").next().unwrap_or_default().trim_end();
        let known = translations(&path);
        let current = file_of(header, &said, &known);
        if std::env::var_os("UPDATE_WORDS").is_some() {
            fs::write(&path, &current).expect("writable");
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        assert!(
            std::env::var_os("UPDATE_WORDS").is_some() || file == current,
            "{name} is not what the source says; run: UPDATE_WORDS=1 cargo test --test it words"
        );
        for (id, plural) in &said {
            let text = known.get(id).map_or("", String::as_str);
            assert!(!text.is_empty(), "{name} has no words for {id:?}");
            let mut wanted = places(id);
            wanted.extend(plural.iter().flat_map(|plural| places(plural)));
            assert_eq!(places(text), wanted, "{name}: places of {id:?}");
        }
    }
}
