//! How a room, a part of the page with a Leptos of its own, is put into its element.

use core::{any::Any, cell::RefCell};
use std::rc::Rc;

use leptos::{mount::mount_to, prelude::IntoView};
use web_sys::HtmlElement;

/// Puts a view into an element, with what its owner keeps of it; the view is gone once the second is dropped.
///
/// # Panics
/// Never: what is mounted is made at once.
pub fn mount_room<T: 'static, V: IntoView + 'static>(
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
