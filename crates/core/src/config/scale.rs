//! The positions of a slider and the numbers they stand for.

use crate::config::{Kind, Value, read_number};

/// Positions of a slider from end to end.
pub const POSITIONS: f64 = 1_000.0;
/// Ratio of the ends above which a slider of whole numbers is logarithmic.
const WIDE: f64 = 200.0;

/// A range of numbers, linear or logarithmic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Smallest number.
    pub min: f64,
    /// Largest number.
    pub max: f64,
    is_whole: bool,
    law: Law,
}

/// How positions grow into numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    /// Equal steps.
    Linear,
    /// Equal ratios.
    Logarithmic,
    /// From zero, slowly at first: for penalties, whose useful values are tiny.
    Cubic,
}

impl Scale {
    /// Of a parameter that is a number.
    pub fn of(kind: &Kind) -> Option<Self> {
        match *kind {
            Kind::Integer { min, max } => {
                let (min, max) = (f64::from(min), f64::from(max));
                let is_wide = min > 0.0 && max / min > WIDE;
                let law = if is_wide { Law::Logarithmic } else { Law::Linear };
                Some(Self { min, max, is_whole: true, law })
            }
            Kind::Real { min, max, log } => Some(Self {
                min: f64::from(min),
                max: f64::from(max),
                is_whole: false,
                law: match (log, min == 0.0 && max < 1.0) {
                    (true, _) => Law::Logarithmic,
                    (false, true) => Law::Cubic,
                    (false, false) => Law::Linear,
                },
            }),
            Kind::Menu(_) | Kind::Switch | Kind::Placements { .. } | Kind::Text { .. } => None,
        }
    }

    /// Position of a number; the ends for numbers outside.
    pub fn position(&self, number: f64) -> f64 {
        let share = (number - self.min) / (self.max - self.min);
        let share = match self.law {
            Law::Linear => share,
            Law::Logarithmic => {
                libm::log(number.max(self.min) / self.min) / libm::log(self.max / self.min)
            }
            Law::Cubic => libm::cbrt(share.max(0.0)),
        };
        POSITIONS * share.clamp(0.0, 1.0)
    }

    /// Number at a position, with as many digits as a slider can tell apart.
    pub fn at(&self, position: f64) -> f64 {
        let share = (position / POSITIONS).clamp(0.0, 1.0);
        let number = match self.law {
            Law::Linear => self.min + share * (self.max - self.min),
            Law::Logarithmic => self.min * libm::exp(share * libm::log(self.max / self.min)),
            Law::Cubic => self.min + share.powi(3) * (self.max - self.min),
        };
        let rounded = match self.law {
            _ if self.is_whole && number < 100.0 => number.round(),
            Law::Linear => to_digits(number, self.max, 3),
            Law::Logarithmic | Law::Cubic => to_digits(number, number, 2),
        };
        // Not by `clamp`, here and where recipes are scaled: to say that bounds are in the wrong order it brings all that writes floats for `{:?}`.
        rounded.max(self.min).min(self.max)
    }

    /// The number of a value.
    pub fn number(&self, value: &Value) -> f64 {
        match value {
            Value::Integer(number) => f64::from(*number),
            // By way of its text, so that .1 stays .1.
            Value::Real(number) => read_number(&number.to_string()).unwrap_or(f64::from(*number)),
            Value::Option(_) | Value::Switch(_) | Value::Placements(_) | Value::Text(_) => self.min,
        }
    }

    /// The value of a number.
    pub fn value(&self, number: f64) -> Value {
        if self.is_whole {
            Value::Integer(number.round().clamp(0.0, f64::from(u32::MAX)) as u32)
        } else {
            Value::Real(number as f32)
        }
    }

    /// How a number is written in a field: below a thousandth by the power of ten of its first digit.
    pub fn text(&self, number: f64) -> String {
        let text = number.to_string();
        // Not by `{:e}`, which brings a second way to find the digits of floats.
        let Some(decimals) = text.strip_prefix("0.000") else { return text };
        let digits = decimals.trim_start_matches('0');
        let exponent = 4 + decimals.len() - digits.len();
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        format!("{first}{point}{rest}e-{exponent}")
    }

    /// Step of the arrow keys in a number field, as HTML writes it.
    pub fn step(&self) -> &'static str {
        if self.is_whole { "1" } else { "any" }
    }
}

/// Rounds to so many significant digits of `like`.
fn to_digits(number: f64, like: f64, digits: i32) -> f64 {
    if like == 0.0 {
        return number;
    }
    let unit = 10_f64.powi(libm::log10(like.abs()).floor() as i32 + 1 - digits);
    // Dividing by the inverse keeps decimals short: 3 * 0.1 is not 0.3.
    if unit < 1.0 {
        (number / unit).round() / (1.0 / unit).round()
    } else {
        (number / unit).round() * unit
    }
}
