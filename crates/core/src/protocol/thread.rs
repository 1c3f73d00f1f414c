//! The thread of a worker, whatever it does: what it posts to the page, and what is posted of a panic; and how any thread lets the browser
//! do what waits.

use js_sys::{Function, Promise};
use serde::Serialize;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageChannel};

use crate::protocol::codec;

/// The thread.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Posts a message to the page.
pub fn post<T: Serialize>(message: &T) {
    post_all(core::slice::from_ref(message));
}

/// Posts messages to the page as one, which costs it hardly more than a single one.
pub fn post_all<T: Serialize>(messages: &[T]) {
    // What cannot be encoded or posted has nobody else to be told to.
    if let Ok(message) = codec::all_to_js(messages) {
        scope().post_message(&message).ok();
    }
}

/// Posts a message with a file beside it.
pub fn post_with<T: Serialize>(message: &T, file: &Blob) {
    if let Ok(message) = codec::to_js(message) {
        scope().post_message(&codec::with_file(&message, file)).ok();
    }
}

/// Posts what `failed` makes of a panic: the instance is dead after it, so the page replaces the worker.
pub fn post_panics<T: Serialize + 'static>(failed: fn(String) -> T) {
    std::panic::set_hook(Box::new(move |panic| {
        post(&failed(panic.to_string()));
        console_error_panic_hook::hook(panic);
    }));
}

/// Turns of the browser, by messages to ourselves: unlike a timer they are not held back to 4 ms.
pub struct Turns(MessageChannel);

impl Turns {
    /// Before the first.
    ///
    /// # Panics
    /// Never: what runs WebAssembly has message channels.
    #[expect(clippy::new_without_default, reason = "it opens a channel")]
    pub fn new() -> Self {
        Self(MessageChannel::new().expect("what runs WebAssembly has message channels"))
    }

    /// Lets the browser do what waits, then goes on.
    pub async fn next(&self) {
        let turn = Promise::new(&mut |resolve: Function, _reject| {
            self.0.port1().set_onmessage(Some(&resolve));
            // An unposted message would leave us waiting, as a closed worker or page does anyway.
            self.0.port2().post_message(&JsValue::NULL).ok();
        });
        JsFuture::from(turn).await.ok();
    }
}
