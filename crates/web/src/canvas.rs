//! What is the same for every canvas.

use web_sys::HtmlCanvasElement;

/// Gives a canvas of this logical size as many pixels as the screen has; returns how many of them
/// make a logical pixel. A canvas that has them already keeps its drawing.
pub fn scale_canvas(canvas: &HtmlCanvasElement, (width, height): (f64, f64)) -> f64 {
    let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
    let (width, height) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    ratio
}
