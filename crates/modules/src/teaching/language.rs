//! Who sees English because the page has no words in their language is told so, once.

use leptos::prelude::window;

use ganglion_components::storage::{store, stored};
use ganglion_core::{
    config::{Choice as _, Draft, Language},
    t, words,
};
use ganglion_web::tell;

const NAME: &str = "ganglion.language";

/// Tells it, unless it was told before or the link chooses a language.
pub(super) fn tell_once(draft: &Draft) {
    let Some(preferred) = window().navigator().languages().get(0).as_string() else { return };
    let plain = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let is_known = Language::OPTIONS.iter().any(|(_, word, _)| plain(word) == plain(&preferred));
    let is_english = words::language() == "en" && draft.language == Language::Browser;
    if is_known || !is_english || stored(NAME).is_some() {
        return;
    }
    store(NAME, Some(&preferred));
    let text = t!(
        "The page has no words in your browser's language ({language}) yet, so you see English. The menu beside the theme has the languages that there are.",
        language = preferred
    );
    // The page listens as long as it is there.
    tell("ganglion-notice", &text.into()).ok();
}
