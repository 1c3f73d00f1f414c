//! The state of the run and everything that can be done about it, in one place.

use leptos::prelude::*;

use crate::ui::client::Client;
use ganglion_components::{
    AppState, focus_soon,
    reactive::Memo,
    views::{CollectAny as _, either},
};
use ganglion_core::{
    pool::{RunState, Topic, words},
    protocol::FailureKind,
    t,
};

/// Engine, progress, and the buttons.
#[component]
pub fn RunControl() -> impl IntoView {
    let state = expect_context::<AppState>();
    let is_busy = Memo::new(move |_| state.is_busy());
    let word = move || state.run.with(words::data_state);
    view! {
        <section class="run" aria-label=t!("Run") data-state=move || word()>
            <RunStatus/>
            <p class="visually-hidden" role="status" aria-live="polite">
                {move || state.run.with(words::announcement)}
            </p>
            <div class="run-buttons">
                {either(
                    move || is_busy.get(),
                    || view! { <PauseButton/> }.into_any(),
                    || view! { <StartButton/> }.into_any(),
                )}
                <span id="teaching-tools" class="run-buttons"></span>
            </div>
        </section>
    }
}

#[component]
fn RunStatus() -> impl IntoView {
    let state = expect_context::<AppState>();
    let share = Memo::new(move |_| match state.run.get() {
        _ if is_blocked(state) => 0.0,
        RunState::Idle => 0.0,
        RunState::Finished => 1.0,
        RunState::Running | RunState::Paused | RunState::Cancelled | RunState::Failed(_) => {
            state.progress.with(|progress| progress.share)
        }
    });
    let status = move || {
        if is_blocked(state) {
            return t!("These settings cannot run").to_owned();
        }
        let status = state.run.with(|run| state.progress.with(|now| words::status(run, now)));
        let report =
            state.report.with(|report| report.as_ref().map(|report| report.running.seconds));
        match report {
            Some(secs) => t!("{status} in {time}", status = status, time = words::seconds(secs)),
            None => status,
        }
    };
    let detail = move || {
        if is_blocked(state) {
            return problems(state);
        }
        let is_waiting = state.run.with(|run| matches!(run, RunState::Idle | RunState::Cancelled));
        if let Some(secs) = state.estimate.get().filter(|_| is_waiting) {
            return t!("about {time} on this machine", time = words::duration(secs));
        }
        state.progress.with(|progress| {
            let parts = [
                Some(words::engine(progress)),
                progress.samples_per_sec.map(words::speed),
                progress.measured.map(words::measured),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        })
    };
    let percent = move || format!("{:.0}", 100.0 * share.get());
    view! {
        <div class="run-status">
            <p class="run-line">
                <span class="run-dot" aria-hidden="true"></span>
                <span class="run-word">{move || status()}</span>
                <span class="run-percent">
                    {move || (!is_blocked(state)).then(|| format!("{} %", percent()))}
                </span>
            </p>
            <div
                class="run-bar"
                role="progressbar"
                aria-label=t!("Progress of the run")
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || percent()
            >
                <span style:transform=move || format!("scaleX({:.4})", share.get())></span>
            </div>
            <p class="run-detail" id="run-detail" title=move || detail()>{move || detail()}</p>
        </div>
    }
}

#[component]
fn StartButton() -> impl IntoView {
    let state = expect_context::<AppState>();
    let client = expect_context::<Client>();
    let start = move |_| {
        let Some(config) = state.experiment.get_untracked() else { return };
        if state.run.with_untracked(|run| *run == RunState::Cancelled) {
            client.start(config);
        } else {
            client.start_afresh(config);
        }
        focus_soon("cancel");
    };
    let label = move || match state.run.get() {
        RunState::Idle => t!("Run"),
        RunState::Cancelled => t!("Go on"),
        RunState::Failed(_) => t!("Try again"),
        RunState::Finished | RunState::Running | RunState::Paused => t!("Run again"),
    };
    view! {
        <button
            type="button"
            class="primary"
            id="run-start"
            disabled=move || is_blocked(state)
            aria-describedby=move || reason(state)
            on:click=start
        >
            {move || label()}
        </button>
    }
}

/// Whether the settings have problems, so that nothing may run.
fn is_blocked(state: AppState) -> bool {
    state.experiment.with(Option::is_none)
}

/// What is wrong with the settings.
fn problems(state: AppState) -> String {
    state.config.with(|config| {
        let messages = config.as_ref().err().into_iter().flatten().map(|problem| &*problem.message);
        messages.collect::<Vec<_>>().join(" ")
    })
}

/// Where it stands why a button is off.
fn reason(state: AppState) -> Option<&'static str> {
    is_blocked(state).then_some("run-detail")
}

#[component]
fn PauseButton() -> impl IntoView {
    let state = expect_context::<AppState>();
    let client = expect_context::<Client>();
    let is_paused = move || state.run.with(|run| *run == RunState::Paused);
    let toggle = move |_| {
        if state.run.with_untracked(|run| *run == RunState::Paused) {
            client.resume();
        } else {
            client.pause();
        }
    };
    // The button goes with the run; the focus goes to the one that takes its place.
    let cancel = move |_| {
        client.cancel();
        focus_soon("run-start");
    };
    view! {
        <button type="button" id="pause" on:click=toggle>
            {move || if is_paused() { t!("Resume") } else { t!("Pause") }}
        </button>
        <button type="button" id="cancel" on:click=cancel>{t!("Cancel")}</button>
    }
}

/// What failed, what is safe, what to do.
#[component]
pub fn FailurePanel() -> impl IntoView {
    let state = expect_context::<AppState>();
    let client = expect_context::<Client>();
    let failure = Memo::new(move |_| match state.run.get() {
        RunState::Failed(failure) => Some(failure),
        RunState::Idle
        | RunState::Running
        | RunState::Paused
        | RunState::Cancelled
        | RunState::Finished => None,
    });
    let reload = move |_| {
        // Where reloading is forbidden, the browser's own button is not.
        window().location().reload().ok();
    };
    let retry = move |_| {
        if let Some(config) = state.experiment.get_untracked() {
            client.start_afresh(config);
        }
    };
    let panel = move || {
        failure.get().map(|failure| {
            let must_reload = matches!(failure.kind, FailureKind::Stale | FailureKind::NotLoaded);
            view! {
                <div class="notice failure" role="alert">
                    <p><strong>{heading(failure.kind)}</strong> " " {failure.message}</p>
                    <p class="notice-actions">
                        {if must_reload {
                            view! { <button type="button" class="primary" on:click=reload>{t!("Reload the page")}</button> }.into_any()
                        } else {
                            view! {
                                <button
                                    type="button"
                                    class="primary"
                                    disabled=move || is_blocked(state)
                                    aria-describedby=move || reason(state)
                                    on:click=retry
                                >
                                    {t!("Try again")}
                                </button>
                            }.into_any()
                        }}
                    </p>
                </div>
            }
            .into_any()
        })
    };
    view! { {move || panel()} }
}

fn heading(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Data => t!("These data cannot be used."),
        FailureKind::Loss => t!("The training went astray."),
        FailureKind::NoAdapter
        | FailureKind::DeviceLost
        | FailureKind::Disagrees
        | FailureKind::Unsupported => t!("WebGPU does not work here."),
        FailureKind::Stale => t!("The page is out of date."),
        FailureKind::NotLoaded => t!("The training cannot start."),
        FailureKind::OutOfMemory => t!("Not enough memory."),
        FailureKind::Bug => {
            t!("This is a bug of ours. Your settings and what was learned so far are safe.")
        }
    }
}

/// Messages that stay until they are dismissed.
#[component]
pub fn Notices() -> impl IntoView {
    let state = expect_context::<AppState>();
    let notice = move |(topic, text): (Topic, String)| {
        let dismiss = move |_| {
            state.notices.update(|notices| {
                notices.remove(&topic);
            });
        };
        view! {
            <div class="notice">
                <p>{text}</p>
                <button type="button" class="quiet" aria-label=t!("Dismiss this message") on:click=dismiss>
                    {t!("Dismiss")}
                </button>
            </div>
        }
    };
    view! {
        <div class="notices">
            <FailurePanel/>
            <div role="status">
                {move || state.notices.get().into_iter().map(notice).collect_any()}
            </div>
        </div>
    }
}
