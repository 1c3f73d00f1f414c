//! The place where recordings are opened: nothing but a button until a person wants it.

use leptos::{ev, prelude::*, wasm_bindgen::JsValue};
use web_sys::CustomEvent;

use crate::ui::sections::module_place::ModulePlace;
use ganglion_components::{focus_soon, reactive::RwSignal, views::when};
use ganglion_core::t;

/// Whether recordings are opened, and what was dropped; given by context.
#[derive(Clone, Copy)]
pub struct Recordings {
    is_open: RwSignal<bool>,
    /// What was opened stays when it is closed.
    has_been_open: RwSignal<bool>,
    /// Counts drops.
    num_dropped: RwSignal<u32>,
    dropped: StoredValue<JsValue, LocalStorage>,
}

impl Recordings {
    /// Closed, until something is dropped: what was comes with an event `ganglion-recording`, without anything if it is to be closed.
    pub fn follow() -> Self {
        let recordings = Self {
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
            } else {
                recordings.dropped.set_value(event.detail());
                recordings.num_dropped.update(|num| *num += 1);
                recordings.open();
            }
        });
        on_cleanup(move || listener.remove());
        recordings
    }

    fn open(self) {
        self.has_been_open.set(true);
        self.is_open.set(true);
        focus_soon("recordings");
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
    let module =
        move || view! { <ModulePlace name="recordings" tell=|_, _| {} recordings/> }.into_any();
    view! {
        <div id="recordings" tabindex="-1" hidden=move || !recordings.is_open.get()>
            {when(move || recordings.has_been_open.get(), module)}
        </div>
    }
}
