//! From values, as a link or a file has them, to a draft.

use crate::{
    config::{Choice as _, Draft, Parameter, Settled, Value},
    t,
};

/// Parameters with what somebody wrote for them, the later before the earlier where one stands twice; none is the default.
pub type Values = Vec<(&'static Parameter, Option<Value>)>;

impl Draft {
    /// The values on the defaults of their section and kind of cell, which come first. What does not go with them is told.
    pub fn of_values(values: Values, warnings: &mut Vec<String>) -> Self {
        let mut draft = Self::default();
        for (parameter, value) in values {
            match value {
                Some(value) => draft.set(parameter, value, warnings),
                None => parameter.reset(&mut draft),
            }
        }
        draft
    }

    /// The experiment that is nearest to the values.
    pub fn settle_values(values: Values, warnings: &mut Vec<String>) -> Settled {
        Self::of_values(values, warnings).settle()
    }

    /// Sets a value; a section or a kind of cell brings its defaults with it.
    fn set(&mut self, parameter: &Parameter, value: Value, warnings: &mut Vec<String>) {
        (parameter.set)(self, value);
        let sources = self.section.sources();
        match parameter.key {
            "view" => *self = Self::of(self.section, sources[0]),
            "source" if sources.contains(&self.source) => {
                *self = Self::of(self.section, self.source);
            }
            "source" => {
                *self = Self::of(self.section, sources[0]);
                warnings.push(t!(
                    "The section {section} is about another kind of cell; that one is shown.",
                    section = self.section.label()
                ));
            }
            _ => {}
        }
    }
}
