//! Filters for a growing number of filters, as they learn (Fig. 2).

mod curves;
mod details;
mod facts;
mod field;
pub(in crate::ui) mod finding;
mod links;
mod row;
mod scores;
mod tile;

use leptos::prelude::*;

use crate::ui::sections::{
    emergence::{
        curves::Curves, details::FilterDialog, field::FieldStrip, finding::Finding, links::Links,
        row::EmergenceRows,
    },
    stale::Stale,
};
use ganglion_components::{
    AppState,
    reactive::{Memo, RwSignal, Signal},
};
use ganglion_core::config::Config;

/// What the parts of the section share, given by context.
#[derive(Clone, Copy)]
struct View {
    /// What is shown, or is going to be.
    of: Memo<Option<Config>>,
    /// Whose rows have their places: those of the run under way, else those shown.
    plan: Memo<Option<Config>>,
    /// Whether the hidden subunits are shown.
    reveal: Signal<bool>,
    /// One color scale for all rows, instead of one a row.
    is_common_scale: RwSignal<bool>,
    /// The filter that is looked at closely: number of filters, filter.
    open: RwSignal<Option<(u32, usize)>>,
}

/// The section Emergence.
#[component]
pub fn EmergenceSection() -> impl IntoView {
    let state = expect_context::<AppState>();
    provide_context(View {
        of: Memo::new(move |_| state.shown_config()),
        plan: Memo::new(move |_| {
            let next = if state.is_busy() { state.experiment.get() } else { None };
            next.or_else(|| state.shown_config())
        }),
        reveal: Memo::new(move |_| state.draft.with(|draft| draft.reveal)).into(),
        is_common_scale: RwSignal::new(false),
        open: RwSignal::new(None),
    });
    view! {
        <section class="emergence" aria-labelledby="emergence-title">
            <Finding/>
            <Stale/>
            <div class="emergence-figure">
                <EmergenceRows/>
                <FieldStrip/>
                <Links/>
            </div>
            <finding::Lessons/>
            <Curves/>
            <FilterDialog/>
        </section>
    }
}
