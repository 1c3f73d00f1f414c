//! The frame of the page: header with tabs and run control, settings, the section chosen.

use leptos::{ev, prelude::*};

use crate::ui::{
    client::Client,
    hooks::{UseFragment, remember_theme, use_fragment, use_language, use_theme, worker_count},
    run_control::{Notices, RunControl},
    sections::{
        EmergenceSection, ExperimentSection, ModulePlace, RecordingPlace, Recordings,
        emergence::finding,
    },
    settings::Settings,
    teaching_link::{connect_teaching, seen_in_panel},
    waiting::Waiting,
};
use ganglion_components::{
    AppState, FiguresModule, Loading, focus_soon,
    reactive::{Effect, Memo, RwSignal},
    views::CollectAny as _,
};
use ganglion_core::{
    config::{CellSource, Choice as _, Config, Language, Section},
    experiment::{Report, Results},
    link,
    pool::{Notice, Topic, words},
    t,
    words::say,
};
use ganglion_figures::figure::{FigureRequest, FigureResponse, Theme};

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let fragment = use_fragment();
    let state = state_of(fragment.config);
    let (chosen, usual) = worker_count();
    let figures = FiguresModule::not_loaded();
    let client = Client::new(state, figures, chosen.unwrap_or(usual));
    provide_context(state);
    provide_context(client);
    provide_context(figures);
    let recordings = Recordings::follow(state);
    let warn = move |warnings: Vec<String>| {
        if !warnings.is_empty() {
            state.notify(Notice { topic: Topic::Link, text: warnings.join(" ") });
        }
    };
    warn(fragment.warnings);
    provide_context(UseFragment::follow(state.draft, Callback::new(warn)));
    use_language(state.draft);
    run_what_changed(state, client, recordings);
    mark_state(state);
    warn_without_figures(state, figures);
    hear_dropped_files(warn);
    foresee(state, figures);
    prove(state, figures);
    let report = report_text(state);
    connect_teaching(state, report, seen_results, warn);
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
                <div id="teaching"></div>
                <Waiting/>
                <Stage/>
            </main>
        </div>
        <ReportScript report/>
        <div id="paper"></div>
    }
}

/// The state of a page that is opened with an experiment.
fn state_of(config: Config) -> AppState {
    // Filters appear before anything can be learned or saved.
    let may_load_rest = RwSignal::new(config.experiment() != Section::Emergence);
    let theme = use_theme().theme;
    AppState { theme, may_load_rest, ..AppState::of(config, Theme::Light) }
}

/// Runs the experiment at once, and again a moment after something in it has changed; one that takes long waits to be
/// asked for. While the settings have problems, or their recording is not there, nothing runs: what is trained belongs to the link.
fn run_what_changed(state: AppState, client: Client, recordings: Recordings) {
    let mut is_first = true;
    Effect::new(move || {
        let there = state.experiment.get().filter(|config| !recordings.is_missing_for(config));
        match (there, is_first) {
            (Some(config), true) => client.open(config),
            (Some(config), false) => client.start_soon(config),
            (None, _) => client.cancel(),
        }
        is_first = false;
    });
}

/// Hears what the figures module has to say of files that are dropped on the page.
fn hear_dropped_files(warn: impl Fn(Vec<String>) + 'static) {
    let listener = window_event_listener(
        ev::Custom::new("ganglion-notice"),
        move |event: web_sys::CustomEvent| warn(event.detail().as_string().into_iter().collect()),
    );
    on_cleanup(move || listener.remove());
}

/// Says that drawings are missing, wherever the page is.
fn warn_without_figures(state: AppState, figures: FiguresModule) {
    Effect::new(move || {
        if let Loading::Failed(reason) = figures.loading.get() {
            let text = t!(
                "The figures did not load ({reason}). Networks are trained all the same and nothing is lost; check the connection and load the page again to see the figures.",
                reason = reason
            );
            state.notify(Notice { topic: Topic::Figures, text });
        }
    });
}

/// What is shown, as it is looked at: its configuration is the link that it goes by.
fn seen_results(state: AppState) -> Option<(Config, Results)> {
    if state.draft.with(|draft| draft.section.experiment() == Section::Emergence) {
        let (_, config, results) = finding::shown_results(state)?;
        return Some((config, results));
    }
    Some((state.seen().check().ok()?, state.results.with(|run| run.results.clone())))
}

/// Says of a result that a link expects what can be said before the run has ended, once the figures module can tell.
fn foresee(state: AppState, figures: FiguresModule) {
    let expected = Memo::new(move |_| state.draft.with(|draft| draft.expected.clone()));
    Effect::new(move || {
        let expected = expected.get();
        if expected.is_empty() {
            return;
        }
        match figures.loading.get() {
            Loading::There => {}
            Loading::Coming => return figures.load(),
            Loading::Failed(_) => return,
        }
        if let Some(FigureResponse::Text(text)) =
            figures.request(&FigureRequest::Foresee { expected })
        {
            state.notify(Notice { topic: Topic::Proof, text });
        }
    });
}

/// Says whether a run gave what its link expects, once the figures module can tell. What was expected of other
/// settings is forgotten.
fn prove(state: AppState, figures: FiguresModule) {
    Effect::new(move || {
        figures.loading.track();
        let expected = state.draft.with_untracked(|draft| draft.expected.clone());
        let report = state
            .report
            .with(|report| report.as_ref().filter(|_| !expected.is_empty()).map(Report::to_json));
        let answer =
            report.and_then(|report| figures.request(&FigureRequest::Prove { report, expected }));
        if let Some(FigureResponse::Verdict { words, is_compared }) = answer {
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
    });
}

/// The report of the last run, JSON; empty while there is none.
fn report_text(state: AppState) -> Memo<String> {
    Memo::new(move |_| {
        state.report.with(|report| {
            let text = report.as_ref().map(Report::to_json).unwrap_or_default();
            // A script must not end early, whatever an adapter is called.
            text.replace('<', "\\u003c")
        })
    })
}

/// The report, for scripts and tests.
#[component]
fn ReportScript(report: Memo<String>) -> impl IntoView {
    let script = move || {
        let text = report.get();
        (!text.is_empty()).then(|| {
            view! { <script type="application/json" id="report">{text}</script> }.into_any()
        })
    };
    view! { {move || script()} }
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
    let draft = link::as_written(&link);
    if state.draft.with_untracked(|known| *known != draft) {
        state.draft.set(draft);
    }
}

/// The section chosen, below a recording that is being opened.
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
    let link = move || link::encode(&seen_in_panel(state));
    view! {
        <RecordingPlace/>
        <div
            id="panel"
            role="tabpanel"
            tabindex="-1"
            aria-labelledby=move || format!("tab-{}", section.get().word())
            data-link=link
        >
            {move || match section.get() {
                _ if is_closed.get() => sealed(),
                section @ Section::Cell => view! { <ModulePlace section tell=take_cell/> }.into_any(),
                Section::Emergence => view! { <EmergenceSection/> }.into_any(),
                section @ (Section::Saturation
                | Section::Spacetime
                | Section::Recorded
                | Section::Stability
                | Section::Settings
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
            remember_theme(chosen);
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
