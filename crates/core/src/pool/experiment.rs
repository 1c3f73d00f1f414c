//! The experiment under way: what is still to be trained, what is done, how long it takes.

use std::sync::Arc;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    config::{Config, Draft, EngineChoice},
    experiment::{
        CellSummary, Encoded, Group, Ingredients, Networks, Report, Running, TaskId, cost,
        is_computed, kept, recording_cost, tasks,
    },
    link,
    network::{NetworkId, Shape},
    pool::{EngineKind, Known, known::KnownNetworks},
    protocol::{Failure, RunId},
    training::{Agreement, Trained},
    words,
};

/// Share of the time that goes into the data set, as long as nothing better is known.
const RECORDING_SHARE: f64 = 0.08;

/// Bytes that the largest tensor of a step may take on a graphics adapter: a quarter of what every
/// adapter with WebGPU takes in one piece, since a step holds a dozen such tensors at once.
const MAP_BYTES: usize = 32 << 20;

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    /// See how fast the CPU is.
    MeasureCpu,
    /// See how fast WebGPU is, the CPU being this fast.
    MeasureGpu(f64),
    /// Train.
    Train(EngineKind),
}

/// The experiment under way.
pub(super) struct Experiment {
    pub(super) run: RunId,
    pub(super) config: Config,
    pub(super) phase: Phase,
    pub(super) groups: Vec<Group>,
    /// What each network of each group depends on.
    keys: Vec<Vec<Vec<u8>>>,
    pub(super) queue: VecDeque<TaskId>,
    pub(super) trained: Networks,
    /// The cell of each group.
    pub(super) cells: BTreeMap<u32, CellSummary>,
    /// What the trained networks could tell.
    pub(super) computed: Option<Encoded>,
    /// Whether they were asked.
    pub(super) has_computed: bool,
    pub(super) fallback: Option<Failure>,
    pub(super) adapter: String,
    pub(super) num_workers: u32,
    pub(super) dispatches_per_step: Option<f64>,
    /// How far the engine was from the reference at its start.
    pub(super) agreement: Option<Agreement>,
    pub(super) measured: Option<(f64, f64)>,
    start_secs: f64,
    /// When training began, on the same clock as `start_secs`.
    training_secs: Option<f64>,
    /// When the last network was trained, on the same clock.
    trained_secs: Option<f64>,
    paused_secs: Option<f64>,
    /// Of the networks that are trained in this run.
    cost: f64,
    /// Networks taken over.
    kept: BTreeSet<TaskId>,
}

impl Experiment {
    pub(super) fn new(run: RunId, config: Config, groups: Vec<Group>, now_secs: f64) -> Self {
        let mut experiment = Self {
            run,
            phase: Phase::Train(EngineKind::Cpu),
            cost: 0.0,
            keys: groups.iter().map(Group::keys).collect(),
            groups,
            config,
            queue: VecDeque::new(),
            trained: BTreeMap::new(),
            cells: BTreeMap::new(),
            computed: None,
            has_computed: false,
            fallback: None,
            adapter: String::new(),
            num_workers: 0,
            dispatches_per_step: None,
            agreement: None,
            measured: None,
            start_secs: now_secs,
            training_secs: None,
            trained_secs: None,
            paused_secs: None,
            kept: BTreeSet::new(),
        };
        experiment.begin_queue();
        experiment
    }

    /// Everything is to be trained.
    fn begin_queue(&mut self) {
        self.queue = tasks(&self.groups).into();
        self.cost = self.queue.iter().map(|task| self.cost_of(*task)).sum();
    }

    /// What a task depends on.
    pub(super) fn config_of(&self, task: TaskId) -> &Config {
        &self.groups[task.group as usize].config
    }

    pub(super) fn cost_of(&self, task: TaskId) -> f64 {
        cost(self.config_of(task), task.network)
    }

    pub(super) fn key_of(&self, task: TaskId) -> &[u8] {
        let networks = &self.groups[task.group as usize].networks;
        let place = networks.iter().position(|network| *network == task.network);
        place.map_or(&[], |place| &self.keys[task.group as usize][place])
    }

    /// The tasks at the head of the queue that can train together: those of the same group, as far
    /// as their maps fit into the memory of a graphics adapter; the first in any case.
    pub(super) fn next_together(&self) -> Vec<TaskId> {
        let Some(first) = self.queue.front() else { return Vec::new() };
        let same = self.queue.iter().copied().filter(|task| task.group == first.group);
        let mut bytes = 0;
        let fits = |task: &TaskId| {
            bytes += map_bytes(self.config_of(*task), task.network);
            bytes <= MAP_BYTES || task == first
        };
        same.take_while(fits).collect()
    }

    /// Decides where to begin, from what the person chose and what is known already.
    pub(super) fn choose_engine(
        &mut self,
        refusal: Option<&Failure>,
        measured: Option<&(Draft, (f64, f64))>,
    ) {
        let known = measured.filter(|(draft, _)| *draft == speed_key(&self.config));
        self.phase = match (self.config.engine(), refusal, known) {
            (EngineChoice::Cpu, ..) => Phase::Train(EngineKind::Cpu),
            (_, Some(failure), _) => {
                self.fallback = Some(failure.clone());
                Phase::Train(EngineKind::Cpu)
            }
            (EngineChoice::Gpu, None, _) => Phase::Train(EngineKind::Gpu),
            (EngineChoice::Auto, None, Some((_, speeds))) => {
                self.measured = Some(*speeds);
                Phase::Train(faster(*speeds))
            }
            (EngineChoice::Auto, None, None) => Phase::MeasureCpu,
        };
    }

    pub(super) fn pause(&mut self, now_secs: f64) -> bool {
        let is_new = self.paused_secs.is_none();
        if is_new {
            self.paused_secs = Some(now_secs);
        }
        is_new
    }

    /// Goes on; the time in between does not count.
    pub(super) fn resume(&mut self, now_secs: f64) -> bool {
        let Some(paused_secs) = self.paused_secs.take() else { return false };
        let waited = now_secs - paused_secs;
        self.start_secs += waited;
        for secs in [&mut self.training_secs, &mut self.trained_secs] {
            *secs = secs.map(|secs| secs + waited);
        }
        true
    }

    pub(super) fn is_paused(&self) -> bool {
        self.paused_secs.is_some()
    }

    pub(super) fn is_done(&self) -> bool {
        self.trained.len() == self.num_tasks()
    }

    /// Whether the networks are there but what they can tell is not.
    pub(super) fn must_compute(&self) -> bool {
        self.is_done() && is_computed(&self.config) && !self.has_computed
    }

    /// The network kept of each group, and its cell.
    pub(super) fn ingredients(&self, now_secs: f64) -> Ingredients {
        let networks = (0..).zip(&self.groups).filter_map(|(number, group)| {
            let most = *group.config.filter_counts().end();
            kept(&self.trained, number, most).cloned()
        });
        let is_new = self.kept.is_empty();
        Ingredients {
            networks: networks.collect(),
            cells: self.cells.values().cloned().collect(),
            training_secs: if is_new { self.elapsed_secs(now_secs) } else { 0.0 },
        }
    }

    pub(super) fn num_tasks(&self) -> usize {
        self.groups.iter().map(|group| group.networks.len()).sum()
    }

    /// A network for a first guess of the speed: of middling size.
    pub(super) fn typical(&self) -> TaskId {
        let group = self.queue.front().map_or(0, |task| task.group);
        let counts = self.config.filter_counts();
        let num_filters = (counts.start() + counts.end()).div_ceil(2);
        TaskId { group, network: NetworkId { num_filters, restart: 0 } }
    }

    pub(super) fn begin_training(&mut self, now_secs: f64) {
        self.training_secs.get_or_insert(now_secs);
    }

    /// Keeps a network that was trained in this run.
    pub(super) fn keep(&mut self, task: TaskId, network: Arc<Trained>, now_secs: f64) {
        self.trained.insert(task, network);
        if self.is_done() {
            self.trained_secs = Some(now_secs);
        }
    }

    /// Takes over what is trained already and would come out the same.
    ///
    /// All networks of an experiment come from one engine: where it is still to be chosen, the one
    /// that trained the first of them.
    pub(super) fn take_over(&mut self, known: &KnownNetworks) {
        if self.fallback.is_some() {
            return;
        }
        for task in core::mem::take(&mut self.queue) {
            let is_open = self.kept.is_empty() && self.config.engine() == EngineChoice::Auto;
            let engine = match self.phase {
                Phase::Train(engine) if !is_open => Some(engine),
                Phase::Train(_) | Phase::MeasureCpu | Phase::MeasureGpu(_) => None,
            };
            let Some(known) = known.get(self.key_of(task), engine) else {
                self.queue.push_back(task);
                continue;
            };
            self.phase = Phase::Train(known.engine);
            self.adapter.clone_from(&known.adapter);
            self.trained.insert(task, known.trained.clone());
            self.cells.insert(task.group, known.cell.clone());
            self.kept.insert(task);
        }
        self.cost = self.queue.iter().map(|task| self.cost_of(*task)).sum();
    }

    /// What is worth keeping of a task; networks of an engine that nobody asked for are not.
    pub(super) fn known(&self, task: TaskId) -> Option<Known> {
        let (Phase::Train(engine), None) = (self.phase, &self.fallback) else { return None };
        Some(Known {
            trained: self.trained.get(&task)?.clone(),
            cell: self.cells.get(&task.group)?.clone(),
            engine,
            adapter: self.adapter.clone(),
        })
    }

    /// Back to the beginning with the CPU; what is trained on it already stays.
    pub(super) fn fall_back(&mut self, failure: Failure) {
        self.fallback = Some(failure);
        self.phase = Phase::Train(EngineKind::Cpu);
        self.trained.clear();
        self.kept.clear();
        self.begin_queue();
        self.computed = None;
        self.has_computed = false;
        self.dispatches_per_step = None;
        self.agreement = None;
        self.training_secs = None;
        self.trained_secs = None;
    }

    fn now(&self, now_secs: f64) -> f64 {
        self.paused_secs.unwrap_or(now_secs)
    }

    pub(super) fn elapsed_secs(&self, now_secs: f64) -> f64 {
        self.now(now_secs) - self.start_secs
    }

    /// Share of the training done, given the jobs under way.
    pub(super) fn share_trained(&self, under_way: f64) -> f64 {
        let new = self.trained.keys().filter(|task| !self.kept.contains(task));
        let done: f64 = new.map(|task| self.cost_of(*task)).sum();
        if self.cost > 0.0 { ((done + under_way) / self.cost).clamp(0.0, 1.0) } else { 1.0 }
    }

    /// Share of everything done, given the share of the data set and of the training.
    pub(super) fn share(&self, recorded: f64, trained: f64) -> f64 {
        let recorded = if self.training_secs.is_some() { 1.0 } else { recorded };
        RECORDING_SHARE * recorded + (1.0 - RECORDING_SHARE) * trained
    }

    /// Seconds left and samples a second, once the training has gone on for a moment.
    pub(super) fn outlook(&self, trained: f64, now_secs: f64) -> (Option<f64>, Option<f64>) {
        let Some(since) = self.training_secs.filter(|_| trained > 0.01) else {
            return (None, None);
        };
        let secs = (self.now(now_secs) - since).max(1e-3);
        let samples = self.num_samples() * trained;
        (Some(secs / trained * (1.0 - trained)), Some(samples / secs))
    }

    /// Products a second of one CPU worker, once all networks are trained; none if that was over too soon to tell.
    pub(super) fn products_per_sec(&self) -> Option<f64> {
        /// Shorter trainings are as much starting and waiting as they are products.
        const TOO_SOON_SECS: f64 = 2.0;
        let since = self.training_secs.filter(|_| self.phase == Phase::Train(EngineKind::Cpu))?;
        // What the networks could tell together was found after that, by another worker.
        let secs = self.trained_secs? - since;
        let new: Vec<TaskId> =
            self.trained.keys().filter(|task| !self.kept.contains(task)).copied().collect();
        let num_busy = (self.num_workers as usize).clamp(1, new.len().max(1));
        // In the order of the tasks, and so of the groups; groups that learn from the same data set are one.
        let mut configs: Vec<&Config> = new.iter().map(|task| self.config_of(*task)).collect();
        configs.dedup_by(|a, b| a.data_source() == b.data_source());
        // The first data set of each worker was there before its training began.
        let recorded = configs.into_iter().skip(num_busy).map(recording_cost);
        let products = self.cost + recorded.sum::<f64>();
        (secs > TOO_SOON_SECS).then_some(products / secs / num_busy as f64)
    }

    /// Training frames times networks, of everything that is trained in this run.
    fn num_samples(&self) -> f64 {
        let all = tasks(&self.groups);
        let new = all.into_iter().filter(|task| !self.kept.contains(task));
        new.map(|task| {
            let config = self.config_of(task);
            f64::from(config.num_steps() + config.num_second_steps()) * config.batch_size() as f64
        })
        .sum()
    }

    /// The report; none unless everything is there.
    pub(super) fn report(&self, now_secs: f64) -> Option<Report> {
        let Phase::Train(engine) = self.phase else { return None };
        let seconds = self.elapsed_secs(now_secs);
        let running = Running {
            engine: engine.word().to_owned(),
            adapter: self.adapter.clone(),
            num_workers: self.num_workers,
            seconds,
            samples_per_sec: self.num_samples() / seconds.max(1e-3),
            dispatches_per_step: self.dispatches_per_step,
            agreement: self.agreement,
            fallback: self.fallback.as_ref().map(reported),
        };
        let link = link::encode(self.config.draft());
        let findings = self.computed.as_ref().map(|computed| computed.findings.clone());
        Some(Report::new(link, running, &self.config, &self.cells, &self.trained)?.with(findings))
    }
}

/// A failure as reports tell it, which stay English.
fn reported(failure: &Failure) -> String {
    if words::is_english() { failure.message.clone() } else { format!("{:?}", failure.kind) }
}

/// Bytes of the maps of a network over a batch, or of what its second layer reads of them.
fn map_bytes(config: &Config, network: NetworkId) -> usize {
    let shape = Shape::of(config, network.num_filters);
    let second = (2..=shape.layers.min(2)).map(|layer| {
        let (rows, columns) = shape.grid_after(layer);
        rows * columns * shape.hidden_side(layer).pow(2)
    });
    let positions = second.fold(shape.num_positions(), usize::max);
    positions * shape.num_filters() * config.batch_size() * size_of::<f32>()
}

/// The faster engine, given samples a second of CPU and WebGPU.
pub(super) fn faster((cpu, gpu): (f64, f64)) -> EngineKind {
    if gpu > cpu { EngineKind::Gpu } else { EngineKind::Cpu }
}

/// What the speed of the engines depends on; everything else is left at its default.
pub(super) fn speed_key(config: &Config) -> Draft {
    let draft = config.draft();
    Draft {
        rows: draft.rows,
        columns: draft.columns,
        filter_side: draft.filter_side,
        first_filters: draft.first_filters,
        last_filters: draft.last_filters,
        restarts: draft.restarts,
        batch: draft.batch,
        output: draft.output,
        ..Draft::default()
    }
}
