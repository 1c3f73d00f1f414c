//! Lessons: what they say is true of the runs that they show.

use std::collections::BTreeMap;

use ganglion::native;
use ganglion_core::{
    config::Draft,
    engine::cpu::CpuEngines,
    lessons::{Lesson, Place, draft_of_step, first_step, lessons},
    link,
};
use serde_json::Value;

#[test]
fn every_lesson_has_its_parts() {
    let all = lessons();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");
    let files = std::fs::read_dir(folder).expect("there are lessons");
    assert_eq!(all.len(), files.count(), "each file is a lesson");
    for lesson in &all {
        assert!((5..=10).contains(&lesson.steps.len()), "{}", lesson.id);
        assert!(!lesson.objectives.is_empty() && lesson.minutes > 0, "{}", lesson.id);
        for step in &lesson.steps {
            assert!((2..=4).contains(&step.choices.len()), "{}", step.title);
            assert!(step.answer < step.choices.len(), "{}", step.title);
            for text in [Some(&step.link), step.shows.as_ref()].into_iter().flatten() {
                let decoded = link::decode(text);
                assert_eq!(decoded.warnings, Vec::<String>::new(), "{text}");
                assert!(decoded.draft.check().is_ok(), "{text}");
            }
        }
    }
}

#[test]
fn the_page_knows_the_first_step_without_the_lessons() {
    let all = lessons();
    let place = Place { lesson: 0, step: 0 };
    let before = Draft::default();
    let step = draft_of_step(&all[0].steps[0].link, place.to_text(&all), &before);
    assert_eq!(first_step(&before), step);
}

#[test]
fn right_answers_are_spread_over_the_places() {
    let lessons = lessons();
    let steps = || lessons.iter().flat_map(|lesson| &lesson.steps);
    let most_choices = steps().map(|step| step.choices.len()).max().expect("there are lessons");
    let mut counts = vec![0; most_choices];
    for step in steps() {
        counts[step.answer] += 1;
    }
    assert!(counts.iter().all(|count| *count >= 5), "{counts:?}");
}

/// Every step of every lesson with its lesson.
fn steps(all: &[Lesson]) -> impl Iterator<Item = (Place, &ganglion_core::lessons::LessonStep)> {
    all.iter().enumerate().flat_map(|(lesson, content)| {
        let number = move |(step, content)| (Place { lesson, step }, content);
        content.steps.iter().enumerate().map(number)
    })
}

#[test]
fn what_every_step_says_holds_for_its_run() {
    let all = lessons();
    let mut reports: BTreeMap<&str, Value> = BTreeMap::new();
    for (_, step) in steps(&all) {
        let report = reports.entry(&step.link).or_insert_with(|| report_of(&step.link));
        for claim in &step.claims {
            let found = report.pointer(&claim.at).and_then(Value::as_f64);
            let value = found.unwrap_or_else(|| panic!("{}: no {}", step.title, claim.at));
            assert!(claim.holds(value), "{}: {} is {value}", step.title, claim.at);
        }
    }
}

fn report_of(text: &str) -> Value {
    let config = link::decode(text).draft.check().expect("links of lessons can be run");
    let finished = native::run(config, 2, || CpuEngines, |_| {}).expect("it can be run");
    serde_json::from_str(&finished.report.to_json()).expect("reports are JSON")
}

#[test]
fn places_survive_the_link() {
    let all = lessons();
    for (place, step) in steps(&all) {
        let before = Draft { seed: 5, ..Draft::default() };
        let draft = draft_of_step(&step.link, place.to_text(&all), &before);
        let decoded = link::decode(&link::encode(&draft));
        assert_eq!(decoded.warnings, Vec::<String>::new());
        assert_eq!(Place::of_text(&decoded.draft.lesson, &all), Some(place));
    }
    for text in ["", "field.0", "field.99", "field.x", "nothing.1", "field.-1", ".."] {
        assert_eq!(Place::of_text(text, &all), None, "{text}");
    }
    assert_eq!(Place::of_text("field", &all), Some(Place { lesson: 0, step: 0 }));
}
