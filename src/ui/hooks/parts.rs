//! Parts of the page that it loads once it has begun.

use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{protocol::PARTS, t};

#[wasm_bindgen]
extern "C" {
    /// Of boot.js.
    #[wasm_bindgen(js_name = loadPart, catch)]
    async fn load_part(name: &str, build: &str) -> Result<JsValue, JsValue>;

    type Part;

    #[wasm_bindgen(method, catch)]
    fn build(this: &Part) -> Result<String, JsValue>;
}

/// The module of a part.
///
/// # Errors
/// If it does not load or is of another build, in the browser's words or ours.
pub(super) async fn load<T: JsCast>(name: &str) -> Result<T, String> {
    let part = load_part(name, PARTS).await.map_err(|err| text_of(&err))?;
    match part.unchecked_ref::<Part>().build() {
        Ok(build) if build == PARTS => Ok(part.unchecked_into()),
        Ok(_) => Err(t!("it comes from an older version that the browser kept").to_owned()),
        Err(err) => Err(text_of(&err)),
    }
}

pub(super) fn text_of(value: &JsValue) -> String {
    value.as_string().unwrap_or_else(|| format!("{value:?}"))
}
