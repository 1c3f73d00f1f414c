//! Where things are on the page.

use leptos::{ev, prelude::*};

use ganglion_components::reactive::{RwSignal, Signal};

/// A rectangle in the window, pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// The rectangle of the first element that a selector finds.
pub fn rect_of(selector: &str) -> Option<Rect> {
    let rect = document().query_selector(selector).ok()??.get_bounding_client_rect();
    Some(Rect { left: rect.left(), top: rect.top(), width: rect.width(), height: rect.height() })
}

/// Changes whenever the window changes its size.
pub fn use_layout_changes() -> Signal<u32> {
    let changes = RwSignal::new(0);
    let listener = window_event_listener(ev::resize, move |_| changes.update(|count| *count += 1));
    on_cleanup(move || listener.remove());
    changes.into()
}
