//! Shares the networks of an experiment out to workers: a state machine without a browser in it.
//!
//! In: experiments, what workers say, the clock. Out: [`Action`]s for whoever owns the
//! workers. The networks come in the order of [`networks`](crate::experiment::networks); each
//! depends on the experiment and its own id only, so the number of workers and the order in which
//! they finish leave no trace in the result.

mod events;
mod experiment;
mod failure;
mod known;
mod run;
mod slot;
pub mod words;

use std::sync::Arc;

use crate::{
    config::{Config, Draft, EngineChoice},
    dataset::DatasetBuilder,
    experiment::{
        CellSummary, Encoded, Group, Report, TaskId, consensus_cost, cost, groups, recording_cost,
    },
    network::Parameters,
    protocol::{Command, Failure, FailureKind, RunId},
    recording::PassedRecording,
    t,
    training::{CurvePoint, Trained},
};

use self::{experiment::Experiment, known::KnownNetworks, slot::Slot};

pub use run::{
    EngineKind, Known, NetworkState, Notice, Progress, Row, RunResults, RunState, Topic, WorkerKind,
};

/// Bytes that the data sets of all workers together may take.
const DATA_BYTES: usize = 1_500_000_000;

/// Where a worker sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotId(pub usize);

/// What the client is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Start a worker.
    Spawn(SlotId, WorkerKind),
    /// Send it a command.
    Post(SlotId, Command),
    /// End it.
    Terminate(SlotId),
    /// Keep a network under its key, for a run after the page was closed.
    Keep(Vec<u8>, Box<Known>),
    /// Tell the page.
    Tell(News),
}

/// What the page is told.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// What the workers are doing now.
    State(RunState),
    /// How far they are.
    Progress(Progress),
    /// The cell of a group was recorded.
    Cell(RunId, u32, Box<CellSummary>),
    /// A network as it is now.
    Snapshot(RunId, TaskId, Parameters),
    /// A reading of its curve.
    Point(RunId, TaskId, CurvePoint),
    /// Its result.
    Trained(RunId, TaskId, Arc<Trained>),
    /// What the trained networks could tell.
    Computed(RunId, Box<Encoded>),
    /// All results.
    Report(Box<Report>),
    /// A message to a person.
    Notice(Notice),
}

/// What the pool knows.
pub struct Pool {
    /// CPU workers first, then the GPU worker and the analysis worker.
    slots: Vec<Slot>,
    num_cpu: usize,
    experiment: Option<Experiment>,
    next_run: u32,
    /// Why WebGPU was given up on this page.
    gpu_refusal: Option<Failure>,
    /// The experiment that `Auto` was last measured for, with samples a second of CPU and WebGPU.
    measured: Option<(Draft, (f64, f64))>,
    /// What is trained already, by [`task_key`](crate::experiment::task_key).
    known: KnownNetworks,
    /// The recording that was opened.
    recording: Option<PassedRecording>,
    /// Whether the page was told last that something is under way.
    is_under_way: bool,
    last_tick_secs: f64,
    actions: Vec<Action>,
}

impl Pool {
    /// Of up to `num_cpu` CPU workers, one GPU worker and one analysis worker.
    pub fn new(num_cpu: usize) -> Self {
        let num_cpu = num_cpu.max(1);
        let mut slots: Vec<_> = (0..num_cpu).map(|_| Slot::new(WorkerKind::Cpu)).collect();
        slots.extend([WorkerKind::Gpu, WorkerKind::Analysis].map(Slot::new));
        Self {
            slots,
            num_cpu,
            experiment: None,
            next_run: 1,
            gpu_refusal: None,
            measured: None,
            known: KnownNetworks::default(),
            recording: None,
            is_under_way: false,
            last_tick_secs: 0.0,
            actions: Vec::new(),
        }
    }

    /// Takes a recording: experiments about it can begin.
    pub fn open(&mut self, recording: PassedRecording) {
        self.recording = Some(recording);
    }

    /// Ends the experiment, because another begins in a moment.
    pub fn interrupt(&mut self) -> Vec<Action> {
        self.stop_all();
        self.experiment = None;
        let run = Some(RunId(self.next_run));
        self.tell(News::Progress(Progress { run, ..Progress::default() }));
        self.tell(News::State(RunState::Running));
        self.drain()
    }

    /// Ends the experiment before and shows what is known of another, without training anything.
    pub fn show(&mut self, config: Config, now_secs: f64) -> Vec<Action> {
        if !self.prepare(config, now_secs) {
            let experiment = self.experiment.take();
            let has_some = experiment.is_some_and(|experiment| !experiment.trained.is_empty());
            let state = if has_some { RunState::Cancelled } else { RunState::Idle };
            self.tell(News::State(state));
        }
        self.drain()
    }

    /// Ends the experiment before and begins another.
    pub fn start(&mut self, config: Config, now_secs: f64) -> Vec<Action> {
        if !self.prepare(config, now_secs) {
            self.dispatch(now_secs);
        }
        self.drain()
    }

    /// Products that each of so many workers still has to do for an experiment, if they share it evenly, and those of a consensus,
    /// which begins when they are done.
    ///
    /// A network is trained by one worker, and a worker makes a data set once for all networks in a row that learn from it.
    pub fn cost_left(&self, config: &Config, num_workers: usize) -> f64 {
        let groups = groups(config);
        let engine = match config.engine() {
            EngineChoice::Cpu => Some(EngineKind::Cpu),
            EngineChoice::Gpu => Some(EngineKind::Gpu),
            EngineChoice::Auto => None,
        };
        let left = |group: &Group| -> Vec<f64> {
            let keys = group.keys();
            let networks = group.networks.iter().zip(&keys);
            let left = networks.filter(|(_, key)| self.known.get(key, engine).is_none());
            left.map(|(network, _)| cost(&group.config, *network)).collect()
        };
        let (mut recording, mut training, mut num_networks) = (0.0, 0.0, 0);
        for same in groups.chunk_by(|a, b| a.config.data_source() == b.config.data_source()) {
            let costs: Vec<f64> = same.iter().flat_map(left).collect();
            let num_makers = num_workers.min(costs.len());
            recording += num_makers as f64 * recording_cost(&same[0].config);
            training += costs.iter().sum::<f64>();
            num_networks += costs.len();
        }
        let shared = (recording + training) / num_workers.min(num_networks).max(1) as f64;
        shared + consensus_cost(config)
    }

    /// Ends the experiment before and tells what is known of another; returns whether that is all there is to know.
    fn prepare(&mut self, config: Config, now_secs: f64) -> bool {
        let groups = groups(&config);
        self.prepare_groups(config, groups, now_secs)
    }

    fn prepare_groups(&mut self, config: Config, groups: Vec<Group>, now_secs: f64) -> bool {
        self.stop_all();
        self.last_tick_secs = now_secs;
        let run = self.fresh_run();
        let mut experiment = Experiment::new(run, config, groups, now_secs);
        experiment.choose_engine(self.gpu_refusal.as_ref(), self.measured.as_ref());
        if let Some(failure) = &experiment.fallback {
            self.tell(News::Notice(failure::fallback_notice(&failure.message)));
        }
        experiment.take_over(&self.known);
        let cells = experiment.cells.clone();
        let trained = experiment.trained.clone();
        self.experiment = Some(experiment);
        self.tell(News::State(RunState::Running));
        self.tell_progress(now_secs);
        for (group, cell) in cells {
            self.tell(News::Cell(run, group, Box::new(cell)));
        }
        for (task, network) in trained {
            self.tell(News::Trained(run, task, network));
        }
        if self.experiment.as_ref().is_some_and(|experiment| experiment.num_tasks() == 0) {
            // Settings to which no network belongs don't pass the check; should some do all the same, the run ends here.
            let message = t!(
                "No network belongs to these settings, so there is nothing to train. Put their defaults back."
            );
            self.fail(Failure { kind: FailureKind::Data, message: message.to_owned() });
            return true;
        }
        self.finish_if_done(now_secs)
    }

    /// Adds a network that was kept from an earlier visit.
    pub fn remember(&mut self, key: Vec<u8>, known: Known) {
        self.known.insert(key, known);
    }

    /// Forgets what was trained for an experiment and what was measured, and gives WebGPU another
    /// chance.
    pub fn forget(&mut self, config: &Config) {
        self.cancel();
        for group in groups(config) {
            for key in group.keys() {
                self.known.remove(&key);
            }
        }
        self.gpu_refusal = None;
        self.measured = None;
    }

    /// Lets the workers wait.
    pub fn pause(&mut self, now_secs: f64) -> Vec<Action> {
        if let Some(experiment) = &mut self.experiment
            && experiment.pause(now_secs)
        {
            self.post_to_busy(|run| Command::Pause { run });
            self.tell(News::State(RunState::Paused));
        }
        self.drain()
    }

    /// Lets them go on.
    pub fn resume(&mut self, now_secs: f64) -> Vec<Action> {
        if let Some(experiment) = &mut self.experiment
            && experiment.resume(now_secs)
        {
            self.post_to_busy(|run| Command::Resume { run });
            self.tell(News::State(RunState::Running));
            self.dispatch(now_secs);
        }
        self.drain()
    }

    /// Ends the experiment; what is there stays. Answers at once, whatever the workers do.
    pub fn cancel(&mut self) -> Vec<Action> {
        if self.experiment.is_some() || self.is_under_way {
            self.stop_all();
            self.experiment = None;
            self.tell(News::State(RunState::Cancelled));
        }
        self.drain()
    }

    /// Looks for workers that don't take what they were given, and reports progress; ends those that have long had nothing to do.
    pub fn tick(&mut self, now_secs: f64, is_hidden: bool) -> Vec<Action> {
        if self.experiment.is_some() {
            self.replace_silent(now_secs, is_hidden);
            self.tell_progress(now_secs);
        } else {
            self.end_idle(now_secs);
        }
        self.drain()
    }

    /// Places for workers: every [`SlotId`] is below this.
    pub fn num_slots(&self) -> usize {
        self.slots.len()
    }

    /// Whether an experiment is under way.
    pub fn is_busy(&self) -> bool {
        self.experiment.is_some()
    }

    fn fresh_run(&mut self) -> RunId {
        let run = RunId(self.next_run);
        self.next_run += 1;
        run
    }

    fn gpu(&self) -> SlotId {
        SlotId(self.num_cpu)
    }

    fn analysis_worker(&self) -> SlotId {
        SlotId(self.num_cpu + 1)
    }

    fn slot(&mut self, slot: SlotId) -> &mut Slot {
        &mut self.slots[slot.0]
    }

    fn tell(&mut self, news: News) {
        if let News::State(state) = &news {
            self.is_under_way = matches!(state, RunState::Running | RunState::Paused);
        }
        self.actions.push(Action::Tell(news));
    }

    fn drain(&mut self) -> Vec<Action> {
        core::mem::take(&mut self.actions)
    }

    fn load(&mut self, slot: SlotId) {
        if self.slot(slot).begin_loading() {
            let kind = self.slot(slot).kind;
            self.actions.push(Action::Spawn(slot, kind));
        }
    }

    fn post_to_busy(&mut self, command: impl Fn(RunId) -> Command) {
        for (index, slot) in self.slots.iter().enumerate() {
            if let Some(job) = &slot.job {
                self.actions.push(Action::Post(SlotId(index), command(job.run)));
            }
        }
    }

    fn stop_all(&mut self) {
        self.post_to_busy(|run| Command::Stop { run });
        self.slots.iter_mut().for_each(|slot| slot.job = None);
    }
}

/// How many data sets of this size fit into memory at once.
fn num_affordable(config: &Config) -> usize {
    (DATA_BYTES / DatasetBuilder::num_bytes(config.data_source())).max(1)
}

#[cfg(test)]
mod tests {
    use super::{Action, News, Pool, RunState};
    use crate::{config::Draft, protocol::FailureKind};

    /// The states that the page is told.
    fn states(actions: &[Action]) -> Vec<&RunState> {
        actions
            .iter()
            .filter_map(|action| {
                if let Action::Tell(News::State(state)) = action { Some(state) } else { None }
            })
            .collect()
    }

    #[test]
    fn a_pool_that_is_given_no_network_ends_at_once_and_says_why() {
        let mut pool = Pool::new(2);
        let config = Draft::default().check().expect("valid");
        assert!(pool.prepare_groups(config, Vec::new(), 0.0));
        let actions = pool.drain();
        let Some(RunState::Failed(failure)) = states(&actions).pop() else {
            panic!("{actions:?}");
        };
        assert_eq!(failure.kind, FailureKind::Data);
        assert!(failure.message.contains("No network"), "{}", failure.message);
        assert!(!pool.is_busy());
        assert!(states(&pool.cancel()).is_empty(), "what has ended is not cancelled");
    }

    #[test]
    fn whatever_the_page_was_told_to_be_under_way_can_be_cancelled() {
        let mut pool = Pool::new(2);
        let config = Draft::default().check().expect("valid");
        assert_eq!(states(&pool.interrupt()), [&RunState::Running]);
        assert_eq!(states(&pool.cancel()), [&RunState::Cancelled]);
        pool.start(config, 0.0);
        assert_eq!(states(&pool.pause(1.0)), [&RunState::Paused]);
        // An experiment that got lost with the page still waiting for it.
        pool.experiment = None;
        assert_eq!(states(&pool.cancel()), [&RunState::Cancelled]);
        assert!(pool.cancel().is_empty());
    }
}
