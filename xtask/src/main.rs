//! The one task runner of Ganglion: `cargo xtask serve | build | test | bench`.
//!
//! It finds or installs the tools that a build needs, builds the site, serves it, and runs every check. It uses only std,
//! so that the first command starts at once, and knows nothing of the crate but the names of its targets.

mod bench;
mod browser;
mod check;
mod digest;
mod journeys;
mod offline;
mod places;
mod process;
mod server;
mod sha256;
mod site;
mod size;
mod tools;

use std::process::ExitCode;

use places::Places;
use process::Outcome;

const USAGE: &str = "\
Usage: cargo xtask <command>

  serve [--port N]          build what has changed and serve the page on http://127.0.0.1:8080
  build                     build the static site into dist/; it works under any path
  test [--quick] [--slow]   run every check and test
                              --quick  format, lints and native tests of the core only
                              --slow   also the science tests, which train for minutes
  journeys [NAME]...        build what has changed and run whole-page journeys, or those whose names contain a NAME
  bench [PART]...           time the engine natively and the page in Chromium, and weigh the site, or only
                            one of these: native, page, sizes

Tools that are absent are installed into a cache folder of yours: $GANGLION_CACHE, else
$XDG_CACHE_HOME/ganglion, else ~/.cache/ganglion. CHROME and CHROMEDRIVER choose the browser.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> Outcome {
    let places = Places::find()?;
    match arguments {
        ["serve", options @ ..] => site::serve(&places, port(options)?),
        ["build"] => site::build(&places),
        ["test", options @ ..] => check::run(&places, check_options(options)?),
        ["journeys", names @ ..] => journeys::build_and_run(&places, names),
        ["bench", parts @ ..] => bench::measure(&places, parts),
        ["help" | "--help" | "-h"] | [] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(unknown(arguments)),
    }
}

fn port(options: &[&str]) -> Outcome<u16> {
    match options {
        [] => Ok(8080),
        ["--port", number] => number.parse().map_err(|_| format!("`{number}` is no port number")),
        _ => Err(unknown(options)),
    }
}

fn check_options(options: &[&str]) -> Outcome<check::Options> {
    let mut chosen = check::Options::default();
    for option in options {
        match *option {
            "--quick" => chosen.quick = true,
            "--slow" => chosen.slow = true,
            _ => return Err(unknown(options)),
        }
    }
    Ok(chosen)
}

fn unknown(arguments: &[&str]) -> String {
    format!("don't know `{}`\n\n{USAGE}", arguments.join(" "))
}
