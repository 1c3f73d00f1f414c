//! Rules about the source itself.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use ganglion::config::{Draft, Kind, PARAMETERS, Value};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

/// Every file with an ending below a folder of the repository.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
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
    assert!(!found.is_empty(), "no .{ending} in {folder}");
    found
}

fn sources() -> Vec<PathBuf> {
    ["src", "xtask/src", "tests", "benches"].iter().flat_map(|folder| files(folder, "rs")).collect()
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
    for path in sources().iter().filter(|path| path.starts_with(root().join("src"))) {
        assert!(read(path).starts_with("//!"), "{} opens without //!", path.display());
    }
}

/// The modules of `lib.rs`, in their order.
fn modules() -> Vec<String> {
    let lib = read(&root().join("src/lib.rs"));
    lib.lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// The `crate::` paths that a file names, by their first module.
fn imported(text: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let word = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut found = Vec::new();
    for after in code.split("crate::").skip(1) {
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
    let modules = modules();
    assert!(modules.len() > 10, "{modules:?}");
    for path in files("src", "rs") {
        let inside = path.strip_prefix(root().join("src")).expect("below src");
        let owner = inside.iter().next().and_then(|name| name.to_str()).unwrap_or_default();
        let owner = owner.trim_end_matches(".rs");
        let Some(place) = modules.iter().position(|module| module == owner) else { continue };
        for name in imported(&read(&path)) {
            let Some(from) = modules.iter().position(|module| *module == name) else { continue };
            assert!(from <= place, "{} imports from {name}, which is below", inside.display());
            let is_edge = owner == "ui" && name == "worker";
            assert!(!is_edge, "{}: ui does not know worker", inside.display());
        }
    }
}

#[test]
fn only_worker_binaries_the_command_and_tests_name_an_engine() {
    for path in files("src", "rs") {
        let inside = path.strip_prefix(root().join("src")).expect("below src");
        let may = ["engine", "bin"].iter().any(|folder| inside.starts_with(folder));
        let names = imported(&read(&path)).iter().any(|name| name == "engine");
        assert!(may || !names, "{} names an engine", inside.display());
    }
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
        let range = ganglion::config::range_text(row);
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
