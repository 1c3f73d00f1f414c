//! One filter, looked at closely.

use leptos::{ev, html::Dialog, prelude::*};

use crate::ui::sections::emergence::{View, facts::RowFacts};
use ganglion_components::{
    AppState, CheckerImage, FiguresModule, ScaleBar, open_while,
    reactive::{Memo, Signal},
    views::CollectAny as _,
};
use ganglion_core::{
    analysis::{FOUND, FilterFacts},
    t,
};
use ganglion_figures::figure::{
    FigureRequest, FigureResponse, SignedImage, identity, words::share,
};

/// The filter that is open, in a dialog.
#[component]
pub(super) fn FilterDialog() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let dialog = NodeRef::<Dialog>::new();
    open_while(dialog, move || view.open.get().is_some());
    let facts = Memo::new(move |_| {
        let (num_filters, _) = view.open.get()?;
        RowFacts::of(state, num_filters)
    });
    let turn = move |by: usize| {
        view.open.update(|open| {
            if let Some((num_filters, filter)) = open {
                *filter = (*filter + by) % *num_filters as usize;
            }
        });
    };
    let back = move |_: ev::MouseEvent| {
        let last = view.open.get_untracked().map_or(0, |(num_filters, _)| num_filters as usize - 1);
        turn(last);
    };
    let title = move || {
        view.open.get().map(|(num_filters, filter)| {
            t!("Filter {filter} of {filters}", filter = filter + 1, filters = num_filters)
        })
    };
    view! {
        <dialog
            node_ref=dialog
            class="filter-dialog"
            aria-labelledby="filter-title"
            on:close=move |_| view.open.set(None)
        >
            <header>
                <h3 id="filter-title">{move || title()}</h3>
                <button type="button" aria-label=t!("Filter before") on:click=back>"\u{2039}"</button>
                <button type="button" aria-label=t!("Next filter") on:click=move |_| turn(1)>"\u{203a}"</button>
                <button type="button" on:click=move |_| view.open.set(None)>{t!("Close")}</button>
            </header>
            {move || {
                let filter = view.open.get()?.1;
                let facts = facts.get().filter(|facts| filter < facts.filters.len())?;
                Some(view! { <FilterDetails facts filter/> }.into_any())
            }}
        </dialog>
    }
}

/// Everything about one filter.
#[component]
fn FilterDetails(facts: RowFacts, filter: usize) -> impl IntoView {
    let view = expect_context::<View>();
    let shape = facts.parameters.shape;
    let columns = shape.columns as usize;
    let weights = facts.weights(filter);
    let in_field = SignedImage::new(facts.parameters.in_field(filter), columns);
    let outlines = facts.placements.clone();
    let shown =
        Signal::derive(move || if view.reveal.get() { outlines.clone() } else { Vec::new() });
    let figures = expect_context::<FiguresModule>();
    let request = facts.trained.is_some().then(|| FigureRequest::Features {
        config: Box::new(facts.config.clone()),
        parameters: facts.parameters.clone(),
    });
    if request.is_some() {
        figures.load();
    }
    let feature = move || {
        figures.loading.track();
        let Some(FigureResponse::Images(all)) = figures.request(request.as_ref()?) else {
            return None;
        };
        Some(SignedImage::new(all.get(filter)?.clone(), columns))
    };
    let (grid_rows, grid_columns) = shape.position_grid();
    let dense = facts.parameters.dense(filter).to_vec();
    let side = shape.side as usize;
    let scale = f64::from(weights.scale);
    let bias = facts.parameters.bias(filter);
    view! {
        <div class="filter-images">
            <figure>
                <CheckerImage image=weights.clone() label=t!("Weights") marks=true/>
                <figcaption>{t!("Weights")} " " <ScaleBar scale/></figcaption>
            </figure>
            <figure>
                <CheckerImage image=in_field label=t!("In the whole field") outlines=shown/>
                <figcaption>{t!("In the field: weights at every position, times their pooling weights")}</figcaption>
            </figure>
            <figure>
                {move || match feature() {
                    Some(image) => view! { <CheckerImage image label=t!("Feature") outlines=shown/> }.into_any(),
                    None => view! { <p class="hint">{t!("Once the network is trained.")}</p> }.into_any(),
                }}
                <figcaption>{t!("Feature: noise images averaged by the filter's response")}</figcaption>
            </figure>
        </div>
        <Verdict facts=facts.filters[filter]/>
        <Similarities similarities=similarities_of(&facts, filter)/>
        <div class="filter-numbers">
            <NumberGrid
                title=t!(
                    "Pooling weights at its {rows} \u{d7} {columns} positions",
                    rows = grid_rows,
                    columns = grid_columns
                )
                values=dense
                columns=grid_columns
            />
            <p class="hint">{t!("Bias {bias}", bias = format_args!("{bias:.3}"))}</p>
            <details>
                <summary>{t!("All {side} \u{d7} {side} weights", side = side)}</summary>
                <NumberGrid title=t!("Weights").to_owned() values=weights.values columns=side/>
            </details>
        </div>
    }
}

/// Whether the filter counts, and why.
#[component]
fn Verdict(facts: FilterFacts) -> impl IntoView {
    view! {
        <p class="verdict"><strong>{verdict(&facts)}</strong> " " {reasons(&facts)}</p>
    }
}

fn verdict(facts: &FilterFacts) -> &'static str {
    if facts.is_effective { t!("Effective.") } else { t!("Not effective.") }
}

fn reasons(facts: &FilterFacts) -> String {
    let structure = if facts.morans_i > ganglion_core::analysis::STRUCTURED {
        t!("Moran's I is {value} (structured, above .25)", value = share(facts.morans_i))
    } else {
        t!("Moran's I is {value} (no structure, below .25)", value = share(facts.morans_i))
    };
    let norm = share(facts.relative_norm);
    let size = if facts.relative_norm > ganglion_core::analysis::LARGE {
        t!("its norm is {value} of the largest filter's (not small, above .10)", value = norm)
    } else {
        t!("its norm is {value} of the largest filter's (nearly empty, below .10)", value = norm)
    };
    let pooling = share(facts.pooling);
    let sign = if facts.pooling < 0.0 {
        t!("its pooling weights add up to {value}, so it inhibits", value = pooling)
    } else {
        t!("its pooling weights add up to {value}, so it excites", value = pooling)
    };
    t!("{structure}; {size}; {sign}.", structure = structure, size = size, sign = sign)
}

fn similarities_of(facts: &RowFacts, filter: usize) -> Vec<f64> {
    facts.recovery.similarities.iter().map(|filters| filters[filter]).collect()
}

/// Similarity with each hidden subunit.
#[component]
fn Similarities(similarities: Vec<f64>) -> impl IntoView {
    let bar = |(subunit, similarity): (usize, f64)| {
        let is_found = similarity > FOUND;
        view! {
            <li class:found=is_found>
                <span
                    class="badge"
                    style=("--identity", identity(subunit).css())
                    style=("--on-identity", identity(subunit).opposite().css())
                >
                    {subunit + 1}
                </span>
                <span class="meter" aria-hidden="true">
                    <span style:transform=format!("scaleX({similarity:.3})")></span>
                </span>
                <span class="number">{share(similarity)}</span>
            </li>
        }
    };
    view! {
        <h4>{t!("Similarity with each hidden subunit")}</h4>
        <ol class="similarities">{similarities.into_iter().enumerate().map(bar).collect_any()}</ol>
    }
}

/// Numbers in the places they stand in.
#[component]
fn NumberGrid(title: String, values: Vec<f32>, columns: usize) -> impl IntoView {
    let row = |values: &[f32]| {
        let cells = values.iter().map(|value| view! { <td>{share(f64::from(*value))}</td> });
        view! { <tr>{cells.collect_any()}</tr> }
    };
    view! {
        <table class="number-grid">
            <caption>{title}</caption>
            <tbody>{values.chunks(columns.max(1)).map(row).collect_any()}</tbody>
        </table>
    }
}
