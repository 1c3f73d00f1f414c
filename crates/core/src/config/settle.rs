//! Makes an experiment of any draft: what a person set is kept as far as it can be, and all that is changed is told.

use crate::{
    config::{
        Config, Draft, PARAMETERS, Problem, Value,
        conflict::{Conflict, Way, conflicts},
        parameter,
    },
    t, words,
};

/// An experiment, and what had to be changed for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// The values that agree with each other.
    pub config: Config,
    /// A sentence for each problem on the way: what was wrong, and what gave way.
    pub repairs: Vec<String>,
}

impl Draft {
    /// The nearest experiment. It always ends: in at most as many rounds as there are parameters, and after them with the
    /// defaults of the section and kind of cell.
    ///
    /// A value that is not the default was set by a person and is kept; where it does not go with a default, the default
    /// gives way. Only values that were set and contradict each other go back to their defaults.
    ///
    /// # Panics
    /// Never: the defaults of every section are sound, which a test holds.
    pub fn settle(&self) -> Settled {
        let (mut draft, mut repairs) = (self.clone(), Vec::new());
        for _ in 0..PARAMETERS.len() {
            match draft.check() {
                Ok(config) => return Settled { config, repairs },
                Err(_) => repairs.extend(draft.repair()),
            }
        }
        let draft = self.defaults();
        repairs.push(
            t!("The settings do not go together; those of the section were taken instead.")
                .to_owned(),
        );
        // No `expect`: the words of problems for `{:?}` would be in the page.
        let Ok(config) = draft.check() else {
            unreachable!("the defaults of every section are sound")
        };
        Settled { config, repairs }
    }

    /// Lets defaults give way to what was set. Values that were set and contradict each other stay as they are.
    pub(super) fn give_way(&mut self) {
        for _ in 0..PARAMETERS.len() {
            let all = conflicts(self);
            if !all.iter().any(|conflict| self.take_way(conflict).is_some()) {
                return;
            }
        }
    }

    /// Ends the first problem; tells how.
    fn repair(&mut self) -> Option<String> {
        let conflict = conflicts(self).into_iter().next()?;
        let Problem { keys, message } = &conflict.problem;
        if let Some(way) = self.take_way(&conflict) {
            return Some(t!(
                "{problem} Taken instead of the default: {settings}.",
                problem = message,
                settings = way
            ));
        }
        if keys == &["source"] {
            *self = self.defaults();
        }
        let concerned = || keys.iter().filter_map(|key| parameter(key));
        concerned().for_each(|parameter| parameter.reset(self));
        Some(t!(
            "{problem} The defaults were taken for: {settings}.",
            problem = message,
            settings = keys.join(", ")
        ))
    }

    /// The first way out of a problem that leaves all values alone that were set; tells what was taken.
    fn take_way(&mut self, conflict: &Conflict) -> Option<String> {
        let (way, after) = conflict.ways.iter().find_map(|way| {
            let after = self.on_way(way)?;
            let is_over =
                conflicts(&after).iter().all(|other| other.problem.keys != conflict.problem.keys);
            is_over.then_some((way, after))
        })?;
        *self = after;
        let texts: Vec<_> = way.iter().filter_map(|(key, value)| said(key, value)).collect();
        Some(texts.join(", "))
    }

    /// With the values of a way, if none of those that it changes was set.
    fn on_way(&self, way: &Way) -> Option<Self> {
        let mut after = self.clone();
        for (key, value) in way {
            let row = parameter(key).filter(|row| !row.is_changed(self))?;
            (row.set)(&mut after, value.clone());
        }
        Some(after)
    }

    /// The defaults of its section, for its kind of cell if the section is about that.
    fn defaults(&self) -> Self {
        let sources = self.section.sources();
        let source = if sources.contains(&self.source) { self.source } else { sources[0] };
        Self::of(self.section, source)
    }
}

/// A setting with a number, as people read it.
fn said(key: &str, value: &Value) -> Option<String> {
    let number = match value {
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Option(_) | Value::Switch(_) | Value::Placements(_) | Value::Text(_) => return None,
    };
    Some(t!("{label}: {value}", label = words::say(parameter(key)?.label), value = number))
}
