//! Building the site: page, annex and CPU worker by Trunk, the GPU worker beside them, wasm-opt over all of them.
//!
//! Trunk could build the GPU worker too, but it shows nothing before everything is built, and this worker takes minutes; so it
//! is built here, and `serve` opens the page before. Trunk does not run wasm-opt either: a machine without it builds all the
//! same, and the settings for all files stand in one place.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Instant,
};

use crate::{
    digest::{Digest, is_current, write_stamp},
    offline::{SERVICE_WORKER, write_service_worker},
    places::{Places, make_folder},
    process::{Outcome, cargo, gently, run, say},
    server::{Server, Site},
    tools::{Tools, WASM},
};

/// What rustc 1.95 may emit for wasm32, with our `simd128`.
const WASM_FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// wasm-opt for what is loaded before anything can be seen. In the order of their names functions lie
/// beside those that resemble them, which brotli makes use of.
const SMALL: &[&str] =
    &["-Oz", "--flatten", "--rereloop", "-Oz", "-Oz", "--reorder-functions-by-name"];

/// All that any of the wasm files is built from.
const SOURCES: [&str; 9] = [
    "src",
    "lessons",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "index.html",
    "Trunk.toml",
    "www",
    "words",
];

/// What the workers are built from, but for what only the page and the command see.
const WORKER_SOURCES: [&str; 5] =
    ["src", "Cargo.toml", "Cargo.lock", ".cargo/config.toml", "www/start_worker.js"];
const NOT_IN_WORKERS: [&str; 13] = [
    "src/bin/annex",
    "src/bin/cell.rs",
    "src/bin/classroom.rs",
    "src/bin/ganglion.rs",
    "src/bin/page.rs",
    "src/bin/studio.rs",
    "src/canvas",
    "src/classroom",
    "src/export",
    "src/lessons",
    "src/native",
    "src/studio",
    "src/ui",
];

/// The two files of the GPU worker.
const GPU_FILES: [&str; 2] = ["worker_gpu.js", "worker_gpu_bg.wasm"];

/// Builds the whole site.
pub fn build(places: &Places) -> Outcome {
    let tools = Tools::for_site(places)?;
    build_page(places, &tools)?;
    build_gpu_worker(places, &tools)?;
    say(format!("the site is in {}", places.dist.display()));
    Ok(())
}

/// Builds page and CPU worker, serves them, and builds the GPU worker meanwhile.
pub fn serve(places: &Places, port: u16) -> Outcome {
    let tools = Tools::for_site(places)?;
    build_page(places, &tools)?;
    let has_gpu_worker = gpu_worker_is_current(places, &gpu_digest(places, &tools)?);
    if has_gpu_worker {
        // Now, or the page would soon offer a new version that only adds it.
        build_gpu_worker(places, &tools)?;
    }
    let server =
        Server::start(Site { folder: places.dist.clone(), prefix: "/", withheld: "" }, port)?;
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
    let digest = digest_of(places, tools, &SOURCES, &[])?;
    if is_current(&stamp, &digest) && places.dist.join("index.html").is_file() {
        say("page and CPU worker are as they were");
        return list_files(places, &places.dist);
    }
    say("building page and CPU worker (2 minutes the first time)");
    let start = Instant::now();
    let mut trunk = tools.command("trunk")?;
    trunk.args(["build", "--release", "--offline"]);
    trunk.env("GANGLION_BUILD", build_id(places)?).env("GANGLION_PARTS", &digest);
    run(trunk.current_dir(&places.root))?;
    for file in wasm_files(&places.dist)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let is_small = ["page", "annex", "studio", "classroom", "cell"]
            .iter()
            .any(|start| name.starts_with(start));
        optimise(tools, &file, if is_small { SMALL } else { &["-O3"] })?;
        shorten(tools, &places.dist.join(name.replace("_bg.wasm", ".js")))?;
    }
    for script in ["boot.js", "start_worker.js", "offline.js"] {
        shorten(tools, &places.dist.join(script))?;
    }
    list_files(places, &places.dist)?;
    write_stamp(&stamp, &digest)?;
    say(format!("built page and CPU worker in {:.0} s", start.elapsed().as_secs_f64()));
    Ok(())
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

/// Writes the service worker of a built site, which holds the digests of all its files as they now are.
pub fn list_files(places: &Places, folder: &Path) -> Outcome {
    let file = places.root.join("www").join(SERVICE_WORKER);
    let script = fs::read_to_string(&file)
        .map_err(|err| format!("cannot read {}: {err}", file.display()))?;
    write_service_worker(&script, folder)
}

fn compile_gpu_worker(places: &Places, tools: &Tools, folder: &Path) -> Outcome {
    let mut build = gently(&cargo());
    build.args(["build", "--profile", "gpu", "--target", WASM, "--bin", "worker_gpu"]);
    build.args(["--no-default-features", "--features", "burn"]);
    run(build.current_dir(&places.root).env("GANGLION_BUILD", build_id(places)?))?;

    let module = places.target.join(WASM).join("gpu/worker_gpu.wasm");
    let mut bindgen = tools.command("wasm-bindgen")?;
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", "worker_gpu", "--out-dir"]);
    run(bindgen.arg(folder).arg(module))?;
    // Not -Os: that takes four times as long, and its file is larger once compressed.
    optimise(tools, &folder.join("worker_gpu_bg.wasm"), &["-O1"])
}

/// Rewrites a wasm file, smaller and faster, where wasm-opt is there.
fn optimise(tools: &Tools, file: &Path, flags: &[&str]) -> Outcome {
    if !tools.has_wasm_opt {
        return Ok(());
    }
    let start = Instant::now();
    let before = bytes(file)?;
    let found = tools.command("wasm-opt")?;
    let mut command = gently(Path::new(found.get_program()));
    tools.equip(&mut command);
    run(command.args(flags).args(WASM_FEATURES).arg(file).arg("-o").arg(file))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let (after, secs) = (bytes(file)?, start.elapsed().as_secs_f64());
    say(format!(
        "wasm-opt {} {name}: {} kB -> {} kB in {secs:.0} s",
        flags.join(" "),
        before / 1000,
        after / 1000
    ));
    Ok(())
}

/// Rewrites a script, shorter, where terser is there.
fn shorten(tools: &Tools, script: &Path) -> Outcome {
    if !tools.has_terser {
        return Ok(());
    }
    let mut terser = tools.command("terser")?;
    // The names at the top of a script are those of the whole page, unless it is a module.
    let is_page_wide = ["boot.js", "offline.js"]
        .iter()
        .any(|name| script.file_name().is_some_and(|file| file == *name));
    terser.args((!is_page_wide).then_some("--module"));
    terser.args(["--compress", "passes=2", "--mangle", "--output"]).arg(script).arg("--");
    run(terser.arg(script))
}

/// What page and workers carry as `GANGLION_BUILD`, to tell whether they belong together.
fn build_id(places: &Places) -> Outcome<String> {
    let mut digest = Digest::new();
    digest.add_files(&places.root, &WORKER_SOURCES, &NOT_IN_WORKERS)?;
    Ok(digest.to_string())
}

fn digest_of(places: &Places, tools: &Tools, sources: &[&str], skip: &[&str]) -> Outcome<String> {
    let mut digest = Digest::new();
    digest.add_files(&places.root, sources, skip)?;
    // This program too: it holds the versions and flags of the tools.
    digest.add_files(&places.root, &["xtask/src/site.rs", "xtask/src/tools.rs"], &[])?;
    digest.add(&[u8::from(tools.has_wasm_opt), u8::from(tools.has_terser)]);
    let rustc = crate::process::output(Command::new("rustc").arg("--version"))?;
    digest.add(rustc.as_bytes());
    Ok(digest.to_string())
}

fn wasm_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|err| format!("cannot list dist: {err}"))?;
    let paths = entries.flatten().map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "wasm")).collect())
}

fn bytes(file: &Path) -> Outcome<u64> {
    let metadata = fs::metadata(file);
    metadata.map(|data| data.len()).map_err(|err| format!("cannot read {}: {err}", file.display()))
}
