//! Figures on the canvases of the page: drawn as soon as what they show has changed, and wherever they are put.

use web_sys::HtmlCanvasElement;

use crate::figure::{
    CsvDecimals, FigureId, FigureRequest, FigureResponse, FigureSet, Theme, canvas,
};

/// Least width for which a height is found, logical pixels: a canvas that is not measured yet is taken for a narrow one.
pub const NARROWEST: f64 = 280.0;

/// The figures, and where they are on the page.
pub struct LiveFigures {
    set: FigureSet,
    places: Vec<CanvasPlace>,
}

/// A canvas with a figure on it.
struct CanvasPlace {
    canvas: HtmlCanvasElement,
    figure: FigureId,
    /// Logical pixels.
    width: f64,
    /// The figure's own if none is given.
    height: Option<f64>,
    theme: Theme,
}

impl LiveFigures {
    /// None yet; files are for this browser.
    pub fn for_browser() -> Self {
        let set = FigureSet::default().with_mark(CsvDecimals::of_browser());
        Self { set, places: Vec::new() }
    }

    /// The figures themselves.
    pub fn set(&self) -> &FigureSet {
        &self.set
    }

    /// Answers a request of the page, and draws what has changed by it.
    pub fn answer(&mut self, request: FigureRequest) -> FigureResponse {
        let mut response = self.set.answer(request);
        match &mut response {
            FigureResponse::Captions(captions) => {
                for caption in captions {
                    caption.height = self.draw(caption.figure);
                }
            }
            FigureResponse::Network { caption, .. } => caption.height = self.draw(caption.figure),
            FigureResponse::Remarks(_)
            | FigureResponse::HitRegions(_)
            | FigureResponse::Table(_)
            | FigureResponse::Images(_)
            | FigureResponse::Text(_)
            | FigureResponse::Verdict { .. }
            | FigureResponse::Nothing => {}
        }
        response
    }

    /// Puts a figure on a canvas of a width, logical pixels, in place of what was there; as high as it needs if no height is
    /// given. Returns its height.
    pub fn put(
        &mut self,
        canvas: HtmlCanvasElement,
        figure: FigureId,
        (width, height): (f64, Option<f64>),
        theme: Theme,
    ) -> f64 {
        self.take_away(&canvas);
        self.places.push(CanvasPlace { canvas, figure, width, height, theme });
        self.draw(figure)
    }

    /// Nothing is drawn on a canvas any more.
    pub fn take_away(&mut self, canvas: &HtmlCanvasElement) {
        self.places.retain(|place| place.canvas != *canvas);
    }

    /// Draws a figure wherever it is; returns the height of the last of these places, 0 if there is none.
    fn draw(&self, figure: FigureId) -> f64 {
        let mut last = 0.0;
        for place in self.places.iter().filter(|place| place.figure == figure) {
            let own = || self.set.height(figure, place.width.max(NARROWEST), place.theme);
            let Some(height) = place.height.or_else(own) else { continue };
            let size = (place.width, height);
            if place.width >= 1.0
                && let Some(drawing) = self.set.drawing(figure, size, place.theme)
            {
                canvas::show(&drawing, &place.canvas, size);
            }
            last = height;
        }
        last
    }
}
