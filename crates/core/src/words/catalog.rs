//! The words of one language, read from the text of a `.po` file.
//!
//! Entries stand sorted by their English words (a test holds them so), and nothing is sorted here: to
//! sort is a good part of a page. Of the format what the files below `words/` use is read: `msgid`,
//! `msgid_plural`, `msgstr` and `msgstr[n]` in order, each a text in quotation marks or several in
//! lines below, however translators' tools wrap them.

use super::plural;

/// Between the forms of a text, as in gettext's own compiled files.
const BETWEEN: char = '\0';

/// English words and theirs.
pub(super) struct Catalog {
    /// The tag of the language, from the header.
    pub(super) language: &'static str,
    /// Which form belongs to a count, from the header.
    rule: &'static str,
    entries: Vec<(&'static str, &'static str)>,
}

impl Catalog {
    /// Reads a file; entries without a translation are left out.
    pub(super) fn read(po: &str) -> Self {
        let mut entries: Vec<(&'static str, &'static str)> = Vec::new();
        let (mut id, mut text) = (String::new(), String::new());
        // Which of the two a line of text alone goes on with; `None` in the English plural.
        let mut goes_on = None;
        let mut keep = |id: &mut String, text: &mut String| {
            let entry = (std::mem::take(id), std::mem::take(text));
            if !entry.1.trim_start_matches(BETWEEN).is_empty() {
                entries.push((&*entry.0.leak(), &*entry.1.leak()));
            }
        };
        for line in po.lines() {
            let quoted = if let Some(rest) = line.strip_prefix("msgid ") {
                keep(&mut id, &mut text);
                goes_on = Some(EntryPart::Id);
                rest
            } else if let Some(rest) = line.strip_prefix("msgstr") {
                goes_on = Some(EntryPart::Text);
                if rest.starts_with('[') && !rest.starts_with("[0") {
                    text.push(BETWEEN);
                }
                rest.split_once(' ').map_or("", |(_, quoted)| quoted)
            } else if line.starts_with('"') {
                line
            } else {
                goes_on = None;
                continue;
            };
            match goes_on {
                Some(EntryPart::Id) => unquote(quoted, &mut id),
                Some(EntryPart::Text) => unquote(quoted, &mut text),
                None => {}
            }
        }
        keep(&mut id, &mut text);
        // The entry without a text is the header; what is empty stays empty in every language.
        let has_header = entries.first().is_some_and(|(id, _)| id.is_empty());
        let header = if has_header { entries.remove(0).1 } else { "" };
        let language = header.lines().find_map(|line| line.strip_prefix("Language: "));
        let rule =
            header.split_once("plural=").and_then(|(_, rest)| rest.split([';', '\n']).next());
        Self { language: language.unwrap_or_default(), rule: rule.unwrap_or_default(), entries }
    }

    /// The translation of an English text; where it has forms, the one for this count.
    ///
    /// The first where the header's rule is none.
    pub(super) fn find(&self, id: &str, count: Option<u64>) -> Option<&'static str> {
        let at = self.entries.binary_search_by(|(known, _)| (*known).cmp(id)).ok()?;
        let form = count.and_then(|count| plural::form(self.rule, count)).unwrap_or(0);
        self.entries[at].1.split(BETWEEN).nth(form).filter(|text| !text.is_empty())
    }
}

#[derive(Clone, Copy)]
enum EntryPart {
    Id,
    Text,
}

/// Adds what stands between quotation marks.
fn unquote(quoted: &str, onto: &mut String) {
    let inside = quoted.trim().trim_start_matches('"');
    let mut characters = inside.strip_suffix('"').unwrap_or(inside).chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n') => onto.push('\n'),
                Some('t') => onto.push('\t'),
                Some(other) => onto.push(other),
                None => {}
            },
            other => onto.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        fs,
        io::BufWriter,
        path::{Path, PathBuf},
    };

    use super::Catalog;
    use crate::words::plural;

    const PO: &str = r#"# A comment.
msgid ""
msgstr ""
"Language: xx\n"
"Plural-Forms: nplurals=3; plural=n==1 ? 0 : n>=2 && n<"
"=4 ? 1 : 2;\n"

msgid "Nothing yet"
msgstr ""

#: src/file.rs
msgid "One \"quoted\" line"
msgstr "First\nand "
"second \\\t"

#. A remark.
#, fuzzy, c-format
#| msgid "before"
#| "hand"
msgid ""
"Several "
"lines"
msgstr ""
"Of one "
"text"

msgid "{n} cell"
msgid_plural "{n} cells"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""

msgid "{n} filter"
msgid_plural ""
"{n} "
"filters"
msgstr[0] "{n} F"
msgstr[1] ""
"{n} "
"FF"
msgstr[2] "{n} FFF"

msgid "{n} layer"
msgid_plural "{n} layers"
msgstr[0] ""
msgstr[1] "{n} LL"

#~ msgid "gone"
#~ msgstr "G"
"#;

    fn check(catalog: &Catalog) {
        let find = |id| catalog.find(id, None);
        let of = |count, id| catalog.find(id, Some(count));
        assert_eq!(catalog.language, "xx");
        assert_eq!(find("One \"quoted\" line"), Some("First\nand second \\\t"));
        assert_eq!(find("Several lines"), Some("Of one text"));
        assert_eq!(of(7, "Several lines"), None, "it has no third form");
        let forms = [0, 1, 2, 4, 5].map(|count| of(count, "{n} filter"));
        assert_eq!(forms, ["{n} FFF", "{n} F", "{n} FF", "{n} FF", "{n} FFF"].map(Some));
        assert_eq!([1, 2, 5].map(|count| of(count, "{n} layer")), [None, Some("{n} LL"), None]);
        for id in ["{n} filters", "Nothing yet", "{n} cell", "gone", "before", "beforehand", ""] {
            assert_eq!([find(id), of(1, id)], [None, None], "{id}");
        }
    }

    #[test]
    fn a_file_is_read_as_gettext_means_it() {
        check(&Catalog::read(PO));
    }

    #[test]
    fn a_file_with_the_line_ends_of_windows_is_read_alike() {
        check(&Catalog::read(&PO.replace('\n', "\r\n")));
    }

    #[test]
    fn a_header_without_a_rule_leaves_the_first_form() {
        let entry = PO.split_once("msgid \"{n} filter\"").expect("an entry").1;
        for rule in ["plural=n ?;", "plural=", ""] {
            let header = format!("msgid \"\"\nmsgstr \"Plural-Forms: nplurals=2; {rule}\\n\"\n");
            let catalog = Catalog::read(&format!("{header}\nmsgid \"a\"{entry}"));
            assert_eq!([0, 1, 2].map(|count| catalog.find("a", Some(count))), [Some("{n} F"); 3]);
        }
    }

    /// The files of the page and of the worker that reads recordings.
    fn files() -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../words");
        let of = |folder: PathBuf| {
            let entries = fs::read_dir(folder).expect("the languages have a folder");
            let paths = entries.map(|entry| entry.expect("readable").path());
            paths.filter(|path| path.is_file()).collect::<Vec<_>>()
        };
        let files = [of(folder.clone()), of(folder.join("recordings"))];
        assert!(files.iter().all(|files| !files.is_empty()));
        files.concat()
    }

    #[test]
    fn the_files_of_the_page_are_sorted_and_read_as_the_tools_of_translators_read_and_wrap_them() {
        for path in files() {
            let expected = polib::po_file::parse(&path).expect("a file of gettext");
            let mut wrapped = BufWriter::new(Vec::new());
            polib::po_file::write(&expected, &mut wrapped).expect("memory takes all");
            let wrapped = String::from_utf8(wrapped.into_inner().expect("memory takes all"));
            let wrapped = wrapped.expect("a text");
            let file = fs::read_to_string(&path).expect("a text");
            assert!(wrapped.matches("\nmsgid \"\"\n").count() > 100, "long texts are wrapped");
            for catalog in [Catalog::read(&file), Catalog::read(&wrapped)] {
                assert!(catalog.entries.is_sorted());
                assert_eq!(catalog.entries.len(), expected.count());
                for message in expected.messages().filter(|message| message.is_translated()) {
                    let forms = match message.msgstr() {
                        Ok(text) => text.to_owned(),
                        Err(_) => message.msgstr_plural().expect("forms").join("\0"),
                    };
                    let at = catalog.entries.binary_search_by(|(id, _)| (*id).cmp(message.msgid()));
                    assert_eq!(at.map(|at| catalog.entries[at].1), Ok(&*forms));
                }
            }
        }
    }

    #[test]
    fn the_rules_of_the_files_reach_all_of_their_forms_and_no_others() {
        for path in files() {
            let file = fs::read_to_string(&path).expect("a text");
            let rules =
                polib::po_file::parse(&path).expect("a file of gettext").metadata.plural_rules;
            let rule = Catalog::read(&file).rule;
            assert_eq!(rule, rules.expr);
            let forms: Option<BTreeSet<usize>> =
                (0..2000).map(|count| plural::form(rule, count)).collect();
            assert_eq!(forms, Some((0..rules.nplurals).collect()), "{}", path.display());
        }
    }
}
