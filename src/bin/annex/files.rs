//! Files that leave the page, and files that are dropped back on it.

use ganglion::link::link_of_file;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, CustomEvent, CustomEventInit, Document, DragEvent, Event, File,
    HtmlAnchorElement, Url, Window,
};

/// Hands bytes to the person as a file.
pub(crate) fn offer(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = document()?.create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&url)
}

/// Takes files that are dropped on the page, where nothing else takes them: the experiment of a file that
/// was saved here is run again; what is wrong with another is told by an event `ganglion-notice`.
pub(crate) fn listen() -> Result<(), JsValue> {
    let over = Closure::<dyn Fn(Event)>::new(|event: Event| event.prevent_default());
    let drop = Closure::<dyn Fn(DragEvent)>::new(|event: DragEvent| {
        // The studio takes pictures.
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            spawn_local(async move {
                // A file that cannot be read is told like one that holds nothing.
                let bytes = JsFuture::from(file.array_buffer()).await.unwrap_or_default();
                follow(&file, &Uint8Array::new(&bytes).to_vec()).ok();
            });
        }
    });
    let document = document()?;
    document.add_event_listener_with_callback("dragover", over.as_ref().unchecked_ref())?;
    document.add_event_listener_with_callback("drop", drop.as_ref().unchecked_ref())?;
    over.forget();
    drop.forget();
    Ok(())
}

fn follow(file: &File, bytes: &[u8]) -> Result<(), JsValue> {
    let window = window()?;
    match link_of_file(&file.name(), bytes) {
        Ok(link) => window.location().set_hash(&link),
        Err(message) => {
            let detail = CustomEventInit::new();
            detail.set_detail(&JsValue::from_str(&message));
            let event = CustomEvent::new_with_event_init_dict("ganglion-notice", &detail)?;
            window.dispatch_event(&event).map(drop)
        }
    }
}

fn window() -> Result<Window, JsValue> {
    web_sys::window().ok_or_else(|| JsValue::from_str("there is no page"))
}

fn document() -> Result<Document, JsValue> {
    window()?.document().ok_or_else(|| JsValue::from_str("there is no page"))
}
