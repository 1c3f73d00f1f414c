//! What a class has handed in, kept from visit to visit in the browser of whoever teaches.

use leptos::{prelude::*, wasm_bindgen::JsValue};
use web_sys::Event;

use crate::teaching::{Open, Teaching};
use ganglion_components::{
    address_of,
    reactive::{Effect, Memo, RwSignal},
    storage::{store, stored},
};
use ganglion_core::{
    config::{Draft, Frame},
    handed_in::{AddedAnswers, AnswerCollection, Asked, HandedIn},
    link, t, tn,
};

const NAME: &str = "ganglion.collected";

/// All answers, and what became of the last ones.
#[derive(Clone, Copy)]
pub(super) struct Collected {
    pub(super) all: RwSignal<AnswerCollection>,
    pub(super) said: RwSignal<String>,
}

impl Collected {
    /// What this browser remembers; what it cannot read is forgotten.
    pub(super) fn stored() -> Self {
        let text = stored(NAME).unwrap_or_default();
        let all = AnswerCollection::of_text(&text);
        Self { all: RwSignal::new(all), said: RwSignal::new(String::new()) }
    }

    /// Takes all answers in a text, and says so.
    pub(super) fn take(self, text: &str, asked: &Asked) {
        // Another tab may have taken some meanwhile.
        let mut all = AnswerCollection::of_text(&stored(NAME).unwrap_or_default());
        self.said.set(told_of(all.add(text, asked)));
        self.keep(all);
    }

    /// Changes what has been collected.
    pub(super) fn change(self, change: impl FnOnce(&mut AnswerCollection)) {
        let mut all = self.all.get_untracked();
        change(&mut all);
        self.said.set(String::new());
        self.keep(all);
    }

    fn keep(self, all: AnswerCollection) {
        store(NAME, Some(&all.to_text()));
        self.all.set(all);
    }
}

/// What became of answers, in words.
fn told_of(added: AddedAnswers) -> String {
    let AddedAnswers { new, replaced, known, deleted, of_others, unread } = added;
    if added == AddedAnswers::default() {
        return t!("There is no answer in it. A link of an answer has “answer=” in it.").to_owned();
    }
    let parts = [
        (new, tn!(new, "{n} new answer.", "{n} new answers.")),
        (
            replaced,
            tn!(
                replaced,
                "{n} answer took the place of an earlier one of the same person.",
                "{n} answers took the place of earlier ones of the same persons."
            ),
        ),
        (known, tn!(known, "{n} answer was here already.", "{n} answers were here already.")),
        (
            deleted,
            tn!(
                deleted,
                "{n} answer stays out, because you have deleted it.",
                "{n} answers stay out, because you have deleted them."
            ),
        ),
        (
            of_others,
            tn!(
                of_others,
                "{n} of these is about another cell or lesson; it is kept with that one.",
                "{n} of these are about another cell or lesson; they are kept with that one."
            ),
        ),
        (unread, tn!(unread, "{n} link can't be read.", "{n} links can't be read.")),
    ];
    let said = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words);
    said.collect::<Vec<_>>().join(" ")
}

/// Takes the answer that a link holds, once it is opened here, and puts the link without it into the address.
pub(super) fn keep(teaching: Teaching) {
    let answer = Memo::new(move |_| teaching.page.draft.with(|draft| draft.answer.clone()));
    Effect::new(move || {
        let is_there = answer.with(|answer| !answer.is_empty());
        let draft = teaching.page.draft.get_untracked();
        if !is_there || draft.frame == Frame::Embed {
            return;
        }
        let asked = HandedIn::of_draft(&draft).map(|answer| answer.asked);
        let asked = asked.unwrap_or_else(|| Asked::Sealed(draft.sealed.clone()));
        teaching.collected.take(&link::encode(&draft), &asked);
        teaching.open.set(Open::Collected(asked));
        replace_address(&Draft { answer: String::new(), ..draft });
    });
}

/// Has the page read another address in the place of the one that there is, so that Back does not come upon it again.
fn replace_address(draft: &Draft) {
    let Ok(history) = window().history() else { return };
    let state = history.state().unwrap_or(JsValue::NULL);
    if history.replace_state_with_url(&state, "", Some(&address_of(draft))).is_ok()
        && let Ok(changed) = Event::new("hashchange")
    {
        window().dispatch_event(&changed).ok();
    }
}
