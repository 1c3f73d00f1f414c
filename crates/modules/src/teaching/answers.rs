//! The answers that were given in lessons, kept from visit to visit.

use ganglion_components::{
    reactive::RwSignal,
    storage::{store, stored},
};

const NAME: &str = "ganglion.answers";

/// Which choice was made at which place (`average.2`).
#[derive(Clone, Copy)]
pub(super) struct Answers(RwSignal<Vec<(String, usize)>>);

impl Answers {
    /// What this browser remembers; what it cannot read is forgotten.
    pub(super) fn stored() -> Self {
        let text = stored(NAME).unwrap_or_default();
        let pairs = text.split(' ').filter_map(|pair| {
            let (place, choice) = pair.split_once(':')?;
            Some((place.to_owned(), choice.parse().ok()?))
        });
        Self(RwSignal::new(pairs.collect()))
    }

    /// The choice at a place, if one was made.
    pub(super) fn of(self, place: &str) -> Option<usize> {
        self.0.with(|all| all.iter().find(|(known, _)| known == place).map(|(_, choice)| *choice))
    }

    /// Keeps a choice.
    pub(super) fn give(self, place: String, choice: usize) {
        self.0.update(|all| {
            all.retain(|(known, _)| *known != place);
            all.push((place, choice));
        });
        self.store();
    }

    /// Forgets the answers of a lesson.
    pub(super) fn forget(self, lesson: &str) {
        let start = format!("{lesson}.");
        self.0.update(|all| all.retain(|(place, _)| !place.starts_with(&start)));
        self.store();
    }

    /// How many steps of a lesson have an answer.
    pub(super) fn count(self, lesson: &str) -> usize {
        let start = format!("{lesson}.");
        self.0.with(|all| all.iter().filter(|(place, _)| place.starts_with(&start)).count())
    }

    fn store(self) {
        let pairs: Vec<String> = self.0.with_untracked(|all| {
            all.iter().map(|(place, choice)| format!("{place}:{choice}")).collect()
        });
        store(NAME, Some(&pairs.join(" ")));
    }
}
