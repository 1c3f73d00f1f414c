//! `cargo xtask bench`: times engine and methods natively and the page in Chromium, and weighs the site; never a test, because times
//! depend on the machine.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path, process::Command};

use crate::{
    journeys,
    peers::{self, PEERS, Peer},
    places::Places,
    process::{Counts, Outcome, cargo, run, say},
    server::{Server, Site},
    site, size, tab,
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

const ROWS: [Row; 62] = [
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
    row(
        "page_longest_task_millis",
        "longest task in a run (0: below 50 ms)",
        "ms",
        Target::AtMost(50.0),
    ),
    row(
        "page_longest_frame_gap_millis",
        "longest time between two frames in a run",
        "ms",
        Target::AtMost(50.0),
    ),
    row(
        "page_population_cell_secs",
        "population cell, 1000 steps of 500",
        "s",
        Target::AtMost(15.0),
    ),
    row("page_version_two_secs", "Version I and II, 60k frames", "s", Target::AtMost(6.0)),
    row("page_saturation_quick_secs", "Saturation, quick: 63 networks", "s", Target::AtMost(90.0)),
    row("page_transfer_secs", "transfer between 10 cells", "s", Target::AtMost(180.0)),
    row("page_transfer_inference_secs", "its inference, with pruning", "s", Target::AtMost(2.0)),
    row("page_stnmf_secs", "STNMF, 64 restarts, 20k frames", "s", Target::AtMost(2.0)),
    row("page_many_networks_secs", "the page's thread, 300 small networks", "s", Target::None),
    row(
        "page_memory_600k_megabytes",
        "memory of page and worker, 600k frames",
        "MB",
        Target::AtMost(512.0),
    ),
    row(
        "page_memory_600k_version_two_megabytes",
        "the same with raw frames (Version II)",
        "MB",
        Target::AtMost(512.0),
    ),
    row(
        "native_population_msamples_per_sec",
        "training natively, 32 filters of 15x15",
        "M samples/s",
        Target::None,
    ),
    row("tab_n4_msamples_per_sec", "the tab, N = 4, 7x7 on 8x8", "M samples/s", Target::None),
    row("tab_n16_msamples_per_sec", "the tab, N = 16", "M samples/s", Target::None),
    row(
        "tab_population_msamples_per_sec",
        "the tab, 32 filters of 15x15, with its data",
        "M samples/s",
        Target::None,
    ),
    row("tab_transfer_secs", "the tab, transfer between 10 cells", "s", Target::None),
    row(
        "loading_plain_first_filters_secs",
        "first visit at 1.6 Mbit/s: first filters",
        "s",
        Target::AtMost(6.5),
    ),
    row("loading_plain_first_kilobytes", "what has come until then", "kB", Target::None),
    row("loading_plain_whole_kilobytes", "when the site is kept", "kB", Target::None),
    row("loading_plain_repeated_files", "what has come twice", "files", Target::AtMost(0.0)),
    row(
        "loading_gzip_first_filters_secs",
        "the same from a host that compresses",
        "s",
        Target::AtMost(3.5),
    ),
    row("loading_gzip_first_kilobytes", "what has come until then", "kB", Target::AtMost(500.0)),
    row("loading_gzip_whole_kilobytes", "when the site is kept", "kB", Target::None),
    row("loading_gzip_repeated_files", "what has come twice", "files", Target::AtMost(0.0)),
    row("idle_megabytes", "a section at rest, the largest", "MB", Target::AtMost(300.0)),
    row("idle_cpu_percent", "its processor, the busiest", "%", Target::AtMost(1.0)),
    row("recording_read_secs", "a recording of 16x16 is read", "s", Target::AtMost(3.0)),
    row("recording_run_secs", "8 filters of 15x15 learn from it", "s", Target::AtMost(60.0)),
    row("recording_memory_megabytes", "page and workers then", "MB", Target::AtMost(150.0)),
    row("recording_24_read_secs", "a recording of 24x24 is read", "s", Target::None),
    row("recording_24_run_secs", "8 filters of 15x15 learn from that", "s", Target::None),
    row("recording_24_memory_megabytes", "page and workers then", "MB", Target::AtMost(200.0)),
    row("recording_large_read_secs", "2 GB of HDF5, 32x32, are read", "s", Target::None),
    row("recording_large_memory_megabytes", "page and workers then", "MB", Target::AtMost(300.0)),
    row(
        "seed_search_secs",
        "a seed, 200x150: the receptive field is found",
        "s",
        Target::AtMost(15.0),
    ),
    row("seed_crop_secs", "24x24 of its 394,200 frames are drawn", "s", Target::AtMost(120.0)),
    row("seed_memory_megabytes", "page and workers then", "MB", Target::AtMost(300.0)),
    row("ratio_n4", "training natively, N = 4", "x PyTorch", Target::AtLeast(10.0)),
    row("ratio_n16", "training natively, N = 16", "x PyTorch", Target::AtLeast(6.0)),
    row("ratio_population", "the same, 32 filters of 15x15", "x PyTorch", Target::AtLeast(1.5)),
    row("ratio_stnmf_64", "STNMF, 20k spikes of 8x8, 200 rounds", "x stnmf", Target::AtLeast(10.0)),
    row("ratio_stnmf_256", "STNMF, 20k spikes of 16x16", "x stnmf", Target::AtLeast(10.0)),
    row("ratio_consensus_64", "consensus 5x30, 8x8", "x stnmf", Target::AtLeast(4.0)),
    row("ratio_consensus_256", "consensus 5x30, 16x16", "x stnmf", Target::AtLeast(4.0)),
    row("ratio_moment_64", "second moment, 20k frames of 8x8", "x numpy", Target::None),
    row("ratio_moment_256", "second moment, 20k frames of 16x16", "x numpy", Target::None),
    row("ratio_ln_64", "LN, 220k frames of 8x8", "x numpy", Target::None),
    row("ratio_ln_256", "LN, 220k frames of 16x16, from bits", "x numpy", Target::None),
    row("ratio_ln_packed_256", "the same, numpy from bits too", "x numpy", Target::None),
    row("ratio_stc_64", "STC with 39 shifts, 8x8", "x numpy", Target::None),
    row("ratio_stc_256", "STC with 39 shifts, 16x16, from bits", "x numpy", Target::None),
    row("ratio_stc_packed_256", "the same, numpy from bits too", "x numpy", Target::None),
    row("page_kilobytes", "page, brotli", "kB", Target::AtMost(258.0)),
    row("cpu_worker_kilobytes", "CPU worker, brotli", "kB", Target::AtMost(150.0)),
    row("gpu_worker_kilobytes", "GPU worker, brotli", "kB", Target::AtMost(3500.0)),
];

/// What can be measured by itself; those from the fourth on are only measured when they are named, as they take long.
const PARTS: [&str; 6] = ["sizes", "native", "page", tab::PART, LOADING, "peers"];
/// Loading and pages at rest, which are measured with the tab too.
const LOADING: &str = "loading";
/// Rounds of what is measured in the tab by itself.
const TAB_ROUNDS: usize = 3;
/// The native benchmarks.
const NATIVE: [&str; 2] = ["engine", "methods"];

/// The peers that are asked for: those that are named, or all.
fn wanted_peers(parts: &[&str]) -> Vec<&'static Peer> {
    let named: Vec<_> = PEERS.iter().filter(|peer| parts.contains(&peer.name)).collect();
    match (named.is_empty(), parts.contains(&"peers")) {
        (true, true) => PEERS.iter().collect(),
        _ => named,
    }
}

/// Runs the timings, or some parts of them, prints them beside their targets and writes target/bench.json.
pub fn measure(places: &Places, parts: &[&str]) -> Outcome {
    let numbers = numbers(places, parts)?;
    println!("\n{}", table(&numbers));
    let file = places.target.join("bench.json");
    fs::write(&file, json(&numbers))
        .map_err(|err| format!("cannot write {}: {err}", file.display()))?;
    say(format!("the numbers are in {}", file.display()));
    Ok(())
}

/// Runs the timings of some parts.
pub fn numbers(places: &Places, parts: &[&str]) -> Outcome<BTreeMap<String, f64>> {
    let is_known = |part: &str| PARTS.contains(&part) || PEERS.iter().any(|peer| peer.name == part);
    if let Some(unknown) = parts.iter().find(|part| !is_known(part)) {
        let names = PARTS.into_iter().chain(PEERS.iter().map(|peer| peer.name));
        let names = names.collect::<Vec<_>>().join(", ");
        return Err(format!("don't know the part `{unknown}`: choose among {names}"));
    }
    let is_wanted = |part: &str| parts.contains(&part) || parts.is_empty();
    let wanted_peers = wanted_peers(parts);
    let mut numbers = BTreeMap::new();
    if is_wanted("sizes") {
        site::build(places)?;
        for (key, bytes) in size::measure(places)? {
            numbers
                .insert(key.to_owned(), f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e3);
        }
    }
    // A peer is measured in the same sitting.
    for name in NATIVE {
        if is_wanted("native") || wanted_peers.iter().any(|peer| peer.bench == name) {
            let file = places.work.join(format!("bench-{name}.json"));
            let mut command = bench(places, name, &file);
            if !wanted_peers.is_empty() {
                command.env("GANGLION_BENCH_DATA", peers::data_folder(places));
            }
            run(&mut command)?;
            numbers.extend(read_numbers(&file)?);
        }
    }
    for peer in wanted_peers {
        let file = places.work.join("bench-peers.json");
        peers::measure(places, peer, &file)?;
        numbers.extend(read_numbers(&file)?);
    }
    if is_wanted("page") {
        numbers.extend(drive_page(places, &[])?);
    }
    if parts.contains(&tab::PART) {
        numbers.extend(tab(places, TAB_ROUNDS, None)?);
    } else if parts.contains(&LOADING) {
        let rounds = TAB_ROUNDS.to_string();
        numbers.extend(drive_page(places, &[("GANGLION_LOADING_ROUNDS", rounds)])?);
    }
    peers::add_ratios(&mut numbers);
    Ok(numbers)
}

/// How fast the tab trains, in so many rounds, in turns with the site in another folder if there is one.
pub fn tab(
    places: &Places,
    num_rounds: usize,
    other: Option<&Path>,
) -> Outcome<BTreeMap<String, f64>> {
    let mut settings = vec![("GANGLION_BENCH_ROUNDS", num_rounds.to_string())];
    if let Some(folder) = other {
        settings.push(("GANGLION_OTHER_SITE", folder.display().to_string()));
        let site =
            Site { folder: folder.to_owned(), prefix: "/", withheld: "", is_isolated: false };
        settings.push(("GANGLION_OTHER_URL", Server::start(site, 0)?.url().to_owned()));
    }
    drive_page(places, &settings)
}

/// Builds the page, and runs its benchmark in Chromium.
fn drive_page(places: &Places, settings: &[(&str, String)]) -> Outcome<BTreeMap<String, f64>> {
    site::build_page(places, &site::prepare(places)?)?;
    let file = places.work.join("bench-page.json");
    let mut driven = bench(places, "page", &file);
    // What drives the page need not be fast, and the dev profile has built it for the journeys.
    driven.args(["--profile", "dev", "--features", "burn"]).envs(settings.iter().cloned());
    journeys::drive(places, &mut driven, &mut Counts::default())?;
    read_numbers(&file)
}

/// A command that runs one benchmark, which writes its numbers to `file`.
fn bench(places: &Places, name: &str, file: &Path) -> Command {
    let mut command = Command::new(cargo());
    command.current_dir(&places.root).args(["bench", "--bench", name]);
    command.env("GANGLION_BENCH_JSON", file);
    command
}

/// Reads what a benchmark wrote: one `"key": number` a line.
pub fn read_numbers(file: &Path) -> Outcome<BTreeMap<String, f64>> {
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
        let Some(number) = numbers.get(*key) else { continue };
        let target = match target {
            Target::AtLeast(least) => format!("at least {least}{}", verdict(number >= least)),
            Target::AtMost(most) => format!("at most {most}{}", verdict(number <= most)),
            Target::None => String::new(),
        };
        let number = short(*number);
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

/// All numbers, one a line.
pub fn json(numbers: &BTreeMap<String, f64>) -> String {
    let entries: Vec<_> =
        numbers.iter().map(|(key, number)| format!("  \"{key}\": {number}")).collect();
    format!("{{\n{}\n}}\n", entries.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::{number_of_line, wanted_peers};

    #[test]
    fn a_peer_is_measured_only_when_it_is_asked_for() {
        let names = |parts: &[&str]| -> Vec<_> {
            wanted_peers(parts).into_iter().map(|peer| peer.name).collect()
        };
        assert!(names(&[]).is_empty() && names(&["native"]).is_empty());
        assert_eq!(names(&["peers"]), ["torch", "stnmf", "numpy"]);
        assert_eq!(names(&["peers", "stnmf"]), ["stnmf"]);
        assert_eq!(names(&["numpy", "native"]), ["numpy"]);
    }

    #[test]
    fn numbers_are_read_line_by_line() {
        assert_eq!(number_of_line("  \"n4\": 5.25,"), Some(("n4".to_owned(), 5.25)));
        assert_eq!(number_of_line("{"), None);
    }
}
