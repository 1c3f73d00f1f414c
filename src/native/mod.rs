//! The page's pool with threads for workers: how the command runs an experiment; and what it tells of files (`inspect`).
//!
//! In: an experiment and what makes an engine in each thread. Out: the report of the page and the
//! results that figures are made of. Who trains what, what is computed afterwards and what the report
//! says is decided by [`Pool`] and [`Session`](ganglion_core::worker::Session)
//! alone, as on the page.

mod conversation;
mod frames;
mod inspect;
mod recording;
mod thread;

pub use frames::test_frames;
pub use inspect::{Inspection, inspect};
pub use recording::{OpenedRecording, SeedDrawing, draft_with, open_recording};

use core::time::Duration;
use std::{
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    time::Instant,
};

use crate::native::thread::{ThreadMessage, spawn};
use ganglion_core::{
    config::Config,
    experiment::{Report, Results},
    pool::{Action, News, Pool, RunState, SlotId, WorkerKind},
    protocol::{Command, Failure, FailureKind},
    recording::{PassedRecording, Recording},
    training::EngineFactory,
};

/// Time between two looks at the progress.
const TICK: Duration = Duration::from_millis(250);

/// An experiment at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// What the page would show as its report.
    pub report: Report,
    /// What was run.
    pub config: Config,
    /// What figures are made of.
    pub results: Results,
}

/// Runs an experiment on up to `num_workers` threads; `hear` is told everything that a page would be.
///
/// WebGPU is left to browsers: an experiment that asks for it runs on the given engine, and the
/// report says so.
///
/// # Errors
/// With the failure that the page would show.
///
/// # Panics
/// If the threads are gone without a word, which they never are.
pub fn run<F: EngineFactory>(
    config: Config,
    num_workers: usize,
    make_engines: impl Fn() -> F + Clone + Send + 'static,
    hear: impl FnMut(&News),
) -> Result<Finished, Failure> {
    run_on(config, None, num_workers, make_engines, hear)
}

/// The same, about a recording that was opened.
///
/// # Errors
/// With the failure that the page would show.
///
/// # Panics
/// If the threads are gone without a word, which they never are.
pub fn run_on<F: EngineFactory>(
    config: Config,
    recording: Option<Arc<Recording>>,
    num_workers: usize,
    make_engines: impl Fn() -> F + Clone + Send + 'static,
    hear: impl FnMut(&News),
) -> Result<Finished, Failure> {
    let (said, heard) = channel();
    let start = now();
    let mut page = Page { config: config.clone(), hear, results: Results::default(), end: None };
    let mut pool = Pool::new(num_workers);
    if let Some(recording) = recording {
        pool.open(PassedRecording::shared(recording));
    }
    let lines = (0..pool.num_slots()).map(|_| None).collect();
    let mut crew = Crew { make_engines, said, lines };
    let mut actions = pool.start(config, 0.0);
    loop {
        for action in actions.drain(..) {
            match action {
                Action::Tell(news) => page.note(news),
                Action::Spawn(slot, kind) => crew.spawn(slot, kind),
                Action::Post(slot, command) => crew.post(slot, command),
                Action::Terminate(slot) => crew.lines[slot.0] = None,
                // The next call of the command begins anew.
                Action::Keep(..) => {}
            }
        }
        if let Some(end) = page.end.take() {
            return end;
        }
        let said = next_said(&heard);
        let now_secs = start.elapsed().as_secs_f64();
        actions = match said {
            Some((slot, ThreadMessage::Event(event))) => pool.event(slot, *event, now_secs),
            Some((slot, ThreadMessage::Lost(failure))) => pool.lost(slot, failure, now_secs),
            // As of a hidden page: a thread that is silent has a busy machine, it is not lost.
            None => pool.tick(now_secs, true),
        };
    }
}

#[expect(clippy::disallowed_methods, reason = "the command is an edge: it may read the clock")]
fn now() -> Instant {
    Instant::now()
}

/// What a thread says next; nothing if they are silent for a moment.
fn next_said(heard: &Receiver<(SlotId, ThreadMessage)>) -> Option<(SlotId, ThreadMessage)> {
    heard.recv_timeout(TICK).ok()
}

/// The threads.
struct Crew<M> {
    make_engines: M,
    said: Sender<(SlotId, ThreadMessage)>,
    lines: Vec<Option<Sender<Command>>>,
}

impl<F: EngineFactory, M: Fn() -> F + Clone + Send + 'static> Crew<M> {
    fn spawn(&mut self, slot: SlotId, kind: WorkerKind) {
        match kind {
            WorkerKind::Cpu | WorkerKind::Analysis => {
                let (line, inbox) = channel();
                self.lines[slot.0] = Some(line);
                spawn(slot, self.make_engines.clone(), inbox, self.said.clone());
            }
            WorkerKind::Gpu => {
                let message = "The command has no WebGPU.".to_owned();
                let failure = Failure { kind: FailureKind::NoAdapter, message };
                self.said.send((slot, ThreadMessage::Lost(failure))).ok();
            }
        }
    }

    /// A thread that is gone has said so already.
    fn post(&self, slot: SlotId, command: Command) {
        if let Some(line) = &self.lines[slot.0] {
            line.send(command).ok();
        }
    }
}

/// What a page keeps of what it is told.
struct Page<H> {
    config: Config,
    hear: H,
    results: Results,
    end: Option<Result<Finished, Failure>>,
}

impl<H: FnMut(&News)> Page<H> {
    fn note(&mut self, news: News) {
        (self.hear)(&news);
        match news {
            News::Cell(_, group, cell) => {
                self.results.cells.insert(group, *cell);
            }
            News::Trained(_, task, network) => {
                self.results.trained.insert(task, network);
            }
            News::Computed(_, found) => self.results.computed = Some(*found),
            News::Report(report) => {
                let (config, results) = (self.config.clone(), self.results.clone());
                self.end = Some(Ok(Finished { report: *report, config, results }));
            }
            News::State(RunState::Failed(failure)) => self.end = Some(Err(failure)),
            News::State(
                RunState::Idle
                | RunState::Running
                | RunState::Paused
                | RunState::Cancelled
                | RunState::Finished,
            )
            | News::Progress(_)
            | News::Snapshot(..)
            | News::Point(..)
            | News::Notice(_) => {}
        }
    }
}
