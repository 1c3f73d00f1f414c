//! Figures on the page: canvas, words, table and file.

use leptos::{ev, html::Canvas, prelude::*};

use crate::{
    figure::{Ask, Table},
    link, t,
    ui::{
        AppState,
        drawn::Drawn,
        hooks::Annex,
        reactive::{Memo, RwSignal, Signal},
        redraw::{redraw_when, use_width},
        spots::Spots,
        views::{CollectAny as _, when},
    },
};

/// Narrowest file, pixels.
const MIN_FILE_WIDTH: f64 = 640.0;

/// A figure that redraws itself, at most once for each frame of the screen.
#[component]
pub fn Plot(
    /// What is shown.
    figure: Drawn,
    /// Height in pixels, if not the figure's own; the width is that of the parent.
    #[prop(optional, into)]
    height: Option<Signal<f64>>,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let canvas = NodeRef::<Canvas>::new();
    let width = use_width(canvas);
    let height_at = move |width: f64| {
        height.map_or_else(|| figure.height(width, state.theme.get()), |height| height.get())
    };
    let height = Memo::new(move |_| height_at(width.get()));
    let draw_now = move || {
        let size = (width.get_untracked(), height.get_untracked());
        if let Some(canvas) = canvas.get_untracked() {
            figure.draw(&canvas, size, state.theme.get_untracked());
        }
    };
    let track = move || {
        figure.track();
        state.theme.track();
        width.track();
        height.track();
    };
    redraw_when(track, draw_now);
    // As wide as on the page, but wide enough for the title.
    let file_size = move || {
        let width = width.get_untracked().max(MIN_FILE_WIDTH);
        (width, untrack(|| height_at(width)))
    };
    view! {
        <figure class="plot">
            <figcaption class="plot-title">{move || figure.title()}</figcaption>
            <div class="plot-frame">
                <canvas
                    node_ref=canvas
                    class="plot-canvas"
                    role="img"
                    aria-label=move || figure.summary()
                    style:height=move || format!("{}px", height.get())
                ></canvas>
                <Spots figure size=Signal::derive(move || (width.get(), height.get()))/>
            </div>
            {move || figure.click().map(|does| view! { <p class="hint">{does}</p> }.into_any())}
            <PlotTools figure size=Signal::derive(file_size)/>
        </figure>
    }
}

/// The figure as files, and its numbers.
#[component]
fn PlotTools(
    /// Which.
    figure: Drawn,
    /// Width and height of a file, logical pixels.
    size: Signal<(f64, f64)>,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let annex = expect_context::<Annex>();
    let file = move || {
        let (theme, link) = (state.theme.get_untracked(), state.draft.with_untracked(link::encode));
        (theme, link, untrack(|| figure.name()))
    };
    let save = move |_: ev::MouseEvent| {
        let (theme, link, name) = file();
        let ask = figure.to_write(size.get_untracked(), theme, link);
        let name = name + ".svg";
        annex.save(vec![ask], (name, "image/svg+xml"), move |notice| state.notify(notice));
    };
    let save_png = move |_| {
        annex.save_png(figure.number(), size.get_untracked(), file(), move |notice| {
            state.notify(notice);
        });
    };
    view! {
        <div class="plot-tools">
            <button type="button" class="quiet" on:click=save>
                {t!("Save SVG")}
            </button>
            <button type="button" class="quiet" on:click=save_png>
                {t!("Save PNG")}
            </button>
            <FigureTable figure/>
        </div>
    }
}

/// The numbers of a figure, made only while they are looked at.
#[component]
fn FigureTable(
    /// Whose numbers.
    figure: Drawn,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let has_table = Memo::new(move |_| figure.has_table());
    let state = expect_context::<AppState>();
    let annex = expect_context::<Annex>();
    let save = move |_| {
        let name = untrack(|| figure.name()) + ".csv";
        let ask = Ask::Csv { number: figure.number() };
        annex.save(vec![ask], (name, "text/csv"), move |notice| state.notify(notice));
    };
    let table = move || {
        let table = is_open.get().then(|| figure.table()).flatten();
        table.map(|table| table_view(&table))
    };
    let details = move || {
        view! {
            <details class="plot-table" on:toggle=move |_| is_open.update(|open| *open = !*open)>
                <summary>{t!("Numbers")}</summary>
                <div class="scrolling">{move || table()}</div>
                <button type="button" class="quiet" on:click=save>{t!("Save CSV")}</button>
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
