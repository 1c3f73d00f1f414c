//! What goes wrong with workers, and the way on.

use std::sync::Arc;

use crate::{
    config::{Config, Section},
    experiment::{TaskId, cost_of_frame},
    network::NetworkId,
    pool::{
        Action, News, Notice, Pool, RunState, SlotId, Topic, WorkerKind,
        experiment::Experiment,
        slot::{Job, SlotState, Task},
    },
    protocol::{Failure, FailureKind},
    t,
    training::Trained,
};

/// Seconds in which a CPU worker says its first word about what it was given, or is replaced.
const CPU_SILENCE_SECS: f64 = 5.0;
/// The same for the GPU worker, whose steps on a slow adapter take long.
const GPU_SILENCE_SECS: f64 = 30.0;
/// Seconds that a worker may be silent later, whatever it does: it reports ten times a second, but a slow machine takes long
/// for a step that cannot be cut.
const LATER_SILENCE_SECS: f64 = 60.0;
/// Seconds after a run for which its workers are kept. Another one begins a little later without them, but what memory they took for their
/// data is given back only with them.
const IDLE_SECS: f64 = 30.0;
/// Products a second of a machine that is slower than any seen by a factor of ten.
const SLOWEST_PRODUCTS_PER_SEC: f64 = 5e7;
/// Workers lost in one place without a result before the experiment is given up.
const MOST_LOST: u32 = 2;

impl Pool {
    /// Takes that a worker is dead: it crashed, could not be loaded or does not answer.
    pub fn lost(&mut self, slot: SlotId, failure: Failure, now_secs: f64) -> Vec<Action> {
        self.broke(slot, failure, now_secs);
        self.drain()
    }

    pub(super) fn broke(&mut self, slot: SlotId, failure: Failure, now_secs: f64) {
        self.actions.push(Action::Terminate(slot));
        let lost = self.slot(slot);
        lost.state = SlotState::Empty;
        lost.num_lost += 1;
        let (kind, num_lost, job) = (lost.kind, lost.num_lost, lost.job.take());
        if kind == WorkerKind::Gpu {
            self.fall_back(failure, now_secs);
            return;
        }
        let is_hopeless = num_lost >= MOST_LOST
            || matches!(failure.kind, FailureKind::Stale | FailureKind::OutOfMemory);
        if is_hopeless && (self.experiment.is_some() || failure.kind == FailureKind::Stale) {
            self.slot(slot).num_lost = 0;
            self.fail(failure);
            return;
        }
        if let Some(Task::Train(tasks)) = job.map(|job| job.task) {
            self.put_back(tasks);
        }
        if self.experiment.is_some() && failure.kind == FailureKind::Bug {
            let text = t!(
                "A worker stopped unexpectedly and was replaced; its network is trained again. Results are not affected. In detail: {message}",
                message = failure.message
            );
            self.tell(News::Notice(Notice { topic: Topic::Worker, text }));
        }
        self.load(slot);
        self.dispatch(now_secs);
    }

    pub(super) fn job_failed(&mut self, slot: SlotId, failure: Failure, now_secs: f64) {
        let job = self.slot(slot).job.take();
        let is_gpu = self.slot(slot).kind == WorkerKind::Gpu;
        let is_search =
            |experiment: &Experiment| experiment.config.experiment() == Section::Settings;
        match failure.kind {
            FailureKind::Bug => self.broke(slot, failure, now_secs),
            // Too bold a recipe is an answer, too: the others are tried all the same.
            FailureKind::Loss if self.experiment.as_ref().is_some_and(is_search) => {
                self.diverged(job.as_ref().map_or(&[], Job::tasks), now_secs);
            }
            FailureKind::NoAdapter
            | FailureKind::DeviceLost
            | FailureKind::Disagrees
            | FailureKind::OutOfMemory
            | FailureKind::NotLoaded
                if is_gpu =>
            {
                self.actions.push(Action::Terminate(slot));
                self.slot(slot).state = SlotState::Empty;
                self.fall_back(failure, now_secs);
            }
            FailureKind::Unsupported if is_gpu => self.fall_back(failure, now_secs),
            FailureKind::Data
            | FailureKind::Loss
            | FailureKind::NoAdapter
            | FailureKind::DeviceLost
            | FailureKind::Disagrees
            | FailureKind::Unsupported
            | FailureKind::Stale
            | FailureKind::NotLoaded
            | FailureKind::OutOfMemory => self.fail(failure),
        }
    }

    /// Notes that the training of some networks came to nothing, and goes on with the others.
    fn diverged(&mut self, tasks: &[TaskId], now_secs: f64) {
        let Some(experiment) = &mut self.experiment else { return };
        experiment.begin_training(now_secs);
        let run = experiment.run;
        for task in tasks {
            let network = Arc::new(Trained::diverged(experiment.config_of(*task), task.network));
            experiment.keep(*task, Arc::clone(&network), now_secs);
            self.actions.push(Action::Tell(News::Trained(run, *task, network)));
        }
        if !self.finish_if_done(now_secs) {
            self.dispatch(now_secs);
        }
    }

    /// Goes on with the CPU, and says so.
    fn fall_back(&mut self, failure: Failure, now_secs: f64) {
        // What this experiment asks of the engine says nothing about the next one.
        if failure.kind != FailureKind::Unsupported {
            self.gpu_refusal = Some(failure.clone());
        }
        if let Some(experiment) = &mut self.experiment {
            let notice = fallback_notice(&failure.message);
            experiment.fall_back(failure);
            self.tell(News::Notice(notice));
            self.tell_progress(now_secs);
            self.dispatch(now_secs);
        }
    }

    /// Ends the experiment without a result; what is there stays.
    pub(super) fn fail(&mut self, failure: Failure) {
        self.stop_all();
        self.experiment = None;
        self.tell(News::State(RunState::Failed(failure)));
    }

    fn put_back(&mut self, tasks: Vec<TaskId>) {
        if let Some(experiment) = &mut self.experiment {
            tasks.into_iter().rev().for_each(|task| experiment.queue.push_front(task));
        }
    }

    /// Replaces workers that are silent: from the beginning, or in the midst of what they were given.
    pub(super) fn replace_silent(&mut self, now_secs: f64, is_hidden: bool) {
        let is_paused = self.experiment.as_ref().is_some_and(Experiment::is_paused);
        let is_asleep = core::mem::replace(&mut self.last_tick_secs, now_secs) + 2.0 < now_secs;
        for index in 0..self.slots.len() {
            let kind = self.slots[index].kind;
            let Some(job) = &mut self.slots[index].job else { continue };
            if is_hidden || is_asleep || is_paused {
                // The browser held everything back, or a person did: the wait begins anew.
                job.heard_secs = now_secs;
            }
            let patience = match kind {
                WorkerKind::Cpu | WorkerKind::Analysis => CPU_SILENCE_SECS,
                WorkerKind::Gpu => GPU_SILENCE_SECS,
            };
            if job.is_lost(patience, now_secs) {
                let message = t!("A worker did not answer and was replaced.").to_owned();
                self.broke(SlotId(index), Failure { kind: FailureKind::Bug, message }, now_secs);
            }
        }
    }

    /// Ends the workers some time after the last run, but for that of WebGPU: it takes seconds to start.
    pub(super) fn end_idle(&mut self, now_secs: f64) {
        if now_secs - self.last_tick_secs < IDLE_SECS {
            return;
        }
        for (index, slot) in self.slots.iter_mut().enumerate() {
            if slot.kind != WorkerKind::Gpu && slot.is_free() {
                slot.state = SlotState::Empty;
                self.actions.push(Action::Terminate(SlotId(index)));
            }
        }
    }
}

/// Seconds that a worker may be silent in the midst of a task: it scores all frames kept aside without a word.
pub(super) fn longest_silence_secs(config: &Config, networks: &[NetworkId]) -> f64 {
    let num_scored = (config.num_validation_frames() + config.num_test_frames()) as f64;
    let products = networks.iter().map(|network| cost_of_frame(config, *network)).sum::<f64>();
    let batch = config.batch_size() as f64;
    LATER_SILENCE_SECS + products * num_scored.max(2.0 * batch) / SLOWEST_PRODUCTS_PER_SEC
}

/// Says that the CPU goes on.
pub(super) fn fallback_notice(reason: &str) -> Notice {
    let text = t!(
        "{reason} The CPU runs the experiment instead; its results are the reference.",
        reason = reason.trim_end()
    );
    Notice { topic: Topic::Fallback, text }
}
