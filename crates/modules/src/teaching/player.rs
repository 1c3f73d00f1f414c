//! A lesson under way: what to see, a question, the answer, the next step.

use leptos::prelude::*;

use crate::teaching::{Teaching, look, summary::Summary};
use ganglion_components::{
    focus_soon,
    reactive::{Effect, Memo, RwSignal},
    views::{CollectAny as _, either, when},
};
use ganglion_core::{
    config::Frame,
    lessons::{Lesson, LessonStep, Place, draft_of_step},
    t,
    words::say_read,
};

/// The lesson that the link names, above the section.
#[component]
pub(super) fn Player() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let place = teaching.place();
    let player = move || match (place.get(), teaching.is_over.get()) {
        (Some(place), true) if place.step + 1 == teaching.step(place).0.steps.len() => {
            view! { <Summary number=place.lesson/> }.into_any()
        }
        (Some(place), _) => view! { <StepView place/> }.into_any(),
        (None, _) => ().into_any(),
    };
    view! { {move || player()} }
}

/// Says on the root element whether a lesson or a sealed cell has a card beside the figure.
pub(super) fn keep(teaching: Teaching) {
    let place = teaching.place();
    let has_card = Memo::new(move |_| {
        let is_blind = teaching.page.draft.with(|draft| !draft.sealed.is_empty());
        let is_page = teaching.page.draft.with(|draft| draft.frame == Frame::Page);
        is_page && (place.get().is_some() || is_blind)
    });
    Effect::new(move || {
        let Some(root) = document().document_element() else { return };
        if has_card.get() {
            root.set_attribute("data-card", "").ok();
        } else {
            root.remove_attribute("data-card").ok();
        }
    });
}

impl Teaching {
    fn step(self, place: Place) -> (&'static Lesson, &'static LessonStep) {
        let lesson = &self.lessons[place.lesson];
        (lesson, &lesson.steps[place.step])
    }

    /// Brings the page to a step of a lesson.
    pub(super) fn go_to(self, place: Place) {
        let (_, step) = self.step(place);
        let before = self.page.draft.get_untracked();
        self.is_over.set(false);
        self.is_folded.set(false);
        self.page.go(&draft_of_step(&step.link, place.to_text(self.lessons), &before));
        focus_soon("lesson-title");
    }

    /// Shows what a step shows once it is answered.
    fn show_answer(self, place: Place) {
        let (_, step) = self.step(place);
        if let Some(shows) = &step.shows {
            let before = self.page.draft.get_untracked();
            self.page.go(&draft_of_step(shows, place.to_text(self.lessons), &before));
        }
    }

    pub(super) fn leave(self) {
        self.is_over.set(false);
        self.change(|draft| draft.lesson.clear());
        focus_soon("open-lessons");
    }
}

/// One step.
#[component]
fn StepView(
    /// Which.
    place: Place,
) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let (lesson, step) = teaching.step(place);
    let num_steps = lesson.steps.len();
    look::show(step.look);
    view! {
        <section class="lesson-card" aria-labelledby="lesson-title">
            <header class="lesson-head">
                <p class="lesson-where">
                    {t!("Lesson {number}: {title}", number = place.lesson + 1, title = say_read(&lesson.title))}
                </p>
                <Steps place num_steps/>
                <Fold/>
                <button type="button" class="quiet" id="leave-lesson" on:click=move |_| teaching.leave()>
                    {t!("Leave the lesson")}
                </button>
            </header>
            <h2 id="lesson-title" tabindex="-1">
                {t!("{number} of {count}: {title}", number = place.step + 1, count = num_steps, title = say_read(&step.title))}
            </h2>
            <div id="lesson-body" hidden=move || teaching.is_folded.get()>
                <p class="lesson-text">{say_read(&step.text)}</p>
                <Departed place/>
                <Question place/>
            </div>
        </section>
    }
}

/// Folds the card, so that all of the figure is seen, and back.
#[component]
pub(super) fn Fold() -> impl IntoView {
    let Teaching { is_folded, .. } = expect_context::<Teaching>();
    view! {
        <button
            type="button"
            class="quiet"
            id="fold-card"
            aria-controls="lesson-body"
            aria-expanded=move || (!is_folded.get()).to_string()
            on:click=move |_| is_folded.update(|is_folded| *is_folded = !*is_folded)
        >
            {move || if is_folded.get() { t!("Unfold") } else { t!("Fold") }}
        </button>
    }
}

/// One mark for each step; those that were answered are filled.
#[component]
fn Steps(place: Place, num_steps: usize) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let step = move |number: usize| {
        let there = Place { step: number, ..place };
        let text = there.to_text(teaching.lessons);
        let is_done = move || teaching.answers.of(&text).is_some();
        view! {
            <li>
                <button
                    type="button"
                    class="lesson-step"
                    class:done=is_done
                    aria-current=(number == place.step).then_some("step")
                    aria-label=t!("Step {number}", number = number + 1)
                    on:click=move |_| teaching.go_to(there)
                >
                    {number + 1}
                </button>
            </li>
        }
    };
    view! { <ol class="lesson-steps">{(0..num_steps).map(step).collect_any()}</ol> }
}

/// Says that the settings are no longer those of the step, and brings them back.
#[component]
fn Departed(place: Place) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let (_, step) = teaching.step(place);
    let links = [Some(&step.link), step.shows.as_ref()];
    let known: Vec<_> = links
        .into_iter()
        .flatten()
        .map(|text| ganglion_core::link::decode(text).draft.without_view())
        .collect();
    let is_elsewhere = move || {
        let now = teaching.page.draft.with(|draft| draft.without_view());
        !known.contains(&now)
    };
    when(is_elsewhere, move || {
        view! {
            <p class="lesson-departed">
                {t!("You have changed settings: what you see is no longer what this step speaks of.")}
                " "
                <button type="button" class="quiet" on:click=move |_| teaching.go_to(place)>
                    {t!("Back to this step's settings")}
                </button>
            </p>
        }
        .into_any()
    })
}

/// The question, and once it is answered the explanation.
#[component]
fn Question(place: Place) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let (_, step) = teaching.step(place);
    let name = place.to_text(teaching.lessons);
    let given = {
        let name = name.clone();
        Memo::new(move |_| teaching.answers.of(&name))
    };
    let chosen = RwSignal::new(given.get_untracked());
    Effect::new(move || chosen.set(given.get()));
    let choice = move |(number, text): (usize, &String)| {
        let mark = move || match given.get() {
            Some(_) if number == step.answer => "right",
            Some(given) if given == number => "wrong",
            _ => "",
        };
        let word = move || match mark() {
            "right" => t!("(right)"),
            "wrong" => t!("(your answer)"),
            _ => "",
        };
        view! {
            <label class="lesson-choice" data-mark=mark>
                <input
                    type="radio"
                    name="lesson-answer"
                    value=number.to_string()
                    prop:checked=move || chosen.get() == Some(number)
                    disabled=move || given.get().is_some()
                    on:change=move |_| chosen.set(Some(number))
                />
                <span>{say_read(text)} " " <em>{move || word()}</em></span>
            </label>
        }
    };
    let answer = move |_| {
        if let Some(choice) = chosen.get_untracked() {
            teaching.answers.give(name.clone(), choice);
            teaching.show_answer(place);
            focus_soon("lesson-answer");
        }
    };
    let button = move || {
        let answer = answer.clone();
        view! {
            <button type="button" class="primary" id="lesson-reveal" disabled=move || chosen.get().is_none() on:click=answer>
                {t!("Answer")}
            </button>
        }
        .into_any()
    };
    view! {
        <fieldset class="lesson-question">
            <legend>{say_read(&step.question)}</legend>
            {step.choices.iter().enumerate().map(choice).collect_any()}
        </fieldset>
        {either(move || given.get().is_none(), button, move || view! { <Answered place/> }.into_any())}
        <Ways place/>
    }
}

/// Whether the answer was right, and why.
#[component]
fn Answered(place: Place) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let (_, step) = teaching.step(place);
    let is_right =
        move || teaching.answers.of(&place.to_text(teaching.lessons)) == Some(step.answer);
    let verdict = move || if is_right() { t!("Right.") } else { t!("Not quite.") };
    view! {
        <p id="lesson-answer" class="lesson-answer" tabindex="-1">
            <strong>{move || verdict()}</strong>
            " "
            {say_read(&step.reveal)}
        </p>
    }
}

/// One step back, one on.
#[component]
fn Ways(place: Place) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let (lesson, step) = teaching.step(place);
    let (is_first, is_last) = (place.step == 0, place.step + 1 == lesson.steps.len());
    let to = move |step: usize| teaching.go_to(Place { step, ..place });
    let next = move |_| {
        if is_last {
            teaching.is_over.set(true);
            focus_soon("lesson-title");
        } else {
            to(place.step + 1);
        }
    };
    let show = move |_| look::show(step.look);
    view! {
        <div class="lesson-ways">
            <button type="button" id="lesson-back" disabled=is_first on:click=move |_| to(place.step.saturating_sub(1))>
                {t!("Back")}
            </button>
            <button type="button" id="lesson-next" on:click=next>
                {if is_last { t!("End of the lesson") } else { t!("Next step") }}
            </button>
            <button type="button" class="quiet" id="lesson-show" on:click=show>{t!("Show what this is about")}</button>
        </div>
    }
}
