//! The command `ganglion`: runs a link without a browser.

#![expect(clippy::print_stdout, reason = "the report is what the command is for")]

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use clap::{Parser, Subcommand};
use ganglion::{
    cell::GanglionCell,
    config::{Config, EngineChoice},
    dataset::{Dataset, DatasetBuilder, DatasetError},
    engine::cpu::CpuEngines,
    experiment::{self, CellSummary, Report, Running},
    figure::{self, EmergenceFigure, Theme},
    link,
    network::NetworkId,
    training::{EngineError, EngineFactory as _, Trained, Training},
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
        /// Writes the figure to this SVG file.
        #[arg(long)]
        svg: Option<PathBuf>,
        /// Threads that share the networks; the numbers do not depend on it.
        #[arg(long, default_value_t = num_cores())]
        threads: usize,
    },
}

/// Width of the figure, logical pixels.
const SVG_WIDTH: u32 = 960;

/// Why a link has no report.
#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error("{0}")]
    Dataset(#[from] DatasetError),
    #[error("{0}")]
    Engine(#[from] EngineError),
    #[error("The figure cannot be written to {}: {source}", path.display())]
    Svg { path: PathBuf, source: std::io::Error },
}

fn main() -> Result<(), String> {
    let Action::Run { link, svg, threads } = Arguments::parse().action;
    run(&link, svg, threads.max(1)).map_err(|err| err.to_string())
}

fn num_cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[expect(clippy::disallowed_methods, reason = "the command is an edge: it may read the clock")]
fn run(text: &str, svg: Option<PathBuf>, num_threads: usize) -> Result<(), RunError> {
    let start = Instant::now();
    let decoded = link::decode(text);
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{msg:10} {wide_bar} {percent:>3} %, {eta} left")
            .expect("the template is valid"),
    );
    for warning in &decoded.warnings {
        bar.println(format!("Note: {warning}"));
    }
    let config = decoded.draft.check().expect("a decoded link passes the check");
    let dataset = Arc::new(record(&config, &bar)?);
    bar.reset();
    let trained = train(&config, &dataset, num_threads, &bar)?;
    bar.finish_and_clear();
    let networks = trained.len() as f64;
    let seconds = start.elapsed().as_secs_f64();
    let samples = f64::from(config.num_steps()) * config.batch_size() as f64 * networks;
    let running = Running {
        engine: "cpu".to_owned(),
        adapter: CpuEngines.adapter(),
        num_workers: num_threads as u32,
        seconds,
        samples_per_sec: samples / seconds.max(1e-9),
        dispatches_per_step: None,
        agreement: None,
        fallback: (config.engine() != EngineChoice::Cpu)
            .then(|| "The command runs the CPU engine.".to_owned()),
    };
    let subunits = GanglionCell::new(&config).subunit_filters();
    let rows = experiment::rows(&config, &subunits, &trained);
    let link = link::encode(config.draft());
    let report = Report::new(link.clone(), running, &CellSummary::from(&*dataset), &rows);
    if let Some(path) = svg {
        let figure = EmergenceFigure::of_rows(&config, &CellSummary::from(&*dataset), &rows, true);
        let height = figure.height(f64::from(SVG_WIDTH), Theme::Light) as u32;
        let drawing = figure::svg(&figure, (SVG_WIDTH, height), Theme::Light, &link);
        std::fs::write(&path, drawing).map_err(|source| RunError::Svg { path, source })?;
    }
    println!("{}", report.to_json());
    Ok(())
}

fn record(config: &Config, bar: &ProgressBar) -> Result<Dataset, DatasetError> {
    let mut builder = DatasetBuilder::new(config);
    bar.set_message("Recording");
    bar.set_length(builder.num_frames_total() as u64);
    while builder.advance()? {
        bar.set_position(builder.num_frames_done() as u64);
    }
    Ok(builder.finish())
}

/// Trains every network of the experiment; threads take the next one as they get free.
fn train(
    config: &Config,
    dataset: &Arc<Dataset>,
    num_threads: usize,
    bar: &ProgressBar,
) -> Result<Vec<Trained>, EngineError> {
    let networks = experiment::networks(config);
    bar.set_message("Training");
    bar.set_length(networks.len() as u64 * u64::from(config.num_steps()));
    bar.enable_steady_tick(Duration::from_millis(200));
    let next = AtomicUsize::new(0);
    let trained = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..num_threads.min(networks.len()) {
            scope.spawn(|| {
                while let Some(id) = networks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = pollster::block_on(train_one(config, dataset, *id, bar));
                    trained.lock().expect("no thread panics").push(result);
                }
            });
        }
    });
    trained.into_inner().expect("no thread panics").into_iter().collect()
}

async fn train_one(
    config: &Config,
    dataset: &Arc<Dataset>,
    id: NetworkId,
    bar: &ProgressBar,
) -> Result<Trained, EngineError> {
    const STEPS_PER_TICK: u32 = 50;
    let engine = CpuEngines.make(config, dataset, &[id]).await?;
    let mut training = Training::new(config, Arc::clone(dataset), &[id], engine);
    while !training.is_done() {
        let before = training.num_done();
        training.advance(STEPS_PER_TICK).await?;
        bar.inc(u64::from(training.num_done() - before));
    }
    Ok(training.finish().await?.remove(0))
}
