//! Figures of the image explorer, which it makes and draws itself.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use web_sys::HtmlCanvasElement;

use crate::image_explorer::state::ImageExplorer;
use ganglion_components::{
    Plot, PlotFile, PlotSource,
    reactive::{Effect, RwSignal},
};
use ganglion_core::{link, mark, words::say};
use ganglion_figures::figure::{
    Caption, CsvDecimals, CsvOrigin, Drawing, Figure, NARROWEST, Table, Theme,
    canvas::{png, show},
    svg,
};
use ganglion_web::download;

/// A figure of the image explorer.
pub(super) type SharedFigure = Arc<dyn Figure + Send + Sync>;

/// Makes a figure anew whenever what it reads has changed; nothing as long as there is none.
pub(super) type Make = Arc<dyn Fn() -> Option<SharedFigure> + Send + Sync>;

/// What is said if a file cannot be handed over.
pub(super) const NOT_SAVED: &str =
    mark!("The browser did not take the file. Allow downloads for this site and save it again.");

/// A figure, as it is at the time.
#[derive(Clone, Copy)]
struct LocalFigure {
    figure: RwSignal<Option<SharedFigure>>,
    /// What is said of it, with its height on the canvas.
    caption: RwSignal<Option<Caption>>,
    name: &'static str,
    explorer: ImageExplorer,
}

impl LocalFigure {
    /// Made once for each change of what it is made from.
    fn new(make: Make, name: &'static str) -> Self {
        let (figure, caption) = (RwSignal::new(None), RwSignal::new(None));
        Effect::new(move || {
            let made = make();
            let height = caption.with_untracked(|known| known.as_ref().map_or(0.0, height_of));
            caption.set(made.as_ref().map(|figure| caption_of(&**figure, name, height)));
            figure.set(made);
        });
        Self { figure, caption, name, explorer: ImageExplorer::get() }
    }

    fn offer(self, ending: &str, media_type: &str, bytes: &[u8]) {
        let file = format!("{}.{ending}", self.name);
        if bytes.is_empty() || download(&file, media_type, bytes).is_err() {
            self.explorer.say(say(NOT_SAVED).to_owned());
        }
    }
}

fn height_of(caption: &Caption) -> f64 {
    caption.height
}

fn caption_of(figure: &dyn Figure, name: &str, height: f64) -> Caption {
    Caption { click: None, height, ..Caption::of(figure, name) }
}

impl PlotSource for LocalFigure {
    fn read<T>(self, read: impl FnOnce(&Caption) -> T) -> Option<T> {
        self.caption.with(|caption| caption.as_ref().map(read))
    }

    fn table(self) -> Option<Table> {
        self.figure.with(|figure| figure.as_ref().and_then(|figure| figure.table()))
    }

    fn track(self) {
        self.figure.track();
    }

    fn put(self, canvas: &HtmlCanvasElement, (width, height): (f64, Option<f64>), theme: Theme) {
        let Some(figure) = self.figure.get_untracked() else { return };
        let height = height.unwrap_or_else(|| figure.height(width.max(NARROWEST), theme));
        let is_new = |caption: &Option<Caption>| {
            caption.as_ref().is_some_and(|caption| height_of(caption).to_bits() != height.to_bits())
        };
        if self.caption.with_untracked(is_new) {
            self.caption.update(|caption| {
                if let Some(caption) = caption {
                    caption.height = height;
                }
            });
        }
        if width >= 1.0 && height >= 1.0 {
            let mut drawing = Drawing::new((width, height), theme);
            figure.paint(&mut drawing);
            show(&drawing, canvas, (width, height));
        }
    }

    fn save(
        self,
        file: PlotFile,
        (width, height): (f64, Option<f64>),
        theme: Theme,
        link: Option<String>,
    ) {
        let Some(figure) = self.figure.get_untracked() else { return };
        let settings = || self.explorer.app.draft.with_untracked(link::encode);
        let link = link.or_else(|| self.explorer.link_of_subjects()).unwrap_or_else(settings);
        if file == PlotFile::Csv {
            let origin = CsvOrigin { link: &link, checksum: None };
            let csv = figure.data().map(|data| data.to_csv(origin, CsvDecimals::of_browser()));
            return self.offer("csv", "text/csv", csv.unwrap_or_default().as_bytes());
        }
        let height = height.unwrap_or_else(|| figure.height(width, theme)).ceil();
        let text = svg(&*figure, (width as u32, height as u32), theme, &link);
        if file == PlotFile::Svg {
            return self.offer("svg", "image/svg+xml", text.as_bytes());
        }
        spawn_local(async move {
            // Without bytes the browser is offered nothing, and what to do is said.
            let bytes = png(&text, &link).await.unwrap_or_default();
            self.offer("png", "image/png", &bytes);
        });
    }
}

/// A figure that redraws itself whenever what it is made from has changed.
#[component]
pub fn FigurePlot(
    /// Makes it.
    make: Make,
    /// Name of its file, without ending.
    name: &'static str,
    /// What a click does, given its place on the drawing and the width of that, logical pixels.
    #[prop(optional)]
    pick: Option<Callback<((f64, f64), f64)>>,
) -> impl IntoView {
    let figure = LocalFigure::new(make, name);
    pick.map_or_else(
        || view! { <Plot figure/> }.into_any(),
        |clicked| view! { <Plot figure clicked/> }.into_any(),
    )
}
