//! How fast this machine trains, as earlier runs have shown.

use crate::{
    config::read_number,
    ui::hooks::storage::{store, stored},
};

const NAME: &str = "products-per-sec";
/// A slow laptop, before anything is known.
const FIRST_GUESS: f64 = 3e9;

/// Products a second of one CPU worker.
pub fn known_speed() -> f64 {
    let known = stored(NAME).and_then(|text| read_number(&text));
    known.filter(|speed: &f64| speed.is_finite() && *speed > 0.0).unwrap_or(FIRST_GUESS)
}

/// Remembers the speed of one worker.
pub fn learn_speed(products_per_sec: f64) {
    store(NAME, Some(&format!("{products_per_sec:.0}")));
}
