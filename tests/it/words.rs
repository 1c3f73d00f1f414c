//! The words of every language: all that the source says stands in each `words/*.po`, or, said of recordings, in each
//! `words/recordings/*.po`, and nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use ganglion_core::{
    config::{Choice as _, Kind, Language, PARAMETERS, PRESETS},
    lessons::lessons,
};
use polib::{catalog::Catalog, po_file};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::tidy::code;
use crate::tidy::files;
use crate::tidy::root;

/// Words with their plural, where they have one.
type Said = BTreeMap<String, Option<String>>;

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

/// The folder of languages whose words are those of the worker that reads recordings.
const OF_RECORDINGS: &str = "words/recordings";

/// The crate whose words these are, and what else its worker says.
const RECORDINGS: [&str; 3] = ["crates/hdf5", "crates/recordings", "crates/zarr"];
const MESSAGES: &str = "crates/core/src/protocol/codec.rs";

/// All that some code says.
fn said_in(code: impl IntoIterator<Item = PathBuf>) -> Said {
    let mut said = Said::new();
    for path in code {
        let code = fs::read_to_string(&path).expect("a readable source");
        collect(code.parse().unwrap_or_else(|err| panic!("{}: {err}", path.display())), &mut said);
    }
    said
}

/// All that is said of recordings, and all else that the page says: in its code, in its scripts and in its tables.
fn said() -> [Said; 2] {
    let is_of_recordings =
        |path: &PathBuf| RECORDINGS.iter().any(|of| path.starts_with(root().join(of)));
    let (mut of_recordings, others): (Vec<_>, Vec<_>) =
        code().into_iter().partition(is_of_recordings);
    of_recordings.push(root().join(MESSAGES));
    let mut said = said_in(others);
    for path in files(&root().join("www"), "js") {
        collect_script(&fs::read_to_string(&path).expect("a readable script"), &mut said);
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
            for (word, label) in options() {
                if !(row.key == "lang" && languages().contains(&word)) {
                    say(label);
                }
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
    [said_in(of_recordings), said]
}

/// The files of all languages: those that hold what is said of recordings, and those of the page.
fn files_of_languages() -> [Vec<PathBuf>; 2] {
    let folder = root().join(OF_RECORDINGS);
    files(&root().join("words"), "po")
        .into_iter()
        .partition(|path| path.starts_with(&folder))
        .into()
}

/// The tags of all languages, English first, as their menu lists them.
fn languages() -> Vec<&'static str> {
    let options = Language::OPTIONS.iter().filter(|(language, ..)| *language != Language::Browser);
    options.map(|(_, tag, _)| *tag).collect()
}

/// A text as gettext quotes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// What a file knows of a text.
#[derive(Clone, Default)]
struct Known {
    plural: Option<String>,
    /// One, or as many as the language has.
    forms: Vec<String>,
    is_fuzzy: bool,
    /// Lines of translators' remarks and of flags, as they stand.
    remarks: String,
}

/// The entries of a file in its order, as the tools of translators read them.
fn entries(catalog: &Catalog) -> Vec<(String, Known)> {
    let entries = catalog.messages().map(|message| {
        let forms = match message.msgstr_plural() {
            Ok(forms) => forms.clone(),
            Err(_) => vec![message.msgstr().unwrap_or_default().to_owned()],
        };
        let mut remarks = String::new();
        for remark in message.translator_comments().lines() {
            writeln!(remarks, "# {remark}").expect("strings take any text");
        }
        let flags = message.flags().to_string();
        if !flags.is_empty() {
            writeln!(remarks, "#, {flags}").expect("strings take any text");
        }
        let plural = message.msgid_plural().ok().map(str::to_owned);
        let known = Known { plural, forms, is_fuzzy: message.is_fuzzy(), remarks };
        (message.msgid().to_owned(), known)
    });
    entries.collect()
}

/// A language's file with what is known of it, sorted, each text in one line; what is new has as many empty forms as the
/// language has.
fn file_of(file: &str, catalog: &Catalog, said: &Said) -> String {
    let file = file.replace("\r\n", "\n");
    let (before, after) = file.split_once("msgid \"\"\n").expect("a file has a header");
    let header = after.split_once("\n\n").map_or(after.trim_end(), |(header, _)| header);
    let mut text = format!("{before}msgid \"\"\n{header}\n");
    let known: BTreeMap<String, Known> = entries(catalog).into_iter().collect();
    for (id, plural) in said {
        let Known { mut forms, remarks, .. } = known.get(id).cloned().unwrap_or_default();
        writeln!(text, "\n{remarks}msgid {}", quoted(id)).expect("strings take any text");
        if let Some(plural) = plural {
            writeln!(text, "msgid_plural {}", quoted(plural)).expect("strings take any text");
            forms.resize(catalog.metadata.plural_rules.nplurals, String::new());
            for (number, form) in forms.iter().enumerate() {
                writeln!(text, "msgstr[{number}] {}", quoted(form)).expect("strings take any text");
            }
        } else {
            writeln!(text, "msgstr {}", quoted(forms.first().map_or("", String::as_str)))
                .expect("strings take any text");
        }
    }
    text
}

/// What a file lacks of what is said, or has beside it.
fn problem(file: &str, catalog: &Catalog, said: &Said) -> Option<String> {
    let entries = entries(catalog);
    let found: Vec<(&str, Option<&str>)> =
        entries.iter().map(|(id, known)| (&**id, known.plural.as_deref())).collect();
    let expected: Vec<(&str, Option<&str>)> =
        said.iter().map(|(id, plural)| (&**id, plural.as_deref())).collect();
    // Tools keep the last of two entries for the same words; the page finds either.
    let num_entries = file.lines().filter(|line| line.starts_with("msgid ")).count();
    if found != expected || num_entries != expected.len() + 1 {
        return Some(
            "is not what the source says, in its order; run: UPDATE_WORDS=1 cargo test --test it words"
                .to_owned(),
        );
    }
    entries.iter().find_map(|(id, known)| {
        let num_forms = match known.plural {
            Some(_) => catalog.metadata.plural_rules.nplurals,
            None => 1,
        };
        if known.is_fuzzy {
            return Some(format!("is not sure of {id:?}"));
        }
        if known.forms.len() != num_forms {
            return Some(format!("has {} of {num_forms} forms of {id:?}", known.forms.len()));
        }
        let mut wanted = places(id);
        wanted.extend(known.plural.iter().flat_map(|plural| places(plural)));
        known.forms.iter().find_map(|form| {
            if form.is_empty() {
                return Some(format!("has no words for {id:?}"));
            }
            // The start script reads escapes as JSON has them, which is so for these.
            let is_plain = !form.contains(|sign: char| sign.is_control() && sign != '\n');
            let has_places = places(form) == wanted;
            (!is_plain || !has_places).then(|| format!("has other places or signs in {form:?}"))
        })
    })
}

/// The places `{name}` of a text.
fn places(text: &str) -> BTreeSet<&str> {
    let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name).collect()
}

fn parsed(path: &Path) -> Catalog {
    po_file::parse(path).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

#[test]
fn every_language_has_words_for_all_that_is_said() {
    let said = said();
    let files = files_of_languages();
    let all = || {
        let both = files.iter().zip(&said);
        both.flat_map(|(paths, said)| paths.iter().map(move |path| (path, said)))
    };
    if std::env::var_os("UPDATE_WORDS").is_some() {
        for (path, said) in all() {
            let file = fs::read_to_string(path).expect("a readable file");
            fs::write(path, file_of(&file, &parsed(path), said)).expect("writable");
        }
    }
    for (path, said) in all() {
        assert!(said.len() > 100, "only {} texts were found", said.len());
        let file = fs::read_to_string(path).expect("a readable file");
        let problem = problem(&file, &parsed(path), said);
        assert_eq!(problem, None, "{}", path.display());
    }
}

#[test]
fn each_language_is_a_file_an_option_and_a_tag_in_the_start_script() {
    let named = |path: &PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let [of_recordings, files] = files_of_languages();
    let both = [&of_recordings, &files].map(|files| files.iter().map(named).collect::<Vec<_>>());
    assert_eq!(both[0], both[1], "each language has both files");
    let mut tags: Vec<String> = files.iter().filter_map(named).collect();
    for (path, tag) in files.iter().zip(&tags) {
        assert_eq!(parsed(path).metadata.language, *tag, "workers ask for the file by its header");
    }
    tags.insert(0, "en".to_owned());
    let mut options = languages();
    let boot = fs::read_to_string(root().join("www/boot.js")).expect("a readable script");
    let listed = format!("const LANGUAGES = {};", serde_json::json!(options)).replace(',', ", ");
    assert!(boot.contains(&listed), "www/boot.js has not: {listed}");
    assert_eq!(options.first(), Some(&"en"));
    options[1..].sort_unstable();
    assert_eq!(options, tags);
}

/// A language of three forms, as a translator's tool leaves it: wrapped, with a remark and flags.
const POLISH: &str = r#"# Polish.
msgid ""
msgstr ""
"Language: pl\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 "
"|| n%100>=20) ? 1 : 2);\n"

# Not “Zatrzymano”.
#: src/ui/app.rs:1
#, c-format
msgid ""
"Paused, "
"and no more"
msgstr ""
"Wstrzymano "
"i już"

msgid "{n} filter"
msgid_plural "{n} filters"
msgstr[0] "{n} filtr"
msgstr[1] "{n} filtry"
msgstr[2] ""
"{n} "
"filtrów"
"#;

/// The Polish file as a catalog.
fn catalog_of(file: &str) -> Catalog {
    let name = format!("ganglion words {} {}.po", std::process::id(), file.len());
    let path = std::env::temp_dir().join(name);
    fs::write(&path, file).expect("writable");
    let catalog = parsed(&path);
    fs::remove_file(&path).expect("removable");
    catalog
}

fn said_of(texts: &[(&str, Option<&str>)]) -> Said {
    let texts = texts.iter();
    texts.map(|(id, plural)| ((*id).to_owned(), plural.map(str::to_owned))).collect()
}

#[test]
fn new_words_are_added_with_as_many_forms_as_the_language_has() {
    let known = [("Paused, and no more", None), ("{n} filter", Some("{n} filters"))];
    let catalog = catalog_of(POLISH);
    assert_eq!(problem(POLISH, &catalog, &said_of(&known)), None);

    let said =
        said_of(&[&known[..], &[("{n} cell", Some("{n} cells")), ("A\n\"b\"", None)]].concat());
    assert!(problem(POLISH, &catalog, &said).is_some());
    let updated = file_of(POLISH, &catalog, &said);
    let (header, entries) = updated.split_once("\n\n").expect("a header and entries");
    assert_eq!(header, POLISH.split_once("\n\n").expect("a header and entries").0);
    let expected = r#"msgid "A\n\"b\""
msgstr ""

# Not “Zatrzymano”.
#, c-format
msgid "Paused, and no more"
msgstr "Wstrzymano i już"

msgid "{n} cell"
msgid_plural "{n} cells"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""

msgid "{n} filter"
msgid_plural "{n} filters"
msgstr[0] "{n} filtr"
msgstr[1] "{n} filtry"
msgstr[2] "{n} filtrów"
"#;
    assert_eq!(entries, expected);
    let catalog = catalog_of(&updated);
    assert_eq!(file_of(&updated, &catalog, &said), updated, "a second time changes nothing");
    let lacking = problem(&updated, &catalog, &said).expect("a problem");
    assert!(lacking.contains("no words"), "{lacking}");
}

#[test]
fn what_is_wrong_in_a_file_is_said() {
    let known = [("Paused, and no more", None), ("{n} filter", Some("{n} filters"))];
    let damages = [
        ("msgstr[1] \"{n} filtry\"", "msgstr[1] \"filtry\"", "other places"),
        ("msgstr[1] \"{n} filtry\"", "msgstr[1] \"{n}\\tfiltry\"", "other places or signs"),
        ("msgstr[1] \"{n} filtry\"", "msgstr[1] \"\"", "no words"),
        ("nplurals=3", "nplurals=4", "3 of 4 forms"),
        ("c-format", "fuzzy", "not sure"),
        ("\"Paused, \"", "\"Paused \"", "not what the source says"),
        ("msgid_plural \"{n} filters\"", "msgid_plural \"filters\"", "not what the source says"),
        (
            "msgid \"{n} filter\"",
            "msgid \"{n} filter\"\nmsgstr \"\"\n\nmsgid \"{n} filter\"",
            "not what",
        ),
    ];
    for (from, to, expected) in damages {
        let file = POLISH.replace(from, to);
        assert_ne!(file, POLISH);
        let problem = problem(&file, &catalog_of(&file), &said_of(&known)).unwrap_or_default();
        assert!(problem.contains(expected), "{to}: {problem:?}");
    }
}
