//! The one task runner of Ganglion: `cargo xtask serve | build | test | journeys | bench`.
//!
//! It finds or installs the tools that a build needs, builds the site, serves it, and runs every check. It uses little but std,
//! so that the first command starts in seconds, and knows nothing of the crate but the names of its targets.

mod against;
mod bare;
mod bench;
mod browser;
mod check;
mod compile;
mod compress;
mod dev;
mod dev_page;
mod digest;
mod drivers;
mod fetch;
mod journeys;
mod light;
#[cfg(test)]
mod names;
mod offline;
mod optimise;
mod peers;
mod places;
mod process;
mod scratch;
mod server;
mod site;
mod size;
mod tab;
mod tools;
mod weights;
mod wheels;

use std::process::ExitCode;

use drivers::Kind;
use places::Places;
use process::Outcome;

const USAGE: &str = "\
Usage: cargo xtask <command>

  serve [--port N]          build what has changed and serve the page on http://127.0.0.1:8080
      --dev [--gpu]           for changing a view: a site that is quick to build but large, in a folder of its own,
                              built again at each change; the GPU worker only if asked for
  build                     build the static site into dist/; it works under any path
  test [--quick] [--slow]   run every check and test
                              --quick  format, lints and native tests of the core only
                              --slow   also the science tests, which train for minutes
  test --bare [NAME]...     rehearse `serve` and `test`, or one of them, each as the first command on a bare
                            machine: in a fresh copy, with nothing fetched, installed or built; takes hours.
                            `page` is the step of the tests: `serve` with the tools that are there
  journeys [NAME]...        build what has changed and run whole-page journeys, or those whose names contain a NAME
      [--browser BROWSER]     in chromium (the default), firefox or webkit; without a NAME, the last two run the
                              journeys native:: and run::, which need nothing that Chromium alone has: in every
                              section, are the bits those of the command?
  bench [PART]...           time engine and methods natively and the page in Chromium, and weigh the site, or
                            only one of these: native, page, sizes; only when they are named: tab, how fast
                            the page trains in Chromium, with loading: a first visit over a slow line, and pages
                            at rest; peers, packages that do the same on one thread, each installed into target/
                            by itself: torch (5 GB), stnmf, numpy, or those of them that are named
      [--against COMMIT]      build another commit below target/ and take turns with it, the best of which
      [--turns N]             counts (5); without a PART, natively

Tools that are absent are installed into a cache folder of yours: $GANGLION_CACHE, else
$XDG_CACHE_HOME/ganglion, else ~/.cache/ganglion. CHROME and CHROMEDRIVER choose the browser.
GANGLION_LIGHT=1 builds a site that is quick to build, but large and slow to run.";

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
    if let ["serve" | "build" | "test" | "journeys" | "bench", ..] = arguments {
        fetch::need_dependencies(&places)?;
    }
    match arguments {
        ["serve", options @ ..] => serve(&places, options),
        ["build"] => site::build(&places),
        ["test", "--bare", names @ ..] => bare::rehearse(&places, names),
        ["test", options @ ..] => check::run(&places, check_options(options)?),
        ["journeys", options @ ..] => {
            let (browser, names) = journey_options(options)?;
            journeys::build_and_run(&places, browser, &names)
        }
        ["bench", options @ ..] => match bench_options(options)? {
            BenchOptions { commit: Some(commit), parts, num_turns } => {
                against::compare(&places, commit, &parts, num_turns)
            }
            BenchOptions { commit: None, parts, .. } => bench::measure(&places, &parts),
        },
        ["help" | "--help" | "-h"] | [] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(unknown(arguments)),
    }
}

fn serve(places: &Places, options: &[&str]) -> Outcome {
    let ServeOptions { port, is_dev, with_gpu } = serve_options(options)?;
    if is_dev { dev::serve(places, port, with_gpu) } else { site::serve(places, port) }
}

/// How the page is served.
#[derive(Debug, PartialEq, Eq)]
struct ServeOptions {
    port: u16,
    /// Whether it is built quickly, and again at each change.
    is_dev: bool,
    /// Whether a site for development has the GPU worker too.
    with_gpu: bool,
}

/// The options of `serve`, in any order.
fn serve_options(options: &[&str]) -> Outcome<ServeOptions> {
    let mut chosen = ServeOptions { port: 8080, is_dev: false, with_gpu: false };
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match *option {
            "--port" => {
                let number = rest.next().ok_or("which port?")?;
                chosen.port =
                    number.parse().map_err(|_| format!("`{number}` is no port number"))?;
            }
            "--dev" => chosen.is_dev = true,
            "--gpu" => chosen.with_gpu = true,
            _ => return Err(unknown(options)),
        }
    }
    // Any other site has it anyway.
    if chosen.with_gpu && !chosen.is_dev { Err(unknown(options)) } else { Ok(chosen) }
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

/// What is measured.
#[derive(Debug, PartialEq, Eq)]
struct BenchOptions<'a> {
    /// The commit to compare with.
    commit: Option<&'a str>,
    /// Turns that each build has then.
    num_turns: usize,
    parts: Vec<&'a str>,
}

/// The options of `bench`, in any order.
fn bench_options<'a>(options: &[&'a str]) -> Outcome<BenchOptions<'a>> {
    let mut chosen = BenchOptions { commit: None, num_turns: 5, parts: Vec::new() };
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match *option {
            "--against" => chosen.commit = Some(*rest.next().ok_or("against which commit?")?),
            "--turns" => {
                let number = rest.next().ok_or("how many turns?")?;
                let turns = number.parse().ok().filter(|turns| *turns > 0);
                chosen.num_turns = turns.ok_or(format!("`{number}` is no number of turns"))?;
            }
            option if option.starts_with('-') => return Err(unknown(&[option])),
            part => chosen.parts.push(part),
        }
    }
    Ok(chosen)
}

/// The browser, wherever it stands, and the names of journeys.
fn journey_options<'a>(options: &[&'a str]) -> Outcome<(Kind, Vec<&'a str>)> {
    let mut browser = Kind::Chromium;
    let mut names = Vec::new();
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match *option {
            "--browser" => {
                let name = rest.next().ok_or("which browser? chromium, firefox or webkit")?;
                browser = Kind::of_name(name)?;
            }
            option if option.starts_with('-') => return Err(unknown(&[option])),
            name => names.push(name),
        }
    }
    Ok((browser, names))
}

fn unknown(arguments: &[&str]) -> String {
    format!("don't know `{}`\n\n{USAGE}", arguments.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{BenchOptions, ServeOptions, bench_options, serve_options};

    #[test]
    fn a_commit_to_compare_with_stands_anywhere() {
        let all = ["native", "--against", "HEAD~1", "page", "--turns", "2"];
        let chosen =
            BenchOptions { commit: Some("HEAD~1"), num_turns: 2, parts: vec!["native", "page"] };
        assert_eq!(bench_options(&all), Ok(chosen));
        let alone = BenchOptions { commit: None, num_turns: 5, parts: vec!["sizes"] };
        assert_eq!(bench_options(&["sizes"]), Ok(alone));
        for bad in [&["--against"][..], &["--fast"], &["--turns"], &["--turns", "0"]] {
            assert!(bench_options(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn options_of_serve_are_read_in_any_order() {
        let plain = ServeOptions { port: 8080, is_dev: false, with_gpu: false };
        assert_eq!(serve_options(&[]), Ok(plain));
        let all = ServeOptions { port: 81, is_dev: true, with_gpu: true };
        assert_eq!(serve_options(&["--gpu", "--port", "81", "--dev"]), Ok(all));
        for bad in [&["--gpu"][..], &["--port"], &["--port", "x"], &["--slow"]] {
            assert!(serve_options(bad).is_err(), "{bad:?}");
        }
    }
}
