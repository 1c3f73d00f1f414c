//! How often each answer was given, and how scores are distributed, as bars.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::teaching::collect::{Collecting, NamedAnswer};
use ganglion_components::views::CollectAny as _;
use ganglion_core::{
    handed_in::{Asked, Given, histogram},
    lessons::LessonStep,
    t, tn,
    words::say_read,
};

/// One bar.
struct CountedBar {
    label: String,
    count: usize,
    is_right: bool,
}

/// Before scoring what was answered, afterwards what is right of it, and the scores.
#[component]
pub(super) fn CollectedBars() -> impl IntoView {
    let collecting = expect_context::<Collecting>();
    let groups = move || {
        let counted = collecting.counted();
        let is_scored = collecting.is_scored.get();
        let scores = is_scored.then(|| scores_of(collecting, &counted));
        let answers = collecting.asked.with(|asked| match asked {
            Asked::Sealed(_) => vec![numbers_of(&counted)],
            Asked::Lesson(id) => {
                let lesson = collecting.teaching.lessons.iter().find(|lesson| lesson.id == *id);
                let steps = lesson.map_or(&[][..], |lesson| &lesson.steps);
                let of_step = |(at, step)| choices_of(&counted, (at, step), is_scored);
                steps.iter().enumerate().map(of_step).collect()
            }
        });
        scores.into_iter().chain(answers).collect_any()
    };
    view! { <div class="answer-bars" id="answer-bars">{move || groups()}</div> }
}

/// How many have each tenth of the score.
fn scores_of(collecting: Collecting, counted: &[NamedAnswer]) -> AnyView {
    let lessons = collecting.teaching.lessons;
    let scores = counted.iter().filter_map(|(_, answer)| answer.score(lessons));
    let bar = |(tenth, count): (usize, usize)| {
        let (least, most) = (10 * tenth, if tenth == 9 { 100 } else { 10 * tenth + 9 });
        CountedBar { label: format!("{least}\u{2013}{most}"), count, is_right: false }
    };
    bars(t!("Score").to_owned(), histogram(scores).into_iter().enumerate().map(bar).collect())
}

/// How many have guessed each number of subunits.
fn numbers_of(counted: &[NamedAnswer]) -> AnyView {
    let mut numbers = BTreeMap::<usize, usize>::new();
    for (_, answer) in counted {
        if let Given::Guess(subunits) = &answer.given {
            *numbers.entry(subunits.len()).or_default() += 1;
        }
    }
    let bar = |(number, count)| CountedBar {
        label: tn!(number, "{n} subunit", "{n} subunits"),
        count,
        is_right: false,
    };
    bars(
        t!("Number of subunits that were guessed").to_owned(),
        numbers.into_iter().map(bar).collect(),
    )
}

/// How many have made each choice at a step of a lesson.
fn choices_of(
    counted: &[NamedAnswer],
    (at, step): (usize, &LessonStep),
    is_scored: bool,
) -> AnyView {
    let count = |number: usize| {
        let has_chosen = |given: &Given| match given {
            Given::Choices(choices) => choices.get(at) == Some(&Some(number)),
            Given::Guess(_) => false,
        };
        counted.iter().filter(|(_, answer)| has_chosen(&answer.given)).count()
    };
    let bar = |(number, text): (usize, &String)| CountedBar {
        label: say_read(text),
        count: count(number),
        is_right: is_scored && number == step.answer,
    };
    bars(say_read(&step.question), step.choices.iter().enumerate().map(bar).collect())
}

fn bars(title: String, all: Vec<CountedBar>) -> AnyView {
    let most = all.iter().map(|bar| bar.count).max().unwrap_or(0).max(1) as f64;
    let bar = |CountedBar { label, count, is_right }| {
        let word = if is_right { t!("(right)") } else { "" };
        let length = count as f64 / most;
        view! {
            <li class:right=is_right>
                <span>{label} " " <em>{word}</em></span>
                <span class="meter" aria-hidden="true">
                    <span style:transform=format!("scaleX({length:.3})")></span>
                </span>
                <span class="number">{count}</span>
            </li>
        }
    };
    view! {
        <section>
            <h4>{title}</h4>
            <ol>{all.into_iter().map(bar).collect_any()}</ol>
        </section>
    }
    .into_any()
}
