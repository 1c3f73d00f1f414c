//! Figures on the page: canvas, words, table and files, the same wherever a figure is made.

mod hit_regions;

use leptos::{ev, html::Canvas, prelude::*};
use web_sys::HtmlCanvasElement;

use self::hit_regions::HitRegions;
use crate::{
    reactive::{Memo, RwSignal, Signal},
    redraw::{redraw_when, use_width},
    state::AppState,
    views::{CollectAny as _, when},
};
use ganglion_core::t;
use ganglion_figures::figure::{Caption, HitRegion, Table, Theme};

/// Narrowest file, pixels.
const MIN_FILE_WIDTH: f64 = 640.0;

/// What a figure is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlotFile {
    /// The drawing with its title and its link.
    Svg,
    /// The same in twice the pixels.
    Png,
    /// Its numbers.
    Csv,
}

/// A figure, wherever it is made. All that it says it says as it is at the time: who reads it is told of changes.
pub trait PlotSource: Copy + Send + Sync + 'static {
    /// Reads what is said of it; nothing as long as there is no figure.
    fn read<T>(self, read: impl FnOnce(&Caption) -> T) -> Option<T>;

    /// The numbers.
    fn table(self) -> Option<Table>;

    /// Is told whenever it has to be put on its canvas anew.
    fn track(self);

    /// Draws it on a canvas of a width in logical pixels, as high as it needs if no height is given.
    fn put(self, canvas: &HtmlCanvasElement, size: (f64, Option<f64>), theme: Theme);

    /// Its canvas goes.
    fn take_away(self, _canvas: &HtmlCanvasElement) {}

    /// Hands it to the person as a file of a width in pixels; the link in it is that of what is shown if none is given.
    fn save(self, file: PlotFile, size: (f64, Option<f64>), theme: Theme, link: Option<String>);

    /// Where it has something behind it.
    fn hit_regions(self, _size: (f64, f64), _theme: Theme) -> Vec<HitRegion> {
        Vec::new()
    }

    /// Does what a click at a point stands for.
    fn pick(self, _at: (f64, f64), _size: (f64, f64), _theme: Theme) {}
}

/// A figure that redraws itself, at most once for each frame of the screen.
#[component]
pub fn Plot<S: PlotSource>(
    /// What is shown.
    figure: S,
    /// Height in pixels, if not the figure's own; the width is that of the parent.
    #[prop(optional)]
    height: Option<f64>,
    /// The link of its files, if not that of what the section shows.
    #[prop(optional)]
    link: Option<String>,
    /// What a click anywhere on it does, given its place on the drawing and the width of that, logical pixels.
    #[prop(optional)]
    clicked: Option<Callback<((f64, f64), f64)>>,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let canvas = NodeRef::<Canvas>::new();
    let width = use_width(canvas);
    let fixed = height;
    let own = move || figure.read(|caption| caption.height).unwrap_or_default();
    let height = Memo::new(move |_| fixed.unwrap_or_else(own));
    let put = move || {
        if let Some(canvas) = canvas.get_untracked() {
            figure.put(&canvas, (width.get_untracked(), fixed), state.theme.get_untracked());
        }
    };
    let track = move || {
        figure.track();
        state.theme.track();
        width.track();
    };
    redraw_when(track, put);
    let shown = StoredValue::new_local(None);
    Effect::new(move |_| shown.set_value(canvas.get()));
    on_cleanup(move || {
        if let Some(canvas) = shown.try_get_value().flatten() {
            figure.take_away(&canvas);
        }
    });
    let click = move |event: ev::MouseEvent| {
        if let Some(clicked) = clicked {
            let at = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            clicked.run((at, width.get_untracked()));
        }
    };
    let does = move || figure.read(|caption| caption.click.clone()).flatten();
    // As wide as on the page, but wide enough for the title.
    let file_size = move || (width.get_untracked().max(MIN_FILE_WIDTH).round(), fixed);
    let save = Callback::new(move |file| {
        figure.save(file, file_size(), state.theme.get_untracked(), link.clone());
    });
    view! {
        <figure class="plot">
            <figcaption class="plot-title">{move || figure.read(|caption| caption.title.clone())}</figcaption>
            <div class="plot-frame">
                <canvas
                    node_ref=canvas
                    class="plot-canvas"
                    class:pickable=clicked.is_some()
                    on:click=click
                    role="img"
                    aria-label=move || figure.read(|caption| caption.summary.clone())
                    style:height=move || format!("{}px", height.get())
                ></canvas>
                <HitRegions figure size=Signal::derive(move || (width.get(), height.get()))/>
            </div>
            {move || does().map(|does| view! { <p class="hint">{does}</p> }.into_any())}
            <PlotTools figure save/>
        </figure>
    }
}

/// The figure as files, and its numbers.
#[component]
fn PlotTools<S: PlotSource>(
    /// Which.
    figure: S,
    /// Saves it.
    save: Callback<PlotFile>,
) -> impl IntoView {
    view! {
        <div class="plot-tools">
            <button type="button" class="quiet" on:click=move |_| save.run(PlotFile::Svg)>
                {t!("Save SVG")}
            </button>
            <button type="button" class="quiet" on:click=move |_| save.run(PlotFile::Png)>
                {t!("Save PNG")}
            </button>
            <FigureTable figure save/>
        </div>
    }
}

/// The numbers of a figure, made only while they are looked at.
#[component]
fn FigureTable<S: PlotSource>(
    /// Whose numbers.
    figure: S,
    /// Saves them.
    save: Callback<PlotFile>,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let has_table =
        Memo::new(move |_| figure.read(|caption| caption.has_table).unwrap_or_default());
    let table = move || {
        let table = is_open.get().then(|| figure.table()).flatten();
        table.map(|table| table_view(&table))
    };
    let details = move || {
        view! {
            <details class="plot-table" on:toggle=move |_| is_open.update(|open| *open = !*open)>
                <summary>{t!("Numbers")}</summary>
                <div class="scrolling">{move || table()}</div>
                <button type="button" class="quiet" on:click=move |_| save.run(PlotFile::Csv)>
                    {t!("Save CSV")}
                </button>
            </details>
        }
        .into_any()
    };
    when(move || has_table.get(), details)
}

/// A table as it stands.
pub fn table_view(table: &Table) -> AnyView {
    let heads = table.columns.iter().map(|head| view! { <th scope="col">{head.clone()}</th> });
    let row = |cells: &Vec<String>| {
        let cells = cells.iter().map(|cell| view! { <td>{cell.clone()}</td> });
        view! { <tr>{cells.collect_any()}</tr> }
    };
    view! {
        <table>
            <thead>
                <tr>{heads.collect_any()}</tr>
            </thead>
            <tbody>{table.rows.iter().map(row).collect_any()}</tbody>
        </table>
    }
    .into_any()
}
