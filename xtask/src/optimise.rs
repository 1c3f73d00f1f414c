//! Rewriting what was built, smaller and faster: wasm files by wasm-opt, scripts by terser, where they are there.
//!
//! What a file became is kept, since most files come out of a build as they came out of the one before.

use std::{fs, path::Path, time::Instant};

use crate::{
    digest::{Digest, is_current, write_stamp},
    places::{Places, make_folder},
    process::{Outcome, gently, in_parallel, run, say},
    site::wasm_files,
    tools::Tools,
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

/// wasm-opt for what computes; the order of functions costs no time.
const FAST: &[&str] = &["-O3", "--reorder-functions-by-name"];

/// wasm-opt for what reads recordings, which has to be small as well: half a percent less than the same without `--rereloop`.
const FAST_AND_SMALL: &[&str] =
    &["-O3", "--flatten", "--rereloop", "-O3", "--reorder-functions-by-name"];

/// wasm-opt for what is loaded before anything can be seen. In the order of their names functions lie
/// beside those that resemble them, which brotli makes use of.
const SMALL: &[&str] =
    &["-Oz", "--flatten", "--rereloop", "-Oz", "-Oz", "--reorder-functions-by-name"];

/// The names of files that are loaded so start with one of these.
pub const SMALL_FILES: [&str; 5] = ["page", "figures", "sections", "recordings", "teaching"];

/// Scripts of our own.
const SCRIPTS: [&str; 3] = ["boot.js", "start_worker.js", "offline.js"];

/// Rewrites all wasm files of a site and what belongs to each, as many at once as there are processors.
pub fn optimise_site(places: &Places, tools: &Tools) -> Outcome {
    let site = &places.dist;
    // The largest first: what is begun last should not take long.
    let mut modules = Vec::new();
    for file in wasm_files(site)? {
        modules.push((bytes(&file)?, file));
    }
    modules.sort();
    modules.reverse();
    in_parallel(&modules, |(_, file)| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let is_small = SMALL_FILES.iter().any(|start| name.starts_with(start));
        let flags = match is_small {
            true => SMALL,
            false if name.starts_with("worker_recordings") => FAST_AND_SMALL,
            false => FAST,
        };
        optimise(places, tools, file, flags)?;
        shorten(places, tools, &site.join(name.replace("_bg.wasm", ".js")))
    })
}

/// Rewrites the scripts of a site.
pub fn optimise_scripts(places: &Places, tools: &Tools) -> Outcome {
    let site = &places.dist;
    in_parallel(&SCRIPTS, |script| shorten(places, tools, &site.join(script)))
}

/// Rewrites a wasm file, smaller and faster, where wasm-opt is there.
pub fn optimise(places: &Places, tools: &Tools, file: &Path, flags: &[&str]) -> Outcome {
    if tools.has_wasm_opt {
        once(places, file, flags, || run_wasm_opt(tools, file, flags))
    } else {
        Ok(())
    }
}

fn run_wasm_opt(tools: &Tools, file: &Path, flags: &[&str]) -> Outcome {
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
fn shorten(places: &Places, tools: &Tools, script: &Path) -> Outcome {
    if tools.has_terser { once(places, script, &[], || run_terser(tools, script)) } else { Ok(()) }
}

fn run_terser(tools: &Tools, script: &Path) -> Outcome {
    let mut terser = tools.command("terser")?;
    // The names at the top of a script are those of the whole page, unless it is a module.
    let is_page_wide = ["boot.js", "offline.js"]
        .iter()
        .any(|name| script.file_name().is_some_and(|file| file == *name));
    terser.args((!is_page_wide).then_some("--module"));
    terser.args(["--compress", "passes=2", "--mangle", "--output"]).arg(script).arg("--");
    run(terser.arg(script))
}

/// Rewrites a file, or takes what it became the last time it was this one.
fn once(
    places: &Places,
    file: &Path,
    flags: &[&str],
    rewrite: impl FnOnce() -> Outcome,
) -> Outcome {
    let folder = places.work.join("rewritten");
    make_folder(&folder)?;
    let (kept, stamp) = (folder.join(plain_name(file)), folder.join(plain_name(file) + ".stamp"));
    let digest = digest(places, file, flags)?;
    let copy = |from: &Path, to: &Path| {
        fs::copy(from, to).map_err(|err| format!("cannot copy {}: {err}", from.display()))
    };
    if is_current(&stamp, &digest) && kept.is_file() {
        return copy(&kept, file).map(drop);
    }
    rewrite()?;
    copy(file, &kept)?;
    write_stamp(&stamp, &digest)
}

/// What decides what a file becomes: its bytes, and the tools with their flags.
fn digest(places: &Places, file: &Path, flags: &[&str]) -> Outcome<String> {
    let mut digest = Digest::new();
    let bytes = fs::read(file).map_err(|err| format!("cannot read {}: {err}", file.display()))?;
    digest.add(&bytes);
    for flag in flags {
        digest.add(flag.as_bytes());
    }
    digest.add_files(&places.root, &["xtask/src/optimise.rs", "xtask/src/tools.rs"], &[])?;
    Ok(digest.to_string())
}

/// The name of a file without the digest that Trunk puts into some.
fn plain_name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    match name.split_once('-') {
        Some((start, rest)) => {
            let digest_len = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
            format!("{start}{}", &rest[digest_len..])
        }
        None => name.into_owned(),
    }
}

fn bytes(file: &Path) -> Outcome<u64> {
    let metadata = fs::metadata(file);
    metadata.map(|data| data.len()).map_err(|err| format!("cannot read {}: {err}", file.display()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::plain_name;

    #[test]
    fn a_file_is_known_whatever_its_digest() {
        let name = |name| plain_name(Path::new(name));
        assert_eq!(name("dist/page-0123456789abcdef_bg.wasm"), "page_bg.wasm");
        assert_eq!(name("page-0123456789abcdef.js"), "page.js");
        assert_eq!(name("worker_gpu_bg.wasm"), "worker_gpu_bg.wasm");
    }
}
