//! The line to the worker that decodes pictures and shows them to cells and networks.

use leptos::wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use web_sys::{
    ErrorEvent, File, MessageEvent, Worker, WorkerOptions, WorkerType,
    js_sys::{Object, Reflect},
};

use crate::{
    pictures::{Answer, Ask},
    protocol::{BUILD, codec},
    t, words,
};

/// What comes over the line.
pub(super) enum Said {
    /// An answer.
    Answer(Answer),
    /// The worker is dead; what happened and what to do.
    Lost(String),
}

/// A worker with its listeners.
pub(super) struct Line {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Line {
    /// Starts a worker.
    pub(super) fn open(hear: impl Fn(Said) + Clone + 'static) -> Result<Self, String> {
        let url =
            format!("./start_worker.js?name=worker_pictures&v={BUILD}&lang={}", words::language());
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("worker_pictures");
        let worker =
            Worker::new_with_options(&url, &options).map_err(|err| not_loaded(&text_of(&err)))?;
        let tell = hear.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            tell(understood(message.data()));
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            hear(Said::Lost(crashed(&error)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Asks, with the file that it is about.
    pub(super) fn post(&self, ask: &Ask, file: Option<&File>) -> Result<(), String> {
        let message = Object::new();
        let set =
            |key: &str, value: &JsValue| Reflect::set(&message, &JsValue::from_str(key), value);
        let ask = codec::to_js(ask).map_err(|err| err.to_string())?;
        set("ask", &ask).map_err(|err| text_of(&err))?;
        if let Some(file) = file {
            set("file", file).map_err(|err| text_of(&err))?;
        }
        self.worker.post_message(&message).map_err(|err| text_of(&err))
    }
}

impl Drop for Line {
    /// Nothing more is heard of the worker.
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn understood(data: JsValue) -> Said {
    // What start_worker.js posts when the worker's own code could not be started.
    let start_failed = Reflect::get(&data, &JsValue::from_str("startFailed"));
    if let Some(reason) = start_failed.ok().and_then(|value| value.as_string()) {
        return Said::Lost(not_loaded(&reason));
    }
    match codec::from_js(data) {
        Ok(Answer::Ready { build }) if build != BUILD => Said::Lost(
            t!("The part of the page that reads pictures is of another version. Load the page again.")
                .to_owned(),
        ),
        Ok(answer) => Said::Answer(answer),
        Err(err) => Said::Lost(err.to_string()),
    }
}

fn not_loaded(reason: &str) -> String {
    t!(
        "The part of the page that reads pictures did not load ({reason}). Check the connection and try again; nothing that is shown is lost.",
        reason = reason
    )
}

fn crashed(error: &ErrorEvent) -> String {
    // A file that cannot be loaded comes as a plain event, which has no message.
    let message = Reflect::get(error, &JsValue::from_str("message"));
    let reason = message.ok().and_then(|message| message.as_string()).unwrap_or_default();
    if reason.is_empty() {
        return not_loaded(t!("the browser gives no reason"));
    }
    t!(
        "Reading pictures broke off ({reason}). The pictures that are here stay; try again, or with fewer or smaller ones.",
        reason = reason
    )
}

fn text_of(value: &JsValue) -> String {
    value.as_string().unwrap_or_else(|| format!("{value:?}"))
}
