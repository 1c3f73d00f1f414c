//! Hands bytes to the person as a file.

use leptos::{
    prelude::document,
    wasm_bindgen::{JsCast as _, JsValue},
};
use web_sys::{
    Blob, BlobPropertyBag, HtmlAnchorElement, Url,
    js_sys::{Array, Uint8Array},
};

/// Saves bytes as a file; returns whether the browser took it.
pub fn download(file_name: &str, media_type: &str, bytes: &[u8]) -> bool {
    offer(file_name, media_type, bytes).is_ok()
}

fn offer(file_name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(file_name);
    anchor.click();
    Url::revoke_object_url(&url)
}
