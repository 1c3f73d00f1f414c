//! Lessons, sharing, the presenter: a part of the page that it loads once it has begun, with a Leptos
//! of its own.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what JavaScript calls is public")]
mod module {
    use ganglion::{classroom, protocol::PARTS};
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Which build it belongs to.
    #[wasm_bindgen]
    pub fn build() -> String {
        PARTS.to_owned()
    }

    /// Puts itself into the places that the page keeps for it.
    #[wasm_bindgen]
    pub fn begin() {
        classroom::begin();
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        console_error_panic_hook::set_once();
        ganglion::words::speak_as_page();
    }
}
