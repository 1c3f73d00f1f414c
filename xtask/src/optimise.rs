//! Rewriting what was built, smaller and faster: wasm files by wasm-opt, scripts by terser, where they are there.

use std::{fs, path::Path, time::Instant};

use crate::{
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

/// wasm-opt for what is loaded before anything can be seen. In the order of their names functions lie
/// beside those that resemble them, which brotli makes use of.
const SMALL: &[&str] =
    &["-Oz", "--flatten", "--rereloop", "-Oz", "-Oz", "--reorder-functions-by-name"];

/// The names of files that are loaded so start with one of these.
const SMALL_FILES: [&str; 5] = ["page", "figures", "image_explorer", "teaching", "cell"];

/// Scripts of our own.
const SCRIPTS: [&str; 3] = ["boot.js", "start_worker.js", "offline.js"];

/// Rewrites all wasm files and scripts of a site, as many at once as there are processors.
pub fn optimise_site(tools: &Tools, site: &Path) -> Outcome {
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
        optimise(tools, file, if is_small { SMALL } else { &["-O3"] })?;
        shorten(tools, &site.join(name.replace("_bg.wasm", ".js")))
    })?;
    in_parallel(&SCRIPTS, |script| shorten(tools, &site.join(script)))
}

/// Rewrites a wasm file, smaller and faster, where wasm-opt is there.
pub fn optimise(tools: &Tools, file: &Path, flags: &[&str]) -> Outcome {
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

fn bytes(file: &Path) -> Outcome<u64> {
    let metadata = fs::metadata(file);
    metadata.map(|data| data.len()).map_err(|err| format!("cannot read {}: {err}", file.display()))
}
