//! `cargo xtask bench --against COMMIT`: the same benchmarks in a build of another commit, taken in turns in one sitting.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    bench,
    places::{Places, make_folder},
    process::{Outcome, cargo, run, say},
    tab,
};

/// What every commit that can be compared with has.
const NEEDED: &str = "xtask/src/bench.rs";

/// Measures this build and that of another commit in so many turns, and prints each number beside the other; the best of each counts.
pub fn compare(places: &Places, commit: &str, parts: &[&str], num_turns: usize) -> Outcome {
    let (tree, name) = tree_of(places, commit)?;
    let (mut own, mut other) = (BTreeMap::new(), BTreeMap::new());
    if parts.contains(&tab::PART) {
        let site = tab::site_of(&tree)?;
        let numbers = bench::tab(places, num_turns, Some(&site))?;
        (own, other) = tab::split(numbers);
    }
    // Pages take minutes to build, so nothing but what is native is measured unless it is asked for.
    let parts = if parts.is_empty() { &["native"] } else { parts };
    let rest: Vec<&str> = parts.iter().copied().filter(|part| *part != tab::PART).collect();
    let num_turns = if rest.is_empty() { 0 } else { num_turns };
    for turn in 1..=num_turns {
        say(format!("turn {turn} of {num_turns}: this build, then {name}"));
        keep_best(&mut own, bench::numbers(places, &rest)?);
        run(xtask_in(&tree).arg("bench").args(&rest))?;
        keep_best(&mut other, bench::read_numbers(&target_of(&tree).join("bench.json"))?);
    }
    println!("\n{}", table(&own, &other, &name));
    let file = places.target.join("bench-against.json");
    fs::write(&file, bench::json(&ratios(&own, &other)))
        .map_err(|err| format!("cannot write {}: {err}", file.display()))?;
    say(format!("the ratios are in {}", file.display()));
    Ok(())
}

/// A checkout of a commit below the target folder, and what it is called.
fn tree_of(places: &Places, commit: &str) -> Outcome<(PathBuf, String)> {
    let folder = places.work.join("against");
    make_folder(&folder)?;
    let name =
        git(places, &["rev-parse", "--short=12", "--verify", &format!("{commit}^{{commit}}")])?;
    if git(places, &["cat-file", "-e", &format!("{name}:{NEEDED}")]).is_err() {
        let all = git(places, &["log", "--format=%h", "--diff-filter=A", "--", NEEDED])?;
        let first = all.lines().last().unwrap_or("the first that has it");
        return Err(format!("{name} has no benchmarks: commits are compared back to {first}"));
    }
    let tree = folder.join(&name);
    if !tree.is_dir() {
        say(format!("{name} goes to {}", tree.display()));
        git(places, &["worktree", "prune"])?;
        let mut add = Command::new("git");
        run(add
            .current_dir(&places.root)
            .args(["worktree", "add", "--detach"])
            .arg(&tree)
            .arg(&name))?;
    }
    Ok((tree, name))
}

/// What a checkout is built into: a folder of its own, as cargo takes the crates of two checkouts for the same, and does not build those
/// whose files are older.
fn target_of(tree: &Path) -> PathBuf {
    tree.join("target")
}

/// The task runner of another commit.
pub fn xtask_in(tree: &Path) -> Command {
    let mut command = Command::new(cargo());
    command.current_dir(tree).arg("xtask").env("CARGO_TARGET_DIR", target_of(tree));
    command
}

/// What git says.
fn git(places: &Places, arguments: &[&str]) -> Outcome<String> {
    let output = Command::new("git")
        .current_dir(&places.root)
        .args(arguments)
        .output()
        .map_err(|err| format!("cannot run git: {err}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether more is better: speeds and ratios are, times and sizes aren't.
fn is_speed(key: &str) -> bool {
    key.ends_with("_per_sec") || key.starts_with("ratio_")
}

/// Keeps the better one of two numbers for each key.
fn keep_best(best: &mut BTreeMap<String, f64>, numbers: BTreeMap<String, f64>) {
    for (key, number) in numbers {
        let better = if is_speed(&key) { f64::max } else { f64::min };
        best.entry(key).and_modify(|best| *best = better(*best, number)).or_insert(number);
    }
}

/// How many times better this build is, where both have a number.
fn ratios(own: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    let ratio = |(key, own): (&String, &f64)| {
        let other = other.get(key)?;
        Some((key.clone(), if is_speed(key) { own / other } else { other / own }))
    };
    own.iter().filter_map(ratio).collect()
}

fn table(own: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>, name: &str) -> String {
    let mut text = format!("{:<44} {:>12} {:>14} {:>8}\n", "", "this build", name, "better");
    for (key, ratio) in ratios(own, other) {
        let (own, other) = (own[&key], other[&key]);
        writeln!(text, "{key:<44} {own:>12.5} {other:>14.5} {ratio:>7.2}x")
            .expect("a string takes all");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{keep_best, ratios};

    fn numbers(of: [(&str, f64); 3]) -> BTreeMap<String, f64> {
        of.map(|(key, number)| (key.to_owned(), number)).into()
    }

    #[test]
    fn the_better_turn_counts_and_a_ratio_above_one_is_better() {
        let mut own = numbers([("a_secs", 2.0), ("b_per_sec", 3.0), ("only_secs", 1.0)]);
        keep_best(&mut own, numbers([("a_secs", 1.0), ("b_per_sec", 2.0), ("only_secs", 5.0)]));
        let other = numbers([("a_secs", 4.0), ("b_per_sec", 6.0), ("elsewhere_secs", 1.0)]);
        let found = ratios(&own, &other);
        assert_eq!(found.get("a_secs"), Some(&4.0), "a quarter of the time");
        assert_eq!(found.get("b_per_sec"), Some(&0.5), "half the speed");
        assert_eq!(found.len(), 2, "what only one has is left out");
    }
}
