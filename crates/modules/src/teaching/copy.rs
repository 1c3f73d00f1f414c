//! What goes to the clipboard.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use ganglion_components::reactive::RwSignal;
use ganglion_core::t;

/// Copies a text and says so; where that is forbidden, the text is said, to be copied by hand.
pub(super) fn copy(text: String, what: &'static str, said: RwSignal<String>) {
    spawn_local(async move {
        let promise = window().navigator().clipboard().write_text(&text);
        said.set(if JsFuture::from(promise).await.is_ok() {
            t!("{what}: on the clipboard.", what = what)
        } else {
            t!(
                "{what}: the browser does not allow copying. Copy it here: {text}",
                what = what,
                text = text
            )
        });
    });
}
