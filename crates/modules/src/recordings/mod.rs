//! Recordings to open: files, what their arrays are, whether spikes and frames belong together, which cell and which part of the frames.
//! A module of the page with a Leptos of its own, loaded once a person opens a recording.
//!
//! In: files, and the link of the page. Out: a conversation, and in the end the recording with the link of its experiment. Files are read
//! and understood by a worker; nothing leaves the machine, and nothing is kept on it unless a person asks.

mod arrays;
mod cells;
mod choose;
mod crop;
mod evidence;
mod hand_over;
mod kept_files;
mod kept_list;
mod seed;
mod state;
mod worker;

use core::any::Any;

use js_sys::{Array, Function};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use self::{
    arrays::Arrays,
    cells::{Cells, FirstFrames},
    choose::{ChooseFiles, dropped, open_entries},
    evidence::{EvidenceList, Missing},
    kept_list::{KeepIt, KeptRecordings},
    seed::Seed,
    state::ImportState,
};
use ganglion_components::{
    AppState, focus_soon, mount_module,
    reactive::{Memo, RwSignal},
    views::when,
};
use ganglion_core::{config::Draft, t};
use ganglion_figures::figure::Theme;
use ganglion_recordings::import::HandPurpose;
use ganglion_web::tell;

/// Recordings to open, in an element of the page; gone once it is dropped.
pub struct MountedRecordings {
    app: AppState,
    state: ImportState,
    _view: Box<dyn Any>,
}

impl MountedRecordings {
    /// Puts it into an element.
    pub fn new(host: HtmlElement, draft: Draft, theme: Theme) -> Self {
        let draft_now = draft.clone();
        let ((app, state), view) = mount_module(host, move || {
            let app = AppState::new(draft.clone(), theme);
            let state = ImportState::new(app.draft);
            provide_context(app);
            provide_context(state);
            ((app, state), view! { <Conversation/> })
        });
        focus_soon("recordings-title");
        state.follow(draft_now);
        state.list_kept();
        Self { app, state, _view: view }
    }

    /// Opens files and folders that were dropped on the page.
    pub fn open(&self, entries: Array) {
        open_entries(self.state, entries);
    }

    /// `take` is given the recording that a person wants to use: the link of its experiment, its name, and the recording as a file. Without it nothing offers
    /// to use one.
    pub fn hand_to(&self, take: Function) {
        self.state.set_taker(take);
    }

    /// The link of the page has changed.
    pub fn follow(&self, draft: Draft) {
        self.state.follow(draft);
    }

    /// The theme of the page has changed.
    pub fn set_theme(&self, theme: Theme) {
        self.app.theme.set(theme);
    }
}

/// Asks the page to put all of it away; what is open stays open.
fn close() {
    // The page listens as long as it is there.
    tell("ganglion-recording", &JsValue::NULL).ok();
}

/// Everything.
#[component]
fn Conversation() -> impl IntoView {
    let state = ImportState::get();
    let is_over = RwSignal::new(false);
    let has_found = Memo::new(move |_| state.findings.with(Option::is_some));
    let found = || {
        view! {
            <EvidenceList/>
            <FirstFrames/>
            <Cells/>
            <UseIt/>
            <KeepIt/>
        }
        .into_any()
    };
    let empty = || {
        view! {
            <p class="recording-empty">
                {t!("Drop the files of a recording here: the frames that were shown, and the spikes of one or more cells, as counts or times. The page lists what it finds, says what it takes it for and why, and you correct it.")}
            </p>
        }
        .into_any()
    };
    view! {
        <section
            class="recordings"
            class:over=move || is_over.get()
            aria-labelledby="recordings-title"
            on:dragover=move |event| {
                event.prevent_default();
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=move |event| {
                is_over.set(false);
                dropped(state, &event);
            }
        >
            <header>
                <h2 id="recordings-title" tabindex="-1">{t!("Open a recording")}</h2>
                <button type="button" id="close-recordings" on:click=move |_| close()>{t!("Close")}</button>
                <p class="hint">
                    {t!("White-noise frames and spikes: npy and npz of NumPy, MATLAB, HDF5, NWB, NIX, Zarr in a zip, Vision, text, or a folder of Kilosort or phy. Nothing of it leaves this machine.")}
                </p>
            </header>
            <ChooseFiles/>
            <Message/>
            <KeptRecordings/>
            {when(move || state.is_empty() && state.num_asked.get() == 0, empty)}
            <Arrays/>
            <Seed/>
            <Missing/>
            {when(move || has_found.get(), found)}
            <p class="drop-here" aria-hidden="true">{t!("Drop the recording here")}</p>
        </section>
    }
}

/// What a person should know.
#[component]
fn Message() -> impl IntoView {
    let state = ImportState::get();
    let message =
        move || view! { <p class="recording-message">{move || state.message.get()}</p> }.into_any();
    view! {
        <div role="alert" id="recording-message">
            {when(move || state.message.with(|message| !message.is_empty()), message)}
        </div>
    }
}

/// Gives the recording to whoever takes it.
#[component]
fn UseIt() -> impl IntoView {
    let state = ImportState::get();
    let button = move || {
        view! {
            <button type="button" class="primary" id="use-recording" on:click=move |_| state.ask_for(HandPurpose::Use)>
                {t!("Use this recording")}
            </button>
        }
        .into_any()
    };
    when(move || state.has_taker.get(), button)
}
