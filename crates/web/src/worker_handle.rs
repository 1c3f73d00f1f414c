//! A worker with its listeners: all that the page, or a module of it, starts, hears and ends.
//!
//! What goes in and comes out is plain data, as bytes ([`codec`]); what a loss means to people is said by whoever started it.

use core::marker::PhantomData;

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{
    JsCast as _, JsValue,
    prelude::{Closure, wasm_bindgen},
};
use web_sys::{Blob, ErrorEvent, MessageEvent, Worker};

use crate::text_of;
use ganglion_core::{
    protocol::{BUILD, codec},
    t,
};

#[wasm_bindgen]
extern "C" {
    /// Of boot.js: starts a worker, or hands over the one that it has started already; what was heard of that comes now.
    #[wasm_bindgen(js_name = startWorker, catch)]
    fn start_worker(name: &str, build: &str) -> Result<Worker, JsValue>;
}

/// What is heard of a worker.
pub enum FromWorker<Out> {
    /// A message, and the file beside it.
    Message(Out, Option<Blob>),
    /// Nothing more will come.
    Lost(WorkerLoss),
}

/// How a worker was lost, in the browser's words.
pub enum WorkerLoss {
    /// Its files did not come, or are not understood.
    NotLoaded(String),
    /// It said what this page does not understand.
    Unreadable(String),
    /// An error that nothing in it caught.
    Crashed(String),
}

/// A worker that takes `In` and says `Out`; ended when it is dropped.
pub struct WorkerHandle<In, Out> {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
    messages: PhantomData<fn(In) -> Out>,
}

impl<In: Serialize, Out: DeserializeOwned + 'static> WorkerHandle<In, Out> {
    /// Starts the worker of a wasm file, `NAME_bg.wasm`.
    ///
    /// # Errors
    /// If the browser starts none.
    pub fn start(
        name: &str,
        hear: impl Fn(FromWorker<Out>) + Clone + 'static,
    ) -> Result<Self, WorkerLoss> {
        Self::start_build((name, BUILD), hear)
    }

    /// Starts that of a build of its own: name and build.
    ///
    /// # Errors
    /// If the browser starts none.
    pub fn start_build(
        (name, build): (&str, &str),
        hear: impl Fn(FromWorker<Out>) + Clone + 'static,
    ) -> Result<Self, WorkerLoss> {
        let worker =
            start_worker(name, build).map_err(|err| WorkerLoss::NotLoaded(text_of(&err)))?;
        let tell = hear.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let (messages, file) = codec::and_file(message.data());
            match understood(messages) {
                Ok(messages) => messages
                    .into_iter()
                    .for_each(|message| tell(FromWorker::Message(message, file.clone()))),
                Err(loss) => tell(FromWorker::Lost(loss)),
            }
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            hear(FromWorker::Lost(loss_of(&error)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error, messages: PhantomData })
    }

    /// Sends a message.
    ///
    /// # Errors
    /// If it cannot be sent, in the browser's words.
    pub fn post(&self, message: &In) -> Result<(), String> {
        let message = codec::to_js(message).map_err(|err| err.to_string())?;
        self.worker.post_message(&message).map_err(|err| text_of(&err))
    }

    /// Sends a message with the file that it is about.
    ///
    /// # Errors
    /// If it cannot be sent, in the browser's words.
    pub fn post_with(&self, message: &In, file: &Blob) -> Result<(), String> {
        let message = codec::to_js(message).map_err(|err| err.to_string())?;
        let both = codec::with_file(&message, file);
        self.worker.post_message(&both).map_err(|err| text_of(&err))
    }
}

impl<In, Out> WorkerHandle<In, Out> {
    /// Ends the worker; nothing more is heard of it.
    pub fn close(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl<In, Out> Drop for WorkerHandle<In, Out> {
    fn drop(&mut self) {
        self.close();
    }
}

/// The messages that came together.
fn understood<Out: DeserializeOwned>(data: JsValue) -> Result<Vec<Out>, WorkerLoss> {
    // What start_worker.js posts when the worker's own code could not be started.
    let start_failed = js_sys::Reflect::get(&data, &JsValue::from_str("startFailed"));
    if let Some(reason) = start_failed.ok().and_then(|value| value.as_string()) {
        return Err(WorkerLoss::NotLoaded(reason));
    }
    codec::all_from_js(data).map_err(|err| WorkerLoss::Unreadable(err.to_string()))
}

/// An error that nothing in the worker caught: no file, no module workers, a trap.
fn loss_of(error: &ErrorEvent) -> WorkerLoss {
    // A file that cannot be loaded comes as a plain event, which has no message.
    let message = js_sys::Reflect::get(error, &JsValue::from_str("message"));
    match message.ok().and_then(|message| message.as_string()) {
        Some(reason) if !reason.is_empty() => WorkerLoss::Crashed(reason),
        // Browsers say nothing of files that are absent or not understood.
        _ => WorkerLoss::NotLoaded(t!("the browser gives no reason").to_owned()),
    }
}
