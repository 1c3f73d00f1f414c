//! The field below the rows: the hidden cell, what the spikes alone show, what the network sees.

use leptos::prelude::*;

use crate::ui::{
    controls::Term,
    sections::emergence::{View, facts::RowFacts},
};
use ganglion_components::{
    AppState, CheckerImage, FiguresModule,
    reactive::{Effect, Memo, RwSignal, Signal},
};
use ganglion_core::{
    config::{Config, Draft, Placement},
    pool::RunState,
    statistics::cosine,
    t,
};
use ganglion_figures::figure::{SignedImage, words::share};

/// Hidden cell with the Reveal switch, spike-triggered average, the network's receptive field.
#[component]
pub(super) fn FieldStrip() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let columns = Memo::new(move |_| with_config(view, Config::columns).unwrap_or(8));
    let checkers = Memo::new(move |_| with_config(view, Config::num_checkers).unwrap_or(64));
    let image = move |values: Option<Vec<f32>>| field_image(values, checkers.get(), columns.get());
    let placements = Memo::new(move |_| revealed(state, view));
    let average = Memo::new(move |_| {
        let run = state.shown.with(|shown| shown.as_ref().map(|shown| shown.run))?;
        state.of_cell(run, |cell| cell.spatial.clone())
    });
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
                    label=t!("Receptive field from the spikes alone")
                    outlines=placements
                />
                <figcaption>
                    <Term
                        word=t!("From the spikes")
                        meaning=t!("Spike-triggered average (STA): the mean image before a spike. It shows the receptive field, never its parts.")
                    />
                </figcaption>
            </figure>
            <figure class="field">
                <CheckerImage
                    image=Signal::derive(move || image(network.get()))
                    label=t!("Receptive field of the largest network")
                    outlines=placements
                />
                <figcaption>
                    <Term
                        word=t!("From the network")
                        meaning=t!("Noise images weighted by what the largest network predicts for them.")
                    />
                    <span class="score-detail">
                        {move || likeness().map(|likeness| t!("similarity {value}", value = likeness))}
                    </span>
                </figcaption>
            </figure>
            <ScaleSwitch/>
        </div>
    }
}

/// The subunits of the cell that is shown, once they may be seen.
fn revealed(state: AppState, view: View) -> Vec<Placement> {
    let known = |config: &Config| {
        if state.is_secret(config) { Vec::new() } else { config.subunits().to_vec() }
    };
    let all = with_config(view, known).unwrap_or_default();
    if view.reveal.get() { all } else { Vec::new() }
}

/// The name of the first image, with the switch that shows what is hidden.
#[component]
fn RevealCaption() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let is_blind = move || state.draft.with(Draft::is_blind);
    let toggle = move |_| state.draft.update(|draft| draft.reveal = !draft.reveal);
    view! {
        <figcaption>
            {t!("Hidden cell")}
            <span class="score-detail" hidden=move || !is_blind()>{t!("sealed: guess first")}</span>
            <button
                type="button"
                class="reveal"
                id="reveal"
                role="switch"
                aria-label=t!("Reveal the hidden subunits")
                hidden=is_blind
                aria-checked=move || view.reveal.get().to_string()
                on:click=toggle
            >
                {move || if view.reveal.get() { t!("Hide") } else { t!("Reveal") }}
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
            {t!("One color scale for all rows")}
        </label>
    }
}

/// The receptive field of the largest network, a moment after everything is trained; the one before
/// stays until then, if it comes from the same settings.
fn network_field(state: AppState, view: View) -> Signal<Option<Vec<f32>>> {
    let figures = expect_context::<FiguresModule>();
    let field = RwSignal::new(None::<(Config, Vec<f32>)>);
    Effect::new(move || {
        if state.run.with(|run| *run != RunState::Finished) {
            return;
        }
        let facts = untrack(|| {
            let most = with_config(view, |config| *config.filter_counts().end())?;
            RowFacts::shown(state, most)
        });
        let Some(facts) = facts else { return };
        leptos::task::spawn_local(async move {
            if let Some(values) = figures.field(&facts.config, &facts.parameters).await {
                field.set(Some((facts.config, values)));
            }
        });
    });
    Signal::derive(move || {
        let (config, values) = field.get()?;
        with_config(view, |of| *of == config)?.then_some(values)
    })
}

/// An image of the field; an empty one before there are values for a field of this size.
fn field_image(values: Option<Vec<f32>>, num_checkers: usize, columns: usize) -> SignedImage {
    match values {
        Some(values) if values.len() == num_checkers => SignedImage::new(values, columns),
        _ => SignedImage::with_scale(vec![0.0; num_checkers], columns, 1.0),
    }
}

fn with_config<T>(view: View, read: impl FnOnce(&Config) -> T) -> Option<T> {
    view.of.with(|config| config.as_ref().map(read))
}

fn hidden_label(placements: &[Placement]) -> String {
    if placements.is_empty() {
        return t!("The hidden cell, not revealed").to_owned();
    }
    let places = placements.iter().enumerate().map(|(index, subunit)| {
        t!(
            "subunit {number} at row {row}, column {column}",
            number = index + 1,
            row = subunit.row + 1,
            column = subunit.column + 1
        )
    });
    let places = places.collect::<Vec<_>>().join(t!(", "));
    t!("The hidden cell: {subunits}", subunits = places)
}
