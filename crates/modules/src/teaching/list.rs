//! The lessons to choose from, and the teacher's view of one.

use leptos::prelude::*;

use crate::teaching::{
    Open, Teaching, blind::SealEntry, plan::Plan, sheet::SheetKind, window::Window,
};
use ganglion_components::views::CollectAny as _;
use ganglion_core::{
    handed_in::Asked,
    lessons::{Lesson, LessonStep, Place},
    t, tn,
    words::say_read,
};

/// The list in a window; a lesson opened for teachers takes its place.
#[component]
pub(super) fn LessonList() -> impl IntoView {
    let body = |open| match open {
        Open::Teacher(number) => view! { <Teacher number/> }.into_any(),
        Open::Nothing
        | Open::Lessons
        | Open::Share
        | Open::Runs
        | Open::Compare(_)
        | Open::Collected(_)
        | Open::Words(_)
        | Open::Code => view! { <All/> }.into_any(),
    };
    view! { <Window id="lessons" body/> }
}

/// All lessons, and the challenge.
#[component]
fn All() -> impl IntoView {
    let all = expect_context::<Teaching>().lessons.iter().enumerate();
    view! {
        <p>{t!("Each lesson is a row of experiments with a question before every answer. They run here, and nothing that you answer leaves this browser.")}</p>
        <ol class="lesson-list">{all.map(|(number, lesson)| view! { <Entry number lesson/> }).collect_any()}</ol>
        <SealEntry/>
        <Plan/>
    }
}

/// One lesson of the list.
#[component]
fn Entry(number: usize, lesson: &'static Lesson) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let start = move |_| {
        teaching.shut();
        teaching.go_to(Place { lesson: number, step: 0 });
    };
    let done = move || {
        let (done, all) = (teaching.answers.count(&lesson.id), lesson.steps.len());
        t!("{done} of {all} steps answered", done = done, all = all)
    };
    let items = |texts: &'static [String]| {
        texts.iter().map(|text| view! { <li>{say_read(text)}</li> }).collect_any()
    };
    view! {
        <li class="lesson-entry">
            <h3>{say_read(&lesson.title)}</h3>
            <p class="hint">
                {tn!(lesson.minutes, "{n} minute", "{n} minutes")}
                " \u{b7} "
                {move || done()}
            </p>
            <p class="lesson-label">{t!("Afterwards you can")}</p>
            <ul>{items(&lesson.objectives)}</ul>
            <p class="lesson-label">{t!("You should know")}</p>
            <ul>{items(&lesson.prerequisites)}</ul>
            <div class="lesson-ways">
                <button type="button" class="primary" id=format!("start-{}", lesson.id) on:click=start>{t!("Start")}</button>
                <button type="button" id=format!("teach-{}", lesson.id) on:click=move |_| teaching.open.set(Open::Teacher(number))>
                    {t!("Teacher's view")}
                </button>
                <button
                    type="button"
                    class="quiet"
                    id=format!("print-{}", lesson.id)
                    on:click=move |_| teaching.sheet.set(Some(SheetKind::Student(number)))
                >
                    {t!("Print the sheet")}
                </button>
            </div>
        </li>
    }
}

/// All steps of a lesson with the answers and notes.
#[component]
fn Teacher(number: usize) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let lesson = &teaching.lessons[number];
    let step = move |(at, step): (usize, &'static LessonStep)| {
        let go = move |_| {
            teaching.shut();
            teaching.go_to(Place { lesson: number, step: at });
        };
        view! {
            <li class="lesson-entry">
                <h4>{say_read(&step.title)}</h4>
                <StepText step is_answered=true/>
                <button type="button" class="quiet" on:click=go>{t!("Open this step")}</button>
            </li>
        }
    };
    view! {
        <h3>{say_read(&lesson.title)}</h3>
        <div class="lesson-ways">
            <button type="button" on:click=move |_| teaching.open.set(Open::Lessons)>{t!("All lessons")}</button>
            <button type="button" class="quiet" on:click=move |_| teaching.sheet.set(Some(SheetKind::Student(number)))>
                {t!("Print the sheet")}
            </button>
            <button type="button" class="quiet" on:click=move |_| teaching.sheet.set(Some(SheetKind::Teacher(number)))>
                {t!("Print with answers")}
            </button>
            <button type="button" class="quiet" id="collect-lesson" on:click=move |_| teaching.open.set(Open::Collected(Asked::Lesson(lesson.id.clone())))>
                {t!("Collect answers")}
            </button>
        </div>
        <ol class="lesson-list">{lesson.steps.iter().enumerate().map(step).collect_any()}</ol>
    }
}

/// What a step says, for teachers and on paper.
#[component]
pub(super) fn StepText(
    /// The step.
    step: &'static LessonStep,
    /// Whether the answer is given away.
    is_answered: bool,
) -> impl IntoView {
    let choice = move |(at, text): (usize, &String)| {
        let is_right = is_answered && at == step.answer;
        let mark = if is_right { "\u{2611} " } else { "\u{2610} " };
        let word = if is_right { t!("(right)") } else { "" };
        view! { <li class:right=is_right><span aria-hidden="true">{mark}</span> {say_read(text)} " " <em>{word}</em></li> }
    };
    let answer = move || {
        is_answered.then(|| {
            view! {
                <p>{say_read(&step.reveal)}</p>
                <p class="lesson-note"><strong>{t!("For the teacher:")}</strong> " " {say_read(&step.teacher)}</p>
            }
        })
    };
    view! {
        <p>{say_read(&step.text)}</p>
        <p class="lesson-asked"><strong>{say_read(&step.question)}</strong></p>
        <ul class="choices">{step.choices.iter().enumerate().map(choice).collect_any()}</ul>
        {answer()}
    }
}
