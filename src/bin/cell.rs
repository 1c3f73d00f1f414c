//! The live cell, a part of the page that it loads with the section Cell: it lives in an element of the page,
//! with a Leptos of its own.
//!
//! In: the link, the theme. Out: the link, once subunits were moved by hand.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what JavaScript calls is public")]
mod module {
    use ganglion::{protocol::PARTS, ui::Cell};
    use js_sys::Function;
    use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
    use web_sys::HtmlElement;

    /// Which build it belongs to.
    #[wasm_bindgen]
    pub fn build() -> String {
        PARTS.to_owned()
    }

    /// The live cell in its element; gone once it is freed.
    #[wasm_bindgen]
    pub struct Room(Cell);

    #[wasm_bindgen]
    impl Room {
        /// Puts it into an element; `tell` is given the link once subunits were moved by hand.
        #[wasm_bindgen(constructor)]
        pub fn new(host: HtmlElement, link: &str, theme: &str, tell: Function) -> Self {
            let tell = move |link: &str| {
                // Whoever does not listen any more need not be told.
                tell.call1(&JsValue::UNDEFINED, &JsValue::from_str(link)).ok();
            };
            Self(Cell::new(host, (link, theme), tell))
        }

        /// What the experiment has found is nothing to the cell.
        #[expect(clippy::unused_self, reason = "rooms have the same methods")]
        pub fn show(&self, _ask: &[u8]) {}

        /// The link of the page has changed.
        pub fn follow(&self, link: &str) {
            self.0.follow(link);
        }

        /// The theme of the page has changed.
        pub fn dress(&self, theme: &str) {
            self.0.dress(theme);
        }
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        console_error_panic_hook::set_once();
        ganglion::words::speak_as_page();
    }
}
