//! How a module of the page, with a Leptos of its own, begins and is put into its element.

use core::{any::Any, cell::RefCell};
use std::rc::Rc;

use js_sys::Function;
use leptos::{mount::mount_to, prelude::IntoView, wasm_bindgen::JsValue};
use web_sys::HtmlElement;

use ganglion_core::{config::Draft, link};
use ganglion_figures::figure::Theme;

/// What stands in an element of the page, in one of its sections; gone once it is dropped.
pub trait InSection {
    /// What the experiment has found: its configuration and results, as bytes.
    fn show(&self, _found: &[u8]) {}

    /// The link of the page has changed.
    fn follow(&self, draft: Draft);

    /// The theme of the page has changed.
    fn set_theme(&self, theme: Theme);
}

/// Puts a view into an element, with what its owner keeps of it; the view is gone once the second is dropped.
///
/// # Panics
/// Never: what is mounted is made at once.
pub fn mount_module<T: 'static, V: IntoView + 'static>(
    host: HtmlElement,
    make: impl FnOnce() -> (T, V) + 'static,
) -> (T, Box<dyn Any>) {
    let made = Rc::new(RefCell::new(None));
    let making = Rc::clone(&made);
    let view = mount_to(host, move || {
        let (kept, view) = make();
        *making.borrow_mut() = Some(kept);
        view
    });
    let kept = made.take().expect("it was made while it was mounted");
    (kept, Box::new(view))
}

/// What every wasm file of the page does first: a panic says in the console where it was, and words are the page's.
pub fn begin_module() {
    console_error_panic_hook::set_once();
    ganglion_core::words::speak_as_page();
}

/// The settings of the page, by its link.
pub fn draft_of(link: &str) -> Draft {
    link::as_written(link)
}

/// A theme by its word.
pub fn theme_of(word: &str) -> Theme {
    Theme::of_word(word).unwrap_or_default()
}

/// A function of the page that is told texts.
pub fn telling(tell: Function) -> impl Fn(&str) + 'static {
    move |text| {
        // Whoever does not listen any more need not be told.
        tell.call1(&JsValue::UNDEFINED, &JsValue::from_str(text)).ok();
    }
}

/// What every module of the page has: `main`, and `build`, by which the page knows whether it belongs to it.
#[macro_export]
macro_rules! module_entry {
    () => {
        /// Which build it belongs to.
        #[::wasm_bindgen::prelude::wasm_bindgen]
        pub fn build() -> ::std::string::String {
            $crate::MODULES_BUILD.to_owned()
        }

        fn main() {
            $crate::begin_module();
        }
    };
}
