//! The size budget: what a visitor downloads, compressed as a good host would.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{compress::brotli_bytes, places::Places, process::Outcome};

/// What a part of the site may weigh.
struct Budget {
    name: &'static str,
    key: &'static str,
    /// The names of its files start with one of these and end in `.js` or `.wasm`.
    files: &'static [&'static str],
    max_bytes: u64,
}

/// Whether a budget names the files that a program becomes.
#[cfg(test)]
pub fn is_budgeted(program: &str) -> bool {
    let names = [format!("{program}.js"), format!("{program}-"), format!("{program}_bg.wasm")];
    let is_named = |start: &&str| names.iter().any(|name| name.starts_with(start));
    BUDGETS.iter().any(|budget| budget.files.iter().any(&is_named))
}

const BUDGETS: [Budget; 14] = [
    Budget {
        name: "page",
        key: "page_kilobytes",
        files: &["page-", "boot.js"],
        max_bytes: 259_500,
    },
    Budget {
        name: "offline",
        key: "offline_kilobytes",
        files: &["offline.js", "service_worker.js"],
        // The build of each file in its address, and what unpacks: so that nothing is fetched twice.
        max_bytes: 4_600,
    },
    Budget {
        name: "figures",
        key: "figures_kilobytes",
        files: &["figures.js", "figures_bg.wasm"],
        max_bytes: 281_000,
    },
    Budget {
        name: "sections",
        key: "sections_kilobytes",
        files: &["sections.js", "sections_bg.wasm"],
        max_bytes: 313_000,
    },
    Budget {
        name: "teaching",
        key: "teaching_kilobytes",
        files: &["teaching.js", "teaching_bg.wasm"],
        max_bytes: 271_000,
    },
    Budget {
        name: "recordings",
        key: "recordings_kilobytes",
        files: &["recordings.js", "recordings_bg.wasm"],
        max_bytes: 200_000,
    },
    Budget {
        name: "CPU worker",
        key: "cpu_worker_kilobytes",
        files: &["worker.js", "worker_bg.wasm", "start_worker.js"],
        max_bytes: 150_000,
    },
    Budget {
        name: "analysis",
        key: "analysis_kilobytes",
        files: &["worker_analysis.js", "worker_analysis_bg.wasm"],
        max_bytes: 273_000,
    },
    Budget {
        name: "pictures worker",
        key: "pictures_worker_kilobytes",
        files: &["worker_pictures"],
        max_bytes: 157_000,
    },
    Budget {
        name: "recordings worker",
        key: "recordings_worker_kilobytes",
        files: &["worker_recordings"],
        max_bytes: 200_000,
    },
    Budget {
        name: "HDF5 reader",
        key: "hdf5_reader_kilobytes",
        files: &["reader_hdf5"],
        max_bytes: 200_000,
    },
    Budget { name: "seeds", key: "seeds_kilobytes", files: &["reader_seeds"], max_bytes: 100_000 },
    Budget {
        name: "Zarr reader",
        key: "zarr_reader_kilobytes",
        files: &["reader_zarr"],
        max_bytes: 200_000,
    },
    Budget {
        name: "GPU worker",
        key: "gpu_worker_kilobytes",
        files: &["worker_gpu"],
        max_bytes: 3_500_000,
    },
];

/// Prints the size of each part of the site, and fails if one is over its budget.
pub fn check(places: &Places) -> Outcome {
    let mut over = Vec::new();
    for budget in &BUDGETS {
        let total = weigh(places, budget)?;
        let (name, is, may) = (budget.name, total / 1000, budget.max_bytes / 1000);
        println!("{name:<15} {is:>5} kB brotli of {may:>5} kB");
        if total > budget.max_bytes {
            over.push(name);
        }
    }
    if over.is_empty() { Ok(()) } else { Err(format!("over budget: {}", over.join(", "))) }
}

/// Brotli bytes of each part of the site, by the key of the benchmark's table.
pub fn measure(places: &Places) -> Outcome<Vec<(&'static str, u64)>> {
    BUDGETS.iter().map(|budget| Ok((budget.key, weigh(places, budget)?))).collect()
}

fn weigh(places: &Places, budget: &Budget) -> Outcome<u64> {
    let files = files_of(&places.dist, budget.files)?;
    if files.is_empty() {
        return Err(format!("the {} is not in dist", budget.name));
    }
    files.iter().map(|file| brotli_bytes(places, file)).sum()
}

fn files_of(folder: &Path, starts: &[&str]) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|err| format!("cannot list dist: {err}"))?;
    let is_one = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_code =
            path.extension().is_some_and(|extension| extension == "js" || extension == "wasm");
        is_code && starts.iter().any(|start| name.starts_with(start))
    };
    Ok(entries.flatten().map(|entry| entry.path()).filter(is_one).collect())
}
