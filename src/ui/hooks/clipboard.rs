//! The clipboard.

use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// Copies a text and says whether it worked.
pub fn copy_text(text: String, then: impl FnOnce(bool) + 'static) {
    spawn_local(async move {
        let promise = window().navigator().clipboard().write_text(&text);
        then(JsFuture::from(promise).await.is_ok());
    });
}
