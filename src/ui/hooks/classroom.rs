//! The classroom, a part of the page with a Leptos of its own: lessons, sharing, the presenter.
//!
//! It puts itself into places of the page and listens to one event; what it wants of the page it writes
//! into the address.

use leptos::{
    prelude::window,
    task::spawn_local,
    wasm_bindgen::{JsValue, closure::Closure},
};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Event;

use crate::{
    figure::Ask,
    ui::hooks::parts::{load, text_of},
};

#[wasm_bindgen]
extern "C" {
    type Module;

    #[wasm_bindgen(method, catch)]
    fn begin(this: &Module) -> Result<(), JsValue>;
}

/// Loads it; `failed` is told in the browser's words why it did not come.
pub fn load_classroom(failed: impl FnOnce(String) + 'static) {
    spawn_local(async {
        let begun = match load::<Module>("classroom").await {
            Ok(module) => module.begin().map_err(|err| text_of(&err)),
            Err(reason) => Err(reason),
        };
        if let Err(reason) = begun {
            failed(reason);
        }
    });
}

/// Lets it ask for what the experiment has found, as bytes; none while there is nothing.
pub fn offer_found(found: impl Fn() -> Option<Ask> + 'static) {
    let offer = Closure::<dyn FnMut() -> Vec<u8>>::new(move || {
        found().and_then(|ask| postcard::to_allocvec(&ask).ok()).unwrap_or_default()
    });
    // The page lives as long as its window.
    let offer = offer.into_js_value();
    js_sys::Reflect::set(&js_sys::global(), &JsValue::from_str("ganglionFound"), &offer).ok();
}

/// Says that the address, the state or the report of the page has changed.
pub fn tell_classroom() {
    if let Ok(event) = Event::new("ganglion-change") {
        window().dispatch_event(&event).ok();
    }
}
