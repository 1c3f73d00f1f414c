//! The dependencies that Cargo.lock names: fetched before anything builds, because Trunk builds offline.

use std::process::Command;

use crate::{
    places::Places,
    process::{Outcome, cargo, output, run, say},
};

/// Fetches the dependencies for the page, its workers and the command, unless all of them are on this machine.
pub fn need_dependencies(places: &Places) -> Outcome {
    let fetch = || {
        let mut command = Command::new(cargo());
        // Without `--target`: Trunk asks for the metadata of all.
        command.args(["fetch", "--locked"]).current_dir(&places.root);
        command
    };
    // A look at what is there, in a fraction of a second.
    if output(fetch().arg("--offline")).is_ok() {
        return Ok(());
    }
    say("fetching the dependencies (once, less than a minute)");
    run(&mut fetch()).map_err(|message| {
        format!(
            "{message}: the dependencies are not all on this machine, so connect it to a network, unset \
             CARGO_NET_OFFLINE if it is set, and run the command again"
        )
    })
}
