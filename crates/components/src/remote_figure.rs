//! Figures that the figures module makes, draws and writes: the page holds their names, and what is said of them.

use leptos::prelude::{expect_context, untrack};
use web_sys::HtmlCanvasElement;

use crate::{
    figures_module::{FiguresModule, Opened},
    plot::{PlotFile, PlotSource},
    reactive::{Effect, Memo, RwSignal},
    state::AppState,
};
use ganglion_core::link;
use ganglion_figures::figure::{
    Caption, FigureId, FigureRequest, FigureResponse, HitRegion, Table, Theme,
};

/// A figure, as it is at the time.
#[derive(Clone, Copy)]
pub struct RemoteFigure {
    state: AppState,
    figures: FiguresModule,
    /// Of all figures that belong together.
    captions: RwSignal<Vec<Caption>>,
    /// Its name: another one for each run.
    id: Memo<Option<FigureId>>,
}

impl RemoteFigure {
    /// The figure with a number among those that `captions` tell of.
    pub fn numbered(figures: FiguresModule, captions: RwSignal<Vec<Caption>>, number: u32) -> Self {
        let id = Memo::new(move |_| {
            captions.with(|captions| {
                let mut all = captions.iter().map(|caption| caption.figure);
                all.find(|figure| figure.number == number)
            })
        });
        Self { state: expect_context(), figures, captions, id }
    }

    /// A figure for itself, made anew whenever what `request` reads has changed.
    pub fn single(
        figures: FiguresModule,
        id: FigureId,
        request: impl Fn() -> FigureRequest + 'static,
    ) -> Self {
        let captions = RwSignal::new(Vec::new());
        let may_load = expect_context::<AppState>().may_load_rest;
        Effect::new(move || {
            if may_load.get() {
                figures.load();
            }
        });
        Effect::new(move || {
            figures.loading.track();
            if let Some(FigureResponse::Captions(newest)) = figures.request(&request()) {
                captions.set(newest);
            }
        });
        Self::numbered(figures, captions, id.number)
    }

    fn answer(self, request: impl FnOnce(FigureId) -> FigureRequest) -> Option<FigureResponse> {
        self.figures.request(&request(self.id.get()?))
    }
}

impl PlotSource for RemoteFigure {
    fn read<T>(self, read: impl FnOnce(&Caption) -> T) -> Option<T> {
        let id = self.id.get()?;
        self.captions
            .with(|captions| captions.iter().find(|caption| caption.figure == id).map(read))
    }

    fn table(self) -> Option<Table> {
        self.captions.track();
        let answer = self.answer(|figure| FigureRequest::Table { figure });
        if let Some(FigureResponse::Table(table)) = answer { table } else { None }
    }

    // Once it is on a canvas, the module draws it whenever it changes.
    fn track(self) {
        self.id.track();
    }

    fn put(self, canvas: &HtmlCanvasElement, size: (f64, Option<f64>), theme: Theme) {
        let Some(figure) = self.id.get_untracked() else { return };
        let Some(height) = self.figures.put(canvas, figure, size, theme) else { return };
        let is_new = |caption: &Caption| {
            caption.figure == figure && caption.height.to_bits() != height.to_bits()
        };
        if self.captions.with_untracked(|captions| captions.iter().any(is_new)) {
            self.captions.update(|captions| {
                captions.iter_mut().filter(|caption| is_new(caption)).for_each(|caption| {
                    caption.height = height;
                });
            });
        }
    }

    fn take_away(self, canvas: &HtmlCanvasElement) {
        self.figures.take_away(canvas);
    }

    fn save(self, file: PlotFile, size: (f64, Option<f64>), theme: Theme, link: Option<String>) {
        let state = self.state;
        let Some(figure) = self.id.get_untracked() else { return };
        let name = untrack(|| self.read(|caption| caption.name.clone())).unwrap_or_default();
        let link = link.unwrap_or_else(|| link::encode(&untrack(|| state.seen())));
        let notify = move |notice| state.notify(notice);
        let size = (size.0, size.1.unwrap_or(0.0));
        let write = if file == PlotFile::Csv {
            FigureRequest::Csv { figure, link }
        } else {
            FigureRequest::Write { figure, size, theme, link }
        };
        let text = |ending, media_type| (name.clone() + ending, media_type);
        match file {
            PlotFile::Png => self.figures.save_png(|_| Some(write), name + ".png", notify),
            PlotFile::Svg => {
                self.figures.save(|_| Some(write), text(".svg", "image/svg+xml"), notify);
            }
            PlotFile::Csv => self.figures.save(|_| Some(write), text(".csv", "text/csv"), notify),
        }
    }

    fn hit_regions(self, size: (f64, f64), theme: Theme) -> Vec<HitRegion> {
        self.captions.track();
        let answer = self.answer(|figure| FigureRequest::HitRegions { figure, size, theme });
        if let Some(FigureResponse::HitRegions(regions)) = answer { regions } else { Vec::new() }
    }

    fn pick(self, at: (f64, f64), size: (f64, f64), theme: Theme) {
        let answer =
            untrack(|| self.answer(|figure| FigureRequest::Pick { figure, at, size, theme }));
        if let Some(FigureResponse::Captions(newest)) = answer {
            self.captions.set(newest);
        } else if let Some(FigureResponse::Network { caption, words, link }) = answer {
            self.figures.opened.set(Some(Opened { caption, words, link }));
        }
    }
}
