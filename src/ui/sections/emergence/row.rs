//! The rows of the figure.

use leptos::prelude::*;

use crate::ui::{
    controls::Term,
    sections::emergence::{
        View,
        facts::{RowFacts, tile_size},
        scores::Scores,
        tile::FilterTile,
    },
};
use ganglion_components::{
    AppState,
    reactive::{Memo, Signal},
    views::CollectAny as _,
};
use ganglion_core::{config::Config, t, tn};

/// A row for each number of filters, with the heads of the columns.
#[component]
pub(super) fn EmergenceRows() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let counts = Memo::new(move |_| {
        let counts = |config: &Config| config.filter_counts().collect::<Vec<_>>();
        view.plan.with(|config| config.as_ref().map(counts)).unwrap_or_default()
    });
    let most = move || counts.with(|counts| counts.last().copied().unwrap_or(1));
    let largest = Memo::new(move |_| {
        if !view.is_common_scale.get() {
            return 0.0;
        }
        let facts = counts.get().into_iter().filter_map(|count| RowFacts::of(state, count));
        facts.map(|facts| facts.scale()).fold(0.0, f32::max)
    });
    let row = move |num_filters| view! { <RowView num_filters largest/> };
    view! {
        <div
            class="rows"
            role="table"
            aria-label=t!("Filters and scores for each number of filters")
            data-crowd=move || crowd(most())
        >
            <RowHeads/>
            {move || counts.get().into_iter().map(row).collect_any()}
        </div>
    }
}

#[component]
fn RowHeads() -> impl IntoView {
    view! {
        <div class="row heads" role="row">
            <div role="columnheader" class="row-number"><abbr title=t!("Number of filters")>"N"</abbr></div>
            <div role="columnheader">{t!("Filters as they learn")}</div>
            <div role="columnheader">
                <Term
                    word=t!("Of ceiling")
                    meaning=t!("Correlation of the network's prediction with the spikes, as a share of the noise ceiling: what the cell's own rate would reach.")
                />
            </div>
            <div role="columnheader">
                <Term
                    word=t!("Effective")
                    meaning=t!("Filters with structure (Moran's I above .25) that are not nearly empty (norm above a tenth of the largest).")
                />
            </div>
            <div role="columnheader">
                <Term
                    word=t!("Recovered")
                    meaning=t!("Hidden subunits whose best filter has a similarity (absolute cosine) above .90, each filter counted once.")
                />
            </div>
            <div role="columnheader">
                <Term
                    word=t!("Restarts")
                    meaning=t!("Networks trained from other first weights; the one with the lowest penalised loss on validation frames is kept.")
                />
            </div>
        </div>
    }
}

/// Networks with one number of filters.
#[component]
fn RowView(
    /// Number of filters.
    num_filters: u32,
    /// Largest weight of all rows if they share a scale, else 0.
    #[prop(into)]
    largest: Signal<f32>,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let facts = Memo::new(move |_| RowFacts::of(state, num_filters));
    let of_facts = move |read: &dyn Fn(&RowFacts) -> bool| {
        facts.with(|facts| facts.as_ref().is_some_and(read))
    };
    let is_old = Memo::new(move |_| of_facts(&|facts| state.is_old(facts.run)));
    let is_other = Memo::new(move |_| {
        view.plan.with(|plan| of_facts(&|facts| Some(&facts.config) != plan.as_ref()))
    });
    let mark = move || is_other.get().then(|| format!(" {}", t!("(of other settings)")));
    let scale = Memo::new(move |_| match largest.get() {
        0.0 => facts.with(|facts| facts.as_ref().map_or(1.0, RowFacts::scale)),
        largest => largest,
    });
    let size = Memo::new(move |_| view.plan.with(|plan| plan.as_ref().map_or((7, 7), tile_size)));
    let num_restarts =
        Memo::new(move |_| view.plan.with(|plan| plan.as_ref().map_or(1, Config::num_restarts)));
    let tiles = (0..num_filters as usize)
        .map(|filter| view! { <FilterTile num_filters filter facts scale size/> })
        .collect_any();
    view! {
        <div class="row" role="row" class:old=move || is_old.get() id=format!("row-{num_filters}")>
            <div class="row-number" role="rowheader">
                {num_filters}
                <span class="visually-hidden">
                    {format!(" {}", tn!(num_filters, "filter", "filters"))}
                    {move || mark()}
                </span>
            </div>
            <div class="tiles" role="cell">{tiles}</div>
            <Scores facts num_restarts=Signal::derive(move || num_restarts.get() as u32)/>
        </div>
    }
}

/// How closely the tiles have to stand.
fn crowd(most: u32) -> &'static str {
    match most {
        0..=5 => "few",
        6..=8 => "some",
        _ => "many",
    }
}
