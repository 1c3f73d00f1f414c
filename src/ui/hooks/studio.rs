//! The studio, a part of the page with a Leptos of its own: pictures to look at.

use leptos::wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::{
    figure::{Ask, Theme},
    protocol::BUILD,
};

#[wasm_bindgen]
extern "C" {
    /// Of boot.js.
    #[wasm_bindgen(js_name = loadPart, catch)]
    async fn load_part(name: &str, build: &str) -> Result<JsValue, JsValue>;

    type Module;

    #[wasm_bindgen(method, getter, js_name = Studio)]
    fn class(this: &Module) -> js_sys::Function;

    type Mounted;

    #[wasm_bindgen(method)]
    fn show(this: &Mounted, ask: &[u8]);

    #[wasm_bindgen(method)]
    fn follow(this: &Mounted, link: &str);

    #[wasm_bindgen(method)]
    fn dress(this: &Mounted, theme: &str);

    #[wasm_bindgen(method)]
    fn free(this: &Mounted);
}

/// The studio in its element; gone once it is dropped.
pub struct Studio {
    mounted: Mounted,
    _tell: Closure<dyn FnMut(String)>,
}

impl Studio {
    /// Loads it and puts it into an element; `tell` is given what is looked at, as a link writes it.
    ///
    /// # Errors
    /// If it does not load, in the browser's words.
    pub async fn mount(
        host: HtmlElement,
        (link, theme): (String, Theme),
        tell: impl FnMut(String) + 'static,
    ) -> Result<Self, String> {
        let text = |value: JsValue| value.as_string().unwrap_or_else(|| format!("{value:?}"));
        let module: Module = load_part("studio", BUILD).await.map_err(text)?.unchecked_into();
        let tell = Closure::<dyn FnMut(String)>::new(tell);
        let given = js_sys::Array::of4(
            &host,
            &JsValue::from_str(&link),
            &JsValue::from_str(theme.word()),
            tell.as_ref(),
        );
        let mounted = js_sys::Reflect::construct(&module.class(), &given).map_err(text)?;
        Ok(Self { mounted: mounted.unchecked_into(), _tell: tell })
    }

    /// What the experiment has found.
    pub fn show(&self, ask: &Ask) {
        if let Ok(ask) = postcard::to_allocvec(ask) {
            self.mounted.show(&ask);
        }
    }

    /// The link has changed.
    pub fn follow(&self, link: &str) {
        self.mounted.follow(link);
    }

    /// The theme has changed.
    pub fn dress(&self, theme: Theme) {
        self.mounted.dress(theme.word());
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.mounted.free();
    }
}
