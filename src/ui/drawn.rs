//! Figures without their types: each is drawn by one piece of code, on the canvas and into a file.

use std::sync::Arc;

use plotters::{backend::SVGBackend, drawing::IntoDrawingArea as _};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use web_sys::HtmlCanvasElement;

use crate::{
    figure::{Figure, Table, Theme, svg_around},
    ui::{
        canvas_backend::{CanvasBackend, CanvasError},
        reactive::{Memo, Signal},
    },
};

/// Any figure, as it is at the time.
#[derive(Clone)]
pub struct Drawn(Arc<dyn AnyFigure>);

trait AnyFigure: Send + Sync {
    fn track(&self);
    fn title(&self) -> String;
    fn summary(&self) -> String;
    fn table(&self) -> Option<Table>;
    fn draw(&self, on: Paper<'_>, theme: Theme);
}

impl<F: Figure + Send + Sync + 'static> AnyFigure for Signal<F> {
    fn track(&self) {
        Self::track(*self);
    }

    fn title(&self) -> String {
        self.with(Figure::title)
    }

    fn summary(&self) -> String {
        self.with(Figure::summary)
    }

    fn table(&self) -> Option<Table> {
        self.with(Figure::table)
    }

    fn draw(&self, on: Paper<'_>, theme: Theme) {
        let drawn = self.with_untracked(|figure| figure.draw(&on.into_drawing_area(), theme));
        if let Err(err) = drawn {
            leptos::logging::error!("{err}");
        }
    }
}

impl<F: Figure + Send + Sync + 'static> From<Signal<F>> for Drawn {
    fn from(figure: Signal<F>) -> Self {
        Self(Arc::new(figure))
    }
}

impl<F: Figure + Send + Sync + 'static> From<Memo<F>> for Drawn {
    fn from(figure: Memo<F>) -> Self {
        Self::from(Signal::<F>::from(figure))
    }
}

impl Drawn {
    /// Is told of changes.
    pub fn track(&self) {
        self.0.track();
    }

    /// The finding.
    pub fn title(&self) -> String {
        self.0.title()
    }

    /// One sentence.
    pub fn summary(&self) -> String {
        self.0.summary()
    }

    /// The numbers.
    pub fn table(&self) -> Option<Table> {
        self.0.table()
    }

    /// Draws it on a canvas of this size in logical pixels, if the canvas can be drawn on.
    pub fn draw(&self, canvas: &HtmlCanvasElement, size: (f64, f64), theme: Theme) {
        if size.0 >= 1.0
            && let Some(canvas) = CanvasBackend::new(canvas, size)
        {
            self.0.draw(Paper::Canvas(canvas), theme);
        }
    }

    /// The figure as a file, as [`svg`](crate::figure::svg) makes it.
    pub fn svg(&self, size: (u32, u32), theme: Theme, link: &str) -> String {
        let draw = |file: SVGBackend<'_>| self.0.draw(Paper::File(file), theme);
        let words = (self.title(), self.summary());
        svg_around((&words.0, &words.1), size, theme, link, &draw)
    }
}

/// What a figure is drawn on.
enum Paper<'a> {
    Canvas(CanvasBackend),
    File(SVGBackend<'a>),
}

type Result = core::result::Result<(), DrawingErrorKind<CanvasError>>;

/// A file is a string and refuses nothing.
fn written<E: std::error::Error + Send + Sync>(
    result: core::result::Result<(), DrawingErrorKind<E>>,
) -> Result {
    result.map_err(|err| DrawingErrorKind::DrawingError(CanvasError::new(&err)))
}

macro_rules! on_either {
    ($paper:expr, $method:ident($($argument:expr),*)) => {
        match $paper {
            Paper::Canvas(canvas) => canvas.$method($($argument),*),
            Paper::File(file) => written(file.$method($($argument),*)),
        }
    };
}

impl DrawingBackend for Paper<'_> {
    type ErrorType = CanvasError;

    fn get_size(&self) -> (u32, u32) {
        match self {
            Self::Canvas(canvas) => canvas.get_size(),
            Self::File(file) => file.get_size(),
        }
    }

    fn ensure_prepared(&mut self) -> Result {
        on_either!(self, ensure_prepared())
    }

    fn present(&mut self) -> Result {
        on_either!(self, present())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Result {
        on_either!(self, draw_pixel(point, color))
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result {
        on_either!(self, draw_line(from, to, style))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result {
        on_either!(self, draw_rect(from, to, style, fill))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result {
        on_either!(self, draw_path(path, style))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result {
        on_either!(self, fill_polygon(path, style))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result {
        on_either!(self, draw_circle(center, radius, style, fill))
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        at: BackendCoord,
    ) -> Result {
        on_either!(self, draw_text(text, style, at))
    }
}
