//! Packages that do the same as Ganglion, measured beside it: each in an environment of its own, pinned, made when it is first asked for.

use std::{collections::BTreeMap, path::Path, process::Command};

use crate::{
    places::Places,
    process::{Outcome, run, say},
    wheels::need_pip,
};

/// What is installed for the peer of training; several gigabytes, most of which a CPU does not use.
const PACKAGES: [&str; 2] = ["torch==2.15.0", "numpy==2.4.6"];

/// What each ratio is of: key, native benchmark, number of the peer.
const RATIOS: [(&str, &str, &str); 3] = [
    ("ratio_n4", "native_n4_msamples_per_sec", "peer_n4_msamples_per_sec"),
    ("ratio_n16", "native_n16_msamples_per_sec", "peer_n16_msamples_per_sec"),
    ("ratio_population", POPULATION, "peer_population_msamples_per_sec"),
];

/// Speed of the paper's network for recorded cells, in the unit of the peer.
const POPULATION: &str = "native_population_msamples_per_sec";
/// Samples of the steps that `benches/engine.rs` takes the seconds of, millions.
const POPULATION_MSAMPLES: f64 = 0.5;

/// Trains the networks of `benches/engine.rs` in `PyTorch` on one thread, and writes million samples a second to `file`.
pub fn train(places: &Places, file: &Path) -> Outcome {
    let folder = places.work.join("peers").join(PACKAGES[0]);
    let python = folder.join("bin/python");
    if !python.is_file() {
        say(format!("{} is installed into {}", PACKAGES[0], folder.display()));
        run(Command::new(need_pip()?).args(["-m", "venv"]).arg(&folder))?;
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))?;
    }
    run(Command::new(&python).arg(places.root.join("benches/peers/training.py")).arg(file))
}

/// Adds how many times faster than its peer each benchmark is, where both are there.
pub fn add_ratios(numbers: &mut BTreeMap<String, f64>) {
    if let Some(secs) = numbers.get("native_population_layers1_secs") {
        numbers.insert(POPULATION.to_owned(), POPULATION_MSAMPLES / secs);
    }
    for (key, own, peer) in RATIOS {
        if let (Some(own), Some(peer)) = (numbers.get(own), numbers.get(peer)) {
            numbers.insert(key.to_owned(), own / peer);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::add_ratios;

    #[test]
    fn ratios_are_of_the_same_unit() {
        let numbers = [
            ("native_population_layers1_secs", 2.0),
            ("peer_population_msamples_per_sec", 0.125),
            ("native_n4_msamples_per_sec", 6.0),
        ];
        let mut numbers: BTreeMap<String, f64> =
            numbers.map(|(key, number)| (key.to_owned(), number)).into();
        add_ratios(&mut numbers);
        assert_eq!(numbers.get("ratio_population"), Some(&2.0), "500,000 samples in 2 s");
        assert_eq!(numbers.get("ratio_n4"), None, "its peer was not measured");
    }
}
