//! One worker as a thread: a session between two channels.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, Sender},
    time::Instant,
};

use crate::native::now;
use ganglion_core::{
    experiment::begin,
    pool::SlotId,
    protocol::{BUILD, Command, Event, Failure, FailureKind, PROTOCOL},
    training::EngineFactory,
    worker::{Port, Session},
};

/// What comes from a thread.
pub(super) enum ThreadMessage {
    /// A message.
    Event(Box<Event>),
    /// The thread is gone.
    Lost(Failure),
}

/// Starts a worker that listens to `inbox` until its other end is dropped.
#[expect(clippy::disallowed_methods, reason = "natively a worker is a thread")]
pub(super) fn spawn<F: EngineFactory>(
    slot: SlotId,
    make_engines: impl Fn() -> F + Send + 'static,
    inbox: Receiver<Command>,
    said: Sender<(SlotId, ThreadMessage)>,
) {
    std::thread::spawn(move || {
        let lost = said.clone();
        let serve = move || {
            let engines = make_engines();
            let port = ThreadPort { slot, inbox, said, start: now() };
            port.send(Event::Ready {
                protocol: PROTOCOL,
                build: BUILD.to_owned(),
                engine: engines.name().to_owned(),
                adapter: engines.adapter(),
            });
            pollster::block_on(Session::new(engines, Some(begin), port).serve(None));
        };
        if catch_unwind(AssertUnwindSafe(serve)).is_err() {
            // The panic has printed its own message.
            let message = "A thread panicked.".to_owned();
            let failure = Failure { kind: FailureKind::Bug, message };
            lost.send((slot, ThreadMessage::Lost(failure))).ok();
        }
    });
}

/// The thread's end of what it and the pool say to each other.
struct ThreadPort {
    slot: SlotId,
    inbox: Receiver<Command>,
    said: Sender<(SlotId, ThreadMessage)>,
    start: Instant,
}

impl Port for ThreadPort {
    fn send(&self, event: Event) {
        // Nobody listens any more: the thread ends when it next waits.
        self.said.send((self.slot, ThreadMessage::Event(Box::new(event)))).ok();
    }

    fn take(&self) -> Option<Command> {
        self.inbox.try_recv().ok()
    }

    async fn wait(&self) -> Option<Command> {
        self.inbox.recv().ok()
    }

    /// Messages come in at any time.
    async fn breathe(&self) {}

    fn now_secs(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }
}
