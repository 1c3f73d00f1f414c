//! `cargo xtask bench`: times the engine natively and in Chromium; never a test, because times depend on the machine.

use std::process::Command;

use crate::{
    places::Places,
    process::{self, Outcome, cargo},
};

/// Runs the timings and prints them.
pub fn run(places: &Places) -> Outcome {
    process::run(
        Command::new(cargo()).args(["bench", "--bench", "engine"]).current_dir(&places.root),
    )
}
