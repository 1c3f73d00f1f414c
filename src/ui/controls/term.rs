//! A word of the field, explained where it first stands.

use leptos::prelude::*;

use ganglion_web::tell;

/// Has the teaching module explain a word; an empty one: what all of this is about.
pub fn explain(word: &str) {
    // It is there as long as the page is, once it has come.
    tell("ganglion-explain", &word.into()).ok();
}

/// A word with its explanation, shown on hover and focus; it opens the list of all words.
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
        <button type="button" class="term" aria-describedby=described on:click=move |_| explain(word)>
            {word}
            <span class="term-meaning" role="tooltip" id=id>{meaning}</span>
        </button>
    }
}
