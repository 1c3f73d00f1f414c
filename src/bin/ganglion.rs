//! The command `ganglion`: runs a link without a browser, and lists what is in files of recordings.

use std::{
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Args, Parser, Subcommand};
use ganglion::native::{self, Finished, Inspection, OpenedRecording, SeedDrawing};
use ganglion_core::{
    config::{Config, Draft, Problem},
    engine::cpu::CpuEngines,
    export::{Weights, explained},
    link::{self, Decoded},
    pool::{News, Progress, RunState, words},
};
use ganglion_figures::figure::{Caption, CsvDecimals, FigureSet, PaperWidth, Theme};
use ganglion_recordings::{
    roles::RoleChoice,
    seeded::{SeedStage, SeededStimulus},
};
use indicatif::{ProgressBar, ProgressStyle};

/// Runs shared links of Ganglion natively, and looks into files of recordings.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    action: CliCommand,
}

#[derive(Subcommand)]
enum CliCommand {
    /// Runs a link and prints its report as JSON.
    Run {
        /// The link: a whole URL or its fragment, such as '#1.seed=7'. Empty for the default.
        link: String,
        #[command(flatten)]
        files: WrittenFiles,
        /// Threads that share the networks; the numbers do not depend on it.
        #[arg(long, default_value_t = num_cores())]
        threads: usize,
        #[command(flatten)]
        recorded: RecordedFiles,
    },
    /// Writes the test frames of a link with the spikes to them, as npz: what `run_network.py` beside the weights runs a network on.
    Frames {
        /// The link, as for `run`.
        link: String,
        /// The folder: one file, or one for each group of networks.
        folder: PathBuf,
        #[command(flatten)]
        recorded: RecordedFiles,
    },
    /// Lists all arrays in files of recordings (npy, npz, MATLAB, HDF5, NWB, text, folders of spike sorters), says what they probably are, and whether
    /// spikes and frames belong together.
    Inspect {
        /// Files, or folders of files.
        #[arg(required = true)]
        files: Vec<String>,
        /// Looks through arrays of so many elements at most for range, mean, NaN and distinct values.
        #[arg(long, value_name = "ELEMENTS", default_value_t = 1 << 31)]
        most: u64,
        /// Says what an array is, such as 'stim.npy=frames', 'rig.mat / t=spikes-ms'; a wrong word lists all. May be given several times.
        #[arg(long = "role", value_name = "PATH=ROLE")]
        roles: Vec<String>,
        /// The stimulus, if it is only a seed, such as 'ran1 seed=-10000 200x150 columns up trials=219 running=1500': it is drawn again around the
        /// clearest receptive field, or that of a cell, as in 'cell=2'. A wrong word lists all generators.
        #[arg(long, value_name = "DESCRIPTION")]
        stimulus: Option<String>,
    },
}

/// What a run is written to, beside its report.
#[derive(Args)]
struct WrittenFiles {
    /// Writes the figure to this SVG file; several figures to one file each, named after it.
    #[arg(long)]
    svg: Option<PathBuf>,
    /// Draws figures for print: black ink on white, without a title, as wide as one or two columns of a paper.
    #[arg(long, value_name = "WIDTH", requires = "svg", value_parser = paper_width)]
    paper: Option<PaperWidth>,
    /// Writes the weights of each network into this folder, as safetensors and as npz.
    #[arg(long, value_name = "FOLDER")]
    weights: Option<PathBuf>,
    /// Writes the numbers of each figure into this folder, as CSV, and those of all networks.
    #[arg(long, value_name = "FOLDER")]
    tables: Option<PathBuf>,
    /// Has a comma before decimals in tables, and semicolons between cells, as spreadsheets of many languages read them.
    #[arg(long, requires = "tables")]
    decimal_comma: bool,
}

/// A recording of your own.
#[derive(Args)]
struct RecordedFiles {
    /// Files, or folders of files, that hold a recording of your own: the link's experiment is about it.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    recording: Vec<String>,
    /// Says what an array of the recording is, as `inspect` does. May be given several times.
    #[arg(long = "role", value_name = "PATH=ROLE", requires = "recording")]
    roles: Vec<String>,
    /// The stimulus of the recording, if it is only a seed, such as 'ran1 seed=-10000 200x150 columns up trials=219 running=1500': it is drawn
    /// again around the cell of the link. A wrong word lists all generators. A link may say it too.
    #[arg(long, value_name = "DESCRIPTION", requires = "recording")]
    stimulus: Option<String>,
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
    #[error("{} cannot be written: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
}

fn main() -> Result<(), String> {
    match Arguments::parse().action {
        CliCommand::Run { link, files, threads, recorded } => {
            let decoded = link::decode(&link);
            let opened = recorded.open(&decoded.draft)?;
            let finished = run(decoded, opened, threads.max(1)).map_err(|err| err.to_string())?;
            hand_out(&finished, &files).map_err(|err| err.to_string())?;
            print(&(finished.report.to_json() + "\n"))
        }
        CliCommand::Frames { link, folder, recorded } => {
            let decoded = link::decode(&link);
            let opened = recorded.open(&decoded.draft)?;
            write_frames(decoded, opened, &folder).map_err(|err| err.to_string())
        }
        CliCommand::Inspect { files, most, roles, stimulus } => {
            let seed = stimulus.as_deref().map(SeededStimulus::read).transpose()?;
            let roles = choices(&roles)?;
            print_inspection(with_seed(seed.as_ref(), |seed| {
                native::inspect(&files, most, &roles, seed)
            }))
        }
    }
}

impl RecordedFiles {
    /// The recording, if there is one; what a link says of it is in the draft.
    fn open(&self, draft: &Draft) -> Result<Option<OpenedRecording>, String> {
        if self.recording.is_empty() {
            return Ok(None);
        }
        let seed = stimulus_of(draft, self.stimulus.as_deref())?;
        let roles = choices(&self.roles)?;
        let open = |seed: Option<SeedDrawing<'_>>| {
            native::open_recording(&self.recording, &roles, &draft.roles, seed)
        };
        with_seed(seed.as_ref(), open).map(Some)
    }
}

fn paper_width(word: &str) -> Result<PaperWidth, String> {
    let words = PaperWidth::ALL.map(|(_, word)| word).join(" or ");
    PaperWidth::of_word(word).ok_or_else(|| format!("it is {words}"))
}

/// What a person says of arrays.
fn choices(roles: &[String]) -> Result<Vec<RoleChoice>, String> {
    roles.iter().map(|text| RoleChoice::read(text)).collect()
}

/// The stimulus that a person describes, around the cell of the link unless it says another, or that of the link.
fn stimulus_of(draft: &Draft, text: Option<&str>) -> Result<Option<SeededStimulus>, String> {
    let Some(text) = text else {
        let linked = Some(&draft.stimulus).filter(|text| !text.is_empty());
        return linked.map(|text| SeededStimulus::read(text)).transpose();
    };
    let stimulus = SeededStimulus::read(text)?;
    let cell = stimulus.cell.unwrap_or(draft.recorded_cell.saturating_sub(1) as usize);
    Ok(Some(SeededStimulus { cell: Some(cell), ..stimulus }))
}

/// Shows how far something is.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(BAR_LEN).with_style(
        ProgressStyle::with_template("{wide_bar} {percent:>3} %, {msg}")
            .expect("the template is valid"),
    );
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Does something with the frames of a seed, if there is one, and shows how far they are drawn.
fn with_seed<T>(
    stimulus: Option<&SeededStimulus>,
    what: impl FnOnce(Option<SeedDrawing<'_>>) -> T,
) -> T {
    let Some(stimulus) = stimulus else { return what(None) };
    let bar = bar();
    let mut tell = |stage, num_done: usize, num_frames: usize| {
        bar.set_position(BAR_LEN * num_done as u64 / num_frames.max(1) as u64);
        bar.set_message(match stage {
            SeedStage::Searching => "looking for the receptive field",
            SeedStage::Drawing => "drawing the frames around it",
        });
    };
    let done = what(Some(SeedDrawing { stimulus, tell: &mut tell }));
    bar.finish_and_clear();
    done
}

/// Writes the files that were asked for.
fn hand_out(finished: &Finished, files: &WrittenFiles) -> Result<(), RunError> {
    let mark = if files.decimal_comma { CsvDecimals::Comma } else { CsvDecimals::Point };
    if let Some(path) = &files.svg {
        write_figures(finished, path, files.paper)?;
    }
    if let Some(folder) = &files.weights {
        write_weights(finished, folder)?;
    }
    files.tables.as_ref().map_or(Ok(()), |folder| write_tables(finished, folder, mark))
}

/// Prints a text; whoever reads only the beginning of it, as `head` does, has what they want.
fn print(text: &str) -> Result<(), String> {
    let mut output = std::io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(err) if err.kind() != ErrorKind::BrokenPipe => Err(format!("cannot print: {err}")),
        _ => Ok(()),
    }
}

/// Prints what is in files.
fn print_inspection(Inspection { text, num_unreadable }: Inspection) -> Result<(), String> {
    print(&text)?;
    match num_unreadable {
        0 => Ok(()),
        1 => Err("One file can't be read.".to_owned()),
        num => Err(format!("{num} files can't be read.")),
    }
}

fn num_cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn run(
    decoded: Decoded,
    opened: Option<OpenedRecording>,
    num_threads: usize,
) -> Result<Finished, RunError> {
    let bar = bar();
    let notes = opened.iter().flat_map(|opened| &opened.notes);
    for note in decoded.warnings.iter().chain(notes) {
        bar.println(format!("Note: {note}"));
    }
    let config = config_of(decoded, opened.as_ref())?;
    let recording = opened.map(|opened| opened.recording);
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
    let finished = native::run_on(config, recording, num_threads, || CpuEngines, hear);
    bar.finish_and_clear();
    finished.map_err(|failure| RunError::Failed(failure.message))
}

/// The experiment of a link, about a recording if one was opened.
fn config_of(decoded: Decoded, opened: Option<&OpenedRecording>) -> Result<Config, RunError> {
    let Some(OpenedRecording { recording, roles, stimulus, .. }) = opened else {
        return Ok(decoded.config);
    };
    let (roles, stimulus) = (roles.clone(), stimulus.clone());
    native::draft_with(&decoded.draft, recording)
        .map(|draft| Draft { roles, stimulus, ..draft })
        .and_then(|draft| draft.check().map_err(|problems| words_of(&problems)))
        .map_err(RunError::Failed)
}

/// Writes the frames on which the networks of a link are tested.
fn write_frames(
    decoded: Decoded,
    opened: Option<OpenedRecording>,
    folder: &Path,
) -> Result<(), RunError> {
    let config = config_of(decoded, opened.as_ref())?;
    let recording = opened.map(|opened| opened.recording);
    let bar = bar();
    bar.set_message("recording");
    let files = native::test_frames(&config, recording.as_ref(), |num_done, num_frames| {
        bar.set_position(BAR_LEN * num_done as u64 / num_frames.max(1) as u64);
    });
    bar.finish_and_clear();
    for (name, bytes) in files.map_err(RunError::Failed)? {
        write(folder.join(name), bytes)?;
    }
    Ok(())
}

/// What is wrong, a line each.
fn words_of(problems: &[Problem]) -> String {
    problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("\n")
}

fn show(bar: &ProgressBar, progress: &Progress) {
    bar.set_position((progress.share * BAR_LEN as f64) as u64);
    bar.set_message(words::status(&RunState::Running, progress));
}

/// Writes a lone figure to `path`, several to `path` with their names before its extension.
fn write_figures(
    finished: &Finished,
    path: &Path,
    paper: Option<PaperWidth>,
) -> Result<(), RunError> {
    let link = &finished.report.link;
    let figures = FigureSet::new(&finished.config, &finished.results);
    let captions = figures.captions(FigureSet::ONLY);
    for Caption { figure, name, .. } in &captions {
        let path = if captions.len() == 1 { path.to_owned() } else { named(path, name) };
        let svg = match paper {
            Some(width) => figures.paper_svg(*figure, width, link),
            None => figures.svg(*figure, (SVG_WIDTH, 0.0), Theme::Light, link),
        };
        write(path, svg.expect("a caption has its figure"))?;
    }
    Ok(())
}

/// Writes two files for each network that the report lists, and what explains them.
fn write_weights(finished: &Finished, folder: &Path) -> Result<(), RunError> {
    let (results, link) = (&finished.results, &finished.report.link);
    for (name, text) in explained(link) {
        write(folder.join(name), text)?;
    }
    for weights in Weights::kept(&finished.config, results, link) {
        write(folder.join(format!("{}.safetensors", weights.name)), weights.safetensors())?;
        write(folder.join(format!("{}.npz", weights.name)), weights.npz())?;
    }
    Ok(())
}

/// Writes the numbers of each figure that has some, and those of all networks.
fn write_tables(finished: &Finished, folder: &Path, mark: CsvDecimals) -> Result<(), RunError> {
    let link = &finished.report.link;
    let figures = FigureSet::new(&finished.config, &finished.results).with_mark(mark);
    for Caption { figure, name, .. } in figures.captions(FigureSet::ONLY) {
        if let Some(csv) = figures.csv(figure, link) {
            write(folder.join(format!("{name}.csv")), csv)?;
        }
    }
    let networks = figures.networks_csv(FigureSet::ONLY, link);
    write(folder.join("networks.csv"), networks.expect("the set has its results"))
}

/// Writes a file, and the folders above it if they are not there.
fn write(path: PathBuf, bytes: impl AsRef<[u8]>) -> Result<(), RunError> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder
        .and_then(|()| std::fs::write(&path, bytes))
        .map_err(|source| RunError::File { path, source })
}

/// `figures/a.svg` for the figure `noise`: `figures/a-noise.svg`.
fn named(path: &Path, name: &str) -> PathBuf {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    path.with_file_name(format!("{stem}-{name}.svg"))
}
