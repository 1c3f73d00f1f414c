//! The buttons in the header.

use leptos::prelude::*;

use crate::teaching::{Open, Teaching, surprise::SurpriseButton};
use ganglion_core::{config::Frame, t};

/// A surprise, lessons, presenter, runs, share.
#[component]
pub(super) fn Tools() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let open = move |what: Open| move |_| teaching.open.set(what.clone());
    let present = move |_| teaching.change(|draft| draft.frame = Frame::Slides);
    view! {
        <SurpriseButton/>
        <button type="button" id="open-lessons" aria-haspopup="dialog" on:click=open(Open::Lessons)>
            {t!("Lessons")}
        </button>
        <button type="button" id="present" title=t!("One figure at a time, large, for a projector") on:click=present>
            {t!("Present")}
        </button>
        <button type="button" id="open-runs" aria-haspopup="dialog" on:click=open(Open::Runs)>
            {t!("Last runs")}
        </button>
        <button type="button" id="open-share" aria-haspopup="dialog" on:click=open(Open::Share)>
            {t!("Share")}
        </button>
    }
}
