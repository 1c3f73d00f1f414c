//! A window over the page.

use leptos::{html::Dialog, prelude::*};

use crate::teaching::{Open, Teaching};
use ganglion_components::{open_while, reactive::Memo};
use ganglion_core::t;

/// A dialog with a title and a way to close it; what is in it is there only while it is open.
#[component]
pub(super) fn Window(
    /// Its id; the title's is the same with `-title`.
    id: &'static str,
    /// What is in it.
    body: fn(Open) -> AnyView,
    /// Whether it takes the whole width.
    #[prop(optional)]
    is_wide: bool,
) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let dialog = NodeRef::<Dialog>::new();
    let is_open = Memo::new(move |_| teaching.open.with(|open| open.window() == id));
    let inside = move || is_open.get().then(|| body(teaching.open.get()));
    open_while(dialog, move || is_open.get());
    // Another one may have taken its place.
    let closed = move |_| {
        if is_open.get_untracked() {
            teaching.shut();
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="wide-dialog"
            class:full=is_wide
            id=id
            aria-labelledby=format!("{id}-title")
            on:close=closed
        >
            <header>
                <h2 id=format!("{id}-title")>{move || teaching.open.with(Open::title)}</h2>
                <button type="button" on:click=move |_| teaching.shut()>{t!("Close")}</button>
            </header>
            {move || inside()}
        </dialog>
    }
}
