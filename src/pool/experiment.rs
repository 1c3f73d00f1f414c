//! The experiment under way: what is still to be trained, what is done, how long it takes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    cell::subunit_filters,
    config::{Config, Draft, EngineChoice},
    experiment::{CellSummary, Report, Running, networks, rows},
    link,
    network::NetworkId,
    pool::EngineKind,
    protocol::{Failure, RunId},
    training::{Agreement, Trained},
};

/// Share of the time that goes into the data set, as long as nothing better is known.
const RECORDING_SHARE: f64 = 0.08;

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
    pub(super) queue: VecDeque<NetworkId>,
    pub(super) trained: BTreeMap<NetworkId, Trained>,
    pub(super) cell: Option<CellSummary>,
    pub(super) fallback: Option<String>,
    pub(super) adapter: String,
    pub(super) num_workers: u32,
    pub(super) dispatches_per_step: Option<f64>,
    /// How far the engine was from the reference at its start.
    pub(super) agreement: Option<Agreement>,
    pub(super) measured: Option<(f64, f64)>,
    start_secs: f64,
    /// When training began, on the same clock as `start_secs`.
    training_secs: Option<f64>,
    paused_secs: Option<f64>,
    /// Of the networks that are trained in this run.
    weight: f64,
    /// Networks taken over.
    kept_ids: BTreeSet<NetworkId>,
}

/// What an experiment leaves to the next.
pub(super) struct Kept {
    /// What the networks depend on.
    key: Draft,
    trained: BTreeMap<NetworkId, Trained>,
    cell: CellSummary,
    engine: EngineKind,
    adapter: String,
}

/// Time that a network takes in proportion to others, from the CPU engine's speeds at 4 and 16.
pub(super) fn weight(network: NetworkId) -> f64 {
    f64::from(network.num_filters) + 0.65
}

impl Experiment {
    pub(super) fn new(run: RunId, config: Config, now_secs: f64) -> Self {
        let queue: VecDeque<_> = networks(&config).into();
        Self {
            run,
            phase: Phase::Train(EngineKind::Cpu),
            weight: queue.iter().copied().map(weight).sum(),
            config,
            queue,
            trained: BTreeMap::new(),
            cell: None,
            fallback: None,
            adapter: String::new(),
            num_workers: 0,
            dispatches_per_step: None,
            agreement: None,
            measured: None,
            start_secs: now_secs,
            training_secs: None,
            paused_secs: None,
            kept_ids: BTreeSet::new(),
        }
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
                self.fallback = Some(failure.message.clone());
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
        self.start_secs += now_secs - paused_secs;
        if let Some(training_secs) = &mut self.training_secs {
            *training_secs += now_secs - paused_secs;
        }
        true
    }

    pub(super) fn is_paused(&self) -> bool {
        self.paused_secs.is_some()
    }

    pub(super) fn is_done(&self) -> bool {
        self.trained.len() == networks(&self.config).len()
    }

    /// A network for a first guess of the speed: of middling size.
    pub(super) fn typical(&self) -> NetworkId {
        let counts = self.config.filter_counts();
        NetworkId { num_filters: (counts.start() + counts.end()).div_ceil(2), restart: 0 }
    }

    pub(super) fn begin_training(&mut self, now_secs: f64) {
        self.training_secs.get_or_insert(now_secs);
    }

    /// Takes over what an experiment before has trained, if it comes out the same here.
    pub(super) fn take_over(&mut self, kept: &Kept) {
        if kept.key != network_key(&self.config) || self.fallback.is_some() {
            return;
        }
        let wanted = |id: &NetworkId| kept.trained.get(id);
        // One by one: collecting a map brings a sort of its own into the page.
        self.trained.clear();
        for one in self.queue.iter().filter_map(wanted) {
            self.trained.insert(one.id, one.clone());
        }
        self.queue.retain(|id| !kept.trained.contains_key(id));
        self.weight = self.queue.iter().copied().map(weight).sum();
        self.kept_ids.clear();
        for id in self.trained.keys() {
            self.kept_ids.insert(*id);
        }
        self.cell = Some(kept.cell.clone());
        self.adapter.clone_from(&kept.adapter);
        self.phase = Phase::Train(kept.engine);
    }

    /// What it leaves behind; networks of an engine that nobody asked for are not worth keeping.
    pub(super) fn into_kept(self) -> Option<Kept> {
        let Phase::Train(engine) = self.phase else { return None };
        let (None, Some(cell)) = (self.fallback, self.cell) else { return None };
        let key = network_key(&self.config);
        Some(Kept { key, trained: self.trained, cell, engine, adapter: self.adapter })
    }

    /// Back to the beginning with the CPU; what is trained on it already stays.
    pub(super) fn fall_back(&mut self, reason: String) {
        self.fallback = Some(reason);
        self.phase = Phase::Train(EngineKind::Cpu);
        self.trained.clear();
        self.kept_ids.clear();
        self.weight = networks(&self.config).into_iter().map(weight).sum();
        self.queue = networks(&self.config).into();
        self.dispatches_per_step = None;
        self.agreement = None;
        self.training_secs = None;
    }

    fn now(&self, now_secs: f64) -> f64 {
        self.paused_secs.unwrap_or(now_secs)
    }

    pub(super) fn elapsed_secs(&self, now_secs: f64) -> f64 {
        self.now(now_secs) - self.start_secs
    }

    /// Share of the training done, given the jobs under way.
    pub(super) fn share_trained(&self, under_way: f64) -> f64 {
        let is_new = |id: &&NetworkId| !self.kept_ids.contains(id);
        let done: f64 = self.trained.keys().filter(is_new).copied().map(weight).sum();
        if self.weight > 0.0 { ((done + under_way) / self.weight).clamp(0.0, 1.0) } else { 1.0 }
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

    /// Training frames times networks, of the whole experiment.
    fn num_samples(&self) -> f64 {
        let frames = f64::from(self.config.num_steps()) * self.config.batch_size() as f64;
        frames * (networks(&self.config).len() - self.kept_ids.len()) as f64
    }

    /// The report; none unless everything is there.
    pub(super) fn report(&self, now_secs: f64) -> Option<Report> {
        let Phase::Train(engine) = self.phase else { return None };
        let seconds = self.elapsed_secs(now_secs);
        let trained: Vec<_> = self.trained.values().cloned().collect();
        let rows = rows(&self.config, &subunit_filters(&self.config), &trained);
        let running = Running {
            engine: engine.word().to_owned(),
            adapter: self.adapter.clone(),
            num_workers: self.num_workers,
            seconds,
            samples_per_sec: self.num_samples() / seconds.max(1e-3),
            dispatches_per_step: self.dispatches_per_step,
            agreement: self.agreement,
            fallback: self.fallback.clone(),
        };
        let link = link::encode(self.config.draft());
        Some(Report::new(link, running, self.cell.as_ref()?, &rows))
    }
}

/// The faster engine, given samples a second of CPU and WebGPU.
pub(super) fn faster((cpu, gpu): (f64, f64)) -> EngineKind {
    if gpu > cpu { EngineKind::Gpu } else { EngineKind::Cpu }
}

/// What a network depends on beside its id; the numbers of networks are left at their defaults.
fn network_key(config: &Config) -> Draft {
    let default = Draft::default();
    Draft {
        first_filters: default.first_filters,
        last_filters: default.last_filters,
        restarts: default.restarts,
        ..config.draft().clone()
    }
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
