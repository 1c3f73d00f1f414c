//! The command `ganglion`: runs a link without a browser.

#![expect(clippy::print_stdout, reason = "the report is what the command is for")]

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Parser, Subcommand};
use ganglion::{
    engine::cpu::CpuEngines,
    figure::{Album, Caption, Theme},
    link,
    native::{self, Finished},
    pool::{News, Progress, RunState, words},
};
use indicatif::{ProgressBar, ProgressStyle};

/// Runs shared links of Ganglion natively.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Runs a link and prints its report as JSON.
    Run {
        /// The link: a whole URL or its fragment, such as '#1.seed=7'. Empty for the default.
        link: String,
        /// Writes the figure to this SVG file; several figures to one file each, named after it.
        #[arg(long)]
        svg: Option<PathBuf>,
        /// Threads that share the networks; the numbers do not depend on it.
        #[arg(long, default_value_t = num_cores())]
        threads: usize,
    },
}

/// Width of a figure, logical pixels.
const SVG_WIDTH: f64 = 960.0;
/// Steps of the progress bar.
const BAR_LEN: u64 = 1_000;

/// Why a link has no report.
#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error("{0}")]
    Failed(String),
    #[error("The figure cannot be written to {}: {source}", path.display())]
    Svg { path: PathBuf, source: std::io::Error },
}

fn main() -> Result<(), String> {
    let Action::Run { link, svg, threads } = Arguments::parse().action;
    run(&link, svg.as_deref(), threads.max(1)).map_err(|err| err.to_string())
}

fn num_cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn run(text: &str, svg: Option<&Path>, num_threads: usize) -> Result<(), RunError> {
    let decoded = link::decode(text);
    let bar = ProgressBar::new(BAR_LEN).with_style(
        ProgressStyle::with_template("{wide_bar} {percent:>3} %, {msg}")
            .expect("the template is valid"),
    );
    bar.enable_steady_tick(Duration::from_millis(200));
    for warning in &decoded.warnings {
        bar.println(format!("Note: {warning}"));
    }
    let config = decoded.draft.check().expect("a decoded link passes the check");
    let hear = |news: &News| match news {
        News::Progress(progress) => show(&bar, progress),
        News::Notice(notice) => bar.println(format!("Note: {}", notice.text)),
        News::State(_)
        | News::Cell(..)
        | News::Snapshot(..)
        | News::Point(..)
        | News::Trained(..)
        | News::Computed(..)
        | News::Report(_) => {}
    };
    let finished = native::run(config, num_threads, || CpuEngines, hear);
    bar.finish_and_clear();
    let finished = finished.map_err(|failure| RunError::Failed(failure.message))?;
    if let Some(path) = svg {
        write_figures(&finished, path)?;
    }
    println!("{}", finished.report.to_json());
    Ok(())
}

fn show(bar: &ProgressBar, progress: &Progress) {
    bar.set_position((progress.share * BAR_LEN as f64) as u64);
    bar.set_message(words::status(&RunState::Running, progress));
}

/// Writes a lone figure to `path`, several to `path` with their names before its extension.
fn write_figures(finished: &Finished, path: &Path) -> Result<(), RunError> {
    let (results, link) = (&finished.results, &finished.report.link);
    let config = results.config.as_ref().expect("finished results know their experiment");
    let album = Album::new(config, &results.found);
    let captions = album.captions();
    for Caption { number, name, .. } in &captions {
        let path = if captions.len() == 1 { path.to_owned() } else { named(path, name) };
        let drawing = album.svg(*number, (SVG_WIDTH, 0.0), Theme::Light, link);
        let drawing = drawing.expect("a caption has its figure");
        std::fs::write(&path, drawing).map_err(|source| RunError::Svg { path, source })?;
    }
    Ok(())
}

/// `figures/a.svg` for the figure `noise`: `figures/a-noise.svg`.
fn named(path: &Path, name: &str) -> PathBuf {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    path.with_file_name(format!("{stem}-{name}.svg"))
}
