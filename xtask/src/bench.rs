//! `cargo xtask bench`: times the engine natively and the page in Chromium, and weighs the site; never a test, because times
//! depend on the machine.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path, process::Command};

use crate::{
    journeys,
    places::Places,
    process::{Counts, Outcome, cargo, run, say},
    site, size,
};

/// One line of the table.
struct Row {
    /// Key of the number, as the benchmarks name it.
    key: &'static str,
    label: &'static str,
    unit: &'static str,
    target: Target,
}

/// What a number should be on the machine that the targets were set for.
enum Target {
    AtLeast(f64),
    AtMost(f64),
    None,
}

const fn row(key: &'static str, label: &'static str, unit: &'static str, target: Target) -> Row {
    Row { key, label, unit, target }
}

const ROWS: [Row; 10] = [
    row(
        "native_n4_msamples_per_sec",
        "training natively, N = 4",
        "M samples/s",
        Target::AtLeast(5.0),
    ),
    row("native_n16_msamples_per_sec", "training natively, N = 16", "M samples/s", Target::None),
    row(
        "page_n4_msamples_per_sec",
        "training in Chromium, one worker, N = 4",
        "M samples/s",
        Target::AtLeast(2.0),
    ),
    row(
        "page_n16_msamples_per_sec",
        "training in Chromium, one worker, N = 16",
        "M samples/s",
        Target::AtLeast(0.9),
    ),
    row("page_default_run_secs", "default experiment, one worker", "s", Target::AtMost(4.0)),
    row(
        "page_first_filters_after_click_secs",
        "first filters after the click",
        "s",
        Target::AtMost(0.3),
    ),
    row(
        "page_first_filters_after_opening_secs",
        "first filters after opening the page",
        "s",
        Target::None,
    ),
    row("page_kilobytes", "page, brotli", "kB", Target::AtMost(250.0)),
    row("cpu_worker_kilobytes", "CPU worker, brotli", "kB", Target::AtMost(150.0)),
    row("gpu_worker_kilobytes", "GPU worker, brotli", "kB", Target::AtMost(3500.0)),
];

/// Runs the timings, prints them beside their targets and writes target/bench.json.
pub fn measure(places: &Places) -> Outcome {
    site::build(places)?;
    let mut numbers = BTreeMap::new();
    for (key, bytes) in size::measure(places)? {
        numbers.insert(key.to_owned(), f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e3);
    }
    let native = places.work.join("bench-native.json");
    run(&mut bench(places, "engine", &native))?;
    let page = places.work.join("bench-page.json");
    let mut driven = bench(places, "page", &page);
    // What drives the page need not be fast, and the dev profile has built it for the journeys.
    driven.args(["--profile", "dev", "--features", "burn"]);
    journeys::drive(places, &mut driven, &mut Counts::default())?;
    for file in [native, page] {
        numbers.extend(read_numbers(&file)?);
    }
    println!("\n{}", table(&numbers));
    let file = places.target.join("bench.json");
    fs::write(&file, json(&numbers))
        .map_err(|err| format!("cannot write {}: {err}", file.display()))?;
    say(format!("the numbers are in {}", file.display()));
    Ok(())
}

/// A command that runs one benchmark, which writes its numbers to `file`.
fn bench(places: &Places, name: &str, file: &Path) -> Command {
    let mut command = Command::new(cargo());
    command.current_dir(&places.root).args(["bench", "--bench", name]);
    command.env("GANGLION_BENCH_JSON", file);
    command
}

/// Reads what a benchmark wrote: one `"key": number` a line.
fn read_numbers(file: &Path) -> Outcome<BTreeMap<String, f64>> {
    let text =
        fs::read_to_string(file).map_err(|err| format!("cannot read {}: {err}", file.display()))?;
    Ok(text.lines().filter_map(number_of_line).collect())
}

fn number_of_line(line: &str) -> Option<(String, f64)> {
    let (key, number) = line.trim().trim_end_matches(',').split_once("\": ")?;
    Some((key.trim_start_matches('"').to_owned(), number.parse().ok()?))
}

fn table(numbers: &BTreeMap<String, f64>) -> String {
    let mut text = format!("{:<42} {:>9}  {:<12} target\n", "", "measured", "");
    for Row { key, label, unit, target } in &ROWS {
        let number = numbers.get(*key).map_or_else(|| "-".to_owned(), |number| short(*number));
        let target = match (target, numbers.get(*key)) {
            (Target::AtLeast(least), Some(number)) => {
                format!("at least {least}{}", verdict(number >= least))
            }
            (Target::AtMost(most), Some(number)) => {
                format!("at most {most}{}", verdict(number <= most))
            }
            (Target::AtLeast(_) | Target::AtMost(_) | Target::None, _) => String::new(),
        };
        writeln!(text, "{label:<42} {number:>9}  {unit:<12} {target}").expect("a string takes all");
    }
    text
}

fn verdict(is_met: bool) -> &'static str {
    if is_met { "" } else { ", MISSED" }
}

fn short(number: f64) -> String {
    if number < 20.0 { format!("{number:.2}") } else { format!("{number:.0}") }
}

fn json(numbers: &BTreeMap<String, f64>) -> String {
    let entries: Vec<_> =
        numbers.iter().map(|(key, number)| format!("  \"{key}\": {number}")).collect();
    format!("{{\n{}\n}}\n", entries.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::number_of_line;

    #[test]
    fn numbers_are_read_line_by_line() {
        assert_eq!(number_of_line("  \"n4\": 5.25,"), Some(("n4".to_owned(), 5.25)));
        assert_eq!(number_of_line("{"), None);
    }
}
