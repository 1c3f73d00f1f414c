//! The module of sections, with a Leptos of its own, loaded with the first section that has something of it.

use leptos::wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Blob, HtmlElement};

use ganglion_components::{MODULES_BUILD, wasm_modules::load};
use ganglion_core::{
    config::{Choice as _, Config, Section},
    experiment::Results,
};
use ganglion_figures::figure::Theme;
use ganglion_web::text_of;

#[wasm_bindgen]
extern "C" {
    type SectionExports;

    #[wasm_bindgen(method, catch)]
    fn mount(
        this: &SectionExports,
        section: &str,
        host: &HtmlElement,
        link: &str,
        theme: &str,
        tell: &JsValue,
    ) -> Result<MountedModule, JsValue>;

    type MountedModule;

    #[wasm_bindgen(method)]
    fn show(this: &MountedModule, found: &[u8]);

    #[wasm_bindgen(method)]
    fn follow(this: &MountedModule, link: &str);

    #[wasm_bindgen(method)]
    fn open(this: &MountedModule, dropped: &JsValue);

    #[wasm_bindgen(method)]
    fn hand_to(this: &MountedModule, take: &JsValue);

    #[wasm_bindgen(method)]
    fn set_theme(this: &MountedModule, theme: &str);

    #[wasm_bindgen(method)]
    fn free(this: &MountedModule);
}

/// What stands in a section, in its element; gone once it is dropped.
pub struct SectionModule {
    mounted: MountedModule,
    _tell: Closure<dyn FnMut(String)>,
}

impl SectionModule {
    /// Loads what stands in a section, or recordings to open, and puts it into an element; `tell` is given what was changed in it, as a link writes it.
    ///
    /// # Errors
    /// If it does not load, in the browser's words.
    pub async fn mount(
        section: Option<Section>,
        host: HtmlElement,
        (link, theme): (String, Theme),
        tell: impl FnMut(String) + 'static,
    ) -> Result<Self, String> {
        let file = if section.is_some() { "sections" } else { "recordings" };
        let module: SectionExports = load(file, MODULES_BUILD).await?;
        let tell = Closure::<dyn FnMut(String)>::new(tell);
        let word = section.map_or("", Section::word);
        let mounted = module.mount(word, &host, &link, theme.word(), tell.as_ref());
        Ok(Self { mounted: mounted.map_err(|err| text_of(&err))?, _tell: tell })
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

    /// `take` is given the recording that a person wants to use, by a module that opens them: the link of its experiment, its name, and
    /// the recording as a file, or nothing if it is the one that was given last.
    pub fn hand_to(&self, take: impl FnMut(String, String, Option<Blob>) + 'static) {
        let take = Closure::<dyn FnMut(String, String, Option<Blob>)>::new(take);
        self.mounted.hand_to(&take.into_js_value());
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
