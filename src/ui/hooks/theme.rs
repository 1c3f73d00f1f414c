//! The theme: chosen here once, otherwise what the system prefers.

use leptos::prelude::*;

use ganglion_components::{
    reactive::{Effect, RwSignal},
    storage::{store, stored},
};
use ganglion_figures::figure::Theme;

const NAME: &str = "ganglion.theme";

/// The theme of the page with the three on offer.
#[derive(Clone, Copy)]
pub struct UseTheme {
    /// The theme now; a new one is shown.
    pub theme: RwSignal<Theme>,
}

/// Keeps a theme for the next visit: one that a person has chosen, not one that ends with a presentation.
pub fn remember_theme(theme: Theme) {
    store(NAME, Some(theme.word()));
}

/// Reads the theme, and keeps the page as it is.
pub fn use_theme() -> UseTheme {
    let chosen = stored(NAME).and_then(|name| Theme::of_word(&name));
    let is_dark = || {
        let query = window().match_media("(prefers-color-scheme: dark)");
        query.ok().flatten().is_some_and(|query| query.matches())
    };
    let first = chosen.unwrap_or_else(|| if is_dark() { Theme::Dark } else { Theme::Light });
    let theme = RwSignal::new(first);
    Effect::new(move || {
        if let Some(root) = document().document_element() {
            root.set_attribute("data-theme", theme.get().word()).ok();
        }
    });
    UseTheme { theme }
}
