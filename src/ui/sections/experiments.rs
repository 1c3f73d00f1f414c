//! The experiments beside Emergence: figures that fill as networks are trained.

use leptos::prelude::*;

use crate::{
    config::Section,
    experiment::Found,
    figure::{Answer, Ask, Caption},
    ui::{
        AppState, Plot,
        drawn::Drawn,
        hooks::{Annex, Loading},
        reactive::{Memo, RwSignal},
        redraw::redraw_when,
        views::CollectAny as _,
    },
};

/// What the section asks, before there is an answer.
fn question(section: Section) -> (&'static str, &'static str) {
    match section {
        Section::Cell | Section::Emergence => ("", ""),
        Section::Saturation => (
            "How many filters are enough?",
            "Networks with more and more filters, in one to three layers, learn the spikes of the same cell; several seeds give the error bars (Fig. 3).",
        ),
        Section::Spacetime => (
            "Can a network learn the temporal filter too?",
            "Version I learns on filtered frames; then Version II goes on with the raw frames of the last 0.67 s (Figs. 2 and 9).",
        ),
        Section::Recorded => (
            "What does a network find in a recorded-like cell?",
            "A simulated cell stands in for the paper's recordings: Gaussian subunits, noise, drift, and 200 repeats of the same test (Figs. 4 and 5).",
        ),
        Section::Degradation => (
            "How much data does a network need?",
            "The same cell with fewer frames, and with noise among the images (Fig. 6).",
        ),
        Section::Transfer => (
            "Does a network know its own cell?",
            "The network of each cell predicts every other cell (Figs. 7 to 9).",
        ),
        Section::Methods => (
            "What do other methods find in the same spikes?",
            "Spike-triggered average and covariance, matrix factorization, an LN model and the network, each with what it has to be told.",
        ),
        Section::Natural => (
            "Does a network that has only seen white noise know pictures?",
            "Pictures are flashed to three cells and to their networks; simpler predictors stand beside them (Fig. 10).",
        ),
    }
}

/// Where the paper says otherwise, or what to keep in mind.
fn remark(section: Section) -> Option<&'static str> {
    match section {
        Section::Saturation => Some(
            "The paper says that with two or more layers the performance does not depend on the number of filters. Here it rises until about eight filters: deeper networks explain the threshold, which one layer cannot.",
        ),
        Section::Transfer => Some(
            "The paper finds that the worst cell's network does better on other cells than on its own. That does not reproduce with these cells.",
        ),
        Section::Recorded => Some(
            "The paper's random pruning falls to zero. Here it does so only if few filters are effective; both draws are shown.",
        ),
        Section::Cell
        | Section::Emergence
        | Section::Spacetime
        | Section::Degradation
        | Section::Methods
        | Section::Natural => None,
    }
}

/// Keeps the figures at what the experiment of a section has found.
fn show_results(state: AppState, annex: Annex, section: Section, to: RwSignal<Vec<Caption>>) {
    annex.load();
    let track = move || {
        state.results.track();
        state.experiment.track();
        annex.loading.track();
    };
    let show = move || {
        let found = state.results.with_untracked(|results| {
            let config = results.config.as_ref().filter(|config| config.experiment() == section)?;
            Some(Ask::Show { config: Box::new(config.clone()), found: results.found.clone() })
        });
        let nothing = || {
            let config = state.experiment.with_untracked(Option::clone);
            let config = config.filter(|config| config.experiment() == section)?;
            Some(Ask::Show { config: Box::new(config), found: Found::default() })
        };
        if let Some(ask) = found.or_else(nothing)
            && let Some(Answer::Captions(captions)) = annex.ask(&ask)
        {
            to.set(captions);
        }
    };
    redraw_when(track, show);
}

/// Says that the figures are on their way, or why they are not.
#[component]
fn FiguresState() -> impl IntoView {
    let annex = expect_context::<Annex>();
    let view = move || {
        match annex.loading.get() {
        Loading::Coming => {
            view! { <p class="figures-state" role="status">"The figures are loading\u{2026}"</p> }.into_any()
        }
        Loading::There => ().into_any(),
        Loading::Failed(reason) => view! {
            <div class="figures-state" role="alert">
                <p>{format!("The figures of this section did not load: {reason}. The experiment goes on without them, and nothing is lost. Check the connection, then try again.")}</p>
                <button type="button" on:click=move |_| annex.load()>"Try again"</button>
            </div>
        }
        .into_any(),
    }
    };
    view! { {move || view()} }
}

/// One of the experiments: its finding, its figures, a remark.
#[component]
pub fn ExperimentSection(
    /// Which.
    section: Section,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let annex = expect_context::<Annex>();
    let captions = RwSignal::new(Vec::<Caption>::new());
    show_results(state, annex, section, captions);
    let names = Memo::new(move |_| {
        let name = |caption: &Caption| (caption.number, caption.name.clone());
        captions.with(|captions| captions.iter().map(name).collect::<Vec<_>>())
    });
    let plot = move |(number, name): (u32, String)| {
        let figure = Drawn::leaf(annex, captions, number);
        view! { <Plot figure name/> }
    };
    let (asked, about) = question(section);
    view! {
        <section class="experiment" aria-labelledby="experiment-title">
            <header class="finding">
                <h2 id="experiment-title">{asked}</h2>
                <p class="sentence">{about}</p>
            </header>
            <FiguresState/>
            {move || names.get().into_iter().map(plot).collect_any()}
            {remark(section).map(|text| view! { <aside class="note"><p>{text}</p></aside> })}
        </section>
    }
}
