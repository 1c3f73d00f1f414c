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

/// What the browser says of an error.
pub fn text_of(value: &JsValue) -> String {
    value.as_string().unwrap_or_else(|| format!("{value:?}"))
}
