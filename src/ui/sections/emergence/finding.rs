//! The finding in words, remarks, and why plain training fails.

use leptos::prelude::*;

use crate::{
    config::{Config, Draft, PRESETS, Preset},
    experiment::{Found, TaskId, is_plain, suppressive_copy},
    figure::{Answer, Ask, EmergenceFigure, Figure as _, words::share},
    link,
    pool::RunState,
    t,
    ui::{
        AppState,
        hooks::Annex,
        reactive::Memo,
        sections::{
            emergence::{View, facts::RowFacts},
            remarks::Remarks,
        },
        table_view,
        views::{either, filled},
    },
};

/// Width of the saved figure, pixels.
const FILE_WIDTH: f64 = 960.0;

/// All rows that there is something to show of, for the experiment of now.
fn all_facts(state: AppState, view: View) -> Vec<RowFacts> {
    let Some(counts) = state.experiment.with(|config| config.as_ref().map(|c| c.filter_counts()))
    else {
        return Vec::new();
    };
    state.rows.with(|rows| {
        view.subunits.with(|subunits| {
            counts.filter_map(|count| RowFacts::of(rows.get(&count)?, count, subunits)).collect()
        })
    })
}

fn figure_of(state: AppState, view: View) -> EmergenceFigure {
    let rows = all_facts(state, view);
    EmergenceFigure {
        rows: rows.iter().filter(|row| row.trained.is_some()).map(RowFacts::figure_row).collect(),
        images: Vec::new(),
        ceiling: state.cell.with(|cell| cell.as_ref().map_or(0.0, |cell| cell.ceiling)),
        reveal: view.reveal.get(),
    }
}

/// What Emergence has found, as a question to the album.
pub(in crate::ui) fn show(state: AppState) -> Option<Ask> {
    let config = state.config.with(|config| config.clone().ok())?;
    let found = found(state, &config);
    Some(Ask::Show { config: Box::new(config), found })
}

/// The networks that are trained, and their cell.
fn found(state: AppState, config: &Config) -> Found {
    // Filled one by one: to collect a map is to sort a list, which is a good part of a page.
    let mut found = Found::default();
    if let Some(cell) = state.cell.with(Option::clone) {
        found.cells.insert(0, cell);
    }
    state.rows.with(|rows| {
        for row in config.filter_counts().filter_map(|count| rows.get(&count)) {
            for network in row.trained() {
                found.trained.insert(TaskId { group: 0, network: network.id }, network.clone());
            }
        }
    });
    found
}

/// Title and one sentence; table and file on request.
#[component]
pub(super) fn Finding() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let figure = Memo::new(move |_| figure_of(state, view));
    let is_finished = move || state.run.with(|run| *run == RunState::Finished);
    let title = move || {
        if is_finished() {
            figure.with(|figure| figure.title())
        } else {
            t!("What do the filters become?").to_owned()
        }
    };
    let sentence = move || {
        if figure.with(|figure| figure.rows.is_empty()) {
            t!("Networks with a growing number of filters learn to predict the spikes of a cell whose parts are hidden from them.").to_owned()
        } else {
            figure.with(|figure| figure.summary())
        }
    };
    view! {
        <header class="finding">
            <h2 id="emergence-title">{move || title()}</h2>
            <p class="sentence">{move || sentence()}</p>
        </header>
    }
}

/// Remarks, the lesson of plain training, the table and the file.
#[component]
pub(super) fn Lessons() -> impl IntoView {
    let state = expect_context::<AppState>();
    let annex = expect_context::<Annex>();
    let view = expect_context::<View>();
    let show = move || show(state);
    let remarks = Memo::new(move |_| {
        annex.loading.track();
        let is_finished = state.run.with(|run| *run == RunState::Finished);
        let shown =
            if is_finished { untrack(show).and_then(|show| annex.ask(&show)) } else { None };
        let answer = shown.and_then(|_| annex.ask(&Ask::Remarks));
        if let Some(Answer::Remarks(remarks)) = answer { remarks } else { Vec::new() }
    });
    let figure = Memo::new(move |_| figure_of(state, view));
    let save = move |_| {
        let (theme, link) = (state.theme.get_untracked(), state.draft.with_untracked(link::encode));
        let Some(show) = untrack(show) else { return };
        let write = Ask::Write { number: 0, size: (FILE_WIDTH, 0.0), theme, link };
        let file = ("emergence.svg".to_owned(), "image/svg+xml");
        annex.save(vec![show, write], file, move |notice| state.notify(notice));
    };
    let save_png = move |_| {
        let (theme, link) = (state.theme.get_untracked(), state.draft.with_untracked(link::encode));
        if untrack(show).and_then(|show| annex.ask(&show)).is_some() {
            let file = (theme, link, "emergence".to_owned());
            annex.save_png(0, (FILE_WIDTH, 0.0), file, move |notice| state.notify(notice));
        }
    };
    view! {
        <PlainLesson/>
        <Remarks remarks/>
        <div class="figure-tools">
            <details class="data-table">
                <summary>{t!("Table")}</summary>
                {move || figure.with(|figure| figure.table()).map(|table| table_view(&table))}
            </details>
            <button type="button" class="quiet" on:click=save>{t!("Save SVG")}</button>
            <button type="button" class="quiet" on:click=save_png>{t!("Save PNG")}</button>
        </div>
    }
}

/// Why signed training without a penalty hides the subunits; offered wherever the recipe is in force.
#[component]
fn PlainLesson() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = expect_context::<View>();
    let is_shown =
        Memo::new(move |_| state.experiment.with(|config| config.as_ref().is_some_and(is_plain)));
    let evidence = move || {
        let rows = all_facts(state, view);
        let copies = rows.iter().rev().filter(|row| row.trained.is_some()).filter_map(|row| {
            let copy = view.subunits.with(|subunits| suppressive_copy(subunits, &row.parameters))?;
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
                <button type="button" class="primary" on:click=move |_| apply(state, "Reveal")>{t!("Back to what reveals them")}</button>
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
