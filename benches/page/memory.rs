//! Memory of the process that page and worker share, at its highest.
//!
//! Chromium tells a page nothing about the memory of its workers, but the kernel tells all about processes. Page and worker
//! are one process, so the worker alone has less than this. Nothing is measured where there is no /proc.

use std::fs;

use crate::{VIEW, page::Page, said, sections::run, setting};

/// The most frames that a link may ask for: name, link.
const RUNS: [(&str, &str); 2] = [
    ("page_memory_600k_megabytes", "#1.frames=600000&nmin=5&nmax=5&restarts=1&epochs=1"),
    (
        "page_memory_600k_version_two_megabytes",
        "#1.view=spacetime&frames=600000&restarts=1&epochs=1&epochs2=1",
    ),
];

/// Megabytes of each run, each in a browser of its own.
pub(crate) async fn measure() -> Vec<(&'static str, f64)> {
    let mut numbers = Vec::new();
    for (name, link) in RUNS {
        let page = Page::open(VIEW, VIEW.site.url()).await;
        run(&page, link).await;
        if let Some(megabytes) = highest() {
            numbers.push(said(name, megabytes));
        }
        page.close().await;
    }
    numbers
}

/// Of all renderers of our browsers, the most memory that one has had, megabytes.
fn highest() -> Option<f64> {
    of_renderers(|id| kilobytes(&status(id, "VmHWM")?))
}

/// Of all renderers of our browsers, the most memory that one has now, megabytes, with the program and other files.
pub(crate) fn now() -> Option<f64> {
    of_renderers(|id| kilobytes(&status(id, "VmRSS")?))
}

/// Of all renderers of our browsers, the most memory that one holds, megabytes, without the program and other files. The browser's own count
/// (`measureUserAgentSpecificMemory`) has nothing of WebAssembly in it, as of Chromium 156.
pub(crate) fn held() -> Option<f64> {
    let of = |id, key| kilobytes(&status(id, key)?);
    of_renderers(|id| Some(of(id, "RssAnon")? + of(id, "RssShmem")?))
}

/// The largest number of a renderer, from kilobytes to megabytes.
fn of_renderers(number: impl Fn(u32) -> Option<f64>) -> Option<f64> {
    renderers().into_iter().filter_map(|id| Some(number(id)? / 1e3)).reduce(f64::max)
}

/// The processes of our browsers that show pages; none where there is no /proc.
pub(crate) fn renderers() -> Vec<u32> {
    let folder = setting("GANGLION_TARGET");
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|&id| words(id).iter().any(|word| word == "--type=renderer"))
        .filter(|&id| is_ours(id, &folder))
        .collect()
}

/// Whether a process comes from a browser whose network log is below `folder`: others may run browsers too.
fn is_ours(mut id: u32, folder: &str) -> bool {
    let log = format!("--log-net-log={folder}");
    while id > 1 {
        if words(id).iter().any(|word| word.starts_with(&log)) {
            return true;
        }
        let parent = status(id, "PPid").and_then(|parent| parent.parse().ok());
        let Some(parent) = parent else { return false };
        id = parent;
    }
    false
}

/// The command line of a process; empty if it is gone.
fn words(id: u32) -> Vec<String> {
    let line = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    // A renderer writes its words with spaces between them.
    String::from_utf8_lossy(&line).split(['\0', ' ']).map(str::to_owned).collect()
}

/// A line of what the kernel knows of a process.
fn status(id: u32, key: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    line.map(|value| value.trim().to_owned())
}

/// `154000 kB`.
fn kilobytes(text: &str) -> Option<f64> {
    text.strip_suffix(" kB")?.parse().ok()
}
