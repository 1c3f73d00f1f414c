//! Version 1 of the link: `key=value` pairs of the parameter table.

use crate::{
    config::{
        Draft, Kind, PARAMETERS, Parameter, Placement, Value, parameter, range_text,
        read_short_number,
    },
    link::quoted,
};

/// Pairs of everything that differs from the defaults, in the order of the table.
pub(super) fn encode(draft: &Draft) -> String {
    let pairs: Vec<_> = PARAMETERS
        .iter()
        .filter(|parameter| parameter.is_changed(draft))
        .map(|parameter| format!("{}={}", parameter.key, text_of(parameter, draft)))
        .collect();
    pairs.join("&")
}

fn text_of(parameter: &Parameter, draft: &Draft) -> String {
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
    }
}

/// Reads the pairs; each that cannot be taken leaves its default and a warning.
pub(super) fn decode(body: &str, warnings: &mut Vec<String>) -> Draft {
    let mut draft = Draft::default();
    let mut seen: Vec<&str> = Vec::new();
    for pair in body.split('&').filter(|pair| !pair.is_empty()) {
        let (key, text) = pair.split_once('=').unwrap_or((pair, ""));
        let Some(parameter) = parameter(key) else {
            warnings.push(format!(
                "This page does not know the setting {}; it was left out.",
                quoted(key)
            ));
            continue;
        };
        if seen.contains(&key) {
            warnings.push(format!(
                "The setting {} stands twice in the link; the last was taken.",
                quoted(key)
            ));
        }
        seen.push(parameter.key);
        if let Some(value) = parse(parameter, text).filter(|value| parameter.admits(value)) {
            (parameter.set)(&mut draft, value);
        } else {
            parameter.reset(&mut draft);
            warnings.push(format!(
                "{} cannot be {}: it takes {}. The default was taken.",
                parameter.label,
                quoted(text),
                range_text(parameter)
            ));
        }
    }
    settle(draft, warnings)
}

/// Puts defaults back until the values agree with each other.
fn settle(mut draft: Draft, warnings: &mut Vec<String>) -> Draft {
    while let Err(problems) = draft.check() {
        for problem in problems {
            warnings.push(format!(
                "{} The defaults were taken for: {}.",
                problem.message,
                problem.keys.join(", ")
            ));
            for parameter in problem.keys.into_iter().filter_map(parameter) {
                parameter.reset(&mut draft);
            }
        }
    }
    draft
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
