//! Ties the gallery to a dedicated worker of the browser.

use futures_channel::mpsc::{UnboundedSender, unbounded};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use web_sys::{Blob, MessageEvent};

use crate::{
    pictures::{Gallery, PictureRequest, PictureResponse, Refusal, decode::decode},
    protocol::{
        BUILD, codec,
        thread::{self, post, scope},
    },
};

/// A question with the file that came with it.
type Question = (PictureRequest, Option<Blob>);

/// Serves the page until the worker is closed: one question after the other, in their order.
pub async fn serve() {
    let (filled, mut inbox) = unbounded();
    listen(filled);
    post(&PictureResponse::Ready { build: BUILD.to_owned() });
    let mut gallery = Gallery::default();
    while let Ok((request, file)) = inbox.recv().await {
        let answer = match (request, file) {
            (PictureRequest::Decode { id, name }, Some(file)) => {
                Some(decoded(&mut gallery, id, &name, &file).await)
            }
            (request, _) => gallery.answer(request),
        };
        if let Some(answer) = answer {
            post(&answer);
        }
    }
}

/// Posts a panic as a failure.
pub fn post_panics() {
    thread::post_panics(|message| PictureResponse::Failed { message });
}

async fn decoded(gallery: &mut Gallery, id: u32, name: &str, file: &Blob) -> PictureResponse {
    let picture =
        if gallery.has_room(id) { decode(name, file).await } else { Err(Refusal::TooMany) };
    match picture {
        Ok(picture) => gallery.insert(id, picture),
        Err(refusal) => PictureResponse::Refused { id, message: refusal.message(name) },
    }
}

fn listen(filled: UnboundedSender<Question>) {
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        match question(message.data()) {
            // It never fails: questions are taken until the worker is closed.
            Ok(question) => drop(filled.unbounded_send(question)),
            Err(err) => post(&PictureResponse::Failed { message: err.to_string() }),
        }
    });
    scope().set_onmessage(Some(listener.into_js_value().unchecked_ref()));
}

fn question(message: JsValue) -> Result<Question, codec::CodecError> {
    let (request, file) = codec::and_file(message);
    Ok((codec::from_js(request)?, file))
}
