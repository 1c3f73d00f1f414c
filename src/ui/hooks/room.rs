//! Rooms: parts of the page with a Leptos of their own, each loaded with the section that it is for.

use leptos::wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::{
    figure::{Ask, Theme},
    ui::hooks::parts::{load, text_of},
};

#[wasm_bindgen]
extern "C" {
    type Module;

    #[wasm_bindgen(method, getter, js_name = Room)]
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

/// A room in its element; gone once it is dropped.
pub struct Room {
    mounted: Mounted,
    _tell: Closure<dyn FnMut(String)>,
}

impl Room {
    /// Loads the part of a name and puts it into an element; `tell` is given what it has changed, as a link writes it.
    ///
    /// # Errors
    /// If it does not load, in the browser's words.
    pub async fn mount(
        name: &str,
        host: HtmlElement,
        (link, theme): (String, Theme),
        tell: impl FnMut(String) + 'static,
    ) -> Result<Self, String> {
        let module: Module = load(name).await?;
        let tell = Closure::<dyn FnMut(String)>::new(tell);
        let given = js_sys::Array::of4(
            &host,
            &JsValue::from_str(&link),
            &JsValue::from_str(theme.word()),
            tell.as_ref(),
        );
        let mounted =
            js_sys::Reflect::construct(&module.class(), &given).map_err(|err| text_of(&err))?;
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

impl Drop for Room {
    fn drop(&mut self) {
        self.mounted.free();
    }
}
