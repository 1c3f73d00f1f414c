//! Arrays in plain words: shape, type, what they hold.
//!
//! In: arrays that were read through. Out: short texts for a table. What arrays mean is left to [`roles`](crate::roles).

use ganglion_core::t;

use crate::{
    array::{ArrayInfo, ElementType},
    error::FileError,
    facts::ArrayFacts,
    open::OpenedFile,
    summary::ArraySummary,
};

/// Longest text that is shown, characters.
const MOST_CHARACTERS: u64 = 60;

/// Its sizes.
pub fn shape_of(info: &ArrayInfo) -> String {
    let sizes: Vec<_> = info.shape.iter().map(ToString::to_string).collect();
    if sizes.is_empty() { t!("one number").to_owned() } else { sizes.join(" x ") }
}

/// Its type, and what that is stored as.
pub fn type_of(info: &ArrayInfo) -> String {
    if info.stored == info.declared {
        info.stored.to_string()
    } else {
        t!("{declared} in {stored}", declared = info.declared, stored = info.stored)
    }
}

/// What it holds; nothing if it was not looked through.
///
/// # Errors
/// If a text can't be read.
pub fn content(
    file: &OpenedFile,
    index: usize,
    facts: &ArrayFacts,
) -> Result<Option<String>, FileError> {
    let info = &file.arrays[index];
    let num = info.num_elements();
    Ok(match &facts.summary {
        Some(summary) => Some(sentence(summary)),
        None if num == 0 => Some(t!("nothing").to_owned()),
        None if info.declared == ElementType::Char && num <= MOST_CHARACTERS => {
            let mut characters = String::new();
            let elements = file.read_all(index, MOST_CHARACTERS)?;
            elements.for_each(|code| characters.extend(char::from_u32(code as u32)));
            Some(format!("{characters:?}"))
        }
        None if info.declared == ElementType::Char => Some(t!("a text").to_owned()),
        None => None,
    })
}

fn sentence(summary: &ArraySummary) -> String {
    let mut parts = Vec::new();
    if let (Some((least, most)), Some(mean)) = (summary.range(), summary.mean()) {
        parts.push(t!(
            "{least} to {most}, mean {mean}",
            least = short(least),
            most = short(most),
            mean = short(mean)
        ));
        // That a few numbers are distinct tells nothing.
        let distinct =
            summary.distinct().filter(|values| summary.num_finite() > 2 * values.len() as u64);
        if let Some(distinct) = distinct {
            let values: Vec<_> = distinct.iter().map(|value| short(*value)).collect();
            let told = values.join(", ");
            parts.push(if values.len() == 1 {
                t!("only {value}", value = told)
            } else {
                t!("only the values {values}", values = told)
            });
        }
    }
    if summary.num_nan() > 0 {
        parts.push(t!("{num} NaN", num = summary.num_nan()));
    }
    if summary.num_infinite() > 0 {
        parts.push(t!("{num} infinite", num = summary.num_infinite()));
    }
    parts.join("; ")
}

/// A number with six digits at most; whole ones with all of theirs.
fn short(value: f64) -> String {
    if value.fract().abs() == 0.0 && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    let exponent = value.abs().log10().floor();
    if !(1e-4..1e15).contains(&value.abs()) {
        // As `{value:.3e}`, whose code takes a kilobyte of what is loaded.
        let exponent = exponent.max(-300.0) as i32;
        return format!("{:.3}e{exponent}", value / 10_f64.powi(exponent));
    }
    let num_decimals = (5 - exponent as i32).clamp(0, 9) as usize;
    let text = format!("{value:.num_decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn numbers_are_short_and_right() {
        let cases = [(0.0, "0"), (-1.0, "-1"), (1.0 / 3.0, "0.333333"), (30000.179, "30000.2")];
        let rare = [(1e20, "1.000e20"), (-2.5e-7, "-2.500e-7"), (5e-324, "0.000e-300")];
        for (value, text) in cases.into_iter().chain(rare) {
            assert_eq!(short(value), text);
        }
    }
}
