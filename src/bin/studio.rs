//! Pictures to look at, a part of the page that it loads with the section Images: it lives in an
//! element of the page, with a Leptos of its own.
//!
//! In: what the experiment has found, the link, the theme. Out: what is looked at.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what JavaScript calls is public")]
mod module {
    use ganglion::{protocol::PARTS, studio};
    use js_sys::Function;
    use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
    use web_sys::HtmlElement;

    /// Which build it belongs to.
    #[wasm_bindgen]
    pub fn build() -> String {
        PARTS.to_owned()
    }

    /// The studio in its element; gone once it is freed.
    #[wasm_bindgen]
    pub struct Room(studio::Mounted);

    #[wasm_bindgen]
    impl Room {
        /// Puts it into an element; `tell` is given what is looked at, as a link writes it.
        #[wasm_bindgen(constructor)]
        pub fn new(host: HtmlElement, link: &str, theme: &str, tell: Function) -> Self {
            let tell = move |look: &str| {
                // Whoever does not listen any more need not be told.
                tell.call1(&JsValue::UNDEFINED, &JsValue::from_str(look)).ok();
            };
            Self(studio::Mounted::new(host, (link, theme), tell))
        }

        /// What the experiment has found: a question of the page to the album, as bytes.
        pub fn show(&self, ask: &[u8]) {
            self.0.show(ask);
        }

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
