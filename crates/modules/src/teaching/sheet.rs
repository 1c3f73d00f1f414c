//! The sheet of a lesson, on paper only.

use leptos::{ev, leptos_dom::helpers::request_animation_frame, prelude::*};

use crate::teaching::{Teaching, list::StepText, qr};
use ganglion_components::{address_of, reactive::Effect, views::CollectAny as _};
use ganglion_core::{
    lessons::{Lesson, LessonStep, Place, draft_of_step},
    t, tn,
    words::say_read,
};

/// Which sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SheetKind {
    /// With boxes to tick and lines to write on.
    Student(usize),
    /// With answers and notes.
    Teacher(usize),
}

/// What is to be printed, if anything; printed as soon as it is there, then gone.
#[component]
pub(super) fn Sheet() -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    Effect::new(move || {
        if teaching.sheet.get().is_some() {
            // Whoever forbids printing sees nothing happen, and nothing is lost.
            request_animation_frame(|| {
                window().print().ok();
            });
        }
    });
    let printed = window_event_listener(ev::afterprint, move |_| teaching.sheet.set(None));
    on_cleanup(move || printed.remove());
    let sheet = move || {
        teaching.sheet.get().map(|kind| match kind {
            SheetKind::Student(number) => view! { <Paper number is_answered=false/> },
            SheetKind::Teacher(number) => view! { <Paper number is_answered=true/> },
        })
    };
    view! { {move || sheet()} }
}

#[component]
fn Paper(number: usize, is_answered: bool) -> impl IntoView {
    let teaching = expect_context::<Teaching>();
    let lesson: &'static Lesson = &teaching.lessons[number];
    let place = Place { lesson: number, step: 0 }.to_text(teaching.lessons);
    let first = draft_of_step(&lesson.steps[0].link, place, &teaching.page.draft.get_untracked());
    let address = address_of(&first);
    let code = qr::drawing(&address).map(|code| {
        view! {
            <svg class="qr" viewBox=format!("0 0 {0} {0}", code.side) aria-hidden="true">
                <path d=code.path/>
            </svg>
        }
    });
    let step = move |step: &'static LessonStep| {
        let lines = (!is_answered).then(|| view! { <p class="write">{t!("Why?")}</p> });
        view! {
            <li>
                <h3>{say_read(&step.title)}</h3>
                <StepText step is_answered/>
                {lines}
            </li>
        }
    };
    let goals = lesson.objectives.iter().map(|text| view! { <li>{say_read(text)}</li> });
    view! {
        <article class="sheet">
            <header>
                <div>
                    <p>"Ganglion \u{b7} " {tn!(lesson.minutes, "{n} minute", "{n} minutes")}</p>
                    <h1>{say_read(&lesson.title)}</h1>
                    <p class="name">{t!("Name:")} <span class="line"></span> {t!("Date:")} <span class="line short"></span></p>
                </div>
                {code}
            </header>
            <ul>{goals.collect_any()}</ul>
            <ol>{lesson.steps.iter().map(step).collect_any()}</ol>
            <p class="address">{address.clone()}</p>
        </article>
    }
}
