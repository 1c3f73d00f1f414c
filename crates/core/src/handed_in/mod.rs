//! What students hand in without a server: a guess of a sealed cell, or the answers of a lesson, as a link; and what whoever
//! teaches makes of many of them.
//!
//! In: texts with links. Out: what stands in them, and scores. No link holds a score: only a page where the cell was revealed, or the
//! right answers are shown, finds one. Nothing here knows the page.

mod collection;
mod text;

pub use collection::{AddedAnswers, AnswerCollection, CollectedAnswer, histogram};
pub use text::{given_as_text, given_of_text};

use crate::{
    analysis::Guess,
    config::{Draft, MAX_SEALED_SUBUNITS, Placement, unseal},
    lessons::Lesson,
};

/// Most characters of a nickname.
pub const MAX_NICKNAME: usize = 24;

/// What is asked: answers to the same belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// What a sealed cell is like; the seal.
    Sealed(String),
    /// The questions of a lesson; its name in links.
    Lesson(String),
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Where the subunits of a sealed cell are taken to be.
    Guess(Vec<Placement>),
    /// The choice at each step of a lesson; none where none was made.
    Choices(Vec<Option<usize>>),
}

/// Who hands in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// What a person calls themselves.
    pub nickname: String,
    /// Tells apart two browsers with one nickname: a few letters and figures drawn by chance.
    pub token: String,
    /// How many times this browser has handed in, this time included.
    pub turn: u32,
}

/// What one person hands in.
#[derive(Clone, Debug, PartialEq)]
pub struct HandedIn {
    /// Who.
    pub sender: Sender,
    /// To what.
    pub asked: Asked,
    /// What.
    pub given: Given,
    /// The experiment that they looked at.
    pub draft: Draft,
}

impl HandedIn {
    /// A guess of the sealed cell of an experiment; none if the experiment has none.
    pub fn guess(sender: Sender, subunits: &[Placement], draft: &Draft) -> Option<Self> {
        let subunits = subunits.iter().copied().take(MAX_SEALED_SUBUNITS).collect();
        let draft = draft.without_view();
        let asked = Asked::Sealed(draft.sealed.clone());
        (!draft.sealed.is_empty()).then_some(Self {
            sender,
            asked,
            given: Given::Guess(subunits),
            draft,
        })
    }

    /// The answers of a lesson.
    pub fn choices(sender: Sender, lesson: &str, choices: Vec<Option<usize>>) -> Self {
        Self {
            sender,
            asked: Asked::Lesson(lesson.to_owned()),
            given: Given::Choices(choices),
            draft: Draft { lesson: format!("{lesson}.1"), ..Draft::default() },
        }
    }

    /// As a link holds it: the experiment with [`Draft::answer`].
    pub fn to_draft(&self) -> Draft {
        Draft { answer: text::of_answer(&self.sender, &self.given), ..self.draft.clone() }
    }

    /// Reads what [`Self::to_draft`] has written; nothing of anything else.
    pub fn of_draft(draft: &Draft) -> Option<Self> {
        let (sender, given) = text::read_answer(&draft.answer)?;
        match given {
            Given::Guess(subunits) => Self::guess(sender, &subunits, draft),
            Given::Choices(choices) => {
                let lesson = draft.lesson.split('.').next().filter(|lesson| !lesson.is_empty())?;
                Some(Self::choices(sender, lesson, choices))
            }
        }
    }

    /// The guess beside the cell; none of a lesson, and where the seal is broken.
    pub fn scored_guess(&self) -> Option<Guess> {
        match (&self.asked, &self.given) {
            (Asked::Sealed(sealed), Given::Guess(subunits)) => {
                Some(Guess::new(&unseal(sealed)?, subunits))
            }
            (Asked::Sealed(_) | Asked::Lesson(_), Given::Guess(_) | Given::Choices(_)) => None,
        }
    }

    /// How many answers are right; none of a guess, and of a lesson that is not among these.
    pub fn num_right(&self, lessons: &[Lesson]) -> Option<usize> {
        match (&self.asked, &self.given) {
            (Asked::Lesson(id), Given::Choices(choices)) => {
                let lesson = lessons.iter().find(|lesson| lesson.id == *id)?;
                let pairs = lesson.steps.iter().zip(choices);
                Some(pairs.filter(|(step, choice)| **choice == Some(step.answer)).count())
            }
            (Asked::Sealed(_) | Asked::Lesson(_), Given::Guess(_) | Given::Choices(_)) => None,
        }
    }

    /// From 0 to 1.
    pub fn score(&self, lessons: &[Lesson]) -> Option<f64> {
        match &self.asked {
            Asked::Sealed(_) => self.scored_guess().map(|guess| guess.score()),
            Asked::Lesson(id) => {
                let lesson = lessons.iter().find(|lesson| lesson.id == *id)?;
                Some(self.num_right(lessons)? as f64 / lesson.steps.len() as f64)
            }
        }
    }
}
