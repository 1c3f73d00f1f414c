//! How fast this machine trains, as earlier runs have shown.

use ganglion_components::storage::{store, stored};
use ganglion_core::config::read_number;

const NAME: &str = "ganglion.products-per-sec";

/// Products a second of one CPU worker, once a run has shown it.
pub fn known_speed() -> Option<f64> {
    let known = stored(NAME).and_then(|text| read_number(&text));
    known.filter(|speed: &f64| speed.is_finite() && *speed > 0.0)
}

/// Remembers the speed of one worker.
pub fn learn_speed(products_per_sec: f64) {
    store(NAME, Some(&format!("{products_per_sec:.0}")));
}
