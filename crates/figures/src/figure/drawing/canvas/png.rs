//! Figures as PNG.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url,
};

use ganglion_core::link::{png_with_density, png_with_link};

/// Pixels of a PNG for each logical one.
const RATIO: f64 = 2.0;
/// Of one for print, on an inch; there are 96 logical pixels to it.
const PRINTED: f64 = 600.0;
const LOGICAL: f64 = 96.0;
/// Most pixels of a canvas: no browser has fewer.
const MOST: f64 = 16.0e6;

/// The picture of an SVG file of ours, title and all, as PNG of twice the pixels with the link inside.
///
/// # Errors
/// If the browser cannot draw or write it, in its words.
pub async fn png(svg: &str, link: &str) -> Result<Vec<u8>, JsValue> {
    let (bytes, _) = written(svg, RATIO).await?;
    png_with_link(&bytes, link).ok_or_else(no_png)
}

/// The picture of an SVG file for print, as PNG that says how large it is printed, with the link inside.
///
/// # Errors
/// As [`png`].
pub async fn paper_png(svg: &str, link: &str) -> Result<Vec<u8>, JsValue> {
    let (bytes, ratio) = written(svg, PRINTED / LOGICAL).await?;
    let bytes = png_with_density(&bytes, LOGICAL * ratio).ok_or_else(no_png)?;
    png_with_link(&bytes, link).ok_or_else(no_png)
}

fn no_png() -> JsValue {
    JsValue::from_str("the browser writes no PNG")
}

/// An SVG file as PNG, and the pixels that it has for each logical one: so many, or as many as fit.
async fn written(svg: &str, ratio: f64) -> Result<(Vec<u8>, f64), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("image/svg+xml");
    let parts = Array::of1(&JsValue::from_str(svg));
    let url = Url::create_object_url_with_blob(&Blob::new_with_str_sequence_and_options(
        &parts, &options,
    )?)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&url);
    let decoded = JsFuture::from(image.decode()).await;
    Url::revoke_object_url(&url)?;
    decoded?;
    let area = f64::from(image.natural_width()) * f64::from(image.natural_height());
    let ratio = ratio.min((MOST / area.max(1.0)).sqrt());
    let canvas = drawn(&image, ratio)?;
    let written = Promise::new(&mut |resolve: Function, reject: Function| {
        if let Err(reason) = canvas.to_blob(&resolve) {
            reject.call1(&JsValue::UNDEFINED, &reason).ok();
        }
    });
    let blob: Blob = JsFuture::from(written).await?.dyn_into()?;
    let bytes = Uint8Array::new(&JsFuture::from(blob.array_buffer()).await?).to_vec();
    Ok((bytes, ratio))
}

/// A canvas with a picture on it.
fn drawn(image: &HtmlImageElement, ratio: f64) -> Result<HtmlCanvasElement, JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or_else(|| JsValue::from_str("there is no page"))?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    let pixels = |length: u32| (ratio * f64::from(length)).round();
    let (width, height) = (pixels(image.natural_width()), pixels(image.natural_height()));
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d")?.ok_or("the browser draws no figure")?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height)?;
    Ok(canvas)
}
