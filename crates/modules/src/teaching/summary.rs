//! The end of a lesson: what was answered, what can be handed in, and where to go on.

use leptos::prelude::*;

use crate::teaching::{Open, Teaching, hand_in::HandIn, sheet::SheetKind};
use ganglion_components::{reactive::Signal, views::CollectAny as _};
use ganglion_core::{
    handed_in::{HandedIn, Sender},
    lessons::{Lesson, LessonStep, Place},
    t, tn,
    words::say_read,
};

/// A lesson that has come to its end.
#[component]
pub(super) fn Summary(number: usize) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let lesson: &'static Lesson = &teaching.lessons[number];
    let choices = move || -> Vec<Option<usize>> {
        let place = |step| Place { lesson: number, step }.to_text(teaching.lessons);
        (0..lesson.steps.len()).map(|step| teaching.answers.of(&place(step))).collect()
    };
    let answer = Signal::derive(move || {
        let choices = choices();
        let is_empty = choices.iter().all(Option::is_none);
        (!is_empty).then(|| HandedIn::choices(Sender::default(), &lesson.id, choices))
    });
    let right = move || {
        let right = answer.with(|answer| answer.as_ref()?.num_right(teaching.lessons)).unwrap_or(0);
        tn!(
            lesson.steps.len(),
            "{right} of {n} question answered right at the first try.",
            "{right} of {n} questions answered right at the first try.",
            right = right
        )
    };
    let step = move |(at, step): (usize, &'static LessonStep)| {
        let place = Place { lesson: number, step: at };
        let word = move || match teaching.answers.of(&place.to_text(teaching.lessons)) {
            Some(choice) if choice == step.answer => t!("(right)"),
            Some(_) => t!("(not right)"),
            None => t!("(not answered)"),
        };
        view! {
            <li>
                <button type="button" class="link" on:click=move |_| teaching.go_to(place)>{say_read(&step.title)}</button>
                " "
                <em>{move || word()}</em>
            </li>
        }
    };
    let goals = lesson.objectives.iter().map(|text| view! { <li>{say_read(text)}</li> });
    view! {
        <section class="lesson-card" aria-labelledby="lesson-title">
            <p class="lesson-where">{say_read(&lesson.title)}</p>
            <h2 id="lesson-title" tabindex="-1">{t!("The end of the lesson")}</h2>
            <p id="lesson-right" class="lesson-text">{move || right()}</p>
            <ol class="lesson-done">{lesson.steps.iter().enumerate().map(step).collect_any()}</ol>
            <p class="lesson-label">{t!("Now you can")}</p>
            <ul class="lesson-done">{goals.collect_any()}</ul>
            <HandIn answer/>
            <WaysOn number/>
        </section>
    }
}

/// The next lesson, the list, once more, on paper.
#[component]
fn WaysOn(number: usize) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let id = &teaching.lessons[number].id;
    let leave = move |_| {
        teaching.leave();
        teaching.open.set(Open::Lessons);
    };
    let again = move |_| {
        teaching.answers.forget(id);
        teaching.go_to(Place { lesson: number, step: 0 });
    };
    let next = teaching.lessons.get(number + 1).map(|next| {
        let go = move |_| teaching.go_to(Place { lesson: number + 1, step: 0 });
        let words = t!("Next lesson: {title}", title = say_read(&next.title));
        view! { <button type="button" class="primary" id="next-lesson" on:click=go>{words}</button> }
    });
    let print = move |_| teaching.sheet.set(Some(SheetKind::Student(number)));
    view! {
        <div class="lesson-ways">
            {next}
            <button type="button" id="all-lessons" on:click=leave>{t!("All lessons")}</button>
            <button type="button" class="quiet" on:click=again>{t!("Start over")}</button>
            <button type="button" class="quiet" on:click=print>{t!("Print the sheet")}</button>
        </div>
    }
}
