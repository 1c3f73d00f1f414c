//! Another experiment by chance, and what is new in it.

use leptos::prelude::*;

use crate::teaching::Teaching;
use ganglion_core::{
    config::{Surprise, surprise},
    t,
    words::say,
};
use ganglion_web::tell;

/// The button.
#[component]
pub(super) fn SurpriseButton() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let press = move |_| {
        // Without entropy all stays, which is no surprise but no harm either.
        let Ok(chance) = getrandom::u64() else { return };
        let (draft, new) = surprise(&teaching.page.draft.get_untracked(), chance);
        teaching.page.go(&draft);
        if let Some(Surprise { layout, cell, recipe: (recipe, meaning) }) = new {
            let text = t!(
                "By chance: subunits “{layout}”, a “{cell}”, and networks trained by the recipe “{recipe}”. {meaning}",
                layout = say(layout),
                cell = say(cell),
                recipe = say(recipe),
                meaning = say(meaning)
            );
            tell("ganglion-notice", &text.into()).ok();
        }
    };
    view! {
        <button type="button" id="surprise" title=t!("Another cell and another recipe by chance, and a fresh seed") on:click=press>
            {t!("Surprise me")}
        </button>
    }
}
