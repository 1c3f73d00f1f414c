//! Many answers: each sender counts once, with what was handed in last, and what was deleted stays out.

use crate::{
    handed_in::{Asked, HandedIn},
    link,
};

/// An answer that was collected.
#[derive(Clone, Debug, PartialEq)]
pub struct CollectedAnswer {
    /// What was handed in.
    pub answer: HandedIn,
    /// Whether it was taken out. It is still known, so that the same person's answer stays out when all are pasted again.
    pub is_deleted: bool,
}

/// What became of a text with answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddedAnswers {
    /// Of somebody of whom there was none.
    pub new: usize,
    /// Newer than what the same person had handed in.
    pub replaced: usize,
    /// Known already, or older than what is known.
    pub known: usize,
    /// Of somebody whose answer was deleted: these stay out.
    pub deleted: usize,
    /// Of another cell or lesson than the one that is looked at; they are kept with theirs.
    pub of_others: usize,
    /// Links of answers that can't be read.
    pub unread: usize,
}

/// All answers of a class, to whatever was asked, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnswerCollection(Vec<CollectedAnswer>);

impl AnswerCollection {
    /// Takes all answers in a text: links, one or many, with anything around them.
    pub fn add(&mut self, text: &str, asked: &Asked) -> AddedAnswers {
        let mut added = AddedAnswers::default();
        for fragment in fragments(text) {
            match HandedIn::of_draft(&link::as_written(fragment)) {
                Some(answer) => {
                    added.of_others += usize::from(answer.asked != *asked);
                    *self.take(answer, &mut added) += 1;
                }
                None => added.unread += 1,
            }
        }
        added
    }

    /// Takes one answer; returns what is to be counted.
    fn take<'a>(&mut self, answer: HandedIn, added: &'a mut AddedAnswers) -> &'a mut usize {
        let is_same = |known: &&mut CollectedAnswer| {
            known.answer.asked == answer.asked && known.answer.sender.token == answer.sender.token
        };
        let Some(known) = self.0.iter_mut().find(is_same) else {
            self.0.push(CollectedAnswer { answer, is_deleted: false });
            return &mut added.new;
        };
        let is_newer = answer.sender.turn > known.answer.sender.turn;
        if is_newer {
            known.answer = answer;
        }
        match (known.is_deleted, is_newer) {
            (true, _) => &mut added.deleted,
            (false, true) => &mut added.replaced,
            (false, false) => &mut added.known,
        }
    }

    /// The answers to what is asked that count, each with the name to show: a nickname that several have gets a number.
    pub fn counted(&self, asked: &Asked) -> Vec<(String, &HandedIn)> {
        let mut found: Vec<(String, &HandedIn)> = Vec::new();
        for CollectedAnswer { answer, is_deleted } in &self.0 {
            if answer.asked == *asked && !is_deleted {
                let is_same = |(_, other): &&(String, &HandedIn)| {
                    other.sender.nickname == answer.sender.nickname
                };
                let nickname = &answer.sender.nickname;
                let name = match found.iter().filter(is_same).count() {
                    0 => nickname.clone(),
                    others => format!("{nickname} ({})", others + 1),
                };
                found.push((name, answer));
            }
        }
        found
    }

    /// How many answers to what is asked were deleted.
    pub fn num_deleted(&self, asked: &Asked) -> usize {
        self.0.iter().filter(|known| known.answer.asked == *asked && known.is_deleted).count()
    }

    /// Takes the answer of a sender out.
    pub fn delete(&mut self, asked: &Asked, token: &str) {
        for known in &mut self.0 {
            known.is_deleted |= known.answer.asked == *asked && known.answer.sender.token == token;
        }
    }

    /// Brings back what was deleted.
    pub fn bring_back(&mut self, asked: &Asked) {
        for known in self.0.iter_mut().filter(|known| known.answer.asked == *asked) {
            known.is_deleted = false;
        }
    }

    /// Forgets all answers to what is asked, deleted ones too.
    pub fn forget(&mut self, asked: &Asked) {
        self.0.retain(|known| known.answer.asked != *asked);
    }

    /// One answer a line, those that were deleted with a `-` before them.
    pub fn to_text(&self) -> String {
        let line = |known: &CollectedAnswer| {
            let mark = if known.is_deleted { "-" } else { "" };
            format!("{mark}{}", link::encode(&known.answer.to_draft()))
        };
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Reads what [`Self::to_text`] has written, and leaves out anything else.
    pub fn of_text(text: &str) -> Self {
        let read = |line: &str| {
            let is_deleted = line.starts_with('-');
            let answer = HandedIn::of_draft(&link::as_written(line.trim_start_matches('-')))?;
            Some(CollectedAnswer { answer, is_deleted })
        };
        Self(text.lines().filter_map(read).collect())
    }
}

/// The fragments with an answer in a text.
fn fragments(text: &str) -> impl Iterator<Item = &str> {
    let is_of_link = |c: char| c.is_ascii_alphanumeric() || "=&.-_~".contains(c);
    let links = text.match_indices('#').map(move |(start, _)| {
        let rest = &text[start + 1..];
        &rest[..rest.find(|c| !is_of_link(c)).unwrap_or(rest.len())]
    });
    links.filter(|link| link.contains("answer="))
}

/// How many scores from 0 to 1 there are in each tenth; 1 belongs to the last.
pub fn histogram(scores: impl IntoIterator<Item = f64>) -> [usize; 10] {
    let mut counts = [0; 10];
    for score in scores {
        counts[((score * 10.0 + 1e-9) as usize).min(9)] += 1;
    }
    counts
}
