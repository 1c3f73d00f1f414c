//! Whole-page journeys: serves the built site, starts the browser's driver and runs the tests that drive the page.

use std::{fs, path::PathBuf, process::Command};

use crate::{
    browser::{Browser, Driver},
    digest::files_below,
    places::{Places, make_folder},
    process::{Counts, Outcome, cargo, run, run_counting},
    server::{Server, Site},
    site,
    tools::{Tools, need_axe},
};

/// The site is served below this path, because it must work under any.
const PREFIX: &str = "/under/any/path/";

/// What cargo builds the journeys from; the features are those of the other native tests, so that little is built twice.
pub const TARGET: &[&str] = &["--features", "burn", "--test", "journeys"];

/// Sites of which something is withheld, each with the variable that tells the journeys its address.
const WITHHELD: [(&str, &str); 3] = [
    ("GANGLION_URL_WITHOUT_ANNEX", "annex"),
    ("GANGLION_URL_WITHOUT_GPU_WORKER", "worker_gpu"),
    ("GANGLION_URL_WITHOUT_WORKERS", "start_worker"),
];

/// Builds the site and runs the journeys whose names contain one of `names`, or all; those of minutes only if a name says `slow`.
pub fn build_and_run(places: &Places, names: &[&str]) -> Outcome {
    let tools = Tools::for_site(places)?;
    site::build_page(places, &tools)?;
    if names.is_empty() || names.iter().any(|name| name.contains("gpu")) {
        site::build_gpu_worker(places, &tools)?;
    }
    build_command(places)?;
    let is_slow = names.iter().any(|name| name.contains("slow"));
    drive(places, &mut test_command(places, names, is_slow), &mut Counts::default())
}

/// Runs all journeys on the site as it is built; those of minutes only if `is_slow`.
pub fn run_all(places: &Places, is_slow: bool, counts: &mut Counts) -> Outcome {
    drive(places, &mut test_command(places, &[], is_slow), counts)
}

/// Builds the command `ganglion` as the README does: the journeys compare its checksums with the page's.
pub fn build_command(places: &Places) -> Outcome {
    let mut command = Command::new(cargo());
    run(command.args(["build", "--release", "--bin", "ganglion"]).current_dir(&places.root))
}

fn test_command(places: &Places, names: &[&str], is_slow: bool) -> Command {
    let mut command = Command::new(cargo());
    if is_slow {
        command.env("SLOW_TESTS", "1");
    }
    command.current_dir(&places.root).arg("test").args(TARGET).arg("--");
    // One at a time, or they take the processor from each other; what passing ones print is measured.
    command.args(["--test-threads=1", "--show-output"]).args(names);
    command
}

/// Gives a command all that it needs to drive the page, runs it, and adds up the test results in its output.
pub fn drive(places: &Places, command: &mut Command, counts: &mut Counts) -> Outcome {
    let browser = Browser::find_or_install()?;
    need_axe(places)?;
    let site = Site { folder: places.dist.clone(), prefix: PREFIX, withheld: "" };
    let server = Server::start(site.clone(), 0)?;
    command.env("GANGLION_URL", server.url());
    for (variable, withheld) in WITHHELD {
        let server = Server::start(Site { withheld, ..site.clone() }, 0)?;
        command.env(variable, server.url());
    }
    let driver = Driver::start(&browser)?;
    command.env("CHROMEDRIVER_URL", driver.url()).env("CHROME", &browser.chrome);
    command.env("AXE_PATH", places.axe()).env("GANGLION_TARGET", &places.target);
    command.env("GANGLION_COMMAND", places.target.join("release/ganglion"));
    command.env("GANGLION_SITE", &places.dist).env("GANGLION_NEXT_SITE", next_site(places)?);
    let (outcome, found) = run_counting(command);
    counts.add(found);
    outcome
}

/// A copy of the site that is another version: `data-version` of its page says `next`.
fn next_site(places: &Places) -> Outcome<PathBuf> {
    let folder = places.work.join("next");
    if folder.is_dir() {
        fs::remove_dir_all(&folder).map_err(|err| format!("cannot empty the next site: {err}"))?;
    }
    for file in files_below(&places.dist)? {
        let to = folder.join(file.strip_prefix(&places.dist).unwrap_or(&file));
        make_folder(to.parent().unwrap_or(&folder))?;
        fs::copy(&file, &to).map_err(|err| format!("cannot copy {}: {err}", file.display()))?;
    }
    let page = folder.join("index.html");
    let text = fs::read_to_string(&page).map_err(|err| format!("cannot read the page: {err}"))?;
    let text = text.replacen("<html ", "<html data-version=\"next\" ", 1);
    fs::write(&page, text).map_err(|err| format!("cannot write the next page: {err}"))?;
    for number in ["one", "two", "three"] {
        // Files that are kept when they are first used: the GPU worker need not be there.
        fs::write(folder.join(format!("worker_gpu_{number}.txt")), format!("part {number}"))
            .map_err(|err| format!("cannot write to the next site: {err}"))?;
    }
    site::list_files(places, &folder)?;
    Ok(folder)
}
