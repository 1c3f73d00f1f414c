//! The ways to bring a recording: files, a folder, one to try.

use js_sys::Array;
use leptos::{html::Input, prelude::*, task::spawn_local};
use web_sys::DragEvent;

use crate::recordings::state::ImportState;
use ganglion_components::{
    reactive::{Memo, RwSignal},
    views::when,
};
use ganglion_core::{pool::words, t};
use ganglion_recordings::import::{ImportStage, MOST_FILES};
use ganglion_web::{dropped_recording, files_of};

/// Files that are looked for in a folder: a few more than are taken, so that it can be said how many are left out.
const MOST_FOUND: usize = 5 * MOST_FILES;

/// Opens what was dropped or chosen: files, or folders of them.
pub(super) fn open_entries(state: ImportState, entries: Array) {
    spawn_local(async move { state.open(files_of(&entries, MOST_FOUND).await) });
}

/// Takes recordings that are dropped here; all else is for the page.
pub(super) fn dropped(state: ImportState, event: &DragEvent) {
    if let Some(recording) = event.data_transfer().as_ref().and_then(dropped_recording) {
        event.prevent_default();
        open_entries(state, recording.entries);
    }
}

/// Shows the browser's dialog.
fn ask(input: NodeRef<Input>) {
    if let Some(input) = input.get_untracked() {
        input.click();
    }
}

/// Opens what was chosen; the same files may be chosen again later.
fn take(state: ImportState, input: NodeRef<Input>) {
    let Some(input) = input.get_untracked() else { return };
    if let Some(list) = input.files() {
        // A copy: the list is emptied with the input.
        open_entries(state, Array::from(&list));
    }
    input.set_value("");
}

/// Buttons, and how far reading is.
#[component]
pub fn ChooseFiles() -> impl IntoView {
    let state = ImportState::get();
    let (files, folder) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let again = move || {
        view! {
            <button type="button" id="read-again" on:click=move |_| state.read_again()>{t!("Read again")}</button>
        }
        .into_any()
    };
    let start_over = move || {
        view! {
            <button type="button" class="quiet" id="close-files" on:click=move |_| state.clear()>{t!("Close these files")}</button>
        }
        .into_any()
    };
    view! {
        <div class="recording-tools">
            <button type="button" id="choose-files" on:click=move |_| ask(files)>{t!("Choose files\u{2026}")}</button>
            <input
                node_ref=files
                id="recording-files"
                type="file"
                multiple
                hidden
                aria-label=t!("Files of a recording")
                on:change=move |_| take(state, files)
            />
            <button type="button" id="choose-folder" on:click=move |_| ask(folder)>{t!("Choose a folder\u{2026}")}</button>
            <input
                node_ref=folder
                id="recording-folder"
                type="file"
                multiple
                hidden
                aria-label=t!("Folder of a recording")
                prop:webkitdirectory=true
                on:change=move |_| take(state, folder)
            />
            <button type="button" id="simulate" on:click=move |_| state.simulate()>
                {t!("Try a simulated recording")}
            </button>
            {when(move || state.is_broken_off.get(), again)}
            {when(move || !state.is_empty(), start_over)}
        </div>
        <ProgressLine/>
    }
}

/// What the worker does, and a way to end it.
#[component]
fn ProgressLine() -> impl IntoView {
    let state = ImportState::get();
    let is_busy = Memo::new(move |_| state.num_asked.get() > 0);
    let doing = move || {
        state.progress.with(|progress| match progress {
            None => t!("Starting\u{2026}").to_owned(),
            Some(progress) => match progress.stage {
                ImportStage::Simulating => t!("Simulating a recording").to_owned(),
                ImportStage::Reading => t!("Reading {name}", name = progress.name),
                ImportStage::Searching => t!("Looking for the receptive field").to_owned(),
                ImportStage::Drawing => t!("Drawing the frames around it").to_owned(),
                ImportStage::Assembling => t!("Taking out frames and spikes").to_owned(),
                ImportStage::Comparing => t!("Comparing spikes with frames").to_owned(),
            },
        })
    };
    let percent = move || {
        state.progress.with(|progress| progress.as_ref().map_or(0, |progress| progress.percent))
    };
    let secs_left = time_left(state);
    let left = move || secs_left.get().map(|secs| format!(", {}", words::time_left(secs)));
    let line = move || {
        view! {
            <div class="recording-progress">
                <span>{move || doing()} " " <span class="number">{move || percent()} " %" {move || left()}</span></span>
                <progress max="100" value=move || percent() aria-label=t!("Progress of reading")></progress>
                <button type="button" id="stop-reading" on:click=move |_| stop(state)>{t!("Stop")}</button>
            </div>
        }
        .into_any()
    };
    // Only what is done is told by voice, not each per cent.
    let told = move || if is_busy.get() { doing() } else { String::new() };
    view! {
        <p class="visually-hidden" role="status" aria-live="polite">{move || told()}</p>
        {when(move || is_busy.get(), line)}
    }
}

/// Seconds that what the worker does now will take, once it has gone on for some and a part of it is done.
fn time_left(state: ImportState) -> RwSignal<Option<f64>> {
    /// Seconds before which nothing is said.
    const LEAST: f64 = 2.0;
    /// Per cent before which nothing is said.
    const FEWEST: u32 = 2;
    let left = RwSignal::new(None);
    Effect::new(move |began: Option<Option<(ImportStage, String, f64)>>| {
        let progress = state.progress.get();
        let now = js_sys::Date::now() / 1e3;
        let began = began.flatten();
        let goes_on = began.filter(|(stage, name, _)| {
            progress.as_ref().is_some_and(|now| now.stage == *stage && now.name == *name)
        });
        let start = goes_on.as_ref().map_or(now, |(_, _, start)| *start);
        let percent = progress.as_ref().map_or(0, |progress| progress.percent);
        let is_known = now - start >= LEAST && percent >= FEWEST;
        left.set(is_known.then(|| {
            (now - start) * f64::from(100_u32.saturating_sub(percent)) / f64::from(percent)
        }));
        progress.map(|progress| (progress.stage, progress.name, start))
    });
    left
}

/// The button goes with the progress; the focus goes to the one that takes its place.
fn stop(state: ImportState) {
    state.stop();
    ganglion_components::focus_soon("read-again");
}
