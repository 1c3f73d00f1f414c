//! A figure as a file that says what it shows and how to remake it.

use plotters::{backend::SVGBackend, drawing::IntoDrawingArea as _};

use crate::figure::{Figure, Theme, UNIT};

/// The figure as SVG with its title, its summary and the link that remakes it.
///
/// `size` is width and height in pixels.
///
/// # Panics
/// Never: drawing into a string does not fail.
pub fn svg<F: Figure>(figure: &F, size: (u32, u32), theme: Theme, link: &str) -> String {
    let (width, height) = size;
    let mut body = String::new();
    {
        let backend = SVGBackend::with_string(&mut body, (width * UNIT, height * UNIT));
        let root = backend.into_drawing_area();
        figure.draw(&root, theme).expect("drawing into a string does not fail");
        root.present().expect("drawing into a string does not fail");
    }
    let drawing = body.split_once('\n').map_or(body.as_str(), |(_, drawing)| drawing);
    let (view_width, view_height) = (width * UNIT, height * UNIT);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {view_width} {view_height}\" role=\"img\">\n<title>{}</title>\n\
         <desc>{}</desc>\n<metadata>{}</metadata>\n{drawing}",
        escaped(&figure.title()),
        escaped(&figure.summary()),
        escaped(link),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
