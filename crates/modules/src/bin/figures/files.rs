//! Files that are dropped back on the page.

use ganglion_core::link::{link_of_file, words_of_drop};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{CustomEvent, CustomEventInit, Document, DragEvent, Event, File, Window};

/// Takes files that are dropped on the page, where nothing else takes them: the experiment of the first, if it was
/// saved here, is run again; what was not taken of it, and of the others, is told by an event `ganglion-notice`.
pub(crate) fn listen() -> Result<(), JsValue> {
    let over = Closure::<dyn Fn(Event)>::new(|event: Event| event.prevent_default());
    let drop = Closure::<dyn Fn(DragEvent)>::new(|event: DragEvent| {
        // The image explorer takes pictures.
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        let list = event.data_transfer().and_then(|transfer| transfer.files());
        let mut files =
            list.iter().flat_map(|list| (0..list.length()).filter_map(move |at| list.get(at)));
        if let Some(file) = files.next() {
            let others: Vec<String> = files.map(|other| other.name()).collect();
            spawn_local(async move {
                // A file that cannot be read is told like one that holds nothing.
                let bytes = JsFuture::from(file.array_buffer()).await.unwrap_or_default();
                follow(&file, &Uint8Array::new(&bytes).to_vec(), &others).ok();
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

fn follow(file: &File, bytes: &[u8], others: &[String]) -> Result<(), JsValue> {
    let window = window()?;
    let found = link_of_file(&file.name(), bytes);
    if let Some(words) = words_of_drop(&file.name(), &found, others) {
        let detail = CustomEventInit::new();
        detail.set_detail(&JsValue::from_str(&words));
        let event = CustomEvent::new_with_event_init_dict("ganglion-notice", &detail)?;
        window.dispatch_event(&event)?;
    }
    found.map_or(Ok(()), |dropped| window.location().set_hash(&dropped.link))
}

fn window() -> Result<Window, JsValue> {
    web_sys::window().ok_or_else(|| JsValue::from_str("there is no page"))
}

fn document() -> Result<Document, JsValue> {
    window()?.document().ok_or_else(|| JsValue::from_str("there is no page"))
}
