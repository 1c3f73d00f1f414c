//! The command `ganglion`: runs a link without a browser.

#![expect(clippy::print_stdout, reason = "the report is what the command is for")]

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use clap::{Parser, Subcommand};
use ganglion::{
    cell::subunit_filters,
    config::{Config, Draft, EngineChoice},
    dataset::{Dataset, DatasetBuilder, DatasetError},
    engine::cpu::CpuEngines,
    experiment::{self, CellSummary, Report, Running, TaskId},
    figure::{self, EmergenceFigure, Figure as _, Theme},
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
    let Results { cells, trained } = train(&config, num_threads, &bar)?;
    bar.finish_and_clear();
    let seconds = start.elapsed().as_secs_f64();
    let running = Running {
        engine: "cpu".to_owned(),
        adapter: CpuEngines.adapter(),
        num_workers: num_threads as u32,
        seconds,
        samples_per_sec: bar.position() as f64 * config.batch_size() as f64 / seconds.max(1e-9),
        dispatches_per_step: None,
        agreement: None,
        fallback: (config.engine() != EngineChoice::Cpu)
            .then(|| "The command runs the CPU engine.".to_owned()),
    };
    let link = link::encode(config.draft());
    if let Some(path) = svg {
        let drawing = drawing(&config, &cells, &trained, &link);
        std::fs::write(&path, drawing).map_err(|source| RunError::Svg { path, source })?;
    }
    let remarks = experiment::remarks(&config, &cells, &trained, None);
    let report = Report::new(link, running, &config, &cells, &trained);
    let report = report.expect("every group has its cell").with(None, &remarks);
    println!("{}", report.to_json());
    Ok(())
}

/// The figure of an experiment.
fn drawing(
    config: &Config,
    cells: &BTreeMap<u32, CellSummary>,
    trained: &BTreeMap<TaskId, Trained>,
    link: &str,
) -> String {
    let trained: Vec<_> = trained.values().cloned().collect();
    let rows = experiment::rows(config, &subunit_filters(config), &trained);
    let figure = EmergenceFigure::of_rows(config, &cells[&0], &rows, true);
    let height = figure.height(f64::from(SVG_WIDTH), Theme::Light) as u32;
    figure::svg(&figure, (SVG_WIDTH, height), Theme::Light, link)
}

/// What the threads have found so far.
#[derive(Default)]
struct Results {
    cells: BTreeMap<u32, CellSummary>,
    trained: BTreeMap<TaskId, Trained>,
}

/// Trains every network of the experiment; threads take the next one as they get free, like the
/// workers of the page.
fn train(config: &Config, num_threads: usize, bar: &ProgressBar) -> Result<Results, RunError> {
    let groups = experiment::groups(config);
    let tasks = experiment::tasks(&groups);
    let steps = |task: &TaskId| {
        let config = &groups[task.group as usize].config;
        u64::from(config.num_steps() + config.num_second_steps())
    };
    bar.set_message("Training");
    bar.set_length(tasks.iter().map(steps).sum());
    bar.enable_steady_tick(Duration::from_millis(200));
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Results::default());
    let work = || -> Result<(), RunError> {
        let mut kept: Option<(Draft, Arc<Dataset>)> = None;
        while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            let config = &groups[task.group as usize].config;
            let dataset = match kept.take().filter(|(key, _)| *key == config.recording()) {
                Some((_, dataset)) => dataset,
                None => Arc::new(record(config)?),
            };
            let trained = pollster::block_on(train_one(config, &dataset, task.network, bar))?;
            let mut results = results.lock().expect("no thread panics");
            results.cells.entry(task.group).or_insert_with(|| CellSummary::from(&*dataset));
            results.trained.insert(*task, trained);
            kept = Some((config.recording(), dataset));
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..num_threads.min(tasks.len())).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("no thread panics"))
    })?;
    Ok(results.into_inner().expect("no thread panics"))
}

fn record(config: &Config) -> Result<Dataset, DatasetError> {
    let mut builder = DatasetBuilder::new(config);
    while builder.advance()? {}
    Ok(builder.finish())
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
