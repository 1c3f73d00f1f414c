//! The settings panel: recipes, then the parameters in groups, the most used first.

use leptos::prelude::*;

use crate::ui::{
    controls::ParameterControl,
    hooks::{Steps, set_worker_count, worker_count},
};
use ganglion_components::{
    AppState, FiguresModule,
    reactive::{Effect, Memo, RwSignal},
    views::CollectAny as _,
};
use ganglion_core::{
    config::{PARAMETERS, PRESETS, ParameterGroup, Preset, PresetKind},
    t,
    words::say,
};

/// Parameters that are not behind "more".
const MOST_USED: [&str; 21] = [
    "source",
    "cellno",
    "cells",
    "layout",
    "spikes",
    "rate",
    "frames",
    "seed",
    "seeds",
    "repeats",
    "noisekind",
    "nmin",
    "nmax",
    "layers",
    "version",
    "restarts",
    "dense",
    "engine",
    "epochs",
    "recipes",
    "consensus",
];

/// All settings.
#[component]
pub fn Settings() -> impl IntoView {
    let state = expect_context::<AppState>();
    let num_changed = Memo::new(move |_| {
        let rows = PARAMETERS.iter().filter(|row| row.group != ParameterGroup::View);
        state.draft.with(|draft| rows.filter(|row| row.is_changed(draft)).count())
    });
    let reset_all = move |_| {
        state.draft.update(|draft| *draft = draft.with_defaults());
    };
    // What there is to set depends on the section and on the kind of cell.
    let shown = Memo::new(move |_| {
        state
            .draft
            .with(|draft| (draft.section, draft.source, draft.version, draft.sealed.is_empty()))
    });
    let groups = move || {
        shown.track();
        view! {
            <Presets title=t!("How much") kind=PresetKind::Size/>
            <Presets title=t!("How it learns") kind=PresetKind::Recipe/>
            <Presets title=t!("Which cell") kind=PresetKind::Cell/>
            <SettingsGroup title=t!("Cell") group=ParameterGroup::Cell/>
            <SettingsGroup title=t!("Data") group=ParameterGroup::Data/>
            <SettingsGroup title=t!("Network") group=ParameterGroup::Network/>
            <SettingsGroup title=t!("Training") group=ParameterGroup::Training/>
        }
        .into_any()
    };
    view! {
        <div class="settings-head">
            <h2>{t!("Settings")}</h2>
            <UndoRedo/>
            <button type="button" class="quiet" disabled=move || num_changed.get() == 0 on:click=reset_all>
                {move || match num_changed.get() {
                    0 => t!("all at their defaults").to_owned(),
                    count => t!("reset all {count}", count = count),
                }}
            </button>
        </div>
        {move || groups()}
        <WorkerCount/>
    }
}

/// One step back, one step forward again.
#[component]
fn UndoRedo() -> impl IntoView {
    let steps = expect_context::<Steps>();
    view! {
        <span class="steps">
            <button
                type="button"
                class="quiet"
                id="undo"
                title=t!("Undo (Ctrl+Z)")
                aria-label=t!("Undo")
                disabled=move || steps.at.get() == 0
                on:click=move |_| steps.undo()
            >
                "\u{21b6}"
            </button>
            <button
                type="button"
                class="quiet"
                id="redo"
                title=t!("Redo (Ctrl+Shift+Z)")
                aria-label=t!("Redo")
                disabled=move || { steps.at.get() >= steps.last.get() }
                on:click=move |_| steps.redo()
            >
                "\u{21b7}"
            </button>
        </span>
    }
}

#[component]
fn Presets(title: &'static str, kind: PresetKind) -> impl IntoView {
    let state = expect_context::<AppState>();
    let presets: Vec<&'static Preset> = state.draft.with_untracked(|draft| {
        PRESETS.iter().filter(|preset| preset.kind == kind && (preset.suits)(draft)).collect()
    });
    if presets.is_empty() {
        return ().into_any();
    }
    let suited = presets.clone();
    let current = Memo::new(move |_| {
        state.draft.with(|draft| suited.iter().position(|preset| preset.is_in_force(draft)))
    });
    let button = move |(index, preset): (usize, &'static Preset)| {
        view! {
            <button
                type="button"
                class="preset"
                aria-pressed=move || (current.get() == Some(index)).to_string()
                title=say(preset.meaning)
                on:click=move |_| state.draft.update(|draft| (preset.apply)(draft))
            >
                {say(preset.name)}
            </button>
        }
    };
    let buttons = presets.iter().copied().enumerate().map(button).collect_any();
    let meaning = move || match current.get() {
        Some(index) => say(presets[index].meaning),
        None => t!("Changed by hand."),
    };
    view! {
        <div class="presets" role="group" aria-label=title>
            <h3>{title}</h3>
            <div class="preset-row">{buttons}</div>
            <p class="hint">{move || meaning()}</p>
        </div>
    }
    .into_any()
}

#[component]
fn SettingsGroup(title: &'static str, group: ParameterGroup) -> impl IntoView {
    let state = expect_context::<AppState>();
    let keys = |is_used: bool| {
        let draft = state.draft.get_untracked();
        let rows = PARAMETERS.iter().filter(move |row| row.group == group && row.matters(&draft));
        rows.map(|row| row.key).filter(move |key| MOST_USED.contains(key) == is_used)
    };
    let rest: Vec<_> = keys(false).collect();
    let needs_look = {
        let rest = rest.clone();
        Memo::new(move |_| {
            let problems = state.config.with(|config| config.as_ref().err().cloned());
            problems
                .into_iter()
                .flatten()
                .any(|problem| problem.keys.first().is_some_and(|key| rest.contains(key)))
        })
    };
    let num_changed = {
        let rest = rest.clone();
        move || {
            let rows = PARAMETERS.iter().filter(|row| rest.contains(&row.key));
            match state.draft.with(|draft| rows.filter(|row| row.is_changed(draft)).count()) {
                0 => t!("More").to_owned(),
                count => t!("More ({count} changed)", count = count),
            }
        }
    };
    view! {
        <section class="settings-group" aria-label=title>
            <h3>{title}</h3>
            {keys(true).map(|key| view! { <ParameterControl key/> }).collect_any()}
            <details class="more" open=move || needs_look.get()>
                <summary>{move || num_changed()}</summary>
                {rest.into_iter().map(|key| view! { <ParameterControl key/> }).collect_any()}
            </details>
        </section>
    }
}

/// How many CPU workers share the networks: of this browser, not of the link.
#[component]
fn WorkerCount() -> impl IntoView {
    let (chosen, usual) = worker_count();
    let note = RwSignal::new(String::new());
    let change = move |event| {
        let count = event_target_value(&event).trim().parse().ok().filter(|count| *count > 0);
        set_worker_count(count);
        note.set(t!("From the next time the page is loaded.").to_owned());
    };
    view! {
        <section class="settings-group" aria-label=t!("This browser")>
            <h3>{t!("This browser")}</h3>
            <div class="control">
                <div class="control-head"><label for="worker-count">{t!("CPU workers")}</label></div>
                <input
                    id="worker-count"
                    type="number"
                    min="1"
                    max="64"
                    step="1"
                    placeholder=usual.to_string()
                    prop:value=chosen.map(|count| count.to_string()).unwrap_or_default()
                    aria-describedby="hint-worker-count"
                    on:change=change
                />
                <p class="hint" id="hint-worker-count">
                    {t!("Networks trained at the same time. Not part of the link: results don't depend on it.")}
                    " "
                    {move || note.get()}
                </p>
            </div>
            <KeptNetworks/>
        </section>
    }
}

/// Networks that this browser keeps from visit to visit, and the way to be rid of them.
#[component]
fn KeptNetworks() -> impl IntoView {
    let figures = expect_context::<FiguresModule>();
    let words = RwSignal::new(String::new());
    let count = move || {
        leptos::task::spawn_local(async move {
            words.set(match figures.num_kept().await {
                Ok(0) => t!("No trained network is kept in this browser.").to_owned(),
                Ok(count) => {
                    t!("{count} trained networks are kept for the next visit.", count = count)
                }
                Err(reason) => t!(
                    "This browser keeps no networks, so they are trained again at every visit. {reason}",
                    reason = reason
                ),
            });
        });
    };
    let may_load = expect_context::<AppState>().may_load_rest;
    Effect::new(move || {
        if may_load.get() {
            count();
        }
    });
    let forget = move |_| {
        leptos::task::spawn_local(async move {
            // What could not be forgotten is counted again.
            figures.forget_kept().await.ok();
            count();
        });
    };
    view! {
        <div class="control">
            <p class="hint" role="status">{move || words.get()}</p>
            <button type="button" class="quiet" id="forget-kept" on:click=forget>{t!("Forget them")}</button>
        </div>
    }
}
