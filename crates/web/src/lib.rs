//! Glue to the browser that does not depend on how the page is made: workers, files that are handed out, pixels of canvases, the camera, its words for errors.
//!
//! In: plain data, and what is dropped. Out: the same from workers, files for people and of them. What is drawn is left to `ganglion_figures`, what the page takes from the
//! browser to `ui::hooks`.
#![cfg(target_arch = "wasm32")]

mod camera;
mod canvas;
mod dropped;
mod file;
mod worker_handle;

pub use camera::{CameraStream, play_camera};
pub use canvas::scale_canvas;
pub use dropped::{DroppedRecording, dropped_recording, files_of};
pub use file::download;
pub use worker_handle::{FromWorker, WorkerHandle, WorkerLoss};

use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

/// Tells whoever listens at the window: an event of this name, with what it is about.
///
/// # Errors
/// If there is no page, or it takes no event.
pub fn tell(name: &str, detail: &JsValue) -> Result<(), JsValue> {
    let told = CustomEventInit::new();
    told.set_detail(detail);
    let event = CustomEvent::new_with_event_init_dict(name, &told)?;
    let window = web_sys::window().ok_or_else(|| JsValue::from_str("there is no page"))?;
    window.dispatch_event(&event).map(drop)
}

/// What the browser says of an error.
pub fn text_of(value: &JsValue) -> String {
    value.as_string().unwrap_or_else(|| format!("{value:?}"))
}
