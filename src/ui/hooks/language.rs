//! The language of the page, which is chosen once, by boot.js: for another one the page is loaded again.

use core::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

use ganglion_components::reactive::{Effect, Memo, RwSignal};
use ganglion_core::config::Draft;

#[wasm_bindgen]
extern "C" {
    /// Of boot.js: the language that address and browser ask for.
    #[wasm_bindgen(js_name = chooseLanguage)]
    fn choose_language() -> String;
}

/// Loads the page again once the draft asks for another language and the address says so. The next
/// page makes the same choice from the same address, so this ends, whatever happens to the words.
pub fn use_language(draft: RwSignal<Draft>) {
    let asked = Memo::new(move |_| draft.with(|draft| draft.language));
    let mut is_first = true;
    Effect::new(move || {
        asked.track();
        if !is_first {
            // By then the address has been written.
            set_timeout(load_if_other, Duration::ZERO);
        }
        is_first = false;
    });
}

fn load_if_other() {
    let root = document().document_element();
    let chosen = root.and_then(|root| root.get_attribute("data-language"));
    if chosen.is_some_and(|chosen| chosen != choose_language()) {
        // Where reloading is forbidden, the language comes with the next visit.
        window().location().reload().ok();
    }
}
