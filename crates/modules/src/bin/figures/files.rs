//! Files that are dropped back on the page.

use ganglion_core::{
    link::{link_of_file, words_of_drop},
    t,
};
use ganglion_web::{DroppedRecording, dropped_recording, tell};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, DragEvent, Event, File, Window};

/// Takes files that are dropped on the page, where nothing else takes them: the experiment of the first, if it was
/// saved here, is run again; what was not taken of it, and of the others, is told by an event `ganglion-notice`. Recordings are told by an
/// event `ganglion-recording`.
pub(crate) fn listen() -> Result<(), JsValue> {
    let over = Closure::<dyn Fn(Event)>::new(|event: Event| event.prevent_default());
    let drop = Closure::<dyn Fn(DragEvent)>::new(|event: DragEvent| {
        // The image explorer takes pictures.
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        let transfer = event.data_transfer();
        let recording = transfer.as_ref().and_then(dropped_recording);
        let list = transfer.and_then(|transfer| transfer.files());
        let mut files =
            list.iter().flat_map(|list| (0..list.length()).filter_map(move |at| list.get(at)));
        if let Some(file) = files.next() {
            let others: Vec<String> = files.map(|other| other.name()).collect();
            spawn_local(async move {
                if let Some(recording) = recording
                    && is_of_numbers(&recording, &file).await
                {
                    return open_recording(&recording).unwrap_or_default();
                }
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

/// Whether it can only be a recording: a text may be a letter as well.
async fn is_of_numbers(recording: &DroppedRecording, file: &File) -> bool {
    /// Where numbers would begin, bytes.
    const HEAD: f64 = 4096.0;
    if recording.is_sure {
        return true;
    }
    let Ok(head) = file.slice_with_f64_and_f64(0.0, HEAD) else { return false };
    let bytes = JsFuture::from(head.array_buffer()).await.unwrap_or_default();
    Uint8Array::new(&bytes).to_vec().iter().any(u8::is_ascii_digit)
}

fn open_recording(recording: &DroppedRecording) -> Result<(), JsValue> {
    let root = document()?.document_element();
    if root.and_then(|root| root.get_attribute("data-frame")).as_deref() == Some("embed") {
        let words =
            t!("Recordings are not opened in a page around this one. Open the page itself.");
        return tell("ganglion-notice", &JsValue::from_str(words));
    }
    tell("ganglion-recording", &recording.entries)
}

fn follow(file: &File, bytes: &[u8], others: &[String]) -> Result<(), JsValue> {
    let window = window()?;
    let found = link_of_file(&file.name(), bytes);
    if let Some(words) = words_of_drop(&file.name(), &found, others) {
        tell("ganglion-notice", &JsValue::from_str(&words))?;
    }
    found.map_or(Ok(()), |dropped| window.location().set_hash(&dropped.link))
}

fn window() -> Result<Window, JsValue> {
    web_sys::window().ok_or_else(|| JsValue::from_str("there is no page"))
}

fn document() -> Result<Document, JsValue> {
    window()?.document().ok_or_else(|| JsValue::from_str("there is no page"))
}
