//! The tools that a build needs, each at one version: taken from the `PATH`, else from the cache folder, else installed there.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::PathBuf,
    process::Command,
    time::Instant,
};

use crate::{
    light,
    places::{Places, make_folder},
    process::{Outcome, cargo, find_program, in_parallel, output, run, run_logged, say},
};

/// The target that pages and workers are built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// One tool that `cargo install` builds.
struct CargoTool {
    package: &'static str,
    version: &'static str,
    programs: &'static [&'static str],
    /// `--locked`, where the package's own lock file still resolves, and what it can be built without.
    flags: &'static [&'static str],
    takes: &'static str,
}

const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    version: "0.21.14",
    programs: &["trunk"],
    // Without TLS and its check for updates: it fetches nothing.
    flags: &["--locked", "--no-default-features"],
    takes: "6 minutes",
};

/// Programs that are quick to build: they run for seconds.
const TOOL_PROFILE: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    ("CARGO_PROFILE_RELEASE_INCREMENTAL", "false"),
];

/// It must be of the same version as the crate `wasm-bindgen` in Cargo.toml.
const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    // Without TLS: its test runner speaks only to this machine. What rewrites wasm is worth a little optimisation: it
    // takes a minute of a processor, and each file is then made in a quarter of the time.
    flags: &[
        "--no-default-features",
        "--config=profile.release.package.walrus.opt-level=1",
        "--config=profile.release.package.wasmparser.opt-level=1",
        "--config=profile.release.package.wasm-bindgen-cli-support.opt-level=1",
    ],
    takes: "3 minutes",
};

/// Drives Firefox.
const GECKODRIVER: CargoTool = CargoTool {
    package: "geckodriver",
    version: "0.37.1",
    programs: &["geckodriver"],
    flags: &["--locked"],
    takes: "2 minutes",
};

/// A tool of an npm package without which the site works too, but is larger.
struct NpmTool {
    program: &'static str,
    package: &'static str,
    /// What its `--version` prints.
    version: &'static str,
}

/// Rewrites wasm files.
const WASM_OPT: NpmTool =
    NpmTool { program: "wasm-opt", package: "binaryen@132.0.0", version: "version_132" };

/// Rewrites scripts.
const TERSER: NpmTool = NpmTool { program: "terser", package: "terser@5.51.4", version: "5.51.4" };

/// The npm package that checks a page for barriers.
const AXE: &str = "axe-core@4.14.1";

/// A search path on which each tool is found in the right version.
pub struct Tools {
    /// The `PATH` to give to commands.
    pub path: OsString,
    /// Whether wasm-opt is there. Without it the site works but is larger and slower.
    pub has_wasm_opt: bool,
    /// Whether terser is there. Without it the site works but is larger.
    pub has_terser: bool,
}

impl Tools {
    /// Finds or installs what building the site needs.
    pub fn for_site(places: &Places) -> Outcome<Self> {
        add_wasm_target()?;
        let path = search_path(places)?;
        // What is small first: the rest takes all processors.
        let is_rewritten = !light::is_wanted();
        let has_wasm_opt = is_rewritten && need_npm_tool(places, &path, &WASM_OPT);
        let has_terser = is_rewritten && need_npm_tool(places, &path, &TERSER);
        in_parallel(&[&TRUNK, &WASM_BINDGEN], |tool| need_cargo_tool(places, &path, tool))?;
        Ok(Self { path, has_wasm_opt, has_terser })
    }

    /// Finds or installs what a site for development needs: no Trunk, and nothing that makes files smaller.
    pub fn for_development(places: &Places) -> Outcome<Self> {
        Self::for_wasm_tests(places)
    }

    /// Finds or installs what running wasm tests needs.
    pub fn for_wasm_tests(places: &Places) -> Outcome<Self> {
        add_wasm_target()?;
        let path = search_path(places)?;
        need_cargo_tool(places, &path, &WASM_BINDGEN)?;
        Ok(Self { path, has_wasm_opt: false, has_terser: false })
    }

    /// A command for a program on this path.
    pub fn command(&self, program: &str) -> Outcome<Command> {
        let program = find_program(program, Some(&self.path))
            .ok_or_else(|| format!("`{program}` is not on the PATH"))?;
        let mut command = Command::new(program);
        self.equip(&mut command);
        Ok(command)
    }

    /// Makes a command find these tools.
    pub fn equip(&self, command: &mut Command) {
        // Trunk 0.21 takes the conventional `NO_COLOR=1` for a bad value of its own flag.
        command.env("PATH", &self.path).env_remove("NO_COLOR");
    }
}

/// Whether all that has to be compiled before a site can be built is there.
pub fn can_start(places: &Places) -> Outcome<bool> {
    let path = search_path(places)?;
    Ok([&TRUNK, &WASM_BINDGEN].iter().all(|tool| tool.is_there(&path)))
}

/// Finds or installs rustfmt and clippy, which a minimal toolchain lacks.
pub fn need_components() -> Outcome {
    let is_there = |tool: &str| output(Command::new(cargo()).args([tool, "--version"])).is_ok();
    if is_there("fmt") && is_there("clippy") {
        return Ok(());
    }
    say("installing rustfmt and clippy (seconds)");
    run(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"])).map_err(|message| {
        format!(
            "{message}: the tests need both, which rustup (https://rustup.rs) adds from the network"
        )
    })
}

/// Finds or installs axe-core.
pub fn need_axe(places: &Places) -> Outcome {
    if places.axe().is_file() { Ok(()) } else { npm_install(places, AXE) }
}

/// Finds or installs geckodriver.
pub fn need_geckodriver(places: &Places) -> Outcome<PathBuf> {
    let path = search_path(places)?;
    need_cargo_tool(places, &path, &GECKODRIVER)?;
    find_program("geckodriver", Some(&path)).ok_or_else(|| "geckodriver is not there".to_owned())
}

/// Installs packages of the system, where that is Debian or one like it.
pub fn apt_install(packages: &[&str]) -> Outcome {
    let apt = find_program("apt-get", None).ok_or("there is no apt-get here")?;
    say(format!("installing {} by apt-get (a minute or two)", packages.join(", ")));
    let command = || {
        let mut command = Command::new(&apt);
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
        command
    };
    run(command().arg("update"))?;
    run(command().args(["install", "-y", "--no-install-recommends"]).args(packages))
}

/// The `PATH` with our folders first.
fn search_path(places: &Places) -> Outcome<OsString> {
    let own = [places.tools.join("bin"), places.npm().join("node_modules/.bin")];
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(own.into_iter().chain(env::split_paths(&inherited)))
        .map_err(|err| format!("cannot extend the PATH: {err}"))
}

/// Adds the target of the site, where Rust does not know it.
pub fn add_wasm_target() -> Outcome {
    let folder =
        output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if std::path::Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    say(format!("adding the target {WASM} (seconds)"));
    run(Command::new("rustup").args(["target", "add", WASM])).map_err(|message| {
        format!("{message}: Rust has to know the target {WASM}, which rustup (https://rustup.rs) adds from the network")
    })
}

/// Whether the first program of this name on the path has this version.
pub fn has_version(program: &str, version: &str, path: &OsStr) -> bool {
    find_program(program, Some(path))
        .and_then(|program| output(Command::new(program).arg("--version").env("PATH", path)).ok())
        .is_some_and(|text| text.split([' ', '\n', '(', ')']).any(|word| word == version))
}

impl CargoTool {
    fn is_there(&self, path: &OsStr) -> bool {
        self.programs.iter().all(|program| has_version(program, self.version, path))
    }
}

fn need_cargo_tool(places: &Places, path: &OsStr, tool: &CargoTool) -> Outcome {
    if tool.is_there(path) {
        return Ok(());
    }
    let CargoTool { package, version, flags, takes, .. } = tool;
    let tools = places.tools.display();
    say(format!("installing {package} {version} into {tools} (once, about {takes} on two cores)"));
    let start = Instant::now();
    let mut command = Command::new(cargo());
    command.args(["install", package, "--version", version, "--force", "--root"]);
    command.arg(&places.tools).args(*flags).current_dir(&places.tools);
    command.env_remove("CARGO_TARGET_DIR").envs(TOOL_PROFILE);
    let log = places.work.join(format!("install-{package}.log"));
    run_logged(&mut command, &log).map_err(|message| {
        format!("{message}\n{package} is not here yet, and installing it takes a network and a C compiler")
    })?;
    say(format!("installed {package} in {:.0} s", start.elapsed().as_secs_f64()));
    Ok(())
}

/// Whether a tool could be found or installed.
fn need_npm_tool(places: &Places, path: &OsStr, tool: &NpmTool) -> bool {
    let NpmTool { program, package, version } = tool;
    let is_there = || has_version(program, version, path);
    if is_there() {
        return true;
    }
    match npm_install(places, package) {
        Ok(()) if is_there() => true,
        outcome => {
            let reason = outcome.err().unwrap_or_else(|| "it does not start".to_owned());
            say(format!("going on without {program}, so the site is larger: {reason}"));
            false
        }
    }
}

fn npm_install(places: &Places, package: &str) -> Outcome {
    if find_program("npm", None).is_none() {
        apt_install(&["npm"])
            .map_err(|reason| format!("npm is needed for {package}; install Node.js ({reason})"))?;
    }
    let npm = find_program("npm", None).ok_or("npm was installed but is not on the PATH")?;
    let folder = places.npm();
    make_folder(&folder)?;
    say(format!("installing {package} into {} (seconds)", folder.display()));
    let mut command = Command::new(npm);
    command.args(["install", "--no-audit", "--no-fund", "--save-exact", package, "--prefix"]);
    run(command.arg(&folder))
}
