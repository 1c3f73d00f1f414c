//! What workers say, and what is given to them next.

use std::sync::Arc;

use crate::{
    config::{CellSource, Section},
    experiment::{CellSummary, Encoded, TaskId},
    network::NetworkId,
    pool::{
        Action, EngineKind, News, Pool, Progress, RunState, SlotId,
        experiment::{Experiment, Phase, faster, speed_key},
        failure, num_affordable,
        slot::{Job, SlotState, Task},
    },
    protocol::{BUILD, Command, Event, Failure, FailureKind, PROTOCOL, RunId, Stage},
    t,
    training::{Agreement, Trained},
};

/// What a worker says that it has done.
struct Done {
    networks: Vec<Trained>,
    dispatches_per_step: Option<f64>,
    agreement: Option<Agreement>,
}

impl Pool {
    /// Takes what a worker says. Words about a run that has ended are dropped.
    pub fn event(&mut self, slot: SlotId, event: Event, now_secs: f64) -> Vec<Action> {
        match event {
            Event::Ready { protocol, build, adapter, .. } => {
                self.ready(slot, protocol == PROTOCOL && build == BUILD, adapter, now_secs);
            }
            Event::Failed { run: None, failure } => self.broke(slot, failure, now_secs),
            Event::Failed { run: Some(run), failure } => {
                if self.hears(slot, run, now_secs) {
                    self.job_failed(slot, failure, now_secs);
                }
            }
            Event::Progress { run, stage, done, total } => {
                if self.hears(slot, run, now_secs) {
                    self.advanced(slot, stage, f64::from(done) / f64::from(total.max(1)), now_secs);
                }
            }
            Event::Recorded { run, cell } => {
                let group =
                    self.slot(slot).job.as_ref().and_then(|job| job.tasks().first().copied());
                if let (Some(experiment), Some(TaskId { group, .. })) =
                    (self.hearing(slot, run, now_secs), group)
                    && experiment.cells.insert(group, CellSummary::clone(&cell)).is_none()
                {
                    let run = experiment.run;
                    self.tell(News::Cell(run, group, cell));
                }
            }
            Event::Point { run, network, point } => {
                if let Some((run, task)) = self.task_heard(slot, run, network, now_secs) {
                    self.tell(News::Point(run, task, point));
                }
            }
            Event::Snapshot { run, network, parameters } => {
                if let Some((run, task)) = self.task_heard(slot, run, network, now_secs) {
                    self.tell(News::Snapshot(run, task, parameters));
                }
            }
            Event::Measured { run, samples_per_sec } => {
                if self.hears(slot, run, now_secs) {
                    self.measured(slot, samples_per_sec, now_secs);
                }
            }
            Event::Computed { run, found } => {
                if self.hears(slot, run, now_secs) {
                    self.computed(slot, found, now_secs);
                }
            }
            Event::Finished { run, networks, dispatches_per_step, agreement, .. } => {
                if self.hears(slot, run, now_secs) {
                    self.finished(
                        slot,
                        Done { networks, dispatches_per_step, agreement },
                        now_secs,
                    );
                }
            }
        }
        self.drain()
    }

    /// Whether a message is about what the worker was last given.
    fn hears(&mut self, slot: SlotId, run: RunId, now_secs: f64) -> bool {
        let job = self.slot(slot).job.as_mut().filter(|job| job.run == run);
        job.is_some_and(|job| {
            job.is_heard = true;
            job.heard_secs = now_secs;
            true
        })
    }

    fn hearing(&mut self, slot: SlotId, run: RunId, now_secs: f64) -> Option<&mut Experiment> {
        if self.hears(slot, run, now_secs) { self.experiment.as_mut() } else { None }
    }

    /// The experiment's own run and the task of a network that a worker speaks of.
    fn task_heard(
        &mut self,
        slot: SlotId,
        run: RunId,
        network: NetworkId,
        now_secs: f64,
    ) -> Option<(RunId, TaskId)> {
        let experiment_run = self.hearing(slot, run, now_secs)?.run;
        let task = self.slot(slot).job.as_ref()?.task_of(network)?;
        Some((experiment_run, task))
    }

    fn ready(&mut self, slot: SlotId, is_same_build: bool, adapter: String, now_secs: f64) {
        if is_same_build {
            self.slot(slot).state = SlotState::Ready { adapter };
            self.slot(slot).recording = None;
            self.dispatch(now_secs);
        } else {
            let message = t!(
                "A part of this page comes from an older version that the browser kept. Your settings are safe in the link: load the page again."
            );
            self.fail(Failure { kind: FailureKind::Stale, message: message.to_owned() });
        }
    }

    fn advanced(&mut self, slot: SlotId, stage: Stage, share: f64, now_secs: f64) {
        let is_training = match &mut self.slot(slot).job {
            Some(job) => {
                job.stage = Some((stage, share));
                stage == Stage::Training && job.task != Task::Measure
            }
            None => false,
        };
        if let Some(experiment) = self.experiment.as_mut().filter(|_| is_training) {
            experiment.begin_training(now_secs);
        }
    }

    fn measured(&mut self, slot: SlotId, samples_per_sec: f64, now_secs: f64) {
        self.slot(slot).job = None;
        let num_workers = self.num_useful() as f64;
        let Some(experiment) = &mut self.experiment else { return };
        match experiment.phase {
            Phase::MeasureCpu => {
                experiment.phase = Phase::MeasureGpu(samples_per_sec * num_workers);
            }
            Phase::MeasureGpu(cpu) => {
                let speeds = (cpu, samples_per_sec);
                experiment.measured = Some(speeds);
                experiment.phase = Phase::Train(faster(speeds));
                self.measured = Some((speed_key(&experiment.config), speeds));
            }
            Phase::Train(_) => {}
        }
        self.tell_progress(now_secs);
        self.dispatch(now_secs);
    }

    fn finished(&mut self, slot: SlotId, done: Done, now_secs: f64) {
        let job = self.slot(slot).job.take();
        self.slot(slot).num_lost = 0;
        let (Some(experiment), Some(job)) = (&mut self.experiment, job) else { return };
        experiment.begin_training(now_secs);
        experiment.dispatches_per_step = done.dispatches_per_step;
        experiment.agreement = done.agreement;
        let run = experiment.run;
        for network in done.networks {
            let Some(task) = job.task_of(network.id) else { continue };
            let network = Arc::new(network);
            experiment.keep(task, Arc::clone(&network), now_secs);
            self.actions.push(Action::Tell(News::Trained(run, task, network)));
            if let Some(known) = experiment.known(task) {
                let key = experiment.key_of(task).to_vec();
                // Emergence is meant to be watched: it begins anew at every visit.
                if experiment.config.experiment() != Section::Emergence {
                    self.actions.push(Action::Keep(key.clone(), Box::new(known.clone())));
                }
                self.known.insert(key, known);
            }
        }
        if !self.finish_if_done(now_secs) {
            self.dispatch(now_secs);
        }
    }

    fn computed(&mut self, slot: SlotId, found: Option<Encoded>, now_secs: f64) {
        self.slot(slot).job = None;
        let Some(experiment) = &mut self.experiment else { return };
        let run = experiment.run;
        experiment.has_computed = true;
        experiment.computed.clone_from(&found);
        if let Some(found) = found {
            self.tell(News::Computed(run, Box::new(found)));
        }
        self.finish_if_done(now_secs);
    }

    /// Ends the experiment if every network is trained and nothing is left to find.
    pub(super) fn finish_if_done(&mut self, now_secs: f64) -> bool {
        let Some(experiment) = self
            .experiment
            .as_ref()
            .filter(|experiment| experiment.is_done() && !experiment.must_compute())
        else {
            return false;
        };
        if let Some(report) = experiment.report(now_secs) {
            self.tell_progress(now_secs);
            self.tell(News::Report(Box::new(report)));
            self.tell(News::State(RunState::Finished));
            self.experiment = None;
        } else {
            let message = t!("A network has no cell, so there is no report.").to_owned();
            self.fail(Failure { kind: FailureKind::Bug, message });
        }
        true
    }

    /// Gives free workers something to do, and loads workers that are needed.
    pub(super) fn dispatch(&mut self, now_secs: f64) {
        let Some(experiment) =
            self.experiment.as_ref().filter(|experiment| !experiment.is_paused())
        else {
            return;
        };
        if experiment.must_compute() {
            self.give(self.analysis_worker(), Task::Compute, &[], now_secs);
            return;
        }
        let is_idle = self.slots.iter().all(|slot| slot.job.is_none());
        match experiment.phase {
            Phase::MeasureCpu if is_idle => {
                let typical = vec![experiment.typical()];
                self.give(SlotId(0), Task::Measure, &typical, now_secs);
            }
            Phase::MeasureGpu(_) if is_idle => {
                let together = experiment.next_together();
                self.give(self.gpu(), Task::Measure, &together, now_secs);
            }
            Phase::Train(EngineKind::Gpu) if is_idle => {
                let together = experiment.next_together();
                let gpu = self.gpu();
                if self.give(gpu, Task::Train(together.clone()), &together, now_secs) {
                    self.experiment.iter_mut().for_each(|experiment| {
                        experiment.queue.retain(|task| !together.contains(task));
                    });
                    self.note_worker(gpu, 1);
                }
            }
            Phase::Train(EngineKind::Cpu) => self.dispatch_cpu(now_secs),
            Phase::MeasureCpu | Phase::MeasureGpu(_) | Phase::Train(EngineKind::Gpu) => {}
        }
    }

    fn dispatch_cpu(&mut self, now_secs: f64) {
        let num_useful = self.num_useful();
        for slot in (0..num_useful).map(SlotId) {
            let Some(experiment) = &mut self.experiment else { return };
            if self.slots[slot.0].is_free() {
                let Some(task) = experiment.queue.pop_front() else { return };
                self.give(slot, Task::Train(vec![task]), &[task], now_secs);
                self.note_worker(slot, num_useful as u32);
            } else if !experiment.queue.is_empty() {
                self.load(slot);
            }
        }
    }

    /// CPU workers that can be kept busy and fed from memory.
    fn num_useful(&self) -> usize {
        let Some(experiment) = &self.experiment else { return self.num_cpu };
        let num_networks = experiment.queue.len() + experiment.trained.len() + self.num_busy();
        self.num_cpu.min(num_networks.max(1)).min(num_affordable(&experiment.config))
    }

    fn num_busy(&self) -> usize {
        self.slots.iter().filter(|slot| slot.job.is_some()).count()
    }

    fn note_worker(&mut self, slot: SlotId, num_workers: u32) {
        let adapter = self.slot(slot).adapter();
        if let Some(experiment) = &mut self.experiment {
            experiment.adapter = adapter;
            experiment.num_workers = num_workers;
        }
    }

    /// Whether the worker took it; otherwise it is loading now.
    fn give(&mut self, slot: SlotId, task: Task, networks: &[TaskId], now_secs: f64) -> bool {
        if !self.slot(slot).is_free() {
            self.load(slot);
            return false;
        }
        let run = self.fresh_run();
        let Some(experiment) = &self.experiment else { return false };
        let mut longest_silence_secs = failure::longest_silence_secs(&experiment.config, &[]);
        let of_group = |first: &TaskId| {
            let ids: Vec<_> = networks.iter().map(|task| task.network).collect();
            let config = experiment.config_of(*first).clone();
            longest_silence_secs = failure::longest_silence_secs(&config, &ids);
            (config, ids)
        };
        let command = match (&task, networks.first().map(of_group)) {
            (Task::Compute, _) => {
                let from = Box::new(experiment.ingredients(now_secs));
                Command::Compute { run, config: Box::new(experiment.config.clone()), from }
            }
            (Task::Measure, Some((config, networks))) => {
                Command::Measure { run, config: Box::new(config), networks }
            }
            (Task::Train(_), Some((config, networks))) => {
                Command::Start { run, config: Box::new(config), networks }
            }
            (Task::Measure | Task::Train(_), None) => return false,
        };
        self.slot(slot).job = Some(Job::new(run, task, longest_silence_secs, now_secs));
        self.hand_over_recording(slot);
        self.actions.push(Action::Post(slot, command));
        true
    }

    /// Gives a worker the recording that the experiment is about, once.
    fn hand_over_recording(&mut self, slot: SlotId) {
        let is_about = |experiment: &Experiment| experiment.config.source() == CellSource::File;
        let recording =
            self.recording.clone().filter(|_| self.experiment.as_ref().is_some_and(is_about));
        let Some(recording) = recording else { return };
        if self.slot(slot).recording.as_ref() != Some(&recording.name) {
            self.slot(slot).recording = Some(recording.name.clone());
            self.actions.push(Action::Post(slot, Command::Open { recording }));
        }
    }

    pub(super) fn tell_progress(&mut self, now_secs: f64) {
        let Some(experiment) = &self.experiment else { return };
        let jobs = || self.slots.iter().filter_map(|slot| slot.job.as_ref());
        let under_way = jobs().map(|job| {
            let cost = job.tasks().iter().map(|task| experiment.cost_of(*task)).sum::<f64>();
            job.share_trained() * cost
        });
        let trained = experiment.share_trained(under_way.sum());
        let furthest = jobs().filter_map(|job| job.stage).max_by_key(|(stage, _)| *stage as u8);
        let recorded = match furthest {
            Some((Stage::Recording, share)) => share,
            Some((Stage::Checking | Stage::Training | Stage::Computing, _)) => 1.0,
            None => 0.0,
        };
        let (secs_left, samples_per_sec) = experiment.outlook(trained, now_secs);
        let engine = match experiment.phase {
            Phase::Train(engine) => Some(engine),
            Phase::MeasureCpu | Phase::MeasureGpu(_) => None,
        };
        let progress = Progress {
            run: Some(experiment.run),
            stage: furthest.map(|(stage, _)| stage),
            share: experiment.share(recorded, trained),
            secs_left,
            samples_per_sec,
            engine,
            adapter: experiment.adapter.clone(),
            num_workers: experiment.num_workers,
            products_per_sec: experiment.products_per_sec(),
            measured: experiment.measured,
        };
        self.tell(News::Progress(progress));
    }
}
