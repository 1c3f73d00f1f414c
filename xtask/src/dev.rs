//! `cargo xtask serve --dev`: a site for people who change a view. It is built as quickly as can be and again at each change.
//!
//! It has folders of its own, so that it never disturbs `dist/`. Trunk has no part in it: it would run cargo once for each wasm
//! file. Here one call of cargo compiles all of them under one profile, and wasm-bindgen takes those that came out different.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant, SystemTime},
};

use crate::{
    compile::programs,
    dev_page::{copy, write_page},
    digest::{Digest, files_below, is_current, write_stamp},
    places::{Places, make_folder},
    process::{Outcome, cargo, gently, in_parallel, run, say},
    server::{Server, Site},
    site::SOURCES,
    tools::{Tools, WASM},
};

/// How long until the sources are looked at again.
const PAUSE: Duration = Duration::from_millis(300);

/// Views are not optimised at all, what they call a little, and what trains networks as in an ordinary site.
const PROFILE: [&str; 8] = [
    "profile.view.inherits='release'",
    "profile.view.opt-level=0",
    "profile.view.lto='off'",
    "profile.view.codegen-units=256",
    "profile.view.incremental=true",
    "profile.view.package.'*'.opt-level=1",
    "profile.view.package.ganglion-burn.opt-level=1",
    "profile.view.package.ganglion-core.opt-level=3",
];

/// What the files of a page are built with.
const FEATURES: [&str; 2] = ["--features", "ganglion/ui"];

/// The sources as they are: when each was changed, and how long it is.
type Sources = BTreeMap<PathBuf, (SystemTime, u64)>;

/// Builds a site for development, serves it, and builds it anew whenever a source changes.
pub fn serve(places: &Places, port: u16, with_gpu: bool) -> Outcome {
    let places = own_places(places)?;
    let tools = Tools::for_development(&places)?;
    let server = Server::start(
        Site { folder: places.dist.clone(), prefix: "/", withheld: "", is_isolated: false },
        port,
    )?;
    let mut built = sources(&places.root)?;
    build_and_tell(&places, &tools);
    say(format!("open {} (stop with Ctrl-C); each change is built", server.url()));
    thread::scope(|scope| {
        if with_gpu {
            scope.spawn(|| match build_gpu_worker(&places, &tools) {
                Ok(()) => say("the GPU worker is there; changes of it are not built"),
                Err(message) => say(format!("no GPU worker: {message}")),
            });
        }
        loop {
            thread::sleep(PAUSE);
            // A file may go while it is looked at.
            let Ok(now) = sources(&places.root) else { continue };
            if let Some(changed) = first_difference(&built, &now) {
                let name = changed.strip_prefix(&places.root).unwrap_or(&changed);
                say(format!("{} has changed", name.display()));
                built = now;
                build_and_tell(&places, &tools);
            }
        }
    })
}

/// The folders of sites for development.
fn own_places(places: &Places) -> Outcome<Places> {
    let work = places.work.join("dev");
    let dist = places.work.join("dev-dist");
    let target = places.target.join("dev");
    for folder in [&work, &dist] {
        make_folder(folder)?;
    }
    Ok(Places { target, work, dist, ..places.clone() })
}

fn build_and_tell(places: &Places, tools: &Tools) {
    let start = Instant::now();
    match build(places, tools) {
        Ok(new) => {
            let secs = start.elapsed().as_secs_f64();
            let new = if new.is_empty() { "no wasm file".to_owned() } else { new.join(", ") };
            say(format!("built in {secs:.1} s, new: {new}; load the page again"));
        }
        Err(message) => say(format!("not built, and the page is as it was: {message}")),
    }
}

/// Builds what has changed; returns the names of the new wasm files.
fn build(places: &Places, tools: &Tools) -> Outcome<Vec<String>> {
    let programs = programs(places)?;
    compile(places, &programs)?;
    let mut new = Vec::new();
    for program in programs {
        let mut digest = Digest::new();
        digest.add_files(&places.target, &[&module(&program)], &[])?;
        let digest = digest.to_string();
        let is_there = places.dist.join(format!("{program}_bg.wasm")).is_file();
        if !(is_there && is_current(&stamp(places, &program), &digest)) {
            new.push((program, digest));
        }
    }
    in_parallel(&new, |(program, digest)| {
        bind(places, tools, program, &places.target.join(module(program)))?;
        write_stamp(&stamp(places, program), digest)
    })?;
    write_page(places)?;
    Ok(new.into_iter().map(|(program, _)| program).collect())
}

fn stamp(places: &Places, program: &str) -> PathBuf {
    places.work.join(format!("{program}.stamp"))
}

/// Where cargo puts a program, below its target folder.
fn module(program: &str) -> String {
    format!("{WASM}/view/{program}.wasm")
}

fn compile(places: &Places, programs: &[String]) -> Outcome {
    let mut command = Command::new(cargo());
    command.args(["build", "--workspace", "--no-default-features"]).args(FEATURES);
    command.args(["--target", WASM, "--profile", "view"]);
    command.args(PROFILE.iter().flat_map(|setting| ["--config", setting]));
    command.args(programs.iter().flat_map(|program| ["--bin", program]));
    command.arg("--target-dir").arg(&places.target);
    // Cargo has said why, and its long command line is no help.
    run(command.current_dir(&places.root)).map_err(|_| "see what cargo says above".to_owned())
}

/// Compiles the GPU worker as the other files, once: its dependencies take minutes.
fn build_gpu_worker(places: &Places, tools: &Tools) -> Outcome {
    let mut command = gently(&cargo());
    command.args(["build", "--package", "ganglion-workers", "--features", "burn"]);
    command.args(["--bin", "worker_gpu", "--target", WASM, "--profile", "view"]);
    command.args(PROFILE.iter().flat_map(|setting| ["--config", setting]));
    // Not in the folder of the others, which would have to wait for it.
    let target = places.target.join("gpu");
    command.arg("--target-dir").arg(&target);
    run(command.current_dir(&places.root))?;
    bind(places, tools, "worker_gpu", &target.join(module("worker_gpu")))
}

/// Has wasm-bindgen make both files of a program, and puts them into the site.
fn bind(places: &Places, tools: &Tools, program: &str, module: &Path) -> Outcome {
    let folder = places.work.join(program);
    if folder.is_dir() {
        fs::remove_dir_all(&folder)
            .map_err(|err| format!("cannot remove {}: {err}", folder.display()))?;
    }
    let mut command = tools.command("wasm-bindgen")?;
    command.args(["--target", "web", "--no-typescript", "--out-name", program, "--out-dir"]);
    run(command.arg(&folder).arg(module))?;
    for file in fs::read_dir(&folder).map_err(|err| format!("cannot list what was built: {err}"))? {
        let file = file.map_err(|err| format!("cannot list what was built: {err}"))?;
        copy(&file.path(), &places.dist)?;
    }
    Ok(())
}

/// The sources as they are, but for what editors keep beside them.
fn sources(root: &Path) -> Outcome<Sources> {
    let mut sources = Sources::new();
    for name in SOURCES {
        for file in files_below(&root.join(name))? {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') || name.ends_with('~') {
                continue;
            }
            let cannot_read = |err| format!("cannot read {}: {err}", file.display());
            let metadata = fs::metadata(&file).map_err(cannot_read)?;
            let time = metadata.modified().map_err(cannot_read)?;
            sources.insert(file, (time, metadata.len()));
        }
    }
    Ok(sources)
}

/// The first source that was changed, is new, or is gone.
fn first_difference(before: &Sources, after: &Sources) -> Option<PathBuf> {
    let changed = after.iter().find(|(file, state)| before.get(*file) != Some(state));
    let gone = || before.keys().find(|file| !after.contains_key(*file));
    changed.map(|(file, _)| file).or_else(gone).cloned()
}

#[cfg(test)]
mod tests {
    use std::{path::PathBuf, time::SystemTime};

    use super::{Sources, first_difference};

    #[test]
    fn a_source_that_is_changed_new_or_gone_is_noticed() {
        let sources = |files: &[(&str, u64)]| -> Sources {
            let state = |length| (SystemTime::UNIX_EPOCH, length);
            files.iter().map(|(name, length)| (PathBuf::from(name), state(*length))).collect()
        };
        let before = sources(&[("a", 1), ("b", 2)]);
        let difference = |after: &[(&str, u64)]| first_difference(&before, &sources(after));
        assert_eq!(difference(&[("a", 1), ("b", 2)]), None);
        assert_eq!(difference(&[("a", 1), ("b", 3)]), Some("b".into()));
        assert_eq!(difference(&[("b", 2)]), Some("a".into()));
        assert_eq!(difference(&[("a", 1), ("b", 2), ("c", 1)]), Some("c".into()));
    }
}
