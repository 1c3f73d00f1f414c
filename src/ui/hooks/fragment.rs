//! The fragment of the address and the draft: each follows the other.

use leptos::{ev, prelude::*, wasm_bindgen::JsValue};

use crate::{
    config::Draft,
    link,
    ui::reactive::{Effect, RwSignal},
};

/// What the address said when the page was opened.
pub struct UseFragment {
    /// The experiment.
    pub draft: Draft,
    /// What of it was not taken as it stood.
    pub warnings: Vec<String>,
}

/// Reads the address once. `follow` then keeps it in step with the draft.
pub fn use_fragment() -> UseFragment {
    let link::Decoded { draft, warnings } = link::decode(&fragment());
    UseFragment { draft, warnings }
}

impl UseFragment {
    /// Writes the draft into the address, and reads it when a person changes the address.
    pub fn follow(draft: RwSignal<Draft>, on_warnings: Callback<Vec<String>>) {
        Effect::new(move || {
            let address = draft.with(address_of);
            // Replaced, not pushed: every move of a slider would be a step back.
            if let Ok(history) = window().history() {
                history.replace_state_with_url(&JsValue::NULL, "", Some(&address)).ok();
            }
        });
        let listener = window_event_listener(ev::hashchange, move |_| {
            let decoded = link::decode(&fragment());
            on_warnings.run(decoded.warnings);
            if draft.with_untracked(|draft| *draft != decoded.draft) {
                draft.set(decoded.draft);
            }
        });
        on_cleanup(move || listener.remove());
    }
}

/// The whole address that remakes an experiment.
pub fn address_of(draft: &Draft) -> String {
    let address = window().location().href().unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    if *draft == Draft::default() {
        page.to_owned()
    } else {
        format!("{page}{}", link::encode(draft))
    }
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}
