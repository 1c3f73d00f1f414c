//! Modules of sections, with a Leptos of their own, each loaded with the section that it is for.

use leptos::wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use ganglion_components::{MODULES_BUILD, wasm_modules::load};
use ganglion_core::{config::Config, experiment::Results};
use ganglion_figures::figure::Theme;
use ganglion_web::text_of;

#[wasm_bindgen]
extern "C" {
    type SectionExports;

    #[wasm_bindgen(method, getter, js_name = Mounted)]
    fn class(this: &SectionExports) -> js_sys::Function;

    type MountedModule;

    #[wasm_bindgen(method)]
    fn show(this: &MountedModule, found: &[u8]);

    #[wasm_bindgen(method)]
    fn follow(this: &MountedModule, link: &str);

    #[wasm_bindgen(method)]
    fn open(this: &MountedModule, dropped: &JsValue);

    #[wasm_bindgen(method)]
    fn set_theme(this: &MountedModule, theme: &str);

    #[wasm_bindgen(method)]
    fn free(this: &MountedModule);
}

/// A module in its element; gone once it is dropped.
pub struct SectionModule {
    mounted: MountedModule,
    _tell: Closure<dyn FnMut(String)>,
}

impl SectionModule {
    /// Loads the module of a name and puts it into an element; `tell` is given what it has changed, as a link writes it.
    ///
    /// # Errors
    /// If it does not load, in the browser's words.
    pub async fn mount(
        name: &str,
        host: HtmlElement,
        (link, theme): (String, Theme),
        tell: impl FnMut(String) + 'static,
    ) -> Result<Self, String> {
        let module: SectionExports = load(name, MODULES_BUILD).await?;
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
    pub fn show(&self, found: &(Config, Results)) {
        if let Ok(found) = postcard::to_allocvec(found) {
            self.mounted.show(&found);
        }
    }

    /// The link has changed.
    pub fn follow(&self, link: &str) {
        self.mounted.follow(link);
    }

    /// Files and folders were dropped, for a module that opens them.
    pub fn open(&self, dropped: &JsValue) {
        self.mounted.open(dropped);
    }

    /// The theme has changed.
    pub fn set_theme(&self, theme: Theme) {
        self.mounted.set_theme(theme.word());
    }
}

impl Drop for SectionModule {
    fn drop(&mut self) {
        self.mounted.free();
    }
}
