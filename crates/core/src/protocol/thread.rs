//! The thread of a worker, whatever it does: what it posts to the page, and what is posted of a panic.

use serde::Serialize;
use wasm_bindgen::JsCast as _;
use web_sys::DedicatedWorkerGlobalScope;

use crate::protocol::codec;

/// The thread.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Posts a message to the page.
pub fn post<T: Serialize>(message: &T) {
    // A message that cannot be encoded or posted has nobody else to be told to.
    if let Ok(message) = codec::to_js(message) {
        scope().post_message(&message).ok();
    }
}

/// Posts what `failed` makes of a panic: the instance is dead after it, so the page replaces the worker.
pub fn post_panics<T: Serialize + 'static>(failed: fn(String) -> T) {
    std::panic::set_hook(Box::new(move |panic| {
        post(&failed(panic.to_string()));
        console_error_panic_hook::hook(panic);
    }));
}
