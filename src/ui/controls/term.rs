//! A word of the field, explained where it first stands.

use leptos::prelude::*;

/// A word with its explanation, shown on hover, focus and tap.
#[component]
pub fn Term(
    /// The word.
    word: &'static str,
    /// What it means, one line.
    meaning: &'static str,
) -> impl IntoView {
    let id = format!("term-{}", word.to_ascii_lowercase().replace(' ', "-"));
    let described = id.clone();
    view! {
        <span class="term" tabindex="0" aria-describedby=described>
            {word}
            <span class="term-meaning" role="tooltip" id=id>{meaning}</span>
        </span>
    }
}
