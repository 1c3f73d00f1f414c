//! The words of one language, read from the text of a `.po` file.
//!
//! Entries stand sorted by their English words (a test holds them so), and nothing is sorted here: to
//! sort is a good part of a page. Of the format only what the files in `words/` use is read: `msgid`,
//! `msgid_plural`, `msgstr` and `msgstr[0]`, each a text in quotation marks or several in lines below.

/// English words and theirs.
pub(super) struct Catalog {
    /// The tag of the language, from the header.
    pub(super) language: &'static str,
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
            if !entry.1.is_empty() {
                entries.push((&*entry.0.leak(), &*entry.1.leak()));
            }
        };
        for line in po.lines() {
            let quoted = if let Some(rest) = line.strip_prefix("msgid ") {
                keep(&mut id, &mut text);
                goes_on = Some(Part::Id);
                rest
            } else if let Some(rest) =
                line.strip_prefix("msgstr ").or_else(|| line.strip_prefix("msgstr[0] "))
            {
                goes_on = Some(Part::Text);
                rest
            } else if line.starts_with('"') {
                line
            } else {
                goes_on = None;
                continue;
            };
            match goes_on {
                Some(Part::Id) => unquote(quoted, &mut id),
                Some(Part::Text) => unquote(quoted, &mut text),
                None => {}
            }
        }
        keep(&mut id, &mut text);
        // The entry without a text is the header; what is empty stays empty in every language.
        let has_header = entries.first().is_some_and(|(id, _)| id.is_empty());
        let header = if has_header { entries.remove(0).1 } else { "" };
        let language = header.lines().find_map(|line| line.strip_prefix("Language: "));
        Self { language: language.unwrap_or_default(), entries }
    }

    /// The translation of an English text.
    pub(super) fn find(&self, id: &str) -> Option<&'static str> {
        let at = self.entries.binary_search_by(|(known, _)| (*known).cmp(id)).ok()?;
        Some(self.entries[at].1)
    }
}

#[derive(Clone, Copy)]
enum Part {
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
                Some(other) => onto.push(other),
                None => {}
            },
            other => onto.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Catalog;

    const PO: &str = r#"# A comment.
msgid ""
msgstr ""
"Language: xx\n"
"Plural-Forms: nplurals=1; plural=0;\n"

msgid "Nothing yet"
msgstr ""

#: src/file.rs
msgid "One \"quoted\" line"
msgstr "First\nand "
"second \\"

msgid "{n} filter"
msgid_plural "{n} filters"
msgstr[0] "{n} F"
"#;

    #[test]
    fn a_file_is_read_as_gettext_means_it() {
        let catalog = Catalog::read(PO);
        assert_eq!(catalog.language, "xx");
        assert_eq!(catalog.find("One \"quoted\" line"), Some("First\nand second \\"));
        assert_eq!(catalog.find("{n} filter"), Some("{n} F"));
        assert_eq!(catalog.find("{n} filters"), None);
        assert_eq!(catalog.find("Nothing yet"), None);
    }

    #[test]
    fn the_files_of_the_page_are_sorted_and_read_as_the_tools_of_translators_read_them() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/words/zh-CN.po");
        let catalog = Catalog::read(include_str!("../../words/zh-CN.po"));
        let expected = polib::po_file::parse(path.as_ref()).expect("a file of gettext");
        assert!(catalog.entries.is_sorted());
        for message in expected.messages().filter(|message| message.is_translated()) {
            let plural = message.msgstr_plural().ok().map(|texts| texts[0].as_str());
            let text = plural.or(message.msgstr().ok());
            assert_eq!(catalog.find(message.msgid()), text, "{}", message.msgid());
        }
    }
}
