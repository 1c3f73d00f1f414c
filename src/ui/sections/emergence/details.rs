//! One filter, looked at closely.

use leptos::{ev, html::Dialog, prelude::*};

use crate::{
    analysis::{FOUND, FilterFacts},
    figure::{Answer, Ask, SignedImage, identity, words::share},
    ui::{
        AppState, CheckerImage, ScaleBar,
        hooks::{Annex, open_while},
        reactive::{Memo, Signal},
        sections::emergence::{View, facts::RowFacts},
        views::CollectAny as _,
    },
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
        state.rows.with(|rows| {
            view.subunits
                .with(|subunits| RowFacts::of(rows.get(&num_filters)?, num_filters, subunits))
        })
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
        view.open
            .get()
            .map(|(num_filters, filter)| format!("Filter {} of {num_filters}", filter + 1))
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
                <button type="button" aria-label="Filter before" on:click=back>"\u{2039}"</button>
                <button type="button" aria-label="Next filter" on:click=move |_| turn(1)>"\u{203a}"</button>
                <button type="button" on:click=move |_| view.open.set(None)>"Close"</button>
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
    let weights = facts.image(filter, facts.scale());
    let in_field = SignedImage::new(facts.parameters.in_field(filter), columns);
    let outlines = facts.config.subunits().to_vec();
    let shown =
        Signal::derive(move || if view.reveal.get() { outlines.clone() } else { Vec::new() });
    let annex = expect_context::<Annex>();
    let ask = facts.trained.is_some().then(|| Ask::Features {
        config: Box::new(facts.config.clone()),
        parameters: facts.parameters.clone(),
    });
    if ask.is_some() {
        annex.load();
    }
    let feature = move || {
        annex.loading.track();
        let Some(Answer::Images(all)) = annex.ask(ask.as_ref()?) else { return None };
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
                <CheckerImage image=weights.clone() label="Weights" marks=true/>
                <figcaption>"Weights " <ScaleBar scale/></figcaption>
            </figure>
            <figure>
                <CheckerImage image=in_field label="In the whole field" outlines=shown/>
                <figcaption>"In the field: weights at every position, times their pooling weights"</figcaption>
            </figure>
            <figure>
                {move || match feature() {
                    Some(image) => view! { <CheckerImage image label="Feature" outlines=shown/> }.into_any(),
                    None => view! { <p class="hint">"Once the network is trained."</p> }.into_any(),
                }}
                <figcaption>"Feature: noise images averaged by the filter's response"</figcaption>
            </figure>
        </div>
        <Verdict facts=facts.filters[filter]/>
        <Similarities similarities=similarities_of(&facts, filter)/>
        <div class="filter-numbers">
            <NumberGrid
                title=format!("Pooling weights at its {grid_rows} \u{d7} {grid_columns} positions")
                values=dense
                columns=grid_columns
            />
            <p class="hint">{format!("Bias {bias:.3}")}</p>
            <details>
                <summary>{format!("All {side} \u{d7} {side} weights")}</summary>
                <NumberGrid title="Weights".to_owned() values=weights.values columns=side/>
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
    if facts.is_effective { "Effective." } else { "Not effective." }
}

fn reasons(facts: &FilterFacts) -> String {
    let structure = if facts.morans_i > crate::analysis::STRUCTURED {
        "structured, above"
    } else {
        "no structure, below"
    };
    let size = if facts.relative_norm > crate::analysis::LARGE {
        "not small, above"
    } else {
        "nearly empty, below"
    };
    let sign = if facts.pooling < 0.0 { "it inhibits" } else { "it excites" };
    format!(
        "Moran's I is {} ({structure} .25); its norm is {} of the largest filter's ({size} .10); its pooling weights add up to {}, so {sign}.",
        share(facts.morans_i),
        share(facts.relative_norm),
        share(facts.pooling),
    )
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
        <h4>"Similarity with each hidden subunit"</h4>
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
