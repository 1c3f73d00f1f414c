//! What is the same for every canvas.

use leptos::wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// The drawing context of a canvas.
pub(super) fn context_of(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// Gives a canvas of this logical size as many pixels as the screen has; returns how many of them
/// make a logical pixel. A canvas that has them already keeps its drawing.
pub fn scale_canvas(canvas: &HtmlCanvasElement, (width, height): (f64, f64)) -> f64 {
    let ratio = leptos::prelude::window().device_pixel_ratio();
    let (width, height) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    ratio
}
