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

use crate::{
    cell::subunit_filters,
    config::Draft,
    ui::{
        AppState,
        reactive::{Memo, RwSignal, Signal},
        sections::emergence::{
            curves::Curves, details::FilterDialog, field::FieldStrip, finding::Finding,
            links::Links, row::EmergenceRows,
        },
    },
};

/// What the parts of the section share, given by context.
#[derive(Clone, Copy)]
struct View {
    /// The true filters of the experiment, `[num_subunits][checkers]`.
    subunits: Memo<Vec<Vec<f32>>>,
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
    let subunits = Memo::new(move |_| {
        // What a sealed cell is like is for people to find out.
        if state.draft.with(Draft::is_blind) {
            return Vec::new();
        }
        state.experiment.with(|config| config.as_ref().map(subunit_filters).unwrap_or_default())
    });
    provide_context(View {
        subunits,
        reveal: Memo::new(move |_| state.draft.with(|draft| draft.reveal)).into(),
        is_common_scale: RwSignal::new(false),
        open: RwSignal::new(None),
    });
    view! {
        <section class="emergence" aria-labelledby="emergence-title">
            <Finding/>
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
