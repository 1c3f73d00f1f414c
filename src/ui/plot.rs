//! Figures on the page: canvas, words, table and file.

use leptos::{ev, html::Canvas, prelude::*};

use crate::{
    figure::{Table, Target},
    link,
    ui::{
        AppState, download,
        drawn::Drawn,
        reactive::{Memo, RwSignal, Signal},
        redraw::{redraw_when, use_width},
        views::{CollectAny as _, when},
    },
};

/// Narrowest file, pixels.
const MIN_FILE_WIDTH: f64 = 640.0;

/// A figure that redraws itself, at most once for each frame of the screen.
#[component]
pub fn Plot(
    /// What is shown: a signal or memo of any figure.
    #[prop(into)]
    figure: Drawn,
    /// Height in pixels, if not the figure's own; the width is that of the parent.
    #[prop(optional, into)]
    height: Option<Signal<f64>>,
    /// Name of the file it is saved as, without ending.
    name: &'static str,
    /// Is told what was clicked, where there is something behind the drawing.
    #[prop(optional, into)]
    on_pick: Option<Callback<Target>>,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let canvas = NodeRef::<Canvas>::new();
    let width = use_width(canvas);
    let figure = StoredValue::new(figure);
    let height_at = move |width: f64| {
        height.map_or_else(
            || figure.get_value().height(width, state.theme.get()),
            |height| height.get(),
        )
    };
    let height = Memo::new(move |_| height_at(width.get()));
    let draw_now = move || {
        let size = (width.get_untracked(), height.get_untracked());
        if let (Some(canvas), Some(figure)) = (canvas.get_untracked(), figure.try_get_value()) {
            figure.draw(&canvas, size, state.theme.get_untracked());
        }
    };
    let track = move || {
        figure.get_value().track();
        state.theme.track();
        width.track();
        height.track();
    };
    redraw_when(track, draw_now);
    let save = move |_: ev::MouseEvent| {
        let width = width.get_untracked().max(MIN_FILE_WIDTH);
        let height = untrack(|| height_at(width));
        let size = (width as u32, height.ceil() as u32);
        let (theme, link) = (state.theme.get_untracked(), state.draft.with_untracked(link::encode));
        let text = untrack(|| figure.get_value().svg(size, theme, &link));
        download(&format!("{name}.svg"), "image/svg+xml", &text);
    };
    let pick = move |event: ev::MouseEvent| {
        let at = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        let size = (width.get_untracked(), height.get_untracked());
        let target = figure.get_value().target_at(at, size, state.theme.get_untracked());
        if let (Some(on_pick), Some(target)) = (on_pick, target) {
            on_pick.run(target);
        }
    };
    view! {
        <figure class="plot">
            <figcaption class="plot-title">{move || figure.get_value().title()}</figcaption>
            <canvas
                node_ref=canvas
                class="plot-canvas"
                class:pickable=on_pick.is_some()
                on:click=pick
                role="img"
                aria-label=move || figure.get_value().summary()
                style:height=move || format!("{}px", height.get())
            ></canvas>
            <div class="plot-tools">
                <button type="button" class="quiet" on:click=save>
                    "Save SVG"
                </button>
                <FigureTable figure=figure.get_value()/>
            </div>
        </figure>
    }
}

/// The numbers of a figure, made only while they are looked at.
#[component]
fn FigureTable(
    /// Whose numbers.
    figure: Drawn,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let figure = StoredValue::new(figure);
    let has_table = Memo::new(move |_| figure.get_value().table().is_some());
    let table = move || {
        let table = is_open.get().then(|| figure.get_value().table()).flatten();
        table.map(|table| table_view(&table))
    };
    let details = move || {
        view! {
            <details class="plot-table" on:toggle=move |_| is_open.update(|open| *open = !*open)>
                <summary>"Numbers"</summary>
                <div class="scrolling">{move || table()}</div>
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
