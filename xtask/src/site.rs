//! Building the site: page, figures and CPU worker by Trunk, the GPU worker beside them, wasm-opt over all of them.
//!
//! Trunk could build the GPU worker too, but it shows nothing before everything is built, and this worker takes minutes; so it
//! is built here, and `serve` opens the page before. Trunk does not run wasm-opt either: a machine without it builds all the
//! same, and the settings for all files stand in one place (`optimise`). And what Trunk has cargo compile is compiled before
//! (`compile`), because Trunk's calls of cargo wait for each other.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Instant,
};

use crate::{
    compile::{Environment, compile_page},
    compress::{compress_site, pack_site, remove_compressed},
    digest::{Digest, is_current, write_stamp},
    light,
    offline::{PartBuild, SERVICE_WORKER, write_service_worker},
    optimise::{optimise, optimise_scripts, optimise_site},
    places::{Places, make_folder},
    process::{Outcome, cargo, gently, joined, run, say},
    server::{Server, Site},
    tools::{self, Tools, WASM},
};

/// All that any of the wasm files is built from.
pub const SOURCES: [&str; 10] = [
    "src",
    "crates",
    "lessons",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "index.html",
    "Trunk.toml",
    "www",
    "words",
];

/// What the workers are built from, but for what only others see.
const WORKER_SOURCES: [&str; 7] = [
    "crates/core",
    "crates/burn",
    "crates/workers",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "www/start_worker.js",
];
const NOT_IN_WORKERS: [&str; 3] =
    ["crates/core/src/export", "crates/core/src/lessons", TESTS_OF_CORE];

/// Of which no wasm file holds anything.
const TESTS_OF_CORE: &str = "crates/core/tests";

/// What page and recordings worker share, beside the workers.
const RECORDING_SOURCES: [&str; 8] = [
    "crates/core",
    "crates/hdf5",
    "crates/recordings",
    "crates/workers",
    "crates/zarr",
    "words/recordings",
    "www/start_worker.js",
    "Cargo.lock",
];
const NOT_IN_RECORDINGS: [&str; 4] =
    [TESTS_OF_CORE, "crates/hdf5/tests", "crates/recordings/tests", "crates/zarr/tests"];

/// What the figures module is built from.
const FIGURE_SOURCES: [&str; 8] = [
    "crates/core",
    "crates/figures",
    "crates/modules/Cargo.toml",
    "crates/modules/src/bin/figures",
    "crates/web",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
];

/// What the modules in Leptos are built from, with their words.
const MODULE_SOURCES: [&str; 11] = [
    "crates/components",
    "crates/core",
    "crates/figures",
    "crates/modules",
    "crates/recordings",
    "crates/web",
    "lessons",
    "words",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
];

/// A part of the site that carries its build: the variable that it has it from, how the names of its files start, what it is built from, and
/// what of that it does not hold.
type BuiltPart =
    (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// These parts; of a file, the first that it belongs to counts.
const PARTS: [BuiltPart; 4] = [
    (
        "GANGLION_RECORDINGS_BUILD",
        &["worker_recordings", "reader_", "words/recordings"],
        &RECORDING_SOURCES,
        &NOT_IN_RECORDINGS,
    ),
    ("GANGLION_BUILD", &["worker", "start_worker.js"], &WORKER_SOURCES, &NOT_IN_WORKERS),
    ("GANGLION_FIGURES_BUILD", &["figures"], &FIGURE_SOURCES, &[TESTS_OF_CORE]),
    (
        "GANGLION_MODULES_BUILD",
        &["sections", "recordings.js", "recordings_bg.wasm", "teaching.js", "teaching_bg.wasm"],
        &MODULE_SOURCES,
        &NOT_IN_RECORDINGS,
    ),
];

/// The two files of the GPU worker.
const GPU_FILES: [&str; 2] = ["worker_gpu.js", "worker_gpu_bg.wasm"];

/// Finds or installs the tools. If some have to be built, the wasm files of the page are compiled meanwhile.
pub fn prepare(places: &Places) -> Outcome<Tools> {
    if tools::can_start(places)? {
        return Tools::for_site(places);
    }
    tools::add_wasm_target()?;
    let environment = environment(places)?;
    thread::scope(|scope| {
        let compiled = scope.spawn(|| compile_page(places, &environment));
        let tools = Tools::for_site(places);
        if let Err(message) = &tools {
            // Now, not when all else is compiled.
            say(message);
        }
        joined(compiled).and(tools)
    })
}

/// Builds the whole site.
pub fn build(places: &Places) -> Outcome {
    let tools = prepare(places)?;
    build_page(places, &tools)?;
    build_gpu_worker(places, &tools)?;
    compress_site(places)?;
    say(format!("the site is in {}", places.dist.display()));
    Ok(())
}

/// Builds page and CPU worker, serves them, and builds the GPU worker meanwhile.
pub fn serve(places: &Places, port: u16) -> Outcome {
    let tools = prepare(places)?;
    build_page(places, &tools)?;
    let has_gpu_worker = gpu_worker_is_current(places, &gpu_digest(places, &tools)?);
    if has_gpu_worker {
        // Now, or the page would soon offer a new version that only adds it.
        build_gpu_worker(places, &tools)?;
    }
    let server = Server::start(
        Site { folder: places.dist.clone(), prefix: "/", withheld: "", is_isolated: false },
        port,
    )?;
    say(format!("open {} (stop with Ctrl-C)", server.url()));
    thread::scope(|scope| {
        if !has_gpu_worker {
            scope.spawn(|| match build_gpu_worker(places, &tools) {
                Ok(()) => say("the GPU worker is there"),
                Err(message) => {
                    say(format!("no GPU worker, the page goes on on the CPU: {message}"));
                }
            });
        }
        server.wait()
    })
}

/// Builds page and CPU worker into `dist/`, unless they are there.
pub fn build_page(places: &Places, tools: &Tools) -> Outcome {
    let stamp = places.work.join("page.stamp");
    let digest = digest_of(places, tools, &SOURCES, &[TESTS_OF_CORE])?;
    if is_current(&stamp, &digest) && places.dist.join("index.html").is_file() {
        say("page and CPU worker are as they were");
        return list_files(places, &places.dist);
    }
    say("building page and CPU worker (some minutes the first time)");
    let start = Instant::now();
    let environment = environment(places)?;
    compile_page(places, &environment)?;
    let mut trunk = tools.command("trunk")?;
    trunk.args(["build", "--release", "--offline"]).envs(environment);
    run(trunk.current_dir(&places.root))?;
    optimise_site(places, tools)?;
    tell_boot(places)?;
    optimise_scripts(places, tools)?;
    list_files(places, &places.dist)?;
    write_stamp(&stamp, &digest)?;
    say(format!("built page and CPU worker in {:.0} s", start.elapsed().as_secs_f64()));
    Ok(())
}

/// Tells boot.js the build of the workers, by which it fetches the first of them, and how many bytes come before the first filters.
fn tell_boot(places: &Places) -> Outcome {
    let file = places.dist.join("boot.js");
    let text = fs::read_to_string(&file)
        .map_err(|err| format!("cannot read {}: {err}", file.display()))?;
    let build = source_digest(places, &WORKER_SOURCES, &NOT_IN_WORKERS)?.to_string();
    let mut num_bytes = 0;
    for wasm in wasm_files(&places.dist)? {
        let name = wasm.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("page-") || name == "worker_bg.wasm" {
            let found = fs::metadata(&wasm);
            num_bytes +=
                found.map_err(|err| format!("cannot read {}: {err}", wasm.display()))?.len();
        }
    }
    let told = boot_told(&text, &build, num_bytes)?;
    fs::write(&file, told).map_err(|err| format!("cannot write {}: {err}", file.display()))
}

fn boot_told(script: &str, build: &str, num_bytes: u64) -> Outcome<String> {
    let places = [
        ("const WORKER_BUILD = \"development\";", format!("const WORKER_BUILD = \"{build}\";")),
        ("const NUM_BYTES = 0;", format!("const NUM_BYTES = {num_bytes};")),
    ];
    let mut text = script.to_owned();
    for (place, told) in places {
        if !text.contains(place) {
            return Err(format!("boot.js has no `{place}`"));
        }
        text = text.replacen(place, &told, 1);
    }
    Ok(text)
}

/// Builds the GPU worker, unless it is there, and puts it into `dist/`.
pub fn build_gpu_worker(places: &Places, tools: &Tools) -> Outcome {
    let folder = places.work.join("gpu");
    let digest = gpu_digest(places, tools)?;
    if gpu_worker_is_current(places, &digest) {
        say("the GPU worker is as it was");
    } else {
        say("building the GPU worker (10 minutes the first time)");
        let start = Instant::now();
        make_folder(&folder)?;
        compile_gpu_worker(places, tools, &folder)?;
        write_stamp(&gpu_stamp(places), &digest)?;
        say(format!("built the GPU worker in {:.0} s", start.elapsed().as_secs_f64()));
    }
    for name in GPU_FILES {
        fs::copy(folder.join(name), places.dist.join(name))
            .map_err(|err| format!("cannot copy {name} into dist: {err}"))?;
    }
    list_files(places, &places.dist)
}

/// Whether the GPU worker that lies there was built from what has this digest.
fn gpu_worker_is_current(places: &Places, digest: &str) -> bool {
    let has_files = GPU_FILES.iter().all(|name| places.work.join("gpu").join(name).is_file());
    has_files && is_current(&gpu_stamp(places), digest)
}

fn gpu_stamp(places: &Places) -> PathBuf {
    places.work.join("gpu.stamp")
}

fn gpu_digest(places: &Places, tools: &Tools) -> Outcome<String> {
    digest_of(places, tools, &WORKER_SOURCES, &NOT_IN_WORKERS)
}

/// Packs the files of a built site and writes its service worker, which holds the digests of all of them as they now are. What was
/// compressed of older ones goes.
pub fn list_files(places: &Places, folder: &Path) -> Outcome {
    remove_compressed(folder)?;
    pack_site(places, folder)?;
    let file = places.root.join("www").join(SERVICE_WORKER);
    let script = fs::read_to_string(&file)
        .map_err(|err| format!("cannot read {}: {err}", file.display()))?;
    write_service_worker(&script, folder, &builds(places)?)
}

/// The builds that the page has in addresses of files.
fn builds(places: &Places) -> Outcome<Vec<PartBuild>> {
    let build = |(_, files, sources, skip): BuiltPart| -> Outcome<PartBuild> {
        Ok((files, source_digest(places, sources, skip)?.to_string()))
    };
    PARTS.into_iter().map(build).collect()
}

fn compile_gpu_worker(places: &Places, tools: &Tools, folder: &Path) -> Outcome {
    let mut build = gently(&cargo());
    build.args(["build", "--profile", "gpu", "--target", WASM, "--package", "ganglion-workers"]);
    build.args(["--bin", "worker_gpu", "--features", "burn"]);
    run(build.current_dir(&places.root).envs(environment(places)?))?;

    let module = places.target.join(WASM).join("gpu/worker_gpu.wasm");
    let mut bindgen = tools.command("wasm-bindgen")?;
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", "worker_gpu", "--out-dir"]);
    run(bindgen.arg(folder).arg(module))?;
    // Not -Os: that takes four times as long, and its file is larger once compressed.
    optimise(places, tools, &folder.join("worker_gpu_bg.wasm"), &["-O1"])
}

/// What every call of cargo for the site has in its environment: what page and workers carry, to tell whether they belong
/// together, and the settings of a light build.
fn environment(places: &Places) -> Outcome<Environment> {
    let builds = builds(places)?.into_iter().map(|(_, build)| build);
    let mut environment: Environment =
        PARTS.iter().map(|(variable, ..)| *variable).zip(builds).collect();
    if light::is_wanted() {
        environment.extend(light::PROFILES.map(|(name, value)| (name, value.to_owned())));
    }
    environment.extend(lints(places));
    Ok(environment)
}

/// What makes cargo lint the code of this repository while it is compiled: the same lints as those of `cargo clippy`, without
/// compiling all dependencies once more only to lint.
pub fn lints(places: &Places) -> Environment {
    let clippy = [
        ("RUSTC_WORKSPACE_WRAPPER", "clippy-driver"),
        // As `cargo clippy -- -D warnings` hands its flags on.
        ("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__"),
    ];
    let clippy = clippy.map(|(name, value)| (name, value.to_owned()));
    clippy.into_iter().filter(|_| places.is_linted).collect()
}

/// The digest of an output: of what it is built from and of what rewrites it.
fn digest_of(places: &Places, tools: &Tools, sources: &[&str], skip: &[&str]) -> Outcome<String> {
    let mut digest = source_digest(places, sources, skip)?;
    // This program too: it holds the versions and flags of the tools.
    let own = ["compile.rs", "light.rs", "optimise.rs", "site.rs", "tools.rs"]
        .map(|name| format!("xtask/src/{name}"));
    digest.add_files(&places.root, &own.each_ref().map(String::as_str), &[])?;
    digest.add(&[tools.has_wasm_opt, tools.has_terser, light::is_wanted()].map(u8::from));
    let rustc = crate::process::output(Command::new("rustc").arg("--version"))?;
    digest.add(rustc.as_bytes());
    Ok(digest.to_string())
}

fn source_digest(places: &Places, sources: &[&str], skip: &[&str]) -> Outcome<Digest> {
    let mut digest = Digest::new();
    digest.add_files(&places.root, sources, skip)?;
    Ok(digest)
}

/// The wasm files of a site.
pub fn wasm_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|err| format!("cannot list dist: {err}"))?;
    let paths = entries.flatten().map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "wasm")).collect())
}

#[cfg(test)]
mod tests {
    use super::boot_told;

    #[test]
    fn the_build_of_the_workers_has_its_place_in_the_script_that_starts_the_page() {
        let script = boot_told(include_str!("../../www/boot.js"), "0123abcd", 1_234_567);
        assert!(script.is_ok_and(|script| script.contains("WORKER_BUILD = \"0123abcd\"")
            && script.contains("NUM_BYTES = 1234567;")));
        assert!(boot_told("", "0123abcd", 1).is_err());
    }
}
