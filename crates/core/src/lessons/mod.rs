//! Lessons: steps that each show an experiment, ask a question, and explain the answer.
//!
//! A lesson is one JSON file in `lessons/`, in English; other languages have their words in `words/`.
//! What a step says of numbers stands beside it as claims, which a test holds against the run of its
//! link. Nothing here knows the page.

use serde::Deserialize;

use crate::{config::Draft, link};

/// The files, in the order in which they are taught.
const FILES: [&str; 8] = [
    include_str!("../../../../lessons/1_receptive_field.json"),
    include_str!("../../../../lessons/2_average.json"),
    include_str!("../../../../lessons/3_five_filters.json"),
    include_str!("../../../../lessons/4_plain_training.json"),
    include_str!("../../../../lessons/5_prune.json"),
    include_str!("../../../../lessons/6_fair_control.json"),
    include_str!("../../../../lessons/7_time.json"),
    include_str!("../../../../lessons/8_unknown.json"),
];

/// A lesson, in English.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Its name in links.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How long it takes, minutes.
    pub minutes: u32,
    /// What a student should know before.
    pub prerequisites: Vec<String>,
    /// What a student can do afterwards.
    pub objectives: Vec<String>,
    /// Five to ten.
    pub steps: Vec<LessonStep>,
}

/// A step of a lesson.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonStep {
    /// Its title.
    pub title: String,
    /// What is on the screen, as a link.
    pub link: String,
    /// What there is to see.
    pub text: String,
    /// What of the page this is about: it is brought into view.
    pub look: LessonLook,
    /// What is asked before anything is explained.
    pub question: String,
    /// Answers to choose from.
    pub choices: Vec<String>,
    /// Which of them is right, from 0.
    pub answer: usize,
    /// What is on the screen once the answer is known, where that is something else.
    #[serde(default)]
    pub shows: Option<String>,
    /// The explanation.
    pub reveal: String,
    /// What the explanation says of the run.
    #[serde(default)]
    pub claims: Vec<Claim>,
    /// A note for whoever teaches.
    pub teacher: String,
}

/// A part of the page that a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LessonLook {
    /// The checkerboard with the subunits on it.
    Board,
    /// The signals of the live cell.
    Signals,
    /// Its spike-triggered average.
    Average,
    /// The filters of Emergence.
    Rows,
    /// The first figure of another section.
    FirstFigure,
    /// Its second one.
    SecondFigure,
    /// Its third one.
    ThirdFigure,
    /// Its fourth one.
    FourthFigure,
}

/// A number of a report and the range that a step says it is in.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Where it stands in the report: a JSON pointer.
    pub at: String,
    /// Not smaller.
    #[serde(default)]
    pub least: Option<f64>,
    /// Not larger.
    #[serde(default)]
    pub most: Option<f64>,
}

impl Claim {
    /// Whether it holds for a number.
    pub fn holds(&self, value: f64) -> bool {
        self.least.is_none_or(|least| value >= least) && self.most.is_none_or(|most| value <= most)
    }
}

impl Lesson {
    /// Everything that it says, for translators.
    pub fn texts(&self) -> Vec<&str> {
        let mut texts = vec![self.title.as_str()];
        texts.extend(self.prerequisites.iter().chain(&self.objectives).map(String::as_str));
        for step in &self.steps {
            let own = [&step.title, &step.text, &step.question, &step.reveal, &step.teacher];
            texts.extend(own.into_iter().chain(&step.choices).map(String::as_str));
        }
        texts
    }
}

/// All lessons.
///
/// # Panics
/// Never: a test reads them.
pub fn lessons() -> Vec<Lesson> {
    let read = |file: &&str| serde_json::from_str(file).expect("a test reads every lesson");
    FILES.iter().map(read).collect()
}

/// Where somebody is in the lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which lesson, from 0.
    pub lesson: usize,
    /// Which step, from 0.
    pub step: usize,
}

impl Place {
    /// As a link writes it: `average.2` is the second step.
    pub fn to_text(self, lessons: &[Lesson]) -> String {
        format!("{}.{}", lessons[self.lesson].id, self.step + 1)
    }

    /// Reads what [`Self::to_text`] has written; nothing of anything else.
    pub fn of_text(text: &str, lessons: &[Lesson]) -> Option<Self> {
        let (id, step) = text.split_once('.').unwrap_or((text, "1"));
        let lesson = lessons.iter().position(|lesson| lesson.id == id)?;
        let step = step.parse::<usize>().ok()?.checked_sub(1)?;
        (step < lessons[lesson].steps.len()).then_some(Self { lesson, step })
    }
}

/// The first step of the first lesson, from what is on the screen; known without the lessons, which come after the page.
pub fn first_step(before: &Draft) -> Draft {
    draft_of_step("#1.view=cell", "field.1".to_owned(), before)
}

/// The experiment of a step at its place in the lesson; what the view is like stays as it was before.
pub fn draft_of_step(link: &str, place: String, before: &Draft) -> Draft {
    let Draft { language, frame, .. } = *before;
    Draft { lesson: place, language, frame, ..link::decode(link).draft }
}
