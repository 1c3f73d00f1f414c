//! Rules about the source itself.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use ganglion_core::config::{Draft, Kind, PARAMETERS, Value};

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

/// Every file with an ending below a folder of the repository.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|err| panic!("{}: {err}", folder.display()));
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{ending} in {}", folder.display());
    found
}

/// The folders of code that is not only for tests: one for each crate but xtask.
fn crates() -> Vec<PathBuf> {
    let folder = root().join("crates");
    let entries = fs::read_dir(&folder).expect("there are crates");
    let mut crates: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
    crates.push(root().to_owned());
    crates.sort();
    crates.into_iter().map(|folder| folder.join("src")).collect()
}

/// Every file of those.
pub(crate) fn code() -> Vec<PathBuf> {
    crates().iter().flat_map(|folder| files(folder, "rs")).collect()
}

fn sources() -> Vec<PathBuf> {
    let others = ["xtask/src", "tests", "benches"].map(|folder| files(Path::new(folder), "rs"));
    code().into_iter().chain(others.concat()).collect()
}

#[test]
fn no_file_is_longer_than_400_lines() {
    for path in sources().iter().filter(|path| !path.starts_with(root().join("tests"))) {
        let num_lines = read(path).lines().count();
        assert!(num_lines <= 400, "{} has {num_lines} lines", path.display());
    }
}

#[test]
fn every_module_says_what_it_owns() {
    for path in code() {
        assert!(read(&path).starts_with("//!"), "{} opens without //!", path.display());
    }
}

/// The modules of a crate's `lib.rs`, in their order.
fn modules(folder: &Path) -> Vec<String> {
    let lib = folder.join("lib.rs");
    if !lib.is_file() {
        return Vec::new();
    }
    read(&lib)
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// The paths of a crate that a file names, by their first module.
fn imported(text: &str, crate_name: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let word = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut found = Vec::new();
    for after in code.split(&format!("{crate_name}::")).skip(1) {
        let Some(list) = after.strip_prefix('{') else {
            found.push(word(after));
            continue;
        };
        let mut depth = 1;
        let mut item = String::new();
        for c in list.chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if depth == 0 || (c == ',' && depth == 1) {
                found.push(word(item.trim()));
                item.clear();
            } else {
                item.push(c);
            }
            if depth == 0 {
                break;
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn a_module_imports_only_from_modules_above_it() {
    let mut num_checked = 0;
    for folder in crates() {
        let modules = modules(&folder);
        for path in files(&folder, "rs") {
            let inside = path.strip_prefix(&folder).expect("below its crate");
            let owner = inside.iter().next().and_then(|name| name.to_str()).unwrap_or_default();
            let owner = owner.trim_end_matches(".rs");
            let Some(place) = modules.iter().position(|module| module == owner) else { continue };
            for name in imported(&read(&path), "crate") {
                let from = modules.iter().position(|module| *module == name);
                assert!(
                    from.is_none_or(|from| from <= place),
                    "{} imports from {name}, which is below",
                    path.display()
                );
                num_checked += 1;
            }
        }
    }
    assert!(num_checked > 500, "{num_checked} imports");
}

#[test]
fn the_page_does_not_know_how_a_worker_works() {
    let page = ["src", "crates/components/src", "crates/modules/src", "crates/web/src"];
    for path in page.iter().flat_map(|folder| files(&root().join(folder), "rs")) {
        let is_command = path.starts_with(root().join("src/native"));
        let names = imported(&read(&path), "ganglion_core").iter().any(|name| name == "worker");
        assert!(is_command || !names, "{} knows the inside of a worker", path.display());
    }
}

#[test]
fn only_worker_binaries_the_command_the_other_engine_and_tests_name_an_engine() {
    for path in code() {
        let inside = path.strip_prefix(root()).expect("below the repository");
        let may =
            ["crates/core/src/engine", "crates/workers", "crates/burn", "src/bin/ganglion.rs"];
        let may = may.iter().any(|place| inside.starts_with(place));
        let text = read(&path);
        let names = ["crate", "ganglion_core"]
            .iter()
            .any(|name| imported(&text, name).iter().any(|module| module == "engine"));
        assert!(may || !names, "{} names an engine", inside.display());
    }
}

/// The name of the type that a line declares, private ones too; what belongs to a trait has its trait's name before its own.
fn declared(line: &str) -> Option<String> {
    let code = line.trim_start();
    let code = code.strip_prefix("pub").map_or(code, |rest| {
        let rest = rest.strip_prefix('(').and_then(|rest| Some(rest.split_once(')')?.1));
        rest.unwrap_or(&code["pub".len()..]).trim_start()
    });
    let (word, rest) = code.split_once(' ')?;
    let is_alias = word == "type" && (!line.starts_with(' ') || !line.contains('='));
    if !is_alias && !["struct", "enum", "trait", "union"].contains(&word) {
        return None;
    }
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let is_of_trait = word == "type" && line.starts_with(' ') && rest.contains(':');
    name.starts_with(|c: char| c.is_uppercase()).then_some(name).filter(|_| !is_of_trait)
}

#[test]
fn no_two_types_have_one_name() {
    let cases = [
        ("pub(super) struct Line {", Some("Line")),
        ("    pub enum End<T> {", Some("End")),
        ("type Pair = (u32, u32);", Some("Pair")),
        ("    type Module;", Some("Module")),
        ("    type Engine: Engine;", None),
        ("    type Error = String;", None),
        ("    let structure = 1;", None),
    ];
    for (line, name) in cases {
        assert_eq!(declared(line).as_deref(), name, "{line}");
    }
    let mut known: BTreeMap<String, PathBuf> = BTreeMap::new();
    for path in code() {
        for name in read(&path).lines().filter_map(declared) {
            let place = path.display();
            if let Some(other) = known.insert(name.clone(), path.clone()) {
                panic!("{name} is a type in {} and in {place}", other.display());
            }
        }
    }
    assert!(known.len() > 300, "{} types", known.len());
}

/// Whether a text is the path of a source.
fn is_source(name: &str) -> bool {
    name.contains('/') && Path::new(name).extension().is_some_and(|ending| ending == "rs")
}

#[test]
fn files_that_documents_name_are_there() {
    let documents = ["README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md"];
    let mut num_checked = 0;
    for document in documents {
        let text = read(&root().join(document));
        // Every other part of a line is between backticks.
        let named = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
        for name in named.filter(|name| is_source(name)) {
            // Where something new goes has no name yet.
            if !name.contains("NAME") {
                assert!(root().join(name).is_file(), "{document} names {name}");
                num_checked += 1;
            }
        }
    }
    assert!(num_checked > 40, "{num_checked} names");
}

#[test]
fn open_ends_have_an_owner() {
    // Put together here, so that this file does not find itself.
    let words = ["TO", "FIX"].map(|word| word.to_owned() + if word == "TO" { "DO" } else { "ME" });
    for path in sources() {
        for (number, line) in read(&path).lines().enumerate() {
            for word in &words {
                let is_owned = line.contains(&format!("{word}("));
                let place = path.display();
                assert!(!line.contains(word.as_str()) || is_owned, "{place}:{}", number + 1);
            }
        }
    }
}

/// The parameter list of the README, from the table.
fn parameter_list() -> String {
    let mut list = String::from("| key | meaning | range | default |\n|---|---|---|---|\n");
    for row in &PARAMETERS {
        let text = |value: &Value| match (value, row.kind) {
            (Value::Option(index), Kind::Menu(options)) => options()[*index].0.to_owned(),
            (Value::Integer(number), _) => number.to_string(),
            (Value::Real(number), _) => number.to_string(),
            (Value::Switch(on), _) => u8::from(*on).to_string(),
            _ => "none".to_owned(),
        };
        let range = ganglion_core::config::range_text(row);
        let unit = if row.unit.is_empty() { String::new() } else { format!(" ({})", row.unit) };
        let (key, label, meaning) = (row.key, row.label, row.meaning);
        let default = text(&row.default_value(&Draft::default()));
        writeln!(list, "| `{key}` | {label}{unit}: {meaning} | {range} | {default} |")
            .expect("strings take any text");
    }
    list
}

#[test]
fn the_parameter_list_of_the_readme_is_current() {
    const BEGIN: &str =
        "<!-- parameters: written by `UPDATE_README=1 cargo test --test it readme` -->\n";
    const END: &str = "<!-- end of parameters -->";
    let path = root().join("README.md");
    let text = read(&path);
    let (before, rest) = text.split_once(BEGIN).expect("the README has a parameter list");
    let (list, after) = rest.split_once(END).expect("the list has an end");
    let expected = parameter_list();
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).expect("writable");
    } else {
        assert!(list == expected, "run: UPDATE_README=1 cargo test --test it readme");
    }
}
