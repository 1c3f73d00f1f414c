//! A drawing: shapes and texts in logical pixels, with axes.
//!
//! plotters counts in whole pixels, so a figure is drawn [`UNIT`] times larger and shown smaller:
//! lines stay smooth. Text is never measured (in a browser plotters would have to write inline
//! styles into the page to do so): a figure leaves room by the number of letters.

pub(in crate::figure) mod axes;
#[cfg(target_arch = "wasm32")]
pub mod canvas;
mod csv;
pub(in crate::figure) mod lines;
pub(in crate::figure) mod palette;
mod paper;
mod signed_image;
pub(in crate::figure) mod spread;
mod svg;
mod text;

pub use csv::{CsvDecimals, CsvOrigin};
pub use palette::{Palette, Rgb, Theme, identity};
pub use paper::{PaperWidth, paper_svg};
use serde::{Deserialize, Serialize};

pub use signed_image::{Peak, SignedImage};
pub use spread::Spread;
pub use svg::{svg, svg_of};
pub(in crate::figure) use text::TextFormat;
use text::text_style;

use plotters::backend::DrawingBackend;
use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Circle, PathElement, Rectangle},
    style::{Color as _, RGBColor},
};

use crate::figure::{Figure, drawing::axes::Area, words::share};

/// Backend pixels in a logical pixel.
pub const UNIT: u32 = 4;
/// plotters' SVG writes a font size of `size / 1.24`; the page's canvas does the same.
pub const FONT_RATIO: f64 = 1.24;
/// What drawing may fail with.
pub type DrawError<DB> = DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;

/// A drawing in logical pixels, kept until it is shown.
///
/// It knows no backend, so that a figure is compiled once, not once for the canvas and once for
/// the file.
pub struct Drawing {
    size: (f64, f64),
    theme: Theme,
    pub(in crate::figure) palette: &'static Palette,
    shapes: Vec<DrawnShape>,
    targets: Vec<(Area, Target)>,
    /// Whether there are signed images, and whether their scale stands beside them.
    scales: SignedScales,
}

/// How far a drawing says what the colors of signed images mean.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SignedScales {
    NoImage,
    Unsaid,
    Said,
}

/// A part of a figure, logical pixels from its left top corner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HitRegion {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Which part of a figure's numbers is at some place: row or line, column or point, run.
pub type Target = [u32; 3];

/// What a drawing is made of, backend pixels.
enum DrawnShape {
    Line { points: Vec<(i32, i32)>, color: Rgb, width: u32 },
    Fill { corners: [(i32, i32); 2], color: Rgb },
    Dot { at: (i32, i32), radius: i32, color: Rgb },
    Text { text: String, at: (i32, i32), format: TextFormat },
}

impl Drawing {
    /// An empty drawing, in logical pixels.
    pub fn new(size: (f64, f64), theme: Theme) -> Self {
        let (palette, scales) = (theme.palette(), SignedScales::NoImage);
        Self { size, theme, palette, shapes: Vec::new(), targets: Vec::new(), scales }
    }

    /// Adds a figure. One that has no numbers yet says so where they will be: axes would promise some.
    pub(in crate::figure) fn add(&mut self, figure: &dyn Figure) {
        if !figure.is_empty() {
            return figure.paint(self);
        }
        let format = TextFormat::start(self.text_size(), self.palette.muted).middle();
        let (width, height) = self.size;
        self.text(&figure.summary(), (0.5 * width, 0.5 * height), format);
    }

    /// Shows the drawing over the whole area, on the color of the surface.
    ///
    /// # Errors
    /// Those of the backend.
    pub fn show<DB: DrawingBackend>(
        &self,
        root: &DrawingArea<DB, Shift>,
    ) -> Result<(), DrawError<DB>> {
        root.fill(&color_of(self.palette.surface))?;
        for shape in &self.shapes {
            match shape {
                DrawnShape::Line { points, color, width } => {
                    let style = color_of(*color).stroke_width(*width);
                    root.draw(&PathElement::new(points.as_slice(), style))?;
                }
                DrawnShape::Fill { corners, color } => {
                    root.draw(&Rectangle::new(*corners, color_of(*color).filled()))?;
                }
                DrawnShape::Dot { at, radius, color } => {
                    root.draw(&Circle::new(*at, *radius, color_of(*color).filled()))?;
                }
                DrawnShape::Text { text, at, format } => {
                    root.draw_text(text, &text_style(*format, self.theme), *at)?;
                }
            }
        }
        Ok(())
    }

    /// What is drawn at a point, logical pixels: where several things are, the nearest.
    pub fn target_at(&self, (x, y): (f64, f64)) -> Option<Target> {
        let distance = |area: &Area| {
            let (right, below) = (x - area.left, y - area.top);
            let is_inside =
                (0.0..area.width).contains(&right) && (0.0..area.height).contains(&below);
            let (right, below) = (right - 0.5 * area.width, below - 0.5 * area.height);
            is_inside.then_some(libm::hypot(right, below))
        };
        let there =
            self.targets.iter().filter_map(|(area, target)| Some((distance(area)?, target)));
        there.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, target)| *target)
    }

    /// Where something is drawn that has a meaning of its own.
    pub fn hit_regions(&self) -> Vec<HitRegion> {
        let region = |&(Area { left, top, width, height }, _): &(Area, Target)| HitRegion {
            left,
            top,
            width,
            height,
        };
        self.targets.iter().map(region).collect()
    }

    /// Says what is drawn in a rectangle.
    pub(in crate::figure) fn target(
        &mut self,
        (left, top): (f64, f64),
        (width, height): (f64, f64),
        target: Target,
    ) {
        self.targets.push((Area { left, top, width, height }, target));
    }

    /// Width and height, logical pixels.
    pub(in crate::figure) fn size(&self) -> (f64, f64) {
        self.size
    }

    /// A text size that grows with the theme.
    pub(in crate::figure) fn text_size(&self) -> f64 {
        text_size(self.theme)
    }

    pub(in crate::figure) fn line(
        &mut self,
        points: impl IntoIterator<Item = (f64, f64)>,
        color: Rgb,
        width: f64,
    ) {
        let points = points.into_iter().map(pixel).collect();
        let width = (width * f64::from(UNIT)).round().max(1.0) as u32;
        self.shapes.push(DrawnShape::Line { points, color, width });
    }

    /// Short strokes along a straight line.
    pub(in crate::figure) fn dashes(
        &mut self,
        from: (f64, f64),
        to: (f64, f64),
        color: Rgb,
        width: f64,
    ) {
        const DASH: f64 = 4.0;
        let length = libm::hypot(to.0 - from.0, to.1 - from.1);
        let at = |along: f64| {
            let share = (along / length).min(1.0);
            (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
        };
        let mut along = 0.0;
        while along < length {
            self.line([at(along), at(along + DASH)], color, width);
            along += 2.0 * DASH;
        }
    }

    pub(in crate::figure) fn fill(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        color: Rgb,
    ) {
        let corners = [pixel((x, y)), pixel((x + width, y + height))];
        self.shapes.push(DrawnShape::Fill { corners, color });
    }

    /// A closed outline.
    pub(in crate::figure) fn frame(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        color: Rgb,
        stroke_width: f64,
    ) {
        let (right, bottom) = (x + width, y + height);
        let half = 0.5 * stroke_width;
        self.line(
            [(x - half, y), (right, y), (right, bottom), (x, bottom), (x, y)],
            color,
            stroke_width,
        );
    }

    pub(in crate::figure) fn dot(&mut self, at: (f64, f64), radius: f64, color: Rgb) {
        let radius = (radius * f64::from(UNIT)).round() as i32;
        self.shapes.push(DrawnShape::Dot { at: pixel(at), radius, color });
    }

    pub(in crate::figure) fn text(&mut self, text: &str, at: (f64, f64), format: TextFormat) {
        self.shapes.push(DrawnShape::Text { text: text.to_owned(), at: pixel(at), format });
    }

    /// The colors of a scale from `-scale` to `scale`, with words after it; one line of text high.
    pub(in crate::figure) fn scale_bar(&mut self, (x, y): (f64, f64), scale: f32, words: &str) {
        const STEPS: i16 = 10;
        self.scales = SignedScales::Said;
        let (text, muted) = (self.text_size(), self.palette.muted);
        let step = 0.3 * text;
        let format = TextFormat::start(0.9 * text, muted);
        let end = share(f64::from(scale));
        let left = x + 2.8 * text;
        self.text(&format!("\u{2212}{end}"), (left - 0.4 * text, y), format.end());
        for index in -STEPS..=STEPS {
            let color = self.theme.signed(f32::from(index) / f32::from(STEPS));
            let at = (left + step * f64::from(index + STEPS), y - 0.4 * text);
            self.fill(at, (step + 0.5, 0.8 * text), color);
        }
        let right = left + step * f64::from(2 * STEPS + 1);
        self.text(&format!("{end}  {words}"), (right + 0.4 * text, y), format);
    }

    /// A picture in gray, row by row: equal neighbors are one rectangle.
    pub(in crate::figure) fn picture(
        &mut self,
        (values, columns): (&[f32], usize),
        (x, y): (f64, f64),
        pixel: f64,
    ) {
        // Steps that the eye hardly sees, so that more neighbors are equal.
        let step = |value: f32| (value.clamp(0.0, 1.0) * 31.0).round() as u8;
        for (row, values) in values.chunks_exact(columns.max(1)).enumerate() {
            let mut left = 0.0;
            for run in values.chunk_by(|a, b| step(*a) == step(*b)) {
                let width = run.len() as f64 * pixel;
                let color = Theme::luminance(f32::from(step(run[0])) / 15.5 - 1.0);
                // Half a pixel more, which the next one covers, so that no seam shows.
                let size = (width + 0.5, pixel + 0.5);
                self.fill((x + left, y + row as f64 * pixel), size, color);
                left += width;
            }
        }
    }

    /// A signed image of many small places, row by row: equal neighbors are one rectangle.
    pub(in crate::figure) fn signed_picture(
        &mut self,
        image: &SignedImage,
        (x, y): (f64, f64),
        place: f64,
    ) {
        self.has_signed_image();
        // Steps that the eye hardly sees, so that more neighbors are equal.
        let step = |value: f32| (32.0 * value / image.scale).round() as i16;
        for (row, values) in image.values.chunks_exact(image.columns).enumerate() {
            let mut left = 0.0;
            for run in values.chunk_by(|a, b| step(*a) == step(*b)) {
                let width = run.len() as f64 * place;
                // Half a pixel more, which the next one covers, so that no seam shows.
                let size = (width + 0.5, place + 0.5);
                let color = self.theme.signed(f32::from(step(run[0])) / 32.0);
                self.fill((x + left, y + row as f64 * place), size, color);
                left += width;
            }
        }
        let size = (image.columns as f64 * place, image.rows() as f64 * place);
        self.frame((x, y), size, self.palette.hairline, self.palette.stroke);
    }

    fn has_signed_image(&mut self) {
        if self.scales == SignedScales::NoImage {
            self.scales = SignedScales::Unsaid;
        }
    }

    /// Small squares of a signed image.
    pub(in crate::figure) fn image(
        &mut self,
        image: &SignedImage,
        (x, y): (f64, f64),
        checker: f64,
    ) {
        self.has_signed_image();
        for (index, value) in image.values.iter().enumerate() {
            let (row, column) = (index / image.columns, index % image.columns);
            let at = (x + column as f64 * checker, y + row as f64 * checker);
            // Neighbors overlap a little, so that no seam shows between them.
            let seam = |at: usize, last: usize| if at == last { 0.0 } else { 1.0 };
            let width = checker + seam(column, image.columns - 1);
            let height = checker + seam(row, image.rows() - 1);
            self.fill(at, (width, height), self.theme.signed(value / image.scale));
        }
        let size = (image.columns as f64 * checker, image.rows() as f64 * checker);
        self.frame((x, y), size, self.palette.hairline, self.palette.stroke);
    }
}

/// Size of text in a theme, logical pixels.
pub(in crate::figure) fn text_size(theme: Theme) -> f64 {
    12.0 + 4.0 * (theme.palette().stroke - 1.0)
}

fn color_of(Rgb(red, green, blue): Rgb) -> RGBColor {
    RGBColor(red, green, blue)
}

fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    let whole = |at: f64| (at * f64::from(UNIT)).round() as i32;
    (whole(x), whole(y))
}
