//! Figures as PNG.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url,
};

use ganglion_core::link::png_with_link;

/// Pixels of a PNG for each logical one.
const RATIO: u32 = 2;

/// The picture of an SVG file of ours, title and all, as PNG of twice the pixels with the link inside.
///
/// # Errors
/// If the browser cannot draw or write it, in its words.
pub async fn png(svg: &str, link: &str) -> Result<Vec<u8>, JsValue> {
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
    let canvas = drawn(&image)?;
    let written = Promise::new(&mut |resolve: Function, reject: Function| {
        if let Err(reason) = canvas.to_blob(&resolve) {
            reject.call1(&JsValue::UNDEFINED, &reason).ok();
        }
    });
    let blob: Blob = JsFuture::from(written).await?.dyn_into()?;
    let bytes = Uint8Array::new(&JsFuture::from(blob.array_buffer()).await?).to_vec();
    png_with_link(&bytes, link).ok_or_else(|| JsValue::from_str("the browser writes no PNG"))
}

/// A canvas with a picture on it.
fn drawn(image: &HtmlImageElement) -> Result<HtmlCanvasElement, JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or_else(|| JsValue::from_str("there is no page"))?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    let (width, height) = (RATIO * image.natural_width(), RATIO * image.natural_height());
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or("the browser draws no figure")?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(
        image,
        0.0,
        0.0,
        f64::from(width),
        f64::from(height),
    )?;
    Ok(canvas)
}
