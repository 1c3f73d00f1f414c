//! A file to a gray picture, by the browser's decoder.

use js_sys::{Object, Reflect, TypeError, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ColorSpaceConversion, DedicatedWorkerGlobalScope, ImageBitmap, ImageBitmapOptions,
    ImageOrientation, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

use crate::{
    network::checksum_of_bytes,
    pictures::{Format, MAX_MEGABYTES, Picture, Reducer, Refusal, inspect},
};

/// Rows that are read at once: some megabytes of the longest.
const BAND: u32 = 64;

/// Decodes a file, upright and in the colors of a screen.
///
/// What the file says of itself is looked at first, so that nothing huge is decoded. The browser holds the
/// whole picture; here it only passes through, band by band.
///
/// # Errors
/// [`Refusal`], for people.
pub async fn decode(name: &str, file: &Blob) -> Result<Picture, Refusal> {
    let megabytes = (file.size() / 1e6).ceil() as u64;
    if megabytes > MAX_MEGABYTES {
        return Err(Refusal::Heavy { megabytes });
    }
    let bytes = JsFuture::from(file.array_buffer()).await.map_err(|_reason| Refusal::Unreadable)?;
    let bytes = Uint8Array::new(&bytes).to_vec();
    let inspected = inspect(name, &bytes)?;
    let checksum = checksum_of_bytes(bytes);
    let bitmap = bitmap(file).await.map_err(|_reason| undecodable(inspected.format))?;
    let size = (bitmap.width(), bitmap.height());
    let reduced = reduce(&bitmap);
    bitmap.close();
    let (width, gray) = reduced?;
    let note = inspected.note.map(str::to_owned);
    Ok(Picture { name: name.to_owned(), checksum, size, note, width, gray })
}

/// Why the browser could not decode what should be a picture.
fn undecodable(format: Format) -> Refusal {
    if format.is_common() { Refusal::Undecodable } else { Refusal::Format(format.name()) }
}

async fn bitmap(file: &Blob) -> Result<ImageBitmap, JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let options = ImageBitmapOptions::new();
    options.set_image_orientation(ImageOrientation::FromImage);
    options.set_color_space_conversion(ColorSpaceConversion::Default);
    let asked = scope.create_image_bitmap_with_blob_and_image_bitmap_options(file, &options)?;
    let decoded = match JsFuture::from(asked).await {
        // Browsers of early 2023 do not know the word for what they do anyway.
        Err(reason) if reason.is_instance_of::<TypeError>() => {
            JsFuture::from(scope.create_image_bitmap_with_blob(file)?).await
        }
        decoded => decoded,
    };
    decoded?.dyn_into()
}

/// Reads a decoded picture band by band.
fn reduce(bitmap: &ImageBitmap) -> Result<(u32, Vec<u8>), Refusal> {
    let (width, height) = (bitmap.width(), bitmap.height());
    let mut reducer = Reducer::new(width, height)?;
    let canvas = canvas(width, height.min(BAND)).map_err(|_reason| Refusal::Undecodable)?;
    for top in (0..height).step_by(BAND as usize) {
        let band = read(&canvas, bitmap, top).map_err(|_reason| Refusal::Undecodable)?;
        reducer.push(&band);
    }
    reducer.finish()
}

/// A canvas that is kept where its pixels can be read.
fn canvas(width: u32, height: u32) -> Result<OffscreenCanvasRenderingContext2d, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
    let canvas = OffscreenCanvas::new(width, height)?;
    let context = canvas.get_context_with_context_options("2d", &options)?;
    context.ok_or(JsValue::NULL)?.dyn_into().map_err(JsValue::from)
}

/// The next band: red, green, blue and opacity of its pixels.
fn read(
    canvas: &OffscreenCanvasRenderingContext2d,
    bitmap: &ImageBitmap,
    top: u32,
) -> Result<Vec<u8>, JsValue> {
    let (width, height) = (f64::from(bitmap.width()), f64::from(BAND.min(bitmap.height() - top)));
    canvas.clear_rect(0.0, 0.0, width, height);
    let (x, y) = (0.0, f64::from(top));
    canvas.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        bitmap, x, y, width, height, 0.0, 0.0, width, height,
    )?;
    Ok(canvas.get_image_data(0.0, 0.0, width, height)?.data().0)
}
