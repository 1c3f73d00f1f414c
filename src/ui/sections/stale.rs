//! Says that what is shown was made from other settings than those chosen, and leads back to them.

use leptos::prelude::*;

use ganglion_components::{AppState, reactive::Memo, views::when};
use ganglion_core::{link, t};

/// Nothing as long as results and settings agree. While a run is under way, which will bring others, only screen readers are told.
#[component]
pub(super) fn Stale() -> impl IntoView {
    let state = expect_context::<AppState>();
    let is_stale = Memo::new(move |_| state.is_stale());
    let is_busy = Memo::new(move |_| state.is_busy());
    let back = move || {
        let link = move || link::encode(&state.seen());
        view! { " " <a href=link>{t!("Back to the settings of these results")}</a> }.into_any()
    };
    let note = move || {
        view! {
            <p class="stale" class:visually-hidden=move || is_busy.get()>
                {t!("These results come from other settings than those chosen now.")}
                {when(move || !is_busy.get(), back)}
            </p>
        }
        .into_any()
    };
    view! { <div role="status">{when(move || is_stale.get(), note)}</div> }
}
