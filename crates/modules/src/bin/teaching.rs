//! Lessons, sharing, the presenter: a module of the page that it loads once it has begun, with a Leptos
//! of its own.
//!
//! In: a snapshot of the page. Out: what it wants of the page.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what JavaScript calls is public")]
mod module {
    use ganglion_modules::teaching::MountedLessons;
    use js_sys::Function;
    use wasm_bindgen::{JsError, prelude::wasm_bindgen};

    /// Lessons, sharing and the presenter in their places; gone once it is freed.
    #[wasm_bindgen]
    pub struct LessonsInPage(MountedLessons);

    /// Puts them into the places that the page keeps for them; `ask` is given what they want of the page, as bytes.
    ///
    /// # Errors
    /// If the bytes are no snapshot or the page has no place.
    #[wasm_bindgen]
    pub fn begin(snapshot: &[u8], ask: Function) -> Result<LessonsInPage, JsError> {
        let mounted = MountedLessons::new(postcard::from_bytes(snapshot)?, ask);
        mounted.map(LessonsInPage).ok_or_else(|| JsError::new("the page has no place for it"))
    }

    #[wasm_bindgen]
    impl LessonsInPage {
        /// The page has changed.
        pub fn follow(&self, snapshot: &[u8]) {
            if let Ok(snapshot) = postcard::from_bytes(snapshot) {
                self.0.follow(snapshot);
            }
        }
    }
}

#[cfg(target_arch = "wasm32")]
ganglion_components::module_entry!();

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
