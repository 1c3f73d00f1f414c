//! The parts of a figure that something lies behind: clicked, or gone through by arrow keys.

use leptos::{ev, prelude::*};

use crate::{
    figure::Spot,
    t,
    ui::{
        AppState,
        drawn::Drawn,
        reactive::{RwSignal, Signal},
        views::when,
    },
};

/// A layer over a figure that takes clicks and keys, if clicks do something.
#[component]
pub(super) fn Spots(
    /// The figure.
    figure: Drawn,
    /// Its width and height, logical pixels.
    size: Signal<(f64, f64)>,
) -> impl IntoView {
    let layer = move || view! { <Layer figure size/> }.into_any();
    when(move || figure.click().is_some(), layer)
}

#[component]
fn Layer(figure: Drawn, size: Signal<(f64, f64)>) -> impl IntoView {
    let theme = expect_context::<AppState>().theme;
    let at = RwSignal::new(None::<usize>);
    let all = move || figure.spots(size.get(), theme.get());
    let current = move || at.get().and_then(|at| all().get(at).copied());
    let pick = move |point: (f64, f64)| {
        figure.pick(point, size.get_untracked(), theme.get_untracked());
    };
    let clicked = move |event: ev::MouseEvent| {
        let point = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        pick(point);
    };
    let pressed = move |event: ev::KeyboardEvent| {
        let count = untrack(all).len();
        let next = |by: usize| at.get_untracked().map_or(0, |at| (at + by) % count.max(1));
        match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => at.set(Some(next(1))),
            "ArrowLeft" | "ArrowUp" => at.set(Some(next(count.saturating_sub(1)))),
            "Enter" | " " => {
                let Some(Spot { left, top, width, height }) = untrack(current) else { return };
                pick((left + 0.5 * width, top + 0.5 * height));
            }
            _ => return,
        }
        event.prevent_default();
    };
    let words = move || {
        let does = figure.click().unwrap_or_default();
        let keys = t!("Arrow keys go from part to part, Enter picks.").to_owned();
        let place =
            at.get().map(|at| t!("Part {part} of {parts}.", part = at + 1, parts = all().len()));
        [does, keys].into_iter().chain(place).collect::<Vec<_>>().join(" ")
    };
    let ring = move || {
        current().map(|Spot { left, top, width, height }| {
            view! {
                <span
                    class="spot"
                    style:left=format!("{left}px")
                    style:top=format!("{top}px")
                    style:width=format!("{width}px")
                    style:height=format!("{height}px")
                ></span>
            }
            .into_any()
        })
    };
    view! {
        <div
            class="spots"
            role="button"
            tabindex="0"
            aria-label=move || words()
            on:click=clicked
            on:keydown=pressed
            on:blur=move |_| at.set(None)
        >
            {move || ring()}
        </div>
    }
}
