//! The field below the rows: the hidden cell, what the spikes alone show, what the network sees.

use leptos::prelude::*;

use crate::{
    config::{Config, Placement},
    figure::{Answer, Ask, SignedImage, words::share},
    pool::RunState,
    statistics::cosine,
    ui::{
        AppState, CheckerImage,
        controls::Term,
        hooks::Annex,
        reactive::{Effect, Memo, Signal},
        sections::emergence::{View, facts::RowFacts},
    },
};

/// Multiplications above which the network's receptive field is computed only on request.
const MAX_WORK: usize = 60_000_000;
/// Images that `receptive_field` shows to a network.
const NUM_IMAGES: usize = 6_000;

/// Hidden cell with the Reveal switch, spike-triggered average, the network's receptive field.
#[component]
pub(super) fn FieldStrip() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let columns = Memo::new(move |_| with_config(state, Config::columns).unwrap_or(8));
    let checkers = Memo::new(move |_| with_config(state, Config::num_checkers).unwrap_or(64));
    let image = move |values: Option<Vec<f32>>| field_image(values, checkers.get(), columns.get());
    let placements = Memo::new(move |_| {
        let all = with_config(state, |config| config.subunits().to_vec()).unwrap_or_default();
        if view.reveal.get() { all } else { Vec::<Placement>::new() }
    });
    let average =
        Memo::new(move |_| state.cell.with(|cell| cell.as_ref().map(|cell| cell.spatial.clone())));
    let network = network_field(state, view);
    let likeness = move || {
        let (average, network) = (average.get()?, network.get()?);
        (average.len() == network.len()).then(|| share(cosine(&average, &network).abs()))
    };
    view! {
        <div class="field-strip">
            <figure class="field" id="hidden-cell" class:hidden-cell=move || !view.reveal.get()>
                <CheckerImage
                    image=Signal::derive(move || image(None))
                    label=Signal::derive(move || hidden_label(&placements.get()))
                    outlines=placements
                />
                <RevealCaption/>
            </figure>
            <figure class="field">
                <CheckerImage
                    image=Signal::derive(move || image(average.get()))
                    label="Receptive field from the spikes alone"
                    outlines=placements
                />
                <figcaption>
                    <Term
                        word="From the spikes"
                        meaning="Spike-triggered average (STA): the mean image before a spike. It shows the receptive field, never its parts."
                    />
                </figcaption>
            </figure>
            <figure class="field">
                <CheckerImage
                    image=Signal::derive(move || image(network.get()))
                    label="Receptive field of the largest network"
                    outlines=placements
                />
                <figcaption>
                    <Term
                        word="From the network"
                        meaning="Noise images weighted by what the largest network predicts for them."
                    />
                    <span class="score-detail">
                        {move || likeness().map(|likeness| format!("similarity {likeness}"))}
                    </span>
                </figcaption>
            </figure>
            <ScaleSwitch/>
        </div>
    }
}

/// The name of the first image, with the switch that shows what is hidden.
#[component]
fn RevealCaption() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let toggle = move |_| state.draft.update(|draft| draft.reveal = !draft.reveal);
    view! {
        <figcaption>
            "Hidden cell"
            <button
                type="button"
                class="reveal"
                id="reveal"
                role="switch"
                aria-label="Reveal the hidden subunits"
                aria-checked=move || view.reveal.get().to_string()
                on:click=toggle
            >
                {move || if view.reveal.get() { "Hide" } else { "Reveal" }}
            </button>
        </figcaption>
    }
}

#[component]
fn ScaleSwitch() -> impl IntoView {
    let view = expect_context::<View>();
    view! {
        <label class="scale-switch">
            <input
                type="checkbox"
                prop:checked=move || view.is_common_scale.get()
                on:change=move |event| view.is_common_scale.set(event_target_checked(&event))
            />
            "One color scale for all rows"
        </label>
    }
}

/// The receptive field of the largest network, once everything is trained.
fn network_field(state: AppState, view: View) -> Memo<Option<Vec<f32>>> {
    let annex = expect_context::<Annex>();
    let is_finished = Memo::new(move |_| state.run.with(|run| *run == RunState::Finished));
    Effect::new(move || {
        if is_finished.get() {
            annex.load();
        }
    });
    Memo::new(move |before: Option<&Option<Vec<f32>>>| {
        if !is_finished.get() {
            return before.cloned().flatten();
        }
        let most = with_config(state, |config| *config.filter_counts().end())?;
        let facts = state.rows.with_untracked(|rows| {
            view.subunits.with_untracked(|subunits| RowFacts::of(rows.get(&most)?, most, subunits))
        })?;
        let shape = facts.parameters.shape;
        let work = NUM_IMAGES * shape.num_filters() * shape.filter_len() * shape.num_positions();
        annex.loading.track();
        let ask = Ask::Field { config: Box::new(facts.config), parameters: facts.parameters };
        let answer = if work < MAX_WORK { annex.ask(&ask) } else { None };
        if let Some(Answer::Images(mut images)) = answer { images.pop() } else { None }
    })
}

/// An image of the field; an empty one before there are values for a field of this size.
fn field_image(values: Option<Vec<f32>>, num_checkers: usize, columns: usize) -> SignedImage {
    match values {
        Some(values) if values.len() == num_checkers => SignedImage::new(values, columns),
        _ => SignedImage::with_scale(vec![0.0; num_checkers], columns, 1.0),
    }
}

fn with_config<T>(state: AppState, read: impl FnOnce(&Config) -> T) -> Option<T> {
    state.experiment.with(|config| config.as_ref().map(read))
}

fn hidden_label(placements: &[Placement]) -> String {
    if placements.is_empty() {
        return "The hidden cell, not revealed".to_owned();
    }
    let places = placements.iter().enumerate().map(|(index, subunit)| {
        format!("subunit {} at row {}, column {}", index + 1, subunit.row + 1, subunit.column + 1)
    });
    format!("The hidden cell: {}", places.collect::<Vec<_>>().join(", "))
}
