//! Workers that train and analyse: their names, and what losing one means.

use ganglion_core::{
    pool::WorkerKind,
    protocol::{Command, Event, Failure, FailureKind},
    t,
};
use ganglion_web::{FromWorker, WorkerHandle, WorkerLoss};

/// A worker that takes commands and tells events.
pub(super) type TrainingWorker = WorkerHandle<Command, Event>;

/// Starts one.
pub(super) fn start(
    kind: WorkerKind,
    hear: impl Fn(Result<Event, Failure>) + Clone + 'static,
) -> Result<TrainingWorker, Failure> {
    let name = match kind {
        WorkerKind::Cpu => "worker",
        WorkerKind::Gpu => "worker_gpu",
        WorkerKind::Analysis => "worker_analysis",
    };
    let hear = move |heard| match heard {
        FromWorker::Message(event, _) => hear(Ok(event)),
        FromWorker::Lost(loss) => hear(Err(failure_of(kind, loss))),
    };
    WorkerHandle::start(name, hear).map_err(|loss| failure_of(kind, loss))
}

/// What is told of a command that could not be sent.
pub(super) fn not_posted(message: String) -> Failure {
    Failure { kind: FailureKind::Bug, message }
}

fn failure_of(kind: WorkerKind, loss: WorkerLoss) -> Failure {
    match loss {
        WorkerLoss::NotLoaded(reason) => not_loaded(kind, &reason),
        WorkerLoss::Unreadable(message) => Failure { kind: FailureKind::Stale, message },
        WorkerLoss::Crashed(reason) => crashed(reason),
    }
}

fn not_loaded(kind: WorkerKind, reason: &str) -> Failure {
    let message = match kind {
        WorkerKind::Cpu | WorkerKind::Analysis => t!(
            "The training worker could not be loaded, or this browser cannot run module workers (Chrome and Edge 80, Firefox 114, Safari 15 and later can). Your settings are safe in the link: check the connection and load the page again. In detail: {reason}",
            reason = reason
        ),
        WorkerKind::Gpu => {
            t!("The WebGPU worker could not be loaded ({reason}).", reason = reason)
        }
    };
    Failure { kind: FailureKind::NotLoaded, message }
}

fn crashed(reason: String) -> Failure {
    let is_memory = ["memory", "RangeError"].iter().any(|word| reason.contains(word));
    if is_memory {
        let message = t!(
            "The browser ran out of memory. Choose fewer frames or a smaller field; nothing else is lost."
        );
        Failure { kind: FailureKind::OutOfMemory, message: message.to_owned() }
    } else {
        Failure { kind: FailureKind::Bug, message: reason }
    }
}
