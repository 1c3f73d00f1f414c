//! Figures on the page: canvas, words, table and file.

use leptos::{ev, html::Canvas, prelude::*};
use plotters::drawing::IntoDrawingArea as _;
use web_sys::HtmlCanvasElement;

use crate::{
    figure::{Figure, Table, Theme, svg},
    link,
    ui::{
        AppState,
        canvas_backend::CanvasBackend,
        download,
        redraw::{redraw_when, use_width},
    },
};

/// Narrowest file, pixels.
const MIN_FILE_WIDTH: f64 = 640.0;

/// A figure that redraws itself, at most once for each frame of the screen.
#[component]
pub fn Plot<F>(
    /// What is shown.
    #[prop(into)]
    figure: Signal<F>,
    /// Height in pixels; the width is that of the parent.
    #[prop(into)]
    height: Signal<f64>,
    /// Name of the file it is saved as, without ending.
    name: &'static str,
) -> impl IntoView
where
    F: Figure + Send + Sync + 'static,
{
    let state = expect_context::<AppState>();
    let canvas = NodeRef::<Canvas>::new();
    let width = use_width(canvas);
    let draw_now = move || {
        let size = (width.get_untracked(), height.get_untracked());
        if let Some(canvas) = canvas.get_untracked() {
            figure
                .with_untracked(|figure| draw(figure, &canvas, size, state.theme.get_untracked()));
        }
    };
    let track = move || {
        figure.track();
        state.theme.track();
        width.track();
        height.track();
    };
    redraw_when(track, draw_now);
    let save = move |_: ev::MouseEvent| {
        let width = width.get_untracked().max(MIN_FILE_WIDTH);
        let size = (width as u32, height.get_untracked() as u32);
        let (theme, link) = (state.theme.get_untracked(), state.draft.with_untracked(link::encode));
        let text = figure.with_untracked(|figure| svg(figure, size, theme, &link));
        download(&format!("{name}.svg"), "image/svg+xml", &text);
    };
    let summary = move || figure.with(Figure::summary);
    view! {
        <figure class="plot">
            <figcaption class="plot-title">{move || figure.with(Figure::title)}</figcaption>
            <canvas
                node_ref=canvas
                class="plot-canvas"
                role="img"
                aria-label=summary
                style:height=move || format!("{}px", height.get())
            ></canvas>
            <div class="plot-tools">
                <button type="button" class="quiet" on:click=save>
                    "Save SVG"
                </button>
                <FigureTable figure/>
            </div>
        </figure>
    }
}

/// The numbers of a figure, made only while they are looked at.
#[component]
fn FigureTable<F>(
    /// Whose numbers.
    figure: Signal<F>,
) -> impl IntoView
where
    F: Figure + Send + Sync + 'static,
{
    let is_open = RwSignal::new(false);
    let has_table = Memo::new(move |_| figure.with(|figure| figure.table().is_some()));
    let table = move || {
        let table = is_open.get().then(|| figure.with(Figure::table)).flatten();
        table.map(|table| table_view(&table))
    };
    view! {
        <Show when=move || has_table.get()>
            <details class="plot-table" on:toggle=move |_| is_open.update(|open| *open = !*open)>
                <summary>"Numbers"</summary>
                <div class="scrolling">{table}</div>
            </details>
        </Show>
    }
}

fn table_view(table: &Table) -> impl IntoView + use<> {
    let heads = table.columns.iter().map(|head| view! { <th scope="col">{head.clone()}</th> });
    let heads = heads.collect_view();
    let row = |cells: &Vec<String>| {
        let cells = cells.iter().map(|cell| view! { <td>{cell.clone()}</td> }).collect_view();
        view! { <tr>{cells}</tr> }
    };
    let rows = table.rows.iter().map(row).collect_view();
    view! {
        <table>
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn draw<F: Figure>(figure: &F, canvas: &HtmlCanvasElement, size: (f64, f64), theme: Theme) {
    if size.0 < 1.0 {
        return;
    }
    if let Some(backend) = CanvasBackend::new(canvas, size)
        && let Err(err) = figure.draw(&backend.into_drawing_area(), theme)
    {
        leptos::logging::error!("{err}");
    }
}
