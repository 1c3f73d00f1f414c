//! The program beside the weights of networks, run by `NumPy` on what the command writes.

use std::{path::Path, process::Command};

use crate::{
    peers::{NUMPY, python_with},
    places::{Places, make_folder},
    process::{Counts, Outcome, cargo, run},
};

/// Small experiments whose networks have all that networks may have: depth, outputs that are trained or sigmoid, lags, courses of time.
const LINKS: [&str; 4] = [
    "#1.frames=3000&test=1000&nmax=2&restarts=1&epochs=2&out=sigmoid",
    "#1.view=saturation&frames=6000&test=1000&epochs=4&nmin=2&nmax=2&seeds=1&restarts=1&layers=3&side=5&out=parametric",
    "#1.view=spacetime&frames=3000&test=1000&epochs=1&restarts=1&epochs2=1",
    "#1.view=recorded&frames=4000&steps=40&nmin=4&nmax=4&repeats=10&version=2&steps2=20",
];

/// Whether it finds the reported correlation of every network; counts the networks.
pub fn check(places: &Places, counts: &mut Counts) -> Outcome {
    let python = python_with(places, NUMPY)?;
    for (number, link) in LINKS.iter().enumerate() {
        let folder = places.work.join("weights").join(number.to_string());
        make_folder(&folder)?;
        let ganglion = |arguments: &[&str]| {
            let mut command = Command::new(cargo());
            command.current_dir(&places.root);
            command.args(["run", "--quiet", "--features", "burn", "--"]).args(arguments);
            command
        };
        let mut weights = ganglion(&["run", link, "--weights"]);
        run(weights.arg(&folder).stdout(std::process::Stdio::null()))?;
        run(ganglion(&["frames", link]).arg(&folder))?;
        let entries = std::fs::read_dir(&folder)
            .map_err(|err| format!("cannot list {}: {err}", folder.display()))?;
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let is_network = |name: &String| {
            name.contains("filters-") && Path::new(name).extension().is_some_and(|end| end == "npz")
        };
        let networks: Vec<_> = names.filter(is_network).collect();
        if networks.is_empty() {
            return Err(format!("{link} has no networks"));
        }
        for name in networks {
            let group = name.split("filters-").next().unwrap_or_default();
            let mut command = Command::new(&python);
            command.current_dir(&folder);
            command.args(["run_network.py", &name, &format!("{group}frames.npz")]);
            match run(&mut command) {
                Ok(()) => counts.passed += 1,
                Err(message) => {
                    counts.failed += 1;
                    return Err(format!("{name} of {link}: {message}"));
                }
            }
        }
    }
    Ok(())
}
