//! Figures of the studio: canvas, words, numbers and file.

use std::sync::Arc;

use leptos::{ev, html::Canvas, prelude::*, task::spawn_local};
use web_sys::HtmlCanvasElement;

use crate::{
    canvas::{png, show},
    figure::{Figure, Sheet, svg},
    link, mark,
    studio::state::Studio,
    t,
    ui::{
        download,
        reactive::{Effect, Memo, RwSignal},
        redraw_when, scale_canvas, table_view, use_width,
        views::when,
    },
    words::say,
};

/// A figure of the studio.
pub(super) type Shown = Arc<dyn Figure + Send + Sync>;

/// Makes a figure anew whenever what it reads has changed; nothing as long as there is none.
pub(super) type Make = Arc<dyn Fn() -> Option<Shown> + Send + Sync>;

/// What is said if a file cannot be handed over.
pub(super) const NOT_SAVED: &str =
    mark!("The browser did not take the file. Allow downloads for this site and save it again.");

/// Narrowest file, pixels.
const MIN_FILE_WIDTH: f64 = 640.0;

/// A figure, as it is at the time.
#[derive(Clone, Copy)]
struct Leaf {
    figure: RwSignal<Option<Shown>>,
    studio: Studio,
}

impl Leaf {
    /// Made once for each change of what it is made from.
    fn new(make: Make) -> Self {
        let figure = RwSignal::new(None);
        Effect::new(move || figure.set(make()));
        Self { figure, studio: Studio::get() }
    }

    /// Reads the figure; the default as long as there is none.
    fn read<T: Default>(self, of: impl FnOnce(&Shown) -> T) -> T {
        self.figure.with(|figure| figure.as_ref().map(of).unwrap_or_default())
    }

    /// The height that it needs at a width, logical pixels; a canvas that is not measured yet is
    /// taken for a narrow one.
    fn height(self, width: f64) -> f64 {
        const NARROWEST: f64 = 280.0;
        let theme = self.studio.app.theme.get();
        self.read(|figure| figure.height(width.max(NARROWEST), theme))
    }

    fn draw(self, canvas: &HtmlCanvasElement, size: (f64, f64)) {
        let Some(figure) = self.figure.get_untracked() else { return };
        if size.0 < 1.0 || size.1 < 1.0 {
            return;
        }
        scale_canvas(canvas, size);
        let mut sheet = Sheet::new(size, self.studio.app.theme.get_untracked());
        figure.paint(&mut sheet);
        show(&sheet, canvas, size);
    }

    /// Saves the drawing as SVG, or as PNG of twice the pixels; the link is in both.
    fn save(self, width: f64, (name, is_png): (&'static str, bool)) {
        let Some(figure) = self.figure.get_untracked() else { return };
        let theme = self.studio.app.theme.get_untracked();
        let width = width.max(MIN_FILE_WIDTH).round();
        let height = figure.height(width, theme).ceil();
        let link = self.studio.app.draft.with_untracked(link::encode);
        let text = svg(&*figure, (width as u32, height as u32), theme, &link);
        if !is_png {
            return self.offer(&format!("{name}.svg"), "image/svg+xml", text.as_bytes());
        }
        spawn_local(async move {
            // Without bytes the browser is offered nothing, and what to do is said.
            let bytes = png(&text, &link).await.unwrap_or_default();
            self.offer(&format!("{name}.png"), "image/png", &bytes);
        });
    }

    fn save_csv(self, name: &str) {
        if let Some(table) = self.read(|figure| figure.table()) {
            self.offer(&format!("{name}.csv"), "text/csv", table.to_csv().as_bytes());
        }
    }

    fn offer(self, file: &str, media_type: &str, bytes: &[u8]) {
        if bytes.is_empty() || !download(file, media_type, bytes) {
            self.studio.say(say(NOT_SAVED).to_owned());
        }
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
    let leaf = Leaf::new(make);
    let canvas = NodeRef::<Canvas>::new();
    let width = use_width(canvas);
    let words = Memo::new(move |_| leaf.read(|figure| (figure.title(), figure.summary())));
    let height = Memo::new(move |_| leaf.height(width.get()));
    let draw = move || {
        if let Some(canvas) = canvas.get_untracked() {
            leaf.draw(&canvas, (width.get_untracked(), height.get_untracked()));
        }
    };
    let track = move || {
        leaf.figure.track();
        leaf.studio.app.theme.track();
        width.track();
        height.track();
    };
    redraw_when(track, draw);
    let save = move |is_png| leaf.save(width.get_untracked(), (name, is_png));
    let clicked = move |event: ev::MouseEvent| {
        if let Some(pick) = pick {
            let at = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            pick.run((at, width.get_untracked()));
        }
    };
    view! {
        <figure class="plot">
            <figcaption class="plot-title">{move || words.get().0}</figcaption>
            <div class="plot-frame">
                <canvas
                    node_ref=canvas
                    class="plot-canvas"
                    class:pickable=pick.is_some()
                    on:click=clicked
                    role="img"
                    aria-label=move || words.get().1
                    style:height=move || format!("{}px", height.get())
                ></canvas>
            </div>
            <div class="plot-tools">
                <button type="button" class="quiet" on:click=move |_| save(false)>
                    {t!("Save SVG")}
                </button>
                <button type="button" class="quiet" on:click=move |_| save(true)>
                    {t!("Save PNG")}
                </button>
                <Numbers leaf name/>
            </div>
        </figure>
    }
}

/// The numbers of a figure, made only while they are looked at.
#[component]
fn Numbers(
    /// Whose numbers.
    leaf: Leaf,
    /// Name of their file, without ending.
    name: &'static str,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let has_table = Memo::new(move |_| leaf.read(|figure| figure.table().is_some()));
    let table = move || {
        let table = is_open.get().then(|| leaf.read(|figure| figure.table())).flatten();
        table.map(|table| table_view(&table))
    };
    let details = move || {
        view! {
            <details class="plot-table" on:toggle=move |_| is_open.update(|open| *open = !*open)>
                <summary>{t!("Numbers")}</summary>
                <div class="scrolling">{move || table()}</div>
                <button type="button" class="quiet" on:click=move |_| leaf.save_csv(name)>{t!("Save CSV")}</button>
            </details>
        }
        .into_any()
    };
    when(move || has_table.get(), details)
}
