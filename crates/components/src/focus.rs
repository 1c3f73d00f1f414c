//! Puts the focus where a person goes on.

use leptos::{prelude::*, wasm_bindgen::JsCast as _};

/// Focuses the element of an id once what is on the page now has been brought up to date.
pub fn focus_soon(id: &'static str) {
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(id) {
            // An element that cannot take the focus leaves it where it is.
            element.unchecked_into::<web_sys::HtmlElement>().focus().ok();
        }
    });
}
