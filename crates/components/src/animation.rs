//! A callback on every frame of the screen, while it is wanted.

use leptos::prelude::*;

use crate::reactive::{Effect, Signal};

/// Longest step handed on, seconds: after a pause of the screen nothing has to be caught up with.
const MAX_STEP_SECS: f64 = 0.1;

/// Calls `advance` with the seconds since the call before, on every frame of the screen, as long as
/// `is_on`. The browser stops frames while the page is hidden.
pub fn use_animation(is_on: Signal<bool>, advance: impl Fn(f64) + Clone + Send + Sync + 'static) {
    let request = StoredValue::new(None::<AnimationFrameRequestHandle>);
    let last = StoredValue::new(None::<f64>);
    Effect::new(move || {
        if let Some(request) = request.try_update_value(Option::take).flatten() {
            request.cancel();
        }
        last.set_value(None);
        if is_on.get() {
            ask(request, last, advance.clone());
        }
    });
    on_cleanup(move || {
        if let Some(request) = request.try_update_value(Option::take).flatten() {
            request.cancel();
        }
    });
}

fn ask(
    request: StoredValue<Option<AnimationFrameRequestHandle>>,
    last: StoredValue<Option<f64>>,
    advance: impl Fn(f64) + Clone + 'static,
) {
    let asked = request_animation_frame_with_handle(move || {
        let now = window().performance().map_or(0.0, |performance| performance.now() / 1e3);
        let before = last.try_update_value(|last| last.replace(now)).flatten();
        if let Some(before) = before {
            advance((now - before).min(MAX_STEP_SECS));
        }
        ask(request, last, advance.clone());
    });
    request.try_update_value(|request| *request = asked.ok());
}

/// Whether the person asked the system for less motion.
pub fn prefers_reduced_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    query.is_some_and(|query| query.matches())
}
