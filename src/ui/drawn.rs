//! Figures without their types: each draws on a sheet, shown on the canvas or written to a file.

use std::sync::Arc;

use plotters::drawing::IntoDrawingArea as _;
use web_sys::HtmlCanvasElement;

use crate::{
    figure::{Figure, Sheet, Table, Target, Theme, svg_of},
    ui::{
        canvas_backend::CanvasBackend,
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
    fn height(&self, width: f64, theme: Theme) -> f64;
    fn paint(&self, sheet: &mut Sheet);
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

    fn height(&self, width: f64, theme: Theme) -> f64 {
        self.with(|figure| figure.height(width, theme))
    }

    fn paint(&self, sheet: &mut Sheet) {
        self.with_untracked(|figure| figure.paint(sheet));
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

    /// The height that it needs at a width, logical pixels; a canvas that is not measured yet is
    /// taken for a narrow one.
    pub fn height(&self, width: f64, theme: Theme) -> f64 {
        const NARROWEST: f64 = 280.0;
        self.0.height(width.max(NARROWEST), theme)
    }

    /// Draws it on a canvas of this size in logical pixels, if the canvas can be drawn on.
    pub fn draw(&self, canvas: &HtmlCanvasElement, size: (f64, f64), theme: Theme) {
        if size.0 >= 1.0
            && let Some(backend) = CanvasBackend::new(canvas, size)
            && let Err(err) = self.sheet(size, theme).show(&backend.into_drawing_area())
        {
            leptos::logging::error!("{err}");
        }
    }

    /// What is drawn at a point of it, if that is something.
    pub fn target_at(&self, at: (f64, f64), size: (f64, f64), theme: Theme) -> Option<Target> {
        self.sheet(size, theme).target_at(at)
    }

    /// The figure as a file, as [`svg`](crate::figure::svg) makes it.
    pub fn svg(&self, (width, height): (u32, u32), theme: Theme, link: &str) -> String {
        let sheet = self.sheet((f64::from(width), f64::from(height)), theme);
        svg_of(&sheet, (&self.title(), &self.summary()), link)
    }

    fn sheet(&self, size: (f64, f64), theme: Theme) -> Sheet {
        let mut sheet = Sheet::new(size, theme);
        self.0.paint(&mut sheet);
        sheet
    }
}
