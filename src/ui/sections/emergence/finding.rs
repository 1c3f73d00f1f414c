//! The finding in words, remarks, and why plain training fails.

use leptos::prelude::*;

use crate::ui::{
    controls::explain,
    sections::{
        emergence::{View, facts::RowFacts},
        remarks::Remarks,
    },
};
use ganglion_components::{
    AppState, FiguresModule, PlotFile, focus_soon,
    reactive::{Memo, RwSignal},
    table_view,
    views::{either, filled},
};
use ganglion_core::{
    cell::subunit_filters,
    config::Config,
    config::{Draft, PRESETS, Preset},
    experiment::{CellSummary, Results, TaskId, is_plain, suppressive_copy},
    lessons::first_step,
    link,
    pool::RunState,
    protocol::RunId,
    t,
};
use ganglion_figures::figure::{
    Caption, FigureId, FigureRequest, FigureResponse, ResultsId, words::share,
};

/// Width of the saved figure, pixels.
const FILE_WIDTH: f64 = 960.0;

/// All trained rows of what is shown.
fn all_facts(state: AppState) -> Vec<RowFacts> {
    let counts = state.shown.with(|shown| shown.as_ref().map(|shown| shown.config.filter_counts()));
    let facts = counts.into_iter().flatten().filter_map(|count| RowFacts::shown(state, count));
    facts.filter(|facts| facts.trained.is_some()).collect()
}

/// The run that Emergence shows, its experiment as it is looked at, and what it has found.
pub(in crate::ui) fn shown_results(state: AppState) -> Option<(RunId, Config, Results)> {
    let run = state.shown.with(|shown| shown.as_ref().map(|shown| shown.run))?;
    Some((run, state.seen().check().ok()?, results(state, run)))
}

/// Has its figures made; returns the name of the results, and what is said of the first figure.
fn show(state: AppState, figures: FiguresModule) -> Option<(ResultsId, Option<Caption>)> {
    let (run, config, results) = untrack(|| shown_results(state))?;
    let (id, captions) = figures.show(Some(run), &config, &results)?;
    Some((id, captions.into_iter().next()))
}

/// The figure of what is shown.
fn figure_id(state: AppState, figures: FiguresModule) -> Option<FigureId> {
    Some(FigureId { results: show(state, figures)?.0, number: 0 })
}

/// What is said of the figure once a run has ended: before, and of other networks than those on their way, nothing is known.
fn caption(state: AppState, figures: FiguresModule, view: View) -> Option<Caption> {
    figures.loading.track();
    view.reveal.track();
    let is_finished = state.run.with(|run| *run == RunState::Finished);
    if is_finished { show(state, figures)?.1 } else { None }
}

/// The networks of a run that are trained, and their cell.
fn results(state: AppState, run: RunId) -> Results {
    // Filled one by one: to collect a map is to sort a list, which is a good part of a page.
    let mut results = Results::default();
    if let Some(cell) = state.of_cell(run, CellSummary::clone) {
        results.cells.insert(0, cell);
    }
    state.rows.with(|rows| {
        for row in rows.values().filter(|row| row.run == run) {
            for network in row.trained() {
                results.trained.insert(TaskId { group: 0, network: network.id }, network.clone());
            }
        }
    });
    results
}

/// What this is about, then the finding.
#[component]
pub(super) fn Finding() -> impl IntoView {
    let state = expect_context::<AppState>();
    let figures = expect_context::<FiguresModule>();
    let view = expect_context::<View>();
    let caption = Memo::new(move |_| caption(state, figures, view));
    let said = move |of: fn(Caption) -> String, before: &str| {
        caption.get().map_or_else(|| before.to_owned(), of)
    };
    view! {
        <Introduction/>
        <header class="finding">
            <h2 id="emergence-title">
                {move || said(|caption| caption.title, t!("What do the filters become?"))}
            </h2>
            <p class="sentence">
                {move || said(|caption| caption.summary, t!("The networks are learning. What they found is said here once all have ended."))}
            </p>
        </header>
    }
}

/// What is hidden, what is done and what is seen, for whoever comes for the first time; it stays.
#[component]
fn Introduction() -> impl IntoView {
    let draft = expect_context::<AppState>().draft;
    let start = move |_| {
        draft.update(|draft| *draft = first_step(draft));
        focus_soon("lesson-title");
    };
    let part = |head: &'static str, text: &'static str| {
        view! { <p><strong>{head}</strong> " " {text}</p> }
    };
    view! {
        <div class="introduction">
            {part(t!("Hidden:"), t!("a nerve cell of the eye adds up what its subunits see, a few small parts. Nobody sees these: only spikes leave the cell."))}
            {part(t!("What we do:"), t!("small networks with one, two, three … filters are shown the same pictures, and learn to predict the spikes."))}
            <p>
                <strong>{t!("What you see:")}</strong>
                " "
                {t!("one square is one filter.")}
                " "
                <span class="key excites">{t!("Blue: light there excites.")}</span>
                " "
                <span class="key inhibits">{t!("Orange: it inhibits.")}</span>
                " "
                {t!("With the right recipe the filters become the hidden subunits.")}
            </p>
            <p class="ways">
                <button type="button" class="primary" id="start-here" on:click=start>{t!("Start here: lesson 1")}</button>
                <button type="button" class="link" id="open-primer" on:click=|_| explain("")>{t!("The eye in one minute")}</button>
            </p>
        </div>
    }
}

/// Remarks, the lesson of plain training, the table and the file.
#[component]
pub(super) fn Lessons() -> impl IntoView {
    let state = expect_context::<AppState>();
    let figures = expect_context::<FiguresModule>();
    let view = expect_context::<View>();
    let remarks = Memo::new(move |_| {
        figures.loading.track();
        // Of a sealed cell there is more to say once it is revealed.
        view.reveal.track();
        let is_finished = state.run.with(|run| *run == RunState::Finished);
        let id = if is_finished { show(state, figures).map(|(id, _)| id) } else { None };
        let answer = id.and_then(|id| figures.request(&FigureRequest::Remarks { id }));
        if let Some(FigureResponse::Remarks(remarks)) = answer { remarks } else { Vec::new() }
    });
    let is_open = RwSignal::new(false);
    // Of the rows that there are, as the module has them.
    let table = move || {
        figures.loading.track();
        state.rows.track();
        if !is_open.get() {
            return None;
        }
        let figure = figure_id(state, figures)?;
        let answer = figures.request(&FigureRequest::Table { figure });
        if let Some(FigureResponse::Table(table)) = answer { table } else { None }
    };
    // With the link and the theme of the moment in which it is asked for.
    let write = move |file| {
        let (theme, link) = (state.theme.get_untracked(), link::encode(&untrack(|| state.seen())));
        move |figures| {
            let figure = figure_id(state, figures)?;
            Some(if file == PlotFile::Csv {
                FigureRequest::Csv { figure, link }
            } else {
                FigureRequest::Write { figure, size: (FILE_WIDTH, 0.0), theme, link }
            })
        }
    };
    let save = move |file, (name, media_type): (&str, _)| {
        let notify = move |notice| state.notify(notice);
        figures.save(write(file), (name.to_owned(), media_type), notify);
    };
    let save_png = move |_| {
        let notify = move |notice| state.notify(notice);
        figures.save_png(write(PlotFile::Png), "emergence.png".to_owned(), notify);
    };
    let svg = ("emergence.svg", "image/svg+xml");
    let csv = ("emergence.csv", "text/csv");
    view! {
        <PlainLesson/>
        <Remarks remarks/>
        <div class="figure-tools">
            <details class="data-table" on:toggle=move |_| is_open.update(|open| *open = !*open)>
                <summary>{t!("Table")}</summary>
                {move || table().map(|table| table_view(&table))}
            </details>
            <button type="button" class="quiet" on:click=move |_| save(PlotFile::Svg, svg)>{t!("Save SVG")}</button>
            <button type="button" class="quiet" on:click=save_png>{t!("Save PNG")}</button>
            <button type="button" class="quiet" on:click=move |_| save(PlotFile::Csv, csv)>{t!("Save CSV")}</button>
        </div>
    }
}

/// Why signed training without a penalty hides the subunits; offered wherever the recipe is in force.
#[component]
fn PlainLesson() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let is_shown = Memo::new(move |_| view.of.with(|config| config.as_ref().is_some_and(is_plain)));
    let evidence = move || {
        let rows = all_facts(state);
        let copies = rows.iter().rev().filter_map(|row| {
            let truth = if row.placements.is_empty() { Vec::new() } else { subunit_filters(&row.config) };
            let copy = suppressive_copy(&truth, &row.parameters)?;
            Some(t!(
                "Look at filter {filter} in the row of {row}: it has a similarity of {similarity} with the whole receptive field, and its pooling weights add up to {pooling}.",
                filter = copy.filter + 1,
                row = row.parameters.shape.num_filters,
                similarity = share(copy.similarity),
                pooling = share(copy.pooling),
            ))
        });
        copies.take(1).next()
    };
    view! {
        {either(move || is_shown.get(), move || view! {
            <aside class="lesson" aria-labelledby="lesson-title">
                <h3 id="lesson-title">{t!("Why the subunits stay hidden")}</h3>
                <p>
                    {t!("A spike either happens or it doesn't, however strongly the cell is driven. The softplus at the network's end has no such limit: the stronger the drive, the more spikes it predicts. Free to inhibit, the network makes up for that. It spends one filter on a copy of the whole receptive field, with a negative weight, that takes off what the other filters predict too much. It predicts better for it, and its filters no longer show the parts.")}
                    " "
                    {move || evidence()}
                </p>
                <p>{t!("Pooling weights that cannot be negative rule this copy out, and the L1 penalty keeps each filter to what it needs.")}</p>
                <button type="button" class="primary" on:click=move |_| apply(state, "Standard")>{t!("Back to what reveals them")}</button>
            </aside>
        }.into_any(), || view! { <TryPlain/> }.into_any())}
    }
}

#[component]
fn TryPlain() -> impl IntoView {
    let state = expect_context::<AppState>();
    let words = t!(
        "This takes two constraints: pooling weights that cannot be negative, and the L1 penalty. {button} and see networks that predict better and show less."
    );
    let button = move |_: &str| {
        view! {
            <button type="button" class="link" id="try-plain" on:click=move |_| apply(state, "Plain")>
                {t!("Train without them")}
            </button>
        }
        .into_any()
    };
    view! { <p class="try">{filled(words, &button)}</p> }
}

fn apply(state: AppState, name: &str) {
    if let Some(Preset { apply, .. }) = PRESETS.iter().find(|preset| preset.name == name) {
        state.draft.update(|draft: &mut Draft| apply(draft));
    }
}
