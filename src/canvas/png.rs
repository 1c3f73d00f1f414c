//! Figures as PNG.

use js_sys::{Function, Promise, Uint8Array};
use plotters::drawing::IntoDrawingArea as _;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlCanvasElement};

use crate::{canvas::CanvasBackend, figure::Sheet, link::png_with_link};

/// Pixels of a PNG for each logical one.
const RATIO: f64 = 2.0;

/// A drawing as PNG, with its link inside.
///
/// # Errors
/// If the browser cannot draw or write it, in its words.
pub async fn png(sheet: &Sheet, size: (f64, f64), link: &str) -> Result<Vec<u8>, JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or_else(|| JsValue::from_str("there is no page"))?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width((RATIO * size.0).round() as u32);
    canvas.set_height((RATIO * size.1).round() as u32);
    let backend = CanvasBackend::new(&canvas, size).ok_or("the browser draws no figure")?;
    sheet.show(&backend.into_drawing_area()).map_err(|err| JsValue::from_str(&err.to_string()))?;
    let drawn = Promise::new(&mut |resolve: Function, reject: Function| {
        if let Err(reason) = canvas.to_blob(&resolve) {
            reject.call1(&JsValue::UNDEFINED, &reason).ok();
        }
    });
    let blob: Blob = JsFuture::from(drawn).await?.dyn_into()?;
    let bytes = Uint8Array::new(&JsFuture::from(blob.array_buffer()).await?).to_vec();
    png_with_link(&bytes, link).ok_or_else(|| JsValue::from_str("the browser writes no PNG"))
}
