//! An experiment that takes long waits to be asked for, and says so where its figures will be.

use leptos::prelude::*;

use crate::ui::{client::Client, hooks::known_speed};
use ganglion_components::{AppState, focus_soon, reactive::Memo, views::when};
use ganglion_core::{
    pool::{RunState, words},
    t,
};

/// Says how long the experiment will take, and begins it: also where the page has no header, within another page and for a
/// presenter.
#[component]
pub fn Waiting() -> impl IntoView {
    let state = expect_context::<AppState>();
    let client = expect_context::<Client>();
    let secs = Memo::new(move |_| {
        let is_open = state.run.with(|run| matches!(run, RunState::Idle | RunState::Cancelled));
        state.estimate.get().filter(|_| is_open && client.is_waiting.get())
    });
    let words = move || {
        let time = words::duration(secs.get().unwrap_or(0.0));
        if known_speed().is_some() {
            t!(
                "This experiment takes about {time} on this machine, so it waits for Run.",
                time = time
            )
        } else {
            t!(
                "This experiment takes about {time}, as a first guess for this machine, so it waits for Run.",
                time = time
            )
        }
    };
    let run = move |_| {
        if let Some(config) = state.experiment.get_untracked() {
            client.start(config);
            // The button goes; what it began is in the section below.
            focus_soon("panel");
        }
    };
    let card = move || {
        view! {
            <div class="notice" id="waiting">
                <p role="status">{move || words()}</p>
                <button type="button" class="primary" on:click=run>{t!("Run")}</button>
            </div>
        }
        .into_any()
    };
    when(move || secs.with(Option::is_some), card)
}
