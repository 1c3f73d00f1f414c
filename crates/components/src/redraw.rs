//! When canvases are drawn: once for each frame of the screen, and only while they are there.

use leptos::{
    html::Canvas,
    prelude::*,
    wasm_bindgen::{JsCast as _, closure::Closure},
};
use web_sys::ResizeObserver;

use crate::reactive::{Effect, RwSignal, Signal};

/// Draws on the next frame of the screen whenever what `track` reads has changed.
pub fn redraw_when(track: impl Fn() + 'static, draw: impl Fn() + Clone + 'static) {
    let pending = StoredValue::new(None::<AnimationFrameRequestHandle>);
    Effect::new(move || {
        track();
        if pending.with_value(Option::is_some) {
            return;
        }
        let draw = draw.clone();
        let request = request_animation_frame_with_handle(move || {
            pending.set_value(None);
            draw();
        });
        pending.set_value(request.ok());
    });
    on_cleanup(move || {
        if let Some(request) = pending.try_get_value().flatten() {
            request.cancel();
        }
    });
}

/// Width of a canvas on the page, pixels; 0 until it is there.
pub fn use_width(canvas: NodeRef<Canvas>) -> Signal<f64> {
    let width = RwSignal::new(0.0);
    let observed = StoredValue::new_local(None);
    Effect::new(move || {
        let Some(canvas) = canvas.get() else { return };
        let measured = canvas.clone();
        let resized = Closure::<dyn FnMut()>::new(move || {
            let now = f64::from(measured.client_width());
            if (width.get_untracked() - now).abs() >= 1.0 {
                width.set(now);
            }
        });
        width.set(f64::from(canvas.client_width()));
        if let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
            observer.observe(&canvas);
            observed.set_value(Some((observer, resized)));
        }
    });
    on_cleanup(move || {
        observed.try_update_value(|observed| {
            if let Some((observer, _)) = observed.take() {
                observer.disconnect();
            }
        });
    });
    width.into()
}
