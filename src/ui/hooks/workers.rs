//! How many CPU workers to use: a preference of this browser, since results don't depend on it.

use leptos::prelude::window;

use ganglion_components::storage::{store, stored};

const NAME: &str = "ganglion.workers";

/// The number chosen here, and the number taken without a choice: cores less one.
pub fn worker_count() -> (Option<usize>, usize) {
    let chosen = stored(NAME).and_then(|text| text.parse().ok()).filter(|count| *count > 0);
    let cores = window().navigator().hardware_concurrency() as usize;
    (chosen, cores.saturating_sub(1).max(1))
}

/// Remembers a choice for the next time the page is loaded.
pub fn set_worker_count(count: Option<usize>) {
    store(NAME, count.map(|count| count.to_string()).as_deref());
}
