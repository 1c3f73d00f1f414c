//! Ties a session to a dedicated worker of the browser.

use core::{cell::RefCell, future::poll_fn, pin::pin};
use std::{rc::Rc, sync::Arc};

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use wasm_bindgen::{JsCast as _, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, MessageEvent, Performance};

use crate::{
    config::Config,
    experiment::Begin,
    protocol::{
        BUILD, Command, Event, Failure, FailureKind, PROTOCOL, codec, file,
        thread::{self, Turns, post, post_all, scope},
    },
    recording::Recording,
    training::EngineFactory,
    worker::{Port, Session},
};

/// Serves the page with an engine until the worker is closed; with `begin` it also finds what trained
/// networks can tell. The data set of `ahead` is made before the page asks for anything.
pub async fn serve<F: EngineFactory>(engines: F, begin: Option<Begin>, ahead: Option<Config>) {
    let port = BrowserPort::open();
    port.send(Event::Ready {
        protocol: PROTOCOL,
        build: BUILD.to_owned(),
        engine: engines.name().to_owned(),
        adapter: engines.adapter(),
    });
    Session::new(engines, begin, port).serve(ahead).await;
}

/// Says that this worker cannot run, and why; it then stays silent.
pub fn refuse(kind: FailureKind, message: String) {
    post(&failed(kind, message));
}

/// Posts a panic as a failure.
pub fn post_panics() {
    thread::post_panics(|message| failed(FailureKind::Bug, message));
}

fn failed(kind: FailureKind, message: String) -> Event {
    Event::Failed { run: None, failure: Failure { kind, message } }
}

/// The worker's end of what page and worker say to each other.
struct BrowserPort {
    /// Nothing is awaited while it is borrowed.
    inbox: RefCell<UnboundedReceiver<Command>>,
    turns: Turns,
    clock: Performance,
    /// What is sent to the page once the session pauses.
    outbox: Rc<RefCell<Vec<Event>>>,
}

impl BrowserPort {
    fn open() -> Self {
        let (filled, inbox) = unbounded();
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let (message, file) = codec::and_file(message.data());
            match codec::from_js(message) {
                // It fails when the session has ended, and then nobody is left to take it.
                Ok(command) => drop(filled.unbounded_send(with_recording(command, file))),
                Err(err) => refuse(FailureKind::Stale, err.to_string()),
            }
        });
        scope().set_onmessage(Some(listener.into_js_value().unchecked_ref()));
        Self {
            inbox: RefCell::new(inbox),
            turns: Turns::new(),
            clock: scope().performance().expect("workers have a clock"),
            outbox: Rc::default(),
        }
    }
}

/// The command with the recording that came beside it. If that can't be read, who asks for it says that it is not there.
fn with_recording(mut command: Command, file: Option<Blob>) -> Command {
    if let (Command::Open { recording }, Some(file)) = (&mut command, file) {
        recording.recording = Recording::read(file::stream(file)).ok().map(Arc::new);
    }
    command
}

impl Port for BrowserPort {
    fn send(&self, event: Event) {
        let is_first = self.outbox.borrow().is_empty();
        self.outbox.borrow_mut().push(event);
        if is_first {
            let outbox = Rc::clone(&self.outbox);
            // As soon as the session waits for anything.
            spawn_local(async move { post_all(&outbox.take()) });
        }
    }

    fn take(&self) -> Option<Command> {
        self.inbox.borrow_mut().try_recv().ok()
    }

    async fn wait(&self) -> Option<Command> {
        let next = poll_fn(|context| {
            let mut inbox = self.inbox.borrow_mut();
            pin!(inbox.recv()).poll(context)
        });
        next.await.ok()
    }

    async fn breathe(&self) {
        self.turns.next().await;
    }

    fn now_secs(&self) -> f64 {
        self.clock.now() / 1_000.0
    }
}
