//! The window in which whoever teaches collects what a class has handed in, and scores it.

use leptos::prelude::*;

use crate::teaching::{
    Open, Teaching, collect_bars::CollectedBars, runs::name_of, scan, window::Window,
};
use ganglion_components::{
    reactive::{Memo, RwSignal},
    views::{CollectAny as _, either, when},
};
use ganglion_core::{
    config::Draft,
    handed_in::{Asked, Given, HandedIn},
    t, tn,
    words::say_read,
};

/// The window.
#[component]
pub(super) fn Collect() -> impl IntoView {
    let body = |open| match open {
        Open::Collected(asked) => view! { <Answered asked/> }.into_any(),
        Open::Nothing
        | Open::Lessons
        | Open::Teacher(_)
        | Open::Share
        | Open::Runs
        | Open::Compare(_)
        | Open::Words(_)
        | Open::Code => ().into_any(),
    };
    view! { <Window id="answers" body/> }
}

/// What is collected, and whether it may be scored.
#[derive(Clone, Copy)]
pub(super) struct Collecting {
    pub(super) teaching: Teaching,
    pub(super) asked: RwSignal<Asked>,
    pub(super) is_scored: RwSignal<bool>,
}

/// An answer with the name to show.
pub(super) type NamedAnswer = (String, HandedIn);

impl Collecting {
    /// The answers that count: in the order in which they came, once they are scored the best first.
    pub(super) fn counted(self) -> Vec<NamedAnswer> {
        let mut found: Vec<NamedAnswer> = self.teaching.collected.all.with(|all| {
            let counted = self.asked.with(|asked| all.counted(asked));
            counted.into_iter().map(|(name, answer)| (name, answer.clone())).collect()
        });
        if self.is_scored.get() {
            let score = |answer: &HandedIn| answer.score(self.teaching.lessons).unwrap_or(-1.0);
            found.sort_by(|(_, one), (_, other)| score(other).total_cmp(&score(one)));
        }
        found
    }

    /// Whether the page is at the cell that is asked about.
    fn is_at_cell(self) -> bool {
        let sealed = self.teaching.page.draft.with(|draft| Asked::Sealed(draft.sealed.clone()));
        self.asked.with(|asked| *asked == sealed)
    }
}

/// The answers to one cell or one lesson.
#[component]
fn Answered(asked: Asked) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let title = match &asked {
        Asked::Sealed(_) => t!("Guesses of a sealed cell").to_owned(),
        Asked::Lesson(id) => {
            let lesson = teaching.lessons.iter().find(|lesson| lesson.id == *id);
            lesson.map(|lesson| say_read(&lesson.title)).unwrap_or_default()
        }
    };
    let collecting =
        Collecting { teaching, asked: RwSignal::new(asked), is_scored: RwSignal::new(false) };
    let is_revealed = teaching.page.draft.with_untracked(|draft| draft.reveal);
    collecting.is_scored.set(is_revealed && untrack(|| collecting.is_at_cell()));
    provide_context(collecting);
    let is_empty = Memo::new(move |_| collecting.counted().is_empty());
    let nothing = || view! { <p class="hint">{t!("No answer is here yet.")}</p> }.into_any();
    view! {
        <h3>{title}</h3>
        <Take/>
        {either(move || is_empty.get(), nothing, || view! { <ScoreButton/> <CollectedTable/> <CollectedBars/> }.into_any())}
        <Rest/>
    }
}

/// Links that are pasted, and codes before the camera.
#[component]
fn Take() -> impl IntoView {
    let Collecting { teaching, asked, .. } = expect_context::<Collecting>();
    let collected = teaching.collected;
    let text = RwSignal::new(String::new());
    let take = move |_| {
        asked.with_untracked(|asked| text.with_untracked(|text| collected.take(text, asked)));
        text.set(String::new());
    };
    view! {
        <p>{t!("Your students hand in a link or a QR code. Paste as many links as you like, with whatever stands around them; they stay in this browser.")}</p>
        <label for="pasted-answers">{t!("Links of answers")}</label>
        <textarea
            id="pasted-answers"
            rows="3"
            prop:value=move || text.get()
            on:input=move |event| text.set(event_target_value(&event))
        ></textarea>
        <div class="lesson-ways">
            <button
                type="button"
                class="primary"
                id="take-answers"
                disabled=move || text.with(|text| text.trim().is_empty())
                on:click=take
            >
                {t!("Take these answers")}
            </button>
            {scan::is_there().then(|| view! { <scan::Scan/> })}
        </div>
        <p class="share-said" role="status" id="answers-said">{move || collected.said.get()}</p>
    }
}

/// Reveals the cell, or what is right, and with it the scores.
#[component]
fn ScoreButton() -> impl IntoView {
    let collecting = expect_context::<Collecting>();
    let Collecting { teaching, asked, is_scored } = collecting;
    let reveal = move |_| {
        is_scored.set(true);
        if untrack(|| collecting.is_at_cell()) {
            teaching.change(|draft| draft.reveal = true);
        }
    };
    let words = match asked.get_untracked() {
        Asked::Sealed(_) => t!("Reveal the cell and score"),
        Asked::Lesson(_) => t!("Show what is right and score"),
    };
    let button = move || {
        view! { <button type="button" id="score-answers" on:click=reveal>{words}</button> }
            .into_any()
    };
    let mean = move || {
        let counted = collecting.counted();
        let scores = counted.iter().filter_map(|(_, answer)| answer.score(teaching.lessons));
        let mean = 100.0 * scores.sum::<f64>() / counted.len().max(1) as f64;
        tn!(
            counted.len(),
            "{n} answer, with a score of {mean} of 100.",
            "{n} answers, with a mean score of {mean} of 100.",
            mean = format_args!("{mean:.0}")
        )
    };
    let told = move || view! { <p role="status" id="mean-score">{move || mean()}</p> }.into_any();
    either(move || !is_scored.get(), button, told)
}

/// A row for each answer.
#[component]
fn CollectedTable() -> impl IntoView {
    let collecting = expect_context::<Collecting>();
    let is_guess = collecting.asked.with_untracked(|asked| matches!(asked, Asked::Sealed(_)));
    let is_scored = collecting.is_scored;
    let head = move |words: &'static str| view! { <th scope="col">{words}</th> }.into_any();
    let heads = move || {
        let (given, found) = if is_guess {
            (t!("Subunits"), t!("Found"))
        } else {
            (t!("Answered"), t!("Answered right"))
        };
        let scored = is_scored.get().then(|| [head(found), head(t!("Score"))]);
        [Some(head(t!("Name"))), Some(head(given))]
            .into_iter()
            .chain(scored.into_iter().flatten().map(Some))
            .chain([is_guess.then(|| head(t!("Settings")))])
            .flatten()
            .collect_any()
    };
    let rows = move || {
        let rows = collecting.counted().into_iter();
        rows.map(|(name, answer)| view! { <CollectedRow name answer/> }).collect_any()
    };
    view! {
        <div class="scrolling">
            <table class="runs" id="answers-table">
                <thead>
                    <tr>
                        {move || heads()}
                        <th scope="col"><span class="visually-hidden">{t!("Delete")}</span></th>
                    </tr>
                </thead>
                <tbody>{move || rows()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn CollectedRow(name: String, answer: HandedIn) -> impl IntoView {
    let collecting = expect_context::<Collecting>();
    let Collecting { teaching, asked, is_scored } = collecting;
    let (given, num_steps) = match &answer.given {
        Given::Guess(subunits) => (subunits.len().to_string(), None),
        Given::Choices(choices) => {
            let num_given = choices.iter().flatten().count();
            (t!("{found} of {all}", found = num_given, all = choices.len()), Some(choices.len()))
        }
    };
    let scores = is_scored.get_untracked().then(|| {
        let found = match answer.scored_guess() {
            Some(guess) => {
                t!("{found} of {all}", found = guess.num_found(), all = guess.overlaps.len())
            }
            None => answer
                .num_right(teaching.lessons)
                .map(|right| t!("{found} of {all}", found = right, all = num_steps.unwrap_or(0)))
                .unwrap_or_default(),
        };
        let score = answer.score(teaching.lessons).map(|score| format!("{:.0}", 100.0 * score));
        view! { <td>{found}</td> <td>{score}</td> }
    });
    let draft = answer.draft.clone();
    let open = {
        let draft = draft.clone();
        move |_| {
            teaching.shut();
            let Draft { language, reveal, .. } = teaching.page.draft.get_untracked();
            teaching.page.go(&Draft { language, reveal, ..draft.clone() });
        }
    };
    let settings = num_steps.is_none().then(|| {
        let name = name_of(&draft);
        view! { <td><button type="button" class="link" on:click=open>{name}</button></td> }
    });
    let token = answer.sender.token;
    let delete = move |_| {
        asked.with_untracked(|asked| {
            teaching.collected.change(|all| all.delete(asked, &token));
        });
    };
    let label = t!("Delete the answer of {name}", name = name);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{given}</td>
            {scores}
            {settings}
            <td><button type="button" class="quiet" aria-label=label on:click=delete>{t!("Delete")}</button></td>
        </tr>
    }
}

/// What was deleted, and the way to forget all.
#[component]
fn Rest() -> impl IntoView {
    let Collecting { teaching, asked, .. } = expect_context::<Collecting>();
    let collected = teaching.collected;
    let num_deleted =
        Memo::new(move |_| collected.all.with(|all| asked.with(|asked| all.num_deleted(asked))));
    let back = move |_| {
        asked.with_untracked(|asked| collected.change(|all| all.bring_back(asked)));
    };
    let forget = move |_| {
        asked.with_untracked(|asked| collected.change(|all| all.forget(asked)));
    };
    let deleted = move || {
        let words = move || {
            tn!(
                num_deleted.get(),
                "{n} answer is deleted, and stays out when it is pasted again.",
                "{n} answers are deleted, and stay out when they are pasted again."
            )
        };
        view! {
            <p class="hint">
                {move || words()}
                " "
                <button type="button" class="quiet" id="bring-back" on:click=back>{t!("Bring back")}</button>
            </p>
        }
        .into_any()
    };
    view! {
        {when(move || num_deleted.get() > 0, deleted)}
        <div class="lesson-ways">
            <button type="button" class="quiet" id="forget-answers" on:click=forget>{t!("Forget all")}</button>
        </div>
    }
}
