//! Recordings to open, a module of the page that it loads once a person opens one: it lives in an element of the page, with a Leptos of
//! its own.
//!
//! In: files that were dropped, the link, the theme. Out: the recording that a person wants to use, as a file, with the link of its experiment.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what JavaScript calls is public")]
mod module {
    use ganglion_components::mounting::{draft_of, theme_of};
    use ganglion_modules::recordings::MountedRecordings;
    use js_sys::{Array, Function};
    use wasm_bindgen::prelude::wasm_bindgen;
    use web_sys::HtmlElement;

    /// The module in its element; gone once it is freed.
    #[wasm_bindgen]
    pub struct RecordingsInPage(MountedRecordings);

    /// Puts it into an element, as what stands in sections is. It belongs to no section.
    #[wasm_bindgen]
    pub fn mount(
        _section: &str,
        host: HtmlElement,
        link: &str,
        theme: &str,
        _tell: Function,
    ) -> RecordingsInPage {
        RecordingsInPage(MountedRecordings::new(host, draft_of(link), theme_of(theme)))
    }

    #[wasm_bindgen]
    impl RecordingsInPage {
        /// Opens files and folders that were dropped on the page: entries, or files.
        pub fn open(&self, entries: Array) {
            self.0.open(entries);
        }

        /// `take` is given the recording that a person wants to use: the link of its experiment, its name, and the recording as a file. Until it is called,
        /// the button *Use this recording* is not there.
        pub fn hand_to(&self, take: Function) {
            self.0.hand_to(take);
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
