//! Bounded, deterministic fuzzing of what reads links and files: a program of its own, because it counts all memory.

mod memory;
mod texts;

use ganglion_core::{
    config::{Choice as _, Draft, PARAMETERS, Section},
    link::{self, Decoded, MAX_FILE_LENGTH, MAX_LENGTH},
};

use memory::peak_of;
use texts::Texts;

/// Fragments and files that are read.
const NUM_FRAGMENTS: u32 = 220_000;
const NUM_FILES: u32 = 60_000;

/// Most memory that reading one of them may hold at any time beyond the text itself, bytes.
const MAX_BYTES: usize = 1_000_000;

/// Most warnings about one text: two for each pair that is read, and those of values that don't agree.
const MAX_WARNINGS: usize = 5 * PARAMETERS.len();

/// Reads a text and checks what must hold for every text.
fn check(text: &str, read: fn(&str) -> Decoded) -> usize {
    let (decoded, bytes) = peak_of(|| read(text));
    let shown = || text.chars().take(400).collect::<String>();
    assert!(bytes <= MAX_BYTES, "{bytes} bytes for {:?}", shown());
    let Decoded { draft, warnings, .. } = decoded;
    assert!(draft.check().is_ok(), "a draft with problems from {:?}", shown());
    assert!(warnings.len() <= MAX_WARNINGS, "{} warnings for {:?}", warnings.len(), shown());
    for warning in &warnings {
        assert!(warning.len() < 600, "{warning} for {:?}", shown());
        assert!(!warning.contains(char::is_control), "{warning:?} for {:?}", shown());
    }
    let again = link::decode(&link::encode(&draft));
    assert_eq!((&again.draft, again.warnings.len()), (&draft, 0), "{:?}", shown());
    bytes
}

/// Links of every section, of presets, and some with every kind of value.
fn links() -> Vec<String> {
    let mut links: Vec<_> = include_str!("../../crates/core/tests/it/golden/links_v1.txt")
        .lines()
        .filter(|line| line.starts_with('#'))
        .filter_map(|line| Some(line.split_once('\t')?.0.to_owned()))
        .collect();
    for (section, ..) in Section::OPTIONS {
        for source in section.sources() {
            links.push(link::encode(&Draft { seed: 9, ..Draft::of(*section, *source) }));
        }
    }
    assert!(links.len() > 40, "{} links to begin with", links.len());
    links
}

#[test]
fn no_fragment_makes_decoding_panic_hang_or_hold_a_megabyte() {
    let mut texts = Texts::new(1, links());
    let most = (0..NUM_FRAGMENTS).map(|_| check(&texts.fragment(), link::decode)).max();
    report("fragments", NUM_FRAGMENTS, most);
}

#[test]
fn no_file_makes_reading_panic_hang_or_hold_a_megabyte() {
    let files = links().iter().map(|text| link::to_json(&link::decode(text).draft)).collect();
    let mut texts = Texts::new(2, files);
    let most = (0..NUM_FILES).map(|_| check(&texts.file(), link::from_json)).max();
    report("files", NUM_FILES, most);
}

#[test]
fn the_longest_texts_hold_no_megabyte_either() {
    let file = |settings: &str| format!("{{\"ganglion\": 1, \"settings\": {settings}}}");
    let room = MAX_FILE_LENGTH - 100;
    let many = |item: &str| item.repeat(room / item.len());
    let texts = [
        file(&format!("{{{}\"seed\": 1}}", many("\"a\": 1,"))),
        file(&format!(
            "{{{}\"seed\": 1}}",
            many(&format!("\"{}\": \"\\u0041\",", "k".repeat(2_500)))
        )),
        file(&format!("{{\"seed\": \"{}\"}}", many("\\n"))),
        file(&format!("{{\"{}\": 1}}", many("\\u00e9"))),
        file(&format!("{{\"seed\": [{}0]}}", many("[],"))),
        file(&format!("{{\"seed\": {}}}", many("["))),
        file(&format!("{{\"seed\": {}}}", many("{\"a\":"))),
        file(&many("[[")),
        many("["),
        many("{\"settings\":"),
        many("9"),
        file(&format!("{{\"rate\": {}}}", many("9"))),
        file(&format!("{{\"rate\": 0.{}}}", many("0"))),
        many("\u{1f41f}"),
        " ".repeat(3 * MAX_FILE_LENGTH),
    ];
    let mut most = 0;
    for text in &texts {
        most = most.max(check(text, link::from_json)).max(check(text, link::decode));
    }
    report("longest texts", texts.len() as u32, Some(most));
    for pair in ["a&", "=&", "seed=1&", "rate=9&", "view=cell&", "subunits=_&", "%", "é", "\u{0}&"]
    {
        check(&format!("#1.{}", pair.repeat(MAX_LENGTH)), link::decode);
        check(&format!("#1.{}", pair.repeat(MAX_LENGTH / pair.len() - 2)), link::decode);
    }
}

/// Says what was measured; `cargo test -- --nocapture` shows it.
#[expect(clippy::print_stdout, reason = "the harness shows it only on request")]
fn report(what: &str, number: u32, most: Option<usize>) {
    println!("{number} {what}: at most {} bytes held", most.unwrap_or_default());
}
