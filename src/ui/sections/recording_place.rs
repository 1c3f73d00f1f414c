//! The place where recordings are opened: nothing but a button until a person wants it.

use leptos::{ev, prelude::*, wasm_bindgen::JsValue};
use web_sys::{Blob, CustomEvent};

use crate::ui::{client::Client, sections::module_place::ModulePlace};
use ganglion_components::{AppState, focus_soon, reactive::RwSignal, views::when};
use ganglion_core::{
    config::{CellSource, Config, Frame},
    link,
    pool::{Notice, Topic},
    t,
};

/// Whether recordings are opened, what was dropped, and which one is used; given by context.
#[derive(Clone, Copy)]
pub struct Recordings {
    is_open: RwSignal<bool>,
    /// What was opened stays when it is closed.
    has_been_open: RwSignal<bool>,
    /// Counts drops.
    num_dropped: RwSignal<u32>,
    dropped: StoredValue<JsValue, LocalStorage>,
    /// Name of the recording that experiments can be about; empty before one is used.
    used: RwSignal<String>,
    state: AppState,
}

impl Recordings {
    /// Closed, until something is dropped: what was comes with an event `ganglion-recording`, without anything if it is to be closed.
    pub fn follow(state: AppState) -> Self {
        let recordings = Self {
            used: RwSignal::new(String::new()),
            state,
            is_open: RwSignal::new(false),
            has_been_open: RwSignal::new(false),
            num_dropped: RwSignal::new(0),
            dropped: StoredValue::new_local(JsValue::NULL),
        };
        let name = ev::Custom::new("ganglion-recording");
        let listener = window_event_listener(name, move |event: CustomEvent| {
            if event.detail().is_null() {
                recordings.is_open.set(false);
                // Not every section has the button.
                focus_soon("panel");
                focus_soon("open-recording");
            } else if !untrack(|| recordings.is_embedded()) {
                recordings.dropped.set_value(event.detail());
                recordings.num_dropped.update(|num| *num += 1);
                recordings.open();
            }
        });
        on_cleanup(move || listener.remove());
        provide_context(recordings);
        recordings
    }

    fn open(self) {
        self.has_been_open.set(true);
        self.is_open.set(true);
        focus_soon("recordings");
    }

    /// A page around this one must not get at what a person opens.
    fn is_embedded(self) -> bool {
        self.state.draft.with(|draft| draft.frame == Frame::Embed)
    }

    /// Whether an experiment is about a recording that is not there. Then the place is open, to be given its files.
    pub fn is_missing_for(self, config: &Config) -> bool {
        let is_missing = config.source() == CellSource::File
            && self.used.with(|used| used.is_empty() || *used != config.draft().recording);
        if is_missing && untrack(|| self.is_embedded()) {
            let text =
                t!("Recordings are not opened in a page around this one. Open the page itself.");
            self.state.notify(Notice { topic: Topic::Link, text: text.to_owned() });
        } else if is_missing {
            self.has_been_open.set(true);
            self.is_open.set(true);
        }
        is_missing
    }

    /// Begins the experiment of a link about a recording that a person wants to use, by its name; without one about that which is in use.
    pub fn take(self, link: &str, recording: Option<(String, Blob)>, client: Client) {
        if let Some((name, recording)) = recording {
            self.used.set(name.clone());
            client.use_recording(name, recording);
        }
        self.is_open.set(false);
        focus_soon("panel");
        self.state.draft.set(link::as_written(link));
    }

    /// What was dropped and not taken yet; who asks is told of further drops.
    pub fn take_dropped(self) -> Option<JsValue> {
        self.num_dropped.track();
        let dropped =
            self.dropped.try_update_value(|value| core::mem::replace(value, JsValue::NULL));
        dropped.filter(|dropped| !dropped.is_null())
    }
}

/// Opens the place.
#[component]
pub fn OpenRecording() -> impl IntoView {
    let recordings = expect_context::<Recordings>();
    view! {
        <p class="open-recording">
            <button type="button" id="open-recording" on:click=move |_| recordings.open()>
                {t!("Open a recording\u{2026}")}
            </button>
        </p>
    }
}

/// The place itself.
#[component]
pub fn RecordingPlace() -> impl IntoView {
    let recordings = expect_context::<Recordings>();
    let module = move || view! { <ModulePlace tell=|_, _| {}/> }.into_any();
    view! {
        <div id="recordings" tabindex="-1" hidden=move || !recordings.is_open.get() || recordings.is_embedded()>
            {when(move || recordings.has_been_open.get(), module)}
        </div>
    }
}
