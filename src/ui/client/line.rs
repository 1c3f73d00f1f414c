//! The line to one worker.

use leptos::wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::{
    pool::WorkerKind,
    protocol::{BUILD, Command, Event, Failure, FailureKind, codec},
    t, words,
};

/// What comes over a line.
pub(super) enum Said {
    /// A message.
    Event(Event),
    /// The worker is dead.
    Lost(Failure),
}

/// A worker with its listeners.
pub(super) struct Line {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Line {
    /// Starts a worker.
    pub(super) fn open(
        kind: WorkerKind,
        hear: impl Fn(Said) + Clone + 'static,
    ) -> Result<Self, Failure> {
        let name = match kind {
            WorkerKind::Cpu => "worker",
            WorkerKind::Gpu => "worker_gpu",
            WorkerKind::Lab => "worker_lab",
        };
        let url = format!("./start_worker.js?name={name}&v={BUILD}&lang={}", words::language());
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(name);
        let worker = Worker::new_with_options(&url, &options)
            .map_err(|err| not_loaded(kind, &text_of(&err)))?;
        let tell = hear.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            tell(understood(kind, message.data()));
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            hear(Said::Lost(crashed(kind, &error)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }

    pub(super) fn post(&self, command: &Command) -> Result<(), Failure> {
        let bug = |message: String| Failure { kind: FailureKind::Bug, message };
        let message = codec::to_js(command).map_err(|err| bug(err.to_string()))?;
        self.worker.post_message(&message).map_err(|err| bug(text_of(&err)))
    }

    /// Ends the worker; nothing more is heard of it.
    pub(super) fn close(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn understood(kind: WorkerKind, data: JsValue) -> Said {
    // What start_worker.js posts when the worker's own code could not be started.
    let start_failed = js_sys::Reflect::get(&data, &JsValue::from_str("startFailed"));
    if let Some(reason) = start_failed.ok().and_then(|value| value.as_string()) {
        return Said::Lost(not_loaded(kind, &reason));
    }
    match codec::from_js(data) {
        Ok(event) => Said::Event(event),
        Err(err) => Said::Lost(Failure { kind: FailureKind::Stale, message: err.to_string() }),
    }
}

fn not_loaded(kind: WorkerKind, reason: &str) -> Failure {
    let message = match kind {
        WorkerKind::Cpu | WorkerKind::Lab => t!(
            "The training worker could not be loaded, or this browser cannot run module workers (Chrome and Edge 80, Firefox 114, Safari 15 and later can). Your settings are safe in the link: check the connection and load the page again. In detail: {reason}",
            reason = reason
        ),
        WorkerKind::Gpu => {
            t!("The WebGPU worker could not be loaded ({reason}).", reason = reason)
        }
    };
    Failure { kind: FailureKind::NotLoaded, message }
}

/// An error that nothing in the worker caught: no file, no module workers, a trap.
fn crashed(kind: WorkerKind, error: &ErrorEvent) -> Failure {
    // A file that cannot be loaded comes as a plain event, which has no message.
    let message = js_sys::Reflect::get(error, &JsValue::from_str("message"));
    let reason = message.ok().and_then(|message| message.as_string()).unwrap_or_default();
    let is_memory = ["memory", "RangeError"].iter().any(|word| reason.contains(word));
    if is_memory {
        let message = t!(
            "The browser ran out of memory. Choose fewer frames or a smaller field; nothing else is lost."
        );
        Failure { kind: FailureKind::OutOfMemory, message: message.to_owned() }
    } else if reason.is_empty() {
        // The browser says nothing about files that are absent or not understood.
        not_loaded(kind, t!("the browser gives no reason"))
    } else {
        Failure { kind: FailureKind::Bug, message: reason }
    }
}

fn text_of(value: &JsValue) -> String {
    value.as_string().unwrap_or_else(|| format!("{value:?}"))
}
