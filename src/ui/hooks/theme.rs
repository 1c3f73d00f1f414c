//! The theme: chosen here once, otherwise what the system prefers.

use leptos::prelude::*;

use crate::{
    figure::Theme,
    ui::{
        hooks::storage::{store, stored},
        reactive::{Effect, RwSignal},
    },
};

const NAME: &str = "ganglion.theme";

/// The theme of the page with the three on offer.
#[derive(Clone, Copy)]
pub struct UseTheme {
    /// The theme now; a new one is shown and remembered.
    pub theme: RwSignal<Theme>,
}

/// Word for the attribute, the store and the menu.
pub fn word(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
        Theme::Projector => "projector",
    }
}

/// Reads the theme, and keeps the page and the store as it is.
pub fn use_theme() -> UseTheme {
    let all = [Theme::Light, Theme::Dark, Theme::Projector];
    let chosen = stored(NAME).and_then(|name| all.into_iter().find(|theme| word(*theme) == name));
    let is_dark = || {
        let query = window().match_media("(prefers-color-scheme: dark)");
        query.ok().flatten().is_some_and(|query| query.matches())
    };
    let first = chosen.unwrap_or_else(|| if is_dark() { Theme::Dark } else { Theme::Light });
    let theme = RwSignal::new(first);
    let mut before = first;
    Effect::new(move || {
        let theme = theme.get();
        let Some(root) = document().document_element() else { return };
        root.set_attribute("data-theme", word(theme)).ok();
        // The theme of a presentation ends with it.
        let is_presented = root.get_attribute("data-frame").as_deref() == Some("slides");
        if before != theme && !is_presented {
            store(NAME, Some(word(theme)));
        }
        before = theme;
    });
    UseTheme { theme }
}
