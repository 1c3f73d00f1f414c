//! `cargo xtask test`: every check and test in order, each with its time, and one line of counts at the end.
//!
//! Steps share profiles and features so that little is compiled twice: what runs natively is built by the dev profile with
//! the features `cli` and `burn`, what runs as wasm by the release profile, as the site is.

use std::{cell::Cell, process::Command, time::Instant};

use crate::{
    browser::Browser,
    journeys,
    places::Places,
    process::{Counts, Outcome, cargo, run_counting, say},
    site, size,
    tools::{Tools, WASM, need_components},
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

const STEPS: [Step; 22] = [
    step("tools", When::Always, Checks::components),
    step("format", When::Always, Checks::format),
    step("lints: command and tests", When::Always, |c| c.clippy(&["--workspace", "--all-targets"])),
    step("lints: core alone", When::Always, |c| {
        c.clippy(&["--no-default-features", "--lib", "--bin", "worker", "--bin", "worker_pictures"])
    }),
    step("lints: Burn and journeys", When::Full, |c| c.clippy(BURN_LINTS)),
    step("lints: page on wasm", When::Full, |c| {
        c.clippy(&[WASM_LINTS, &["--features", "ui", "--bin", "page"]].concat())
    }),
    step("lints: annex on wasm", When::Full, |c| {
        c.clippy(&[WASM_LINTS, &["--features", "annex", "--bin", "annex"]].concat())
    }),
    step("lints: studio on wasm", When::Full, |c| {
        c.clippy(&[WASM_LINTS, &["--features", "studio", "--bin", "studio"]].concat())
    }),
    step("lints: cell and classroom on wasm", When::Full, |c| {
        let parts: &[&str] =
            &["--features", "cell,classroom", "--bin", "cell", "--bin", "classroom"];
        c.clippy(&[WASM_LINTS, parts].concat())
    }),
    step("lints: workers on wasm", When::Full, |c| {
        c.clippy(
            &[WASM_LINTS, &["--bin", "worker", "--bin", "worker_pictures", "--test", "web"]]
                .concat(),
        )
    }),
    step("docs", When::Full, |c| c.docs(&["--features", "burn"])),
    step("docs of the page", When::Full, |c| {
        c.docs(&[WASM_LINTS, &["--features", "studio,cell,classroom"]].concat())
    }),
    step("native tests of the core", When::Quick, |c| c.tests(&["--workspace"])),
    step("native tests", When::Full, |c| c.tests(&["--workspace", "--features", "ganglion/burn"])),
    step("science tests", When::Slow, Checks::science),
    step("site: page, annex and worker", When::Full, Checks::page),
    step("wasm tests", When::Full, Checks::wasm_tests),
    step("site: GPU worker", When::Full, Checks::gpu_worker),
    step("size budget", When::Full, Checks::sizes),
    step("journeys are built", When::Full, |c| {
        c.tests(&[journeys::TARGET, &["--no-run"]].concat())
    }),
    step("the command is built", When::Full, |c| untested(journeys::build_command(&c.places))),
    step("journeys", When::Full, Checks::journeys),
];

/// Where the flags of wasm lints and docs are the release profile's: build scripts and macros are then shared with the site.
const WASM_LINTS: &[&str] = &["--release", "--target", WASM, "--no-default-features", "--lib"];

/// By name, because `--all-targets` leaves out the journeys, which a plain `cargo test` does not run.
const BURN_LINTS: &[&str] =
    &["--features", "burn", "--lib", "--bins", "--test", "it", "--test", "journeys"];

/// Runs the chosen steps, says how each went, and closes with the counts of all tests.
///
/// A step that fails without a failed test, such as the format, counts as one failure.
pub fn run(places: &Places, options: Options) -> Outcome {
    let checks =
        Checks { places: places.clone(), is_slow: options.slow, site_is_built: Cell::new(false) };
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
        untested(need_components().and_then(|()| Tools::for_site(&self.places).map(|_| ())))
    }

    fn format(&self) -> Result {
        run_counting(self.cargo().args(["fmt", "--all", "--check"]))
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
        run_counting(self.cargo().arg("test").args(arguments))
    }

    fn science(&self) -> Result {
        let mut command = self.cargo();
        command.args(["test", "--release", "--test", "it", "--", "slow", "--nocapture"]);
        run_counting(command.env("SLOW_TESTS", "1"))
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
        command.args(["--test", "web"]);
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
