//! The model cell, drawn as it is and running live.

mod average;
mod board;
mod live_view;
mod mounted;
mod sound;
mod strips;
mod transport;

use leptos::prelude::*;

pub use mounted::MountedCell;

use self::{
    average::Average,
    board::{Board, BoardEditor},
    live_view::LiveView,
    strips::{MAX_STRIPS, Strips},
    transport::Transport,
};
use ganglion_components::{
    AppState, CheckerImage,
    reactive::{Memo, Signal},
    views::{CollectAny as _, either, filled, when},
};
use ganglion_core::{t, units::hz_of_spikes_per_frame};
use ganglion_figures::figure::{Figure as _, SignedImage, TemporalFigure, cell_words};

/// The section Cell.
#[component]
fn CellSection() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = LiveView::new(state.draft);
    let board = Board::new(state.draft);
    let anatomy = move || {
        let rate_hz = state.draft.with(|draft| hz_of_spikes_per_frame(draft.rate));
        cell_words::anatomy(board.shown.with(Vec::len), rate_hz)
    };
    let is_there = Memo::new(move |_| view.config.with(Option::is_some));
    let at_work = move || {
        view! {
            <div class="circuit-output">
                <Strips view/>
                <Rate view/>
            </div>
            <Average view board/>
        }
        .into_any()
    };
    view! {
        <section class="cell-section" aria-labelledby="cell-title">
            <header class="cell-head">
                <h2 id="cell-title">{t!("The hidden cell at work")}</h2>
                {when(move || is_there.get(), move || view! { <p class="anatomy">{move || anatomy()}</p> }.into_any())}
            </header>
            {when(move || is_there.get(), move || view! { <Transport view said=board.said/> }.into_any())}
            <p class="moment" role="status">
                {move || board.said.get()}
            </p>
            <div class="circuit">
                <div class="circuit-input">
                    <Stimulus view board/>
                    {when(move || is_there.get(), move || view! { <Filtered view board/> }.into_any())}
                </div>
                {either(move || is_there.get(), at_work, move || view! { <Problems view/> }.into_any())}
            </div>
        </section>
    }
}

/// What is wrong with the cell as it is set, in the place of its signals: no other cell is drawn.
#[component]
fn Problems(
    /// The running cell.
    view: LiveView,
) -> impl IntoView {
    let messages = move || {
        let problems = view.problems.get();
        problems.into_iter().map(|problem| view! { <li>{problem.message}</li> }).collect_any()
    };
    view! {
        <div class="problems circuit-output" role="alert">
            <p>{t!("There is no cell to show, because it cannot be built as it is set:")}</p>
            <ul>{move || messages()}</ul>
        </div>
    }
}

/// The stimulus, and the subunits on it.
#[component]
fn Stimulus(
    /// The running cell.
    view: LiveView,
    /// The subunits.
    board: Board,
) -> impl IntoView {
    let remove = move |_| {
        if let Some(index) = board.selected.get_untracked() {
            board.remove(index);
        }
    };
    let selected = move || {
        board
            .selected
            .get()
            .map_or_else(|| t!("Remove").to_owned(), |index| t!("Remove {name}", name = index + 1))
    };
    view! {
        <section class="circuit-stage stimulus" aria-label=t!("Stimulus and subunits")>
            <h3>{t!("1  White noise, 30 frames/s")}</h3>
            <BoardEditor board view/>
            <div class="board-tools">
                <button type="button" on:click=move |_| board.add(None)>
                    {t!("Add subunit")}
                </button>
                <button
                    type="button"
                    disabled=move || board.selected.get().is_none()
                    on:click=remove
                >
                    {move || selected()}
                </button>
            </div>
            <p class="cell-note" id="board-keys">
                {t!("Drag a subunit to move it, its corner to resize it; press a free checker to add one. Keys: arrows move, Shift and arrows resize, Insert adds, Delete removes.")}
            </p>
        </section>
    }
}

/// The temporal filter and the frame seen through it.
#[component]
fn Filtered(
    /// The running cell.
    view: LiveView,
    /// The subunits.
    board: Board,
) -> impl IntoView {
    let filtered = Signal::derive(move || {
        let image = view.with(|live| {
            SignedImage::with_scale(live.filtered().to_vec(), live.cell().field().1, 3.0)
        });
        image.unwrap_or_else(|| SignedImage::new(Vec::new(), 1))
    });
    let kernel = move || view.tick_free(|live| live.cell().temporal().to_vec());
    let summary = move || TemporalFigure { known: kernel(), ..Default::default() }.summary();
    let points = move || {
        let point =
            |(lag, weight): (usize, f32)| format!("{},{} ", 95 - 5 * lag, 30.0 - 50.0 * weight);
        kernel().into_iter().flatten().enumerate().map(point).collect::<String>()
    };
    view! {
        <section class="circuit-stage filtered" aria-label=t!("Temporal filter")>
            <h3>{t!("2  Seen through the temporal filter")}</h3>
            <div class="filtered-pair">
                <figure>
                    <svg class="kernel" viewBox="0 0 100 60" role="img" aria-label=move || summary()>
                        <path class="kernel-zero" d="M0 30H100"></path>
                        <polyline class="kernel-line" points=move || points()></polyline>
                    </svg>
                    <figcaption>{t!("weights of the last 20 frames; now is right")}</figcaption>
                </figure>
                <figure>
                    <CheckerImage image=filtered label=t!("Filtered frame") outlines=board.shown/>
                    <figcaption>{t!("their weighted sum: what the subunits see")}</figcaption>
                </figure>
            </div>
        </section>
    }
}

/// Firing rate beside the rate asked for.
#[component]
fn Rate(
    /// The running cell.
    view: LiveView,
) -> impl IntoView {
    let recent = move || view.readout.with(|read| format!("{:.1}", read.recent_rate_hz));
    let config = move || view.config.with(Clone::clone);
    let asked = move || config().map_or(0.0, |config| hz_of_spikes_per_frame(config.rate()));
    let hidden = move || {
        let more = config().map_or(0, |config| config.subunits().len()).saturating_sub(MAX_STRIPS);
        let words = || t!("{count} more subunits are pooled but not shown.", count = more);
        (more > 0).then(|| format!(" {}", words()))
    };
    let place = move |name: &str| match name {
        "recent" => view! { <strong class="number">{move || recent()}</strong> }.into_any(),
        _ => view! { <span class="number">{move || format!("{:.1}", asked())}</span> }.into_any(),
    };
    view! {
        <p class="rate">
            {filled(t!("{recent} spikes/s over the last 8 s; set to {asked} on average."), &place)}
            {move || hidden()}
        </p>
    }
}
