//! Version 1 of the link: `key=value` pairs of the parameter table.

use crate::{
    config::{
        Draft, Kind, PARAMETERS, Parameter, Placement, Value, Values, parameter, range_text,
        read_short_number,
    },
    link::quoted,
    t, words,
};

/// The key under which a link says which version of the model made it. It is no setting: whoever opens the link is told.
const MODEL: &str = "model";

/// The version that wrote links without it. So are those that a person writes by hand, which claim nothing: a link without it is no
/// one's.
const FIRST_MODEL: u32 = 1;

/// What pairs say.
pub(super) struct Read {
    /// In their ranges; those that decide what the defaults of all others are come first.
    pub(super) values: Values,
    /// The version of the model that they come from, if they say it.
    pub(super) model_version: Option<u32>,
}

/// Pairs of everything that differs from the defaults, in the order of the table, and what made them.
pub(super) fn encode(draft: &Draft, model_version: u32) -> String {
    let mut pairs: Vec<_> = PARAMETERS
        .iter()
        .filter(|parameter| parameter.is_changed(draft))
        .map(|parameter| format!("{}={}", parameter.key, text_of(parameter, draft)))
        .collect();
    if model_version != FIRST_MODEL {
        pairs.push(format!("{MODEL}={model_version}"));
    }
    pairs.join("&")
}

/// The value of a parameter as a link writes it.
pub fn text_of(parameter: &Parameter, draft: &Draft) -> String {
    match ((parameter.get)(draft), &parameter.kind) {
        (Value::Integer(number), _) => number.to_string(),
        (Value::Real(number), _) => number.to_string(),
        (Value::Switch(on), _) => u8::from(on).to_string(),
        (Value::Option(index), Kind::Menu(options)) => options()[index].0.to_owned(),
        (Value::Option(index), _) => index.to_string(),
        (Value::Placements(list), _) => {
            let texts: Vec<_> = list
                .iter()
                .map(|s| format!("{}.{}.{}.{}", s.row, s.column, s.height, s.width))
                .collect();
            texts.join("_")
        }
        (Value::Text(text), _) => text,
    }
}

/// The pairs of keys and texts in the body of a link, no more than twice as many as there are settings: a text full of mistakes
/// must not fill the page with warnings.
pub(super) fn pairs(body: &str) -> Vec<(&str, &str)> {
    let pairs = body.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .take(2 * PARAMETERS.len())
        .collect()
}

/// Reads the pairs; each that cannot be taken leaves its default and a warning.
pub(super) fn read(pairs: Vec<(&str, &str)>, warnings: &mut Vec<String>) -> Read {
    let mut values = Values::new();
    let mut model_version = None;
    let mut seen: Vec<&str> = Vec::new();
    // The section and the kind of cell decide what the defaults of all others are.
    let rank = |key: &str| match key {
        "view" => 0,
        "source" => 1,
        _ => 2,
    };
    let ranked = (0..3).flat_map(|at| pairs.iter().filter(move |(key, _)| rank(key) == at));
    for &(key, text) in ranked {
        if let (MODEL, Ok(version @ 1..)) = (key, text.parse()) {
            model_version = Some(version);
            continue;
        }
        let Some(parameter) = parameter(key) else {
            warnings.push(t!(
                "This page does not know the setting {setting}; it was left out.",
                setting = quoted(key)
            ));
            continue;
        };
        if seen.contains(&key) {
            warnings.push(t!(
                "The setting {setting} stands twice; the last was taken.",
                setting = quoted(key)
            ));
        }
        seen.push(parameter.key);
        let value = parse(parameter, text).filter(|value| parameter.admits(value));
        if value.is_none() {
            warnings.push(t!(
                "{setting} cannot be {text}: it takes {range}. The default was taken.",
                setting = words::say(parameter.label),
                text = quoted(text),
                range = range_text(parameter)
            ));
        }
        values.push((parameter, value));
    }
    Read { values, model_version }
}

fn parse(parameter: &Parameter, text: &str) -> Option<Value> {
    match &parameter.kind {
        Kind::Integer { .. } => text.parse().ok().map(Value::Integer),
        Kind::Real { .. } => read_short_number(text).map(Value::Real),
        Kind::Switch => match text {
            "1" => Some(Value::Switch(true)),
            "0" => Some(Value::Switch(false)),
            _ => None,
        },
        Kind::Menu(options) => {
            options().iter().position(|(word, _)| *word == text).map(Value::Option)
        }
        Kind::Text { .. } => Some(Value::Text(text.to_owned())),
        Kind::Placements { .. } if text.is_empty() => Some(Value::Placements(Vec::new())),
        Kind::Placements { .. } => {
            text.split('_').map(placement).collect::<Option<Vec<_>>>().map(Value::Placements)
        }
    }
}

fn placement(text: &str) -> Option<Placement> {
    let mut numbers = text.split('.').map(|number| number.parse().ok());
    let mut next = || numbers.next().flatten();
    let placement = Placement { row: next()?, column: next()?, height: next()?, width: next()? };
    numbers.next().is_none().then_some(placement)
}
