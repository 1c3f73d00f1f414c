//! WebAssembly modules of the page that it loads once it has begun.

use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen::prelude::wasm_bindgen;

use ganglion_core::t;
use ganglion_web::text_of;

#[wasm_bindgen]
extern "C" {
    /// Of boot.js.
    #[wasm_bindgen(js_name = loadModule, catch)]
    async fn load_module(name: &str, build: &str) -> Result<JsValue, JsValue>;

    type WasmModule;

    #[wasm_bindgen(method, catch)]
    fn build(this: &WasmModule) -> Result<String, JsValue>;
}

/// The module of a name.
///
/// # Errors
/// If it does not load or is of another build, in the browser's words or ours.
pub async fn load<T: JsCast>(name: &str, build: &str) -> Result<T, String> {
    let module = load_module(name, build).await.map_err(|err| text_of(&err))?;
    match module.unchecked_ref::<WasmModule>().build() {
        Ok(known) if known == build => Ok(module.unchecked_into()),
        Ok(_) => Err(t!("it comes from an older version that the browser kept").to_owned()),
        Err(err) => Err(text_of(&err)),
    }
}
