//! Ties the gallery to a dedicated worker of the browser.

use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use crate::{
    pictures::{Answer, Ask, Gallery, Refusal, decode::decode},
    protocol::{BUILD, Inbox, codec},
};

/// A question with the file that came with it.
type Question = (Ask, Option<Blob>);

/// Serves the page until the worker is closed: one question after the other, in their order.
#[expect(clippy::infinite_loop, reason = "a worker ends when it is closed")]
pub async fn serve() {
    let inbox = Inbox::<Question>::default();
    listen(inbox.clone());
    post(&Answer::Ready { build: BUILD.to_owned() });
    let mut gallery = Gallery::default();
    loop {
        let (ask, file) = inbox.wait().await;
        let answer = match (ask, file) {
            (Ask::Decode { id, name }, Some(file)) => {
                Some(decoded(&mut gallery, id, &name, &file).await)
            }
            (ask, _) => gallery.answer(ask),
        };
        if let Some(answer) = answer {
            post(&answer);
        }
    }
}

/// Posts a panic as a failure: the instance is dead after it, so the page replaces the worker.
pub fn post_panics() {
    std::panic::set_hook(Box::new(|panic| {
        post(&Answer::Failed { message: panic.to_string() });
        console_error_panic_hook::hook(panic);
    }));
}

async fn decoded(gallery: &mut Gallery, id: u32, name: &str, file: &Blob) -> Answer {
    let picture =
        if gallery.has_room(id) { decode(name, file).await } else { Err(Refusal::TooMany) };
    match picture {
        Ok(picture) => gallery.insert(id, picture),
        Err(refusal) => Answer::Refused { id, message: refusal.message(name) },
    }
}

fn listen(inbox: Inbox<Question>) {
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        match question(&message.data()) {
            Ok(question) => inbox.put(question),
            Err(err) => post(&Answer::Failed { message: err.to_string() }),
        }
    });
    scope().set_onmessage(Some(listener.into_js_value().unchecked_ref()));
}

fn question(message: &JsValue) -> Result<Question, codec::CodecError> {
    // A field that can't be read is none.
    let field = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
    Ok((codec::from_js(field("ask"))?, field("file").dyn_into().ok()))
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn post(answer: &Answer) {
    // A message that cannot be encoded or posted has nobody else to be told to.
    if let Ok(message) = codec::to_js(answer) {
        scope().post_message(&message).ok();
    }
}
