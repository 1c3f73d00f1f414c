//! The lessons to choose from, and the teacher's view of one.

use leptos::{html::Dialog, prelude::*};

use crate::{
    classroom::{Classroom, Open, blind::SealEntry, sheet::SheetKind},
    lessons::{Lesson, Place, Step},
    t, tn,
    ui::{hooks::open_while, views::CollectAny as _},
    words::say_read,
};

/// The list in a dialog; a lesson opened for teachers takes its place.
#[component]
pub(super) fn LessonList() -> impl IntoView {
    let classroom = expect_context::<Classroom>();
    let dialog = NodeRef::<Dialog>::new();
    let is_open = move || matches!(classroom.open.get(), Open::Lessons | Open::Teacher(_));
    open_while(dialog, is_open);
    let body = move || match classroom.open.get() {
        Open::Lessons => {
            let all = classroom.lessons.iter().enumerate();
            view! {
                <p>{t!("Each lesson is a row of experiments with a question before every answer. They run here, and nothing that you answer leaves this browser.")}</p>
                <ol class="lesson-list">{all.map(|(number, lesson)| view! { <Entry number lesson/> }).collect_any()}</ol>
                <SealEntry/>
            }
            .into_any()
        }
        Open::Teacher(number) => {
            view! { <Teacher number lesson=&classroom.lessons[number]/> }.into_any()
        }
        Open::Nothing | Open::Share | Open::Runs | Open::Compare(_) => ().into_any(),
    };
    let title = move || match classroom.open.get() {
        Open::Teacher(_) => t!("Teacher's view"),
        Open::Nothing | Open::Lessons | Open::Share | Open::Runs | Open::Compare(_) => {
            t!("Lessons")
        }
    };
    // Another dialog may have taken its place.
    let closed = move |_| {
        if is_open() {
            classroom.shut();
        }
    };
    view! {
        <dialog node_ref=dialog class="wide-dialog" id="lessons" aria-labelledby="lessons-title" on:close=closed>
            <header>
                <h2 id="lessons-title">{move || title()}</h2>
                <button type="button" on:click=move |_| classroom.shut()>{t!("Close")}</button>
            </header>
            {move || body()}
        </dialog>
    }
}

/// One lesson of the list.
#[component]
fn Entry(number: usize, lesson: &'static Lesson) -> impl IntoView {
    let classroom = expect_context::<Classroom>();
    let start = move |_| {
        classroom.shut();
        classroom.go_to(Place { lesson: number, step: 0 });
    };
    let done = move || {
        let (done, all) = (classroom.answers.count(&lesson.id), lesson.steps.len());
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
                <button type="button" id=format!("teach-{}", lesson.id) on:click=move |_| classroom.open.set(Open::Teacher(number))>
                    {t!("Teacher's view")}
                </button>
                <button
                    type="button"
                    class="quiet"
                    id=format!("print-{}", lesson.id)
                    on:click=move |_| classroom.sheet.set(Some(SheetKind::Student(number)))
                >
                    {t!("Print the sheet")}
                </button>
            </div>
        </li>
    }
}

/// All steps of a lesson with the answers and notes.
#[component]
fn Teacher(number: usize, lesson: &'static Lesson) -> impl IntoView {
    let classroom = expect_context::<Classroom>();
    let step = move |(at, step): (usize, &'static Step)| {
        let go = move |_| {
            classroom.shut();
            classroom.go_to(Place { lesson: number, step: at });
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
            <button type="button" on:click=move |_| classroom.open.set(Open::Lessons)>{t!("All lessons")}</button>
            <button type="button" class="quiet" on:click=move |_| classroom.sheet.set(Some(SheetKind::Student(number)))>
                {t!("Print the sheet")}
            </button>
            <button type="button" class="quiet" on:click=move |_| classroom.sheet.set(Some(SheetKind::Teacher(number)))>
                {t!("Print with answers")}
            </button>
        </div>
        <ol class="lesson-list">{lesson.steps.iter().enumerate().map(step).collect_any()}</ol>
    }
}

/// What a step says, for teachers and on paper.
#[component]
pub(super) fn StepText(
    /// The step.
    step: &'static Step,
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
