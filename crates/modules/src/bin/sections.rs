//! What stands in sections of the page and comes with the first of them that is opened: the live cell, and pictures to look at. A
//! module of the page, with one Leptos of its own for both.
//!
//! In: what the experiment has found, the link, the theme. Out: what was changed there, as a link writes it.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what JavaScript calls is public")]
mod module {
    use js_sys::Function;
    use wasm_bindgen::{JsError, prelude::wasm_bindgen};
    use web_sys::HtmlElement;

    use ganglion_components::{
        InSection,
        mounting::{draft_of, theme_of},
        telling,
    };
    use ganglion_core::config::{Choice as _, Section};
    use ganglion_modules::{cell::MountedCell, image_explorer::MountedExplorer};

    /// What stands in its element; gone once it is freed.
    #[wasm_bindgen]
    pub struct SectionInPage(Box<dyn InSection>);

    /// Puts into an element what stands in a section, given by its word; `tell` is given what was changed in it, as a link
    /// writes it.
    ///
    /// # Errors
    /// If it is a section of which all is in the page itself.
    #[wasm_bindgen]
    pub fn mount(
        section: &str,
        host: HtmlElement,
        link: &str,
        theme: &str,
        tell: Function,
    ) -> Result<SectionInPage, JsError> {
        let (seen, tell) = ((draft_of(link), theme_of(theme)), telling(tell));
        if section == Section::Cell.word() {
            Ok(SectionInPage(Box::new(MountedCell::new(host, seen, tell))))
        } else if section == Section::Natural.word() {
            Ok(SectionInPage(Box::new(MountedExplorer::new(host, seen, tell))))
        } else {
            Err(JsError::new("nothing stands in this section"))
        }
    }

    #[wasm_bindgen]
    impl SectionInPage {
        /// What the experiment has found: its configuration and results, as bytes.
        pub fn show(&self, found: &[u8]) {
            self.0.show(found);
        }

        /// The link of the page has changed.
        pub fn follow(&self, link: &str) {
            self.0.follow(draft_of(link));
        }

        /// The theme of the page has changed.
        pub fn set_theme(&self, theme: &str) {
            self.0.set_theme(theme_of(theme));
        }
    }
}

#[cfg(target_arch = "wasm32")]
ganglion_components::module_entry!();

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
