//! Names of wasm files that stand in several places, compared.

use crate::{compile::programs_of, optimise::SMALL_FILES, size::is_budgeted};

/// Built beside what index.html names.
const GPU_WORKER: &str = "worker_gpu";

#[test]
fn every_wasm_file_is_known_wherever_files_are_listed() {
    let programs = programs_of(include_str!("../../index.html"));
    let start = include_str!("../../www/start_worker.js");
    let names =
        start.lines().find(|line| line.contains("const names = ")).expect("a list of names");
    for (program, profile) in &programs {
        assert!(is_budgeted(program), "{program} has no budget in size.rs");
        let is_worker = program.starts_with("worker");
        assert_eq!(
            is_worker,
            names.contains(&format!("\"{program}\"")),
            "{program} in start_worker.js"
        );
        let is_small = SMALL_FILES.contains(&program.as_str());
        assert_eq!(is_small, profile == "page", "{program} in SMALL_FILES of optimise.rs");
    }
    assert!(is_budgeted(GPU_WORKER) && names.contains(GPU_WORKER));
    let num_named = names.matches('"').count() / 2;
    let num_workers = programs.iter().filter(|(program, _)| program.starts_with("worker")).count();
    assert_eq!(num_named, num_workers + 1, "start_worker.js names what is not built");
    assert!(!is_budgeted("unknown"));
}
