//! Figures on canvases, by `plotters-canvas`, and as PNG.
//!
//! In: a drawing in logical pixels. Out: the same on a canvas, for any ratio of device pixels, as the SVG holds it. When to draw is
//! left to `LiveFigures`, and to whoever shows a figure of its own.

mod png;

use plotters::drawing::IntoDrawingArea as _;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
    text_anchor::{HPos, VPos},
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

pub use png::{paper_png, png};

use crate::figure::{Drawing, FONT_RATIO, UNIT};
use ganglion_web::scale_canvas;

/// Shows a drawing on a canvas of this size in logical pixels, which gets as many as the screen has.
pub fn show(drawing: &Drawing, canvas: &HtmlCanvasElement, size: (f64, f64)) {
    scale_canvas(canvas, size);
    if let Some(backend) = ScaledCanvas::new(canvas, size) {
        // What the browser does not draw once it may draw the next time.
        drawing.show(&backend.into_drawing_area()).ok();
    }
}

/// The backend of `plotters-canvas` under a transform: it counts in device pixels and sets text a quarter larger and on other
/// baselines than plotters' SVG, so size and text are ours and all else is its.
struct ScaledCanvas {
    inner: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
}

type Outcome = Result<(), DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>>;

impl ScaledCanvas {
    /// Of a canvas that stands for `width` and `height` in logical pixels, however many it has.
    fn new(canvas: &HtmlCanvasElement, (width, height): (f64, f64)) -> Option<Self> {
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let ratio = f64::from(canvas.width()) / width;
        let unit = ratio / f64::from(UNIT);
        context.set_transform(unit, 0.0, 0.0, unit, 0.0, 0.0).ok()?;
        context.set_line_join("round");
        let whole = |length: f64| (length * f64::from(UNIT)).round() as u32;
        let inner = CanvasBackend::with_canvas_object(canvas.clone())?;
        Some(Self { inner, context, size: (whole(width), whole(height)) })
    }
}

impl DrawingBackend for ScaledCanvas {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Outcome {
        self.inner.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Outcome {
        self.inner.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Outcome {
        self.inner.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Outcome {
        self.inner.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        self.inner.draw_path(path, style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        self.inner.fill_polygon(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Outcome {
        self.inner.draw_circle(center, radius, style, fill)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Outcome {
        let size = style.size() / FONT_RATIO;
        let weight = if matches!(style.style(), FontStyle::Bold) { "bold" } else { "normal" };
        self.context.set_font(&format!("{weight} {size}px {}", style.family().as_str()));
        self.context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Right => "right",
            HPos::Center => "center",
        });
        // The offsets of plotters' SVG; half an ex is about .26 em.
        let down = match style.anchor().v_pos {
            VPos::Top => 0.76,
            VPos::Center => 0.26,
            VPos::Bottom => -0.26,
        };
        let BackendColor { rgb: (red, green, blue), alpha } = style.color();
        self.context.set_fill_style_str(&format!("rgba({red},{green},{blue},{alpha})"));
        // A text that the browser does not set is no reason to draw nothing else.
        self.context.fill_text(text, f64::from(x), f64::from(y) + down * size).ok();
        Ok(())
    }
}
