//! The teaching module, with a Leptos of its own: lessons, sharing, the presenter.
//!
//! Two types cross between the two, as bytes. The page gives a [`PageSnapshot`] whenever something in it has changed; the module
//! gives an [`Intent`] whenever it wants something, and the page does it at once.

use leptos::{
    prelude::{LocalStorage, StoredValue, UpdateValue as _, WithValue as _, untrack},
    task::spawn_local,
    wasm_bindgen::{JsCast as _, JsValue, closure::Closure},
};
use wasm_bindgen::prelude::wasm_bindgen;

use ganglion_components::{
    Intent, MODULES_BUILD, PageSnapshot,
    reactive::{Effect, RwSignal},
    wasm_modules::load,
};
use ganglion_web::text_of;

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

/// Loads the teaching module once it may, and keeps it at what the page knows. `carry_out` does what it wants and answers in bytes,
/// of which most intents need none; `failed` is told in the browser's words why it did not come.
pub fn use_teaching(
    may_load: RwSignal<bool>,
    snapshot: impl Fn() -> PageSnapshot + Clone + 'static,
    carry_out: impl FnMut(Intent) -> Vec<u8> + 'static,
    failed: impl FnOnce(String) + 'static,
) {
    let module = StoredValue::<_, LocalStorage>::new_local(None::<MountedTeaching>);
    let is_there = RwSignal::new(false);
    let ask = asked(carry_out);
    let first = snapshot.clone();
    let begin = async move || {
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
    };
    let mut begin = Some(begin);
    Effect::new(move || {
        if may_load.get()
            && let Some(begin) = begin.take()
        {
            spawn_local(begin());
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
