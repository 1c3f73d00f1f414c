//! A figure as a file that says what it shows and how to remake it.

use plotters::{backend::SVGBackend, drawing::IntoDrawingArea as _};

use crate::figure::{Drawing, Figure, Theme, UNIT};

/// Height of the title above a figure, pixels.
const HEAD: u32 = 36;
/// Height of the link below it.
const FOOT: u32 = 28;
/// Longest link that is written out, characters; the whole one is always in the metadata.
const SHOWN_LINK: usize = 100;

/// The figure as SVG with its title above and the link that remakes it below.
///
/// `size` is width and height of the drawing in pixels; the file is a little higher.
///
/// # Panics
/// Never: drawing into a string does not fail.
pub fn svg(figure: &dyn Figure, size: (u32, u32), theme: Theme, link: &str) -> String {
    let mut drawing = Drawing::new((f64::from(size.0), f64::from(size.1)), theme);
    drawing.add(figure);
    svg_of(&drawing, (&figure.title(), &figure.summary()), link)
}

/// The same of a finished drawing; `words` are title and summary.
///
/// # Panics
/// Never: drawing into a string does not fail.
pub fn svg_of(drawing: &Drawing, words: (&str, &str), link: &str) -> String {
    let (width, height) = drawing.size();
    let (width, height) = (width as u32, height as u32);
    let shapes = shapes_of(drawing, (width, height));
    let (title, summary, link) = (escaped(words.0), escaped(words.1), escaped(link));
    let (total, head) = (height + HEAD + FOOT, HEAD * UNIT);
    let (view_width, view_height) = (width * UNIT, total * UNIT);
    let surface = drawing.palette.surface.css();
    let title_text = line(&title, (24, 16), drawing.palette.ink.css());
    let link_text = if link.len() <= SHOWN_LINK { link.as_str() } else { "" };
    let link_text = line(link_text, (total - 10, 11), drawing.palette.muted.css());
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{total}" viewBox="0 0 {view_width} {view_height}" role="img">
<title>{title}</title>
<desc>{summary}</desc>
<metadata>{link}</metadata>
<rect width="{view_width}" height="{view_height}" fill="{surface}"/>
{title_text}<g transform="translate(0 {head})">
{shapes}</g>
{link_text}</svg>
"#
    )
}

/// What a drawing consists of, without the element around it.
///
/// # Panics
/// Never: drawing into a string does not fail.
pub(super) fn shapes_of(drawing: &Drawing, (width, height): (u32, u32)) -> String {
    let mut body = String::new();
    {
        let backend = SVGBackend::with_string(&mut body, (width * UNIT, height * UNIT));
        let root = backend.into_drawing_area();
        drawing.show(&root).expect("drawing into a string does not fail");
        root.present().expect("drawing into a string does not fail");
    }
    // plotters' own opening and closing tags give way to ours.
    let shapes = body.split_once('\n').map_or("", |(_, shapes)| shapes);
    shapes.trim_end().strip_suffix("</svg>").unwrap_or(shapes).to_owned()
}

/// A line of text at a height and of a size, pixels.
fn line(text: &str, (baseline, size): (u32, u32), color: String) -> String {
    let (x, y, size) = (8 * UNIT, baseline * UNIT, size * UNIT);
    format!(
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-family=\"system-ui, sans-serif\" fill=\"{color}\">{text}</text>\n"
    )
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
