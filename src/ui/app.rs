//! The frame of the page: header with tabs and run control, settings, the section chosen.

use leptos::{ev, prelude::*};

use crate::{
    config::{CellSource, Choice as _, Language, Section},
    experiment::Report,
    figure::{Answer, Ask, Theme},
    link,
    pool::{Notice, Topic, words},
    t,
    ui::{
        AppState,
        client::Client,
        hooks::{
            Annex, Loading, UseFragment, focus_soon, load_classroom, offer_found, tell_classroom,
            use_fragment, use_language, use_theme, worker_count,
        },
        reactive::{Effect, Memo, RwSignal},
        run_control::{Notices, RunControl},
        sections::{EmergenceSection, ExperimentSection, RoomPlace, emergence::finding},
        settings::Settings,
        views::CollectAny as _,
    },
    words::say,
};

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let fragment = use_fragment();
    let state =
        AppState { theme: use_theme().theme, ..AppState::new(fragment.draft, Theme::Light) };
    let (chosen, usual) = worker_count();
    let annex = Annex::new();
    let client = Client::new(state, annex, chosen.unwrap_or(usual));
    provide_context(state);
    provide_context(client);
    provide_context(annex);
    let warn = move |warnings: Vec<String>| {
        if !warnings.is_empty() {
            state.notify(Notice { topic: Topic::Link, text: warnings.join(" ") });
        }
    };
    warn(fragment.warnings);
    provide_context(UseFragment::follow(state.draft, Callback::new(warn)));
    use_language(state.draft);
    run_what_changed(state, client);
    mark_state(state);
    warn_without_annex(state, annex);
    hear_annex(warn);
    prove(state, annex);
    offer_found(move || untrack(|| found(state)));
    load_classroom(move |reason| warn_without_classroom(state, &reason));
    let is_open = RwSignal::new(false);
    view! {
        <button type="button" class="skip" on:click=move |_| focus_soon("panel")>{t!("Skip to the section")}</button>
        <header class="top">
            <h1 class="brand">"Ganglion"</h1>
            <Tabs/>
            <RunControl/>
            <div class="looks">
                <LanguageMenu/>
                <ThemeMenu/>
            </div>
        </header>
        <Notices/>
        <div class="layout">
            <aside class="settings" class:open=move || is_open.get() aria-label=t!("Settings")>
                <button type="button" class="settings-close" on:click=move |_| is_open.set(false)>{t!("Done")}</button>
                <Settings/>
            </aside>
            <main class="stage">
                <button
                    type="button"
                    class="settings-open"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| is_open.set(true)
                >
                    {t!("Settings")}
                </button>
                <div id="classroom"></div>
                <Stage/>
            </main>
        </div>
        <ReportScript/>
        <div id="paper"></div>
    }
}

/// Runs the experiment at once, and again a moment after something in it has changed.
fn run_what_changed(state: AppState, client: Client) {
    let mut is_first = true;
    Effect::new(move || {
        match (state.experiment.get(), is_first) {
            (Some(config), true) => client.start(config),
            (Some(config), false) => client.start_soon(config),
            // Links always pass the check, so there is an experiment from the first.
            (None, _) => client.cancel(),
        }
        is_first = false;
    });
}

/// Hears what the annex has to say of files that are dropped on the page.
fn hear_annex(warn: impl Fn(Vec<String>) + 'static) {
    let listener = window_event_listener(
        ev::Custom::new("ganglion-notice"),
        move |event: web_sys::CustomEvent| warn(event.detail().as_string().into_iter().collect()),
    );
    on_cleanup(move || listener.remove());
}

/// Says that drawings are missing, wherever the page is.
fn warn_without_annex(state: AppState, annex: Annex) {
    Effect::new(move || {
        if let Loading::Failed(reason) = annex.loading.get() {
            let text = t!(
                "The figures did not load ({reason}). Networks are trained all the same and nothing is lost; check the connection and load the page again to see the figures.",
                reason = reason
            );
            state.notify(Notice { topic: Topic::Annex, text });
        }
    });
}

/// What the experiment of the page has found.
fn found(state: AppState) -> Option<Ask> {
    if state.draft.with(|draft| draft.section.experiment() == Section::Emergence) {
        return finding::show(state);
    }
    state.found()
}

/// Says that lessons and sharing are missing.
fn warn_without_classroom(state: AppState, reason: &str) {
    let text = t!(
        "Lessons and sharing did not load ({reason}). The page goes on without them, and the address still holds the experiment. Load the page again to have them.",
        reason = reason
    );
    state.notify(Notice { topic: Topic::Classroom, text });
}

/// Says whether a run gave what its link expects, once the annex can tell. What was expected of other
/// settings is forgotten.
fn prove(state: AppState, annex: Annex) {
    Effect::new(move || {
        annex.loading.track();
        let expected = state.draft.with_untracked(|draft| draft.expected.clone());
        let report = state
            .report
            .with(|report| report.as_ref().filter(|_| !expected.is_empty()).map(Report::to_json));
        let answer = report.and_then(|report| annex.ask(&Ask::Prove { report, expected }));
        if let Some(Answer::Verdict { words, is_compared }) = answer {
            state.notify(Notice { topic: Topic::Proof, text: words });
            if !is_compared {
                state.draft.update(|draft| draft.expected.clear());
            }
        }
    });
}

/// Says on the root element what the page is doing, for tests and style.
fn mark_state(state: AppState) {
    Effect::new(move || {
        let word = state.run.with(words::data_state);
        if let Some(root) = document().document_element() {
            root.set_attribute("data-state", word).ok();
        }
        // The report and the address, which it reads as well.
        state.report.track();
        state.draft.track();
        tell_classroom();
    });
}

/// The report of the last run, for scripts and tests.
#[component]
fn ReportScript() -> impl IntoView {
    let state = expect_context::<AppState>();
    let report = move || {
        state.report.with(|report| {
            report.as_ref().map(|report| {
                // A script must not end early, whatever an adapter is called.
                let text = report.to_json().replace('<', "\\u003c");
                view! { <script type="application/json" id="report">{text}</script> }.into_any()
            })
        })
    };
    view! { {move || report()} }
}

/// One tab for each section.
#[component]
fn Tabs() -> impl IntoView {
    let state = expect_context::<AppState>();
    let section = Memo::new(move |_| state.draft.with(|draft| draft.section));
    let show = move |section: Section| {
        state.draft.update(|draft| *draft = draft.moved_to(section));
        let tab = document().get_element_by_id(&format!("tab-{}", section.word()));
        if let Some(tab) = tab {
            use leptos::wasm_bindgen::JsCast as _;
            tab.unchecked_into::<web_sys::HtmlElement>().focus().ok();
        }
    };
    let pressed = move |event: ev::KeyboardEvent| {
        let (last, at) = (Section::OPTIONS.len() - 1, section.get_untracked().index());
        let next = match event.key().as_str() {
            "ArrowRight" => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            "ArrowLeft" => {
                if at == 0 {
                    last
                } else {
                    at - 1
                }
            }
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        show(Section::OPTIONS[next].0);
    };
    let tab = move |&(this, word, label): &(Section, &'static str, &'static str)| {
        let is_shown = move || section.get() == this;
        view! {
            <button
                type="button"
                role="tab"
                id=format!("tab-{word}")
                aria-controls="panel"
                aria-selected=move || is_shown().to_string()
                tabindex=move || if is_shown() { "0" } else { "-1" }
                on:click=move |_| show(this)
            >
                {say(label)}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=t!("Sections") on:keydown=pressed>
            {Section::OPTIONS.iter().map(tab).collect_any()}
        </div>
    }
}

/// Subunits were moved by hand.
fn take_cell(state: AppState, link: String) {
    let draft = link::decode(&link).draft;
    if state.draft.with_untracked(|known| *known != draft) {
        state.draft.set(draft);
    }
}

/// The section chosen.
#[component]
fn Stage() -> impl IntoView {
    let state = expect_context::<AppState>();
    let section = Memo::new(move |_| state.draft.with(|draft| draft.section));
    // All but Emergence and Methods show or use what a model cell is like.
    let is_closed = Memo::new(move |_| {
        state.draft.with(|draft| {
            draft.is_blind()
                && draft.source == CellSource::Model
                && !matches!(draft.section, Section::Emergence | Section::Methods)
        })
    });
    let sealed = || {
        let words = t!(
            "This section would show what the sealed cell is like. Look at it under Emergence and Methods, guess, and come back."
        );
        view! { <p class="figures-state">{words}</p> }.into_any()
    };
    view! {
        <div id="panel" role="tabpanel" tabindex="-1" aria-labelledby=move || format!("tab-{}", section.get().word())>
            {move || match section.get() {
                _ if is_closed.get() => sealed(),
                Section::Cell => view! { <RoomPlace name="cell" tell=take_cell/> }.into_any(),
                Section::Emergence => view! { <EmergenceSection/> }.into_any(),
                section @ (Section::Saturation
                | Section::Spacetime
                | Section::Recorded
                | Section::Degradation
                | Section::Transfer
                | Section::Methods
                | Section::Natural) => view! { <ExperimentSection section/> }.into_any(),
            }}
        </div>
    }
}

/// The languages there are, each by its own name.
#[component]
fn LanguageMenu() -> impl IntoView {
    let draft = expect_context::<AppState>().draft;
    let language = Memo::new(move |_| draft.with(|draft| draft.language));
    let choose = move |event| {
        let word = event_target_value(&event);
        if let Some((chosen, ..)) = Language::OPTIONS.iter().find(|(_, this, _)| *this == word) {
            draft.update(|draft| draft.language = *chosen);
        }
    };
    let option = move |&(this, word, name): &(Language, &'static str, &'static str)| {
        let is_own = this != Language::Browser;
        view! {
            <option value=word lang=is_own.then_some(word) selected=move || language.get() == this>
                {if is_own { name } else { say(name) }}
            </option>
        }
    };
    view! {
        <label>
            <span class="visually-hidden">{t!("Language")}</span>
            <select id="language" on:change=choose>
                {Language::OPTIONS.iter().map(option).collect_any()}
            </select>
        </label>
    }
}

/// Light, dark or projector.
#[component]
fn ThemeMenu() -> impl IntoView {
    let theme = expect_context::<AppState>().theme;
    let all = [
        (Theme::Light, t!("Light")),
        (Theme::Dark, t!("Dark")),
        (Theme::Projector, t!("Projector")),
    ];
    let choose = move |event| {
        let name = event_target_value(&event);
        if let Some((chosen, _)) = all.into_iter().find(|(_, label)| *label == name) {
            theme.set(chosen);
        }
    };
    view! {
        <label>
            <span class="visually-hidden">{t!("Theme")}</span>
            <select id="theme" on:change=choose>
                {all.into_iter().map(|(this, label)| view! {
                    <option selected=move || theme.get() == this>{label}</option>
                }).collect_any()}
            </select>
        </label>
    }
}
