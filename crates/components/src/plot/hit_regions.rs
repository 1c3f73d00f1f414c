//! The parts of a figure that something lies behind: clicked, or gone through by arrow keys.

use leptos::{ev, prelude::*};

use crate::{
    plot::PlotSource,
    reactive::{RwSignal, Signal},
    state::AppState,
    views::when,
};
use ganglion_core::t;
use ganglion_figures::figure::HitRegion;

/// A layer over a figure that takes clicks and keys, if clicks do something.
#[component]
pub(super) fn HitRegions<S: PlotSource>(
    /// The figure.
    figure: S,
    /// Its width and height, logical pixels.
    size: Signal<(f64, f64)>,
) -> impl IntoView {
    let layer = move || view! { <Layer figure size/> }.into_any();
    let has_click = move || figure.read(|caption| caption.click.is_some()).unwrap_or_default();
    when(has_click, layer)
}

#[component]
fn Layer<S: PlotSource>(figure: S, size: Signal<(f64, f64)>) -> impl IntoView {
    let theme = expect_context::<AppState>().theme;
    let at = RwSignal::new(None::<usize>);
    let all = move || figure.hit_regions(size.get(), theme.get());
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
                let Some(HitRegion { left, top, width, height }) = untrack(current) else { return };
                pick((left + 0.5 * width, top + 0.5 * height));
            }
            _ => return,
        }
        event.prevent_default();
    };
    let words = move || {
        let does = figure.read(|caption| caption.click.clone()).flatten().unwrap_or_default();
        let keys = t!("Arrow keys go from part to part, Enter picks.").to_owned();
        let place =
            at.get().map(|at| t!("Part {part} of {parts}.", part = at + 1, parts = all().len()));
        [does, keys].into_iter().chain(place).collect::<Vec<_>>().join(" ")
    };
    let ring = move || {
        current().map(|HitRegion { left, top, width, height }| {
            view! {
                <span
                    class="hit-region"
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
            class="hit-regions"
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
