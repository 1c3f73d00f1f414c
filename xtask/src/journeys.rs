//! Whole-page journeys: serves the built site, starts a browser's driver and runs the tests that drive the page.

use std::{fs, path::PathBuf, process::Command};

use crate::{
    digest::files_below,
    drivers::{self, Driving, Kind},
    places::{Places, make_folder},
    process::{Counts, Outcome, cargo, run_tests, say},
    server::{Server, Site},
    site,
    tools::need_axe,
};

/// Journeys that measure time: they take the whole processor for themselves.
const TIMED: [&str; 3] = ["cancel::", "gpu::", "smooth::"];

/// One at a time; what passing ones print is measured.
const ALONE: [&str; 1] = ["--test-threads=1"];

/// The site is served below this path, because it must work under any.
const PREFIX: &str = "/under/any/path/";

/// What cargo builds the journeys from; the features are those of the other native tests, so that little is built twice.
pub const TARGET: &[&str] = &["--features", "burn", "--test", "journeys"];

/// Sites of which something is withheld, each with the variable that tells the journeys its address.
const WITHHELD: [(&str, &str); 3] = [
    ("GANGLION_URL_WITHOUT_FIGURES", "figures"),
    ("GANGLION_URL_WITHOUT_GPU_WORKER", "worker_gpu"),
    ("GANGLION_URL_WITHOUT_WORKERS", "start_worker"),
];

/// Builds the site and runs the journeys whose names contain one of `names`, or all that are for this browser; those of minutes
/// only if a name says `slow`.
pub fn build_and_run(places: &Places, browser: Kind, names: &[&str]) -> Outcome {
    let tools = site::prepare(places)?;
    site::build_page(places, &tools)?;
    let names = if names.is_empty() { browser.journeys() } else { names };
    if names.is_empty() || names.iter().any(|name| name.contains("gpu")) {
        site::build_gpu_worker(places, &tools)?;
    }
    if names.is_empty() {
        return run_all(places, false, &mut Counts::default());
    }
    let is_slow = names.iter().any(|name| name.contains("slow"));
    let mut command = test_command(places, is_slow);
    command.args(ALONE).args(names);
    drive_in(places, browser, &mut command, &mut Counts::default()).0
}

/// Failed journeys that may be made once more: more than these, and it's the page that is broken.
const MOST_REPEATED: usize = 2;

/// Runs all journeys on the site as it is built; those of minutes only if `is_slow`. Two at a time, but for those that measure time.
///
/// A browser beside another one on two processors sometimes stalls for seconds. So one or two journeys that failed are made once more,
/// alone: what fails again has failed, what passes is named as unsteady.
pub fn run_all(places: &Places, is_slow: bool, counts: &mut Counts) -> Outcome {
    let mut together = test_command(places, is_slow);
    together.arg("--test-threads=2").args(TIMED.iter().flat_map(|name| ["--skip", name]));
    let mut alone = test_command(places, is_slow);
    alone.args(ALONE).args(TIMED);
    let (first, mut failed) = drive_in(places, Kind::Chromium, &mut together, counts);
    let (second, more) = drive_in(places, Kind::Chromium, &mut alone, counts);
    failed.extend(more);
    if failed.is_empty() || failed.len() > MOST_REPEATED {
        return first.and(second);
    }
    let mut again = test_command(places, is_slow);
    again.args(ALONE).arg("--exact").args(&failed);
    let mut repeated = Counts::default();
    let outcome = drive(places, &mut again, &mut repeated);
    // Each of them is counted once, as it ended.
    counts.failed = counts.failed.saturating_sub(repeated.passed);
    counts.passed += repeated.passed;
    if outcome.is_ok() {
        say(format!("unsteady, passed only when made once more: {}", failed.join(", ")));
    }
    outcome
}

fn test_command(places: &Places, is_slow: bool) -> Command {
    let mut command = Command::new(cargo());
    if is_slow {
        command.env("SLOW_TESTS", "1");
    }
    command.envs(site::lints(places)).current_dir(&places.root).arg("test").args(TARGET);
    command.args(["--", "--show-output"]);
    command
}

/// Gives a command all that it needs to drive the page in Chromium, runs it, and adds up the test results in its output.
pub fn drive(places: &Places, command: &mut Command, counts: &mut Counts) -> Outcome {
    drive_in(places, Kind::Chromium, command, counts).0
}

/// The same in a browser of any kind; also says which tests failed.
fn drive_in(
    places: &Places,
    browser: Kind,
    command: &mut Command,
    counts: &mut Counts,
) -> (Outcome, Vec<String>) {
    match start(places, browser, command) {
        Ok(_driving) => {
            let (outcome, found, failed) = run_tests(command);
            counts.add(found);
            (outcome, failed)
        }
        Err(message) => (Err(message), Vec::new()),
    }
}

/// Starts all that a journey needs. Dropping it ends the driver and its browsers; the servers end with this process.
fn start(places: &Places, browser: Kind, command: &mut Command) -> Outcome<Driving> {
    let driving = drivers::start(places, browser, command)?;
    if browser == Kind::Chromium {
        need_axe(places)?;
    }
    let site =
        Site { folder: places.dist.clone(), prefix: PREFIX, withheld: "", is_isolated: false };
    let server = Server::start(site.clone(), 0)?;
    command.env("GANGLION_URL", server.url());
    for (variable, withheld) in WITHHELD {
        let server = Server::start(Site { withheld, ..site.clone() }, 0)?;
        command.env(variable, server.url());
    }
    let isolated = Server::start(Site { is_isolated: true, ..site }, 0)?;
    command.env("GANGLION_ISOLATED_URL", isolated.url());
    command.env("AXE_PATH", places.axe()).env("GANGLION_TARGET", &places.target);
    command.env("GANGLION_COMMAND", places.target.join("debug/ganglion"));
    command.env("GANGLION_SITE", &places.dist).env("GANGLION_NEXT_SITE", next_site(places)?);
    Ok(driving)
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
    for name in ["figures_bg.wasm", "worker_bg.wasm"] {
        let file = folder.join(name);
        let bytes =
            fs::read(&file).map_err(|err| format!("cannot read {}: {err}", file.display()))?;
        // A custom section without content changes nothing but the file.
        fs::write(&file, [&bytes[..], b"\0\x05\x04next"].concat())
            .map_err(|err| format!("cannot write {}: {err}", file.display()))?;
    }
    for number in ["one", "two", "three"] {
        // Files that are kept when they are first used: the GPU worker need not be there.
        fs::write(folder.join(format!("worker_gpu_{number}.txt")), format!("part {number}"))
            .map_err(|err| format!("cannot write to the next site: {err}"))?;
    }
    site::list_files(places, &folder)?;
    Ok(folder)
}
