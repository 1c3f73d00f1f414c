//! The experiments beside Emergence: figures that fill as networks are trained.

use leptos::{html::Dialog, prelude::*};

use crate::ui::sections::{
    module_place::ModulePlace, recording_place::OpenRecording, remarks::Remarks, stale::Stale,
};
use ganglion_components::{
    AppState, FiguresModule, Loading, Plot, RemoteFigure, open_while,
    reactive::{Effect, Memo, RwSignal},
    redraw_when,
    views::CollectAny as _,
};
use ganglion_core::{
    config::{CellSource, Config, Section},
    experiment::Results,
    pool::RunState,
    t,
};
use ganglion_figures::figure::{Caption, FigureRequest, FigureResponse, NETWORK, ResultsId};

/// What the section asks of cells of a recording, where it asks something else of simulated ones.
fn question_about_own(section: Section) -> Option<(&'static str, &'static str)> {
    match section {
        Section::Recorded => Some((
            t!("What does a network find in this cell?"),
            t!(
                "A cell of your own recording: its spikes beside those that its network predicts, the filters, and what is left without some of them."
            ),
        )),
        Section::Natural => Some((
            t!("What do pictures do to the networks of these cells?"),
            t!(
                "Networks that have only seen the white noise of your recording are shown pictures that the cells were not shown. Nobody knows the true answers, so one-filter models and networks of halves of the frames stand beside them (Fig. 10)."
            ),
        )),
        Section::Cell
        | Section::Emergence
        | Section::Saturation
        | Section::Spacetime
        | Section::Stability
        | Section::Settings
        | Section::Degradation
        | Section::Transfer
        | Section::Methods => None,
    }
}

/// What the section asks, before there is an answer.
fn question(section: Section, is_own: bool) -> (&'static str, &'static str) {
    if let Some(question) = question_about_own(section).filter(|_| is_own) {
        return question;
    }
    match section {
        Section::Cell | Section::Emergence => ("", ""),
        Section::Saturation => (
            t!("How many filters are enough?"),
            t!(
                "Networks with more and more filters, in one to three layers, learn the spikes of the same cell; several seeds give the error bars (Fig. 3)."
            ),
        ),
        Section::Spacetime => (
            t!("Can a network learn the temporal filter too?"),
            t!(
                "Version I learns on filtered frames; then Version II goes on with the raw frames of the last 0.67 s (Figs. 2 and 9)."
            ),
        ),
        Section::Recorded => (
            t!("What does a network find in a recorded-like cell?"),
            t!(
                "A simulated cell stands in for the paper's recordings: Gaussian subunits, noise, drift, and 200 repeats of the same test (Figs. 4 and 5)."
            ),
        ),
        Section::Stability => (
            t!("Do the same filters come out again?"),
            t!(
                "The network of one cell is trained again from other first weights, and once from the first and once from the second half of the frames. What comes out each time is in the spikes, whether or not the true subunits are known."
            ),
        ),
        Section::Settings => (
            t!("Which settings suit this cell?"),
            t!(
                "A few recipes around the current settings are trained and compared by their loss on validation frames. Test frames are never looked at, so what they say later of the settings that you use is fair."
            ),
        ),
        Section::Degradation => (
            t!("How much data does a network need?"),
            t!("The same cell with fewer frames, and with noise among the images (Fig. 6)."),
        ),
        Section::Transfer => (
            t!("Does a network know its own cell?"),
            t!("The network of each cell predicts every other cell (Figs. 7 to 9)."),
        ),
        Section::Methods => (
            t!("What do other methods find in the same spikes?"),
            t!(
                "Spike-triggered average and covariance, matrix factorization, an LN model and the network, each with what it has to be told."
            ),
        ),
        Section::Natural => (
            t!("Does a network that has only seen white noise know pictures?"),
            t!(
                "Pictures are flashed to cells and to their networks; simpler predictors stand beside them (Fig. 10)."
            ),
        ),
    }
}

/// Keeps the figures at what the experiment of a section has found.
fn show_results(
    state: AppState,
    figures: FiguresModule,
    section: Section,
    (name, to): (RwSignal<ResultsId>, RwSignal<Vec<Caption>>),
) {
    figures.load();
    let track = move || {
        state.results.track();
        state.experiment.track();
        figures.loading.track();
    };
    let show = move || {
        let of_section = |config: &&Config| config.experiment() == section;
        let found = state.results.with_untracked(|results| {
            let config = results.config.as_ref().filter(of_section)?;
            figures.show(results.run, config, &results.results)
        });
        let nothing = || {
            state.experiment.with_untracked(|config| {
                let config = config.as_ref().filter(of_section)?;
                figures.show(None, config, &Results::default())
            })
        };
        if let Some((id, captions)) = found.or_else(nothing) {
            name.set(id);
            to.set(captions);
        }
    };
    redraw_when(track, show);
}

/// Says that the figures are on their way, or why they are not.
#[component]
fn FiguresState() -> impl IntoView {
    let figures = expect_context::<FiguresModule>();
    let view = move || match figures.loading.get() {
        Loading::Coming => {
            let words = t!("The figures are loading\u{2026}");
            view! { <p class="figures-state" role="status">{words}</p> }.into_any()
        }
        Loading::There => ().into_any(),
        Loading::Failed(reason) => {
            let words = t!(
                "The figures of this section did not load: {reason}. The experiment goes on without them, and nothing is lost. Check the connection, then try again.",
                reason = reason
            );
            view! {
                <div class="figures-state" role="alert">
                    <p>{words}</p>
                    <button type="button" on:click=move |_| figures.load()>{t!("Try again")}</button>
                </div>
            }
            .into_any()
        }
    };
    view! { {move || view()} }
}

/// What is looked at among pictures has changed.
fn set_view_state(state: AppState, view_state: String) {
    if state.draft.with_untracked(|draft| draft.view_state != view_state) {
        state.draft.update(|draft| draft.view_state = view_state);
    }
}

/// The network that was opened by a click on a figure, in a dialog.
#[component]
fn NetworkDialog() -> impl IntoView {
    let figures = expect_context::<FiguresModule>();
    let dialog = NodeRef::<Dialog>::new();
    let captions = RwSignal::new(Vec::new());
    Effect::new(move || {
        if let Some(opened) = figures.opened.get() {
            captions.set(vec![opened.caption]);
        }
    });
    open_while(dialog, move || figures.opened.with(Option::is_some));
    let close = move || figures.opened.set(None);
    let body = move || {
        figures.opened.get().map(|opened| {
            let figure = RemoteFigure::numbered(figures, captions, NETWORK.number);
            let link = opened.link.clone();
            view! {
                <p>{opened.words}</p>
                <Plot figure link/>
                <p>
                    <a href=opened.link on:click=move |_| close()>
                        {t!("Open this network as an experiment of its own")}
                    </a>
                </p>
            }
            .into_any()
        })
    };
    view! {
        <dialog node_ref=dialog class="filter-dialog" aria-labelledby="network-title" on:close=move |_| close()>
            <header>
                <h3 id="network-title">{t!("The network behind this point")}</h3>
                <button type="button" on:click=move |_| close()>{t!("Close")}</button>
            </header>
            {move || body()}
        </dialog>
    }
}

/// The experiment that a figure proposes, to go on with.
#[component]
fn Proposal(captions: RwSignal<Vec<Caption>>) -> impl IntoView {
    let link = Memo::new(move |_| {
        captions.with(|captions| captions.iter().find_map(|caption| caption.proposal.clone()))
    });
    let view = move || {
        link.get().map(|link| {
            view! { <p class="proposal"><a class="button primary" href=link>{t!("Use these settings")}</a></p> }.into_any()
        })
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
    let figures = expect_context::<FiguresModule>();
    let captions = RwSignal::new(Vec::<Caption>::new());
    let results = RwSignal::new(ResultsId::default());
    show_results(state, figures, section, (results, captions));
    let numbers = Memo::new(move |_| {
        captions.with(|captions| {
            captions.iter().map(|caption| caption.figure.number).collect::<Vec<_>>()
        })
    });
    let plot = move |number: u32| {
        let figure = RemoteFigure::numbered(figures, captions, number);
        view! { <Plot figure/> }
    };
    let remarks = Memo::new(move |_| {
        captions.track();
        let is_finished = state.run.with(|run| *run == RunState::Finished);
        let request = FigureRequest::Remarks { id: results.get() };
        let answer = if is_finished { figures.request(&request) } else { None };
        if let Some(FigureResponse::Remarks(remarks)) = answer { remarks } else { Vec::new() }
    });
    let is_own = Memo::new(move |_| state.draft.with(|draft| draft.source == CellSource::File));
    let takes_recordings = section.sources().contains(&CellSource::File);
    view! {
        <section class="experiment" aria-labelledby="experiment-title">
            <header class="finding">
                <h2 id="experiment-title">{move || question(section, is_own.get()).0}</h2>
                <p class="sentence">{move || question(section, is_own.get()).1}</p>
                {takes_recordings.then(|| view! { <OpenRecording/> })}
            </header>
            <Stale/>
            <FiguresState/>
            <NetworkDialog/>
            {move || numbers.get().into_iter().map(plot).collect_any()}
            {(section == Section::Settings).then(|| view! { <Proposal captions/> })}
            {(section == Section::Natural).then(|| view! { <ModulePlace section tell=set_view_state/> })}
            <Remarks remarks/>
        </section>
    }
}
