//! One place for a worker, and what the worker in it does.

use crate::{
    experiment::TaskId,
    network::NetworkId,
    pool::WorkerKind,
    protocol::{RunId, Stage},
};

/// A place for a worker.
pub(super) struct Slot {
    pub(super) kind: WorkerKind,
    pub(super) state: SlotState,
    pub(super) job: Option<Job>,
    /// Name of the recording that its worker was given.
    pub(super) recording: Option<String>,
    /// Workers lost here since one last finished something.
    pub(super) num_lost: u32,
}

/// Whether a worker is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SlotState {
    /// None.
    Empty,
    /// It does not listen yet.
    Loading,
    /// It listens.
    Ready {
        /// What it runs on.
        adapter: String,
    },
}

/// What a worker was given to do.
pub(super) struct Job {
    pub(super) run: RunId,
    pub(super) task: Task,
    /// When the worker was last heard, or was given it.
    pub(super) heard_secs: f64,
    /// Whether the worker has said anything about it.
    pub(super) is_heard: bool,
    /// Seconds that the worker may be silent in the midst of it.
    pub(super) longest_silence_secs: f64,
    /// What it does and which share of that is done.
    pub(super) stage: Option<(Stage, f64)>,
}

/// A kind of work.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Task {
    /// Find out how fast it goes.
    Measure,
    /// Train these networks of one group together.
    Train(Vec<TaskId>),
    /// Find what the trained networks can tell.
    Compute,
}

impl Slot {
    pub(super) fn new(kind: WorkerKind) -> Self {
        Self { kind, state: SlotState::Empty, job: None, recording: None, num_lost: 0 }
    }

    /// Whether a worker has to be started now.
    pub(super) fn begin_loading(&mut self) -> bool {
        let is_empty = self.state == SlotState::Empty;
        if is_empty {
            self.state = SlotState::Loading;
        }
        is_empty
    }

    pub(super) fn is_free(&self) -> bool {
        matches!(self.state, SlotState::Ready { .. }) && self.job.is_none()
    }

    pub(super) fn adapter(&self) -> String {
        match &self.state {
            SlotState::Ready { adapter } => adapter.clone(),
            SlotState::Empty | SlotState::Loading => String::new(),
        }
    }
}

impl Job {
    pub(super) fn new(run: RunId, task: Task, longest_silence_secs: f64, now_secs: f64) -> Self {
        Self { run, task, heard_secs: now_secs, is_heard: false, longest_silence_secs, stage: None }
    }

    /// Whether the worker has been silent for so long that it must be taken for dead.
    pub(super) fn is_lost(&self, first_word_secs: f64, now_secs: f64) -> bool {
        let patience = if self.is_heard { self.longest_silence_secs } else { first_word_secs };
        now_secs - self.heard_secs > patience
    }

    /// Share of the training done, in `[0, 1]`.
    pub(super) fn share_trained(&self) -> f64 {
        match self.stage {
            Some((Stage::Training, share)) => share,
            _ => 0.0,
        }
    }

    pub(super) fn tasks(&self) -> &[TaskId] {
        match &self.task {
            Task::Measure | Task::Compute => &[],
            Task::Train(tasks) => tasks,
        }
    }

    /// The task of a network that the worker speaks of.
    pub(super) fn task_of(&self, network: NetworkId) -> Option<TaskId> {
        self.tasks().iter().copied().find(|task| task.network == network)
    }
}
