//! A window over the page.

use leptos::{html::Dialog, prelude::*};

use crate::{
    classroom::{Classroom, Open},
    t,
    ui::{hooks::open_while, reactive::Memo},
};

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
    let classroom = expect_context::<Classroom>();
    let dialog = NodeRef::<Dialog>::new();
    let is_open = Memo::new(move |_| classroom.open.with(|open| open.window() == id));
    let inside = move || is_open.get().then(|| body(classroom.open.get()));
    open_while(dialog, move || is_open.get());
    // Another one may have taken its place.
    let closed = move |_| {
        if is_open.get_untracked() {
            classroom.shut();
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
                <h2 id=format!("{id}-title")>{move || classroom.open.with(Open::title)}</h2>
                <button type="button" on:click=move |_| classroom.shut()>{t!("Close")}</button>
            </header>
            {move || inside()}
        </dialog>
    }
}
