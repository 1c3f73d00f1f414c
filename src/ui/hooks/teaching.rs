//! The teaching module, a part of the page with a Leptos of its own: lessons, sharing, the presenter.
//!
//! Two types cross between the two, as bytes. The page gives a [`PageSnapshot`] whenever something in it has
//! changed; the module gives an [`Intent`] whenever it wants something, and the page does it at once.

use leptos::{
    prelude::{LocalStorage, StoredValue, UpdateValue as _, WithValue as _, untrack},
    task::spawn_local,
    wasm_bindgen::{JsCast as _, JsValue, closure::Closure},
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::MODULES_BUILD;
use crate::ui::{
    hooks::wasm_modules::load,
    reactive::{Effect, RwSignal},
};
use ganglion_core::config::Draft;
use ganglion_figures::figure::Theme;
use ganglion_web::text_of;

/// All that the teaching module knows of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageSnapshot {
    /// The experiment as the controls hold it.
    pub draft: Draft,
    /// The experiment that what is shown is of, which need not be the one that is set.
    pub seen: Draft,
    /// What the page is doing, in the word that its root element has for it.
    pub run: String,
    /// The report of the last run, JSON; empty while there is none.
    pub report: String,
    /// How the page looks.
    pub theme: Theme,
}

/// What the teaching module wants of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Intent {
    /// To go to a link, as if a person had followed it: a step that can be undone.
    Open(String),
    /// To look otherwise, until it is told so again; it is not remembered from visit to visit.
    SetTheme(Theme),
    /// To be given what the experiment has found: its configuration and results as bytes, none while there is nothing.
    GiveFound,
}

#[wasm_bindgen]
extern "C" {
    type TeachingExports;

    #[wasm_bindgen(method, catch)]
    fn begin(
        this: &TeachingExports,
        snapshot: &[u8],
        ask: &JsValue,
    ) -> Result<MountedTeaching, JsValue>;

    type MountedTeaching;

    #[wasm_bindgen(method)]
    fn follow(this: &MountedTeaching, snapshot: &[u8]);
}

/// Loads the teaching module and keeps it at what the page knows. `carry_out` does what it wants and answers in bytes,
/// of which most intents need none; `failed` is told in the browser's words why it did not come.
pub fn use_teaching(
    snapshot: impl Fn() -> PageSnapshot + Clone + 'static,
    carry_out: impl FnMut(Intent) -> Vec<u8> + 'static,
    failed: impl FnOnce(String) + 'static,
) {
    let module = StoredValue::<_, LocalStorage>::new_local(None::<MountedTeaching>);
    let is_there = RwSignal::new(false);
    let ask = asked(carry_out);
    let first = snapshot.clone();
    spawn_local(async move {
        let loaded = load::<TeachingExports>("teaching", MODULES_BUILD).await;
        let begun = loaded.and_then(|exports| {
            let snapshot = bytes_of(&untrack(first));
            exports.begin(&snapshot, &ask).map_err(|err| text_of(&err))
        });
        match begun {
            Ok(mounted) => {
                module.try_update_value(|module| *module = Some(mounted));
                is_there.set(true);
            }
            Err(reason) => failed(reason),
        }
    });
    Effect::new(move || {
        if is_there.get() {
            let snapshot = bytes_of(&snapshot());
            module.try_with_value(|module| module.as_ref().map(|module| module.follow(&snapshot)));
        }
    });
}

/// What the module calls with an intent.
fn asked(mut carry_out: impl FnMut(Intent) -> Vec<u8> + 'static) -> JsValue {
    let ask = Closure::<dyn FnMut(Vec<u8>) -> Vec<u8>>::new(move |intent: Vec<u8>| {
        postcard::from_bytes(&intent).map(&mut carry_out).unwrap_or_default()
    });
    // The page lives as long as its window.
    ask.into_js_value().unchecked_into()
}

fn bytes_of(snapshot: &PageSnapshot) -> Vec<u8> {
    // Plain data always has bytes; without them the module would stay at what it knows.
    postcard::to_allocvec(snapshot).unwrap_or_default()
}
