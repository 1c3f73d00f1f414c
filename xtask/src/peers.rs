//! Packages that do the same as Ganglion, measured beside it: each in an environment of its own, pinned, made when it is first asked for.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    places::{Places, make_folder},
    process::{Outcome, run, say},
    wheels::need_pip,
};

/// A package, and how it is measured.
pub struct Peer {
    /// Its name on the command line, and of its environment.
    pub name: &'static str,
    /// What is installed for it.
    packages: &'static [&'static str],
    /// Script of `benches/peers`.
    script: &'static str,
    /// The native benchmark beside it.
    pub bench: &'static str,
    /// Whether it is measured on the data of that benchmark.
    has_data: bool,
}

/// `NumPy` alone.
pub const NUMPY: &[&str] = &["numpy==2.4.6"];

/// All of them. `PyTorch` takes several gigabytes, most of which a CPU does not use.
pub const PEERS: [Peer; 3] = [
    Peer {
        name: "torch",
        packages: &["torch==2.15.0", "numpy==2.4.6"],
        script: "training.py",
        bench: "engine",
        has_data: false,
    },
    Peer {
        name: "stnmf",
        // It takes no numpy above 2.1.1.
        packages: &["stnmf==1.1.0", "numpy==2.1.1", "scipy==1.17.1"],
        script: "factorization.py",
        bench: "methods",
        has_data: true,
    },
    Peer {
        name: "numpy",
        packages: NUMPY,
        script: "covariance.py",
        bench: "methods",
        has_data: true,
    },
];

/// What each ratio of speeds is of: key, native benchmark, number of the peer.
const SPEEDS: [(&str, &str, &str); 3] = [
    ("ratio_n4", "native_n4_msamples_per_sec", "peer_n4_msamples_per_sec"),
    ("ratio_n16", "native_n16_msamples_per_sec", "peer_n16_msamples_per_sec"),
    ("ratio_population", POPULATION, "peer_population_msamples_per_sec"),
];

/// Speed of the paper's network for recorded cells, in the unit of the peer.
const POPULATION: &str = "native_population_msamples_per_sec";
/// Samples of the steps that `benches/engine.rs` takes the seconds of, millions.
const POPULATION_MSAMPLES: f64 = 0.5;

/// What begins the name of each number that a peer is measured by.
const PEER: &str = "peer_";

/// The folder that a native benchmark writes its data to.
pub fn data_folder(places: &Places) -> PathBuf {
    places.work.join("peers").join("data")
}

/// Measures a peer on one thread, and writes its numbers to `file`.
pub fn measure(places: &Places, peer: &Peer, file: &Path) -> Outcome {
    let mut command = Command::new(python_with(places, peer.packages)?);
    command.arg(places.root.join("benches/peers").join(peer.script));
    if peer.has_data {
        let data = data_folder(places);
        make_folder(&data)?;
        command.arg(data);
    }
    run(command.arg(file))
}

/// The Python of an environment that has these packages, pinned; it is made when it is first asked for.
pub fn python_with(places: &Places, packages: &[&str]) -> Outcome<PathBuf> {
    let folder = places.work.join("peers").join(packages[0]);
    let python = folder.join("bin/python");
    let installed = folder.join("installed");
    if !installed.is_file() {
        let names = packages.join(", ");
        say(format!("{names}: installed into {}", folder.display()));
        run(Command::new(need_pip()?).args(["-m", "venv"]).arg(&folder))?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        run(Command::new(&python).args(install).args(packages))?;
        // An environment that was begun and not finished is not taken for whole.
        std::fs::write(&installed, names)
            .map_err(|err| format!("cannot write {}: {err}", installed.display()))?;
    }
    Ok(python)
}

/// Adds how many times faster than its peer each benchmark is, where both are there: of seconds and of speeds.
pub fn add_ratios(numbers: &mut BTreeMap<String, f64>) {
    if let Some(secs) = numbers.get("native_population_layers1_secs") {
        numbers.insert(POPULATION.to_owned(), POPULATION_MSAMPLES / secs);
    }
    for (key, own, peer) in SPEEDS {
        if let (Some(own), Some(peer)) = (numbers.get(own), numbers.get(peer)) {
            numbers.insert(key.to_owned(), own / peer);
        }
    }
    let ratio = |(key, peer): (&String, &f64)| {
        let name = key.strip_prefix(PEER)?.strip_suffix("_secs")?;
        // Where a peer begins with bits as well: ours always does.
        let own = numbers.get(&format!("native_{}_secs", name.replace("_packed", "")))?;
        Some((format!("ratio_{name}"), peer / own))
    };
    let ratios: Vec<_> = numbers.iter().filter_map(ratio).collect();
    numbers.extend(ratios);
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
            ("native_stnmf_64_secs", 0.5),
            ("peer_stnmf_64_secs", 8.0),
            ("peer_ln_64_secs", 8.0),
            ("native_stc_256_secs", 2.0),
            ("peer_stc_packed_256_secs", 5.0),
        ];
        let mut numbers: BTreeMap<String, f64> =
            numbers.map(|(key, number)| (key.to_owned(), number)).into();
        add_ratios(&mut numbers);
        assert_eq!(numbers.get("ratio_population"), Some(&2.0), "500,000 samples in 2 s");
        assert_eq!(numbers.get("ratio_n4"), None, "its peer was not measured");
        assert_eq!(numbers.get("ratio_stnmf_64"), Some(&16.0), "fewer seconds are better");
        assert_eq!(numbers.get("ratio_stc_packed_256"), Some(&2.5), "both begin with bits");
        assert_eq!(numbers.get("ratio_ln_64"), None, "its benchmark was not run");
    }
}
