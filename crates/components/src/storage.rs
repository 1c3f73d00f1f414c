//! What the browser remembers for us; nothing is lost where it refuses.

use leptos::prelude::window;

/// What was stored under a name.
pub fn stored(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Stores a text, or forgets the name.
pub fn store(name: &str, text: Option<&str>) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden store costs a preference, nothing more.
        match text {
            Some(text) => storage.set_item(name, text).ok(),
            None => storage.remove_item(name).ok(),
        };
    }
}
