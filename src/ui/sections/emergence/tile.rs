//! One filter of a row: a button with its image.

use leptos::prelude::*;

use crate::ui::sections::emergence::{View, facts::RowFacts};
use ganglion_components::{
    CheckerImage,
    reactive::{Memo, Signal},
    views::when,
};
use ganglion_core::{analysis::FOUND, t};
use ganglion_figures::figure::{SignedImage, identity, words::share};

/// How a filter is drawn.
#[derive(Clone, Debug, PartialEq)]
struct TileState {
    is_effective: bool,
    is_inhibiting: bool,
    /// Subunit and similarity.
    subunit: Option<(usize, f64)>,
}

/// A filter as it is now; opens its details.
#[component]
pub(super) fn FilterTile(
    /// Number of filters of the row.
    num_filters: u32,
    /// Which filter, from 0.
    filter: usize,
    /// The row; none before the first data.
    #[prop(into)]
    facts: Signal<Option<RowFacts>>,
    /// Absolute weight shown in the end colors.
    #[prop(into)]
    scale: Signal<f32>,
    /// Rows and columns of its image, checkers.
    #[prop(into)]
    size: Signal<(usize, usize)>,
) -> impl IntoView {
    let view = expect_context::<View>();
    let image = Memo::new(move |_| {
        facts.with(|facts| match facts {
            Some(facts) if filter < facts.filters.len() => facts.image(filter, scale.get()),
            _ => {
                let (rows, columns) = size.get();
                SignedImage::with_scale(vec![0.0; rows * columns], columns, 1.0)
            }
        })
    });
    let tile = Memo::new(move |_| {
        facts.with(|facts| {
            let facts = facts.as_ref()?;
            let filter_facts = facts.filters.get(filter)?;
            Some(TileState {
                is_effective: filter_facts.is_effective,
                is_inhibiting: filter_facts.pooling < 0.0,
                subunit: facts.subunit_of(filter),
            })
        })
    });
    let found = Memo::new(move |_| {
        let subunit = tile.get()?.subunit.filter(|_| view.reveal.get())?;
        (subunit.1 > FOUND).then_some(subunit.0)
    });
    let label = Signal::derive(move || {
        tile.with(|tile| describe(filter, num_filters, tile.as_ref(), view.reveal.get()))
    });
    let color = move |color: fn(usize) -> String| found.get().map(color).unwrap_or_default();
    let is_empty = move || tile.with(|tile| tile.as_ref().is_none_or(|tile| !tile.is_effective));
    let caption = move || {
        let subunit = tile.with(|tile| tile.as_ref().and_then(|tile| tile.subunit));
        subunit.filter(|_| view.reveal.get()).map(|(_, similarity)| share(similarity))
    };
    let number = move || found.get().map_or_else(String::new, |subunit| (subunit + 1).to_string());
    view! {
        <button
            type="button"
            class="tile"
            class:empty=move || is_empty()
            class:found=move || found.get().is_some()
            id=format!("filter-{num_filters}-{}", filter + 1)
            disabled=move || tile.with(Option::is_none)
            aria-haspopup="dialog"
            style=("--identity", move || color(|subunit| identity(subunit).css()))
            style=("--on-identity", move || color(|subunit| identity(subunit).opposite().css()))
            on:click=move |_| view.open.set(Some((num_filters, filter)))
        >
            <CheckerImage image label/>
            {when(
                move || tile.with(|tile| tile.as_ref().is_some_and(|tile| tile.is_inhibiting)),
                || view! { <span class="tile-sign" aria-hidden="true">"\u{2212}"</span> }.into_any(),
            )}
            {when(move || found.get().is_some(), move || view! {
                <span class="tile-number" aria-hidden="true">{move || number()}</span>
            }.into_any())}
            <span class="tile-caption" aria-hidden="true">{move || caption()}</span>
        </button>
    }
}

fn describe(filter: usize, num_filters: u32, tile: Option<&TileState>, reveal: bool) -> String {
    let effect = match tile {
        None => Some(t!("not trained yet")),
        Some(tile) if !tile.is_effective => Some(t!("nearly empty")),
        Some(tile) => tile.is_inhibiting.then(|| t!("inhibits")),
    };
    let subunit = tile.and_then(|tile| tile.subunit).filter(|_| reveal);
    let subunit = subunit.map(|(subunit, similarity)| {
        t!(
            "similarity {similarity} with hidden subunit {number}",
            similarity = share(similarity),
            number = subunit + 1
        )
    });
    let name = t!("Filter {filter} of {filters}", filter = filter + 1, filters = num_filters);
    let parts = [Some(name), effect.map(str::to_owned), subunit];
    parts.into_iter().flatten().collect::<Vec<_>>().join(t!(", "))
}
