//! The numbers of a figure: rounded for people, as a table, and whole for other programs, as CSV.

use crate::figure::{
    Spread, Table,
    words::{grouped, share},
};
use ganglion_core::t;

/// A value of [`Data`].
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// There is none.
    Missing,
    /// Words.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A correlation, a similarity or another share: people read two digits of it.
    Share(f64),
    /// Any other number, and how many digits after the point people read.
    Number(f64, usize),
    /// A number that was set, with the digits that it was set with.
    Setting(String),
}

impl Datum {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A share, if there is one.
    pub fn share(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::Share)
    }

    /// A number that was set.
    pub fn setting(value: impl core::fmt::Display) -> Self {
        Self::Setting(value.to_string())
    }

    /// The number of a thing that is counted from 1; `index` from 0.
    pub fn number(index: usize) -> Self {
        Self::Count(index as u64 + 1)
    }

    /// Yes or no.
    pub fn yes(is_so: bool) -> Self {
        Self::text(if is_so { t!("yes") } else { t!("no") })
    }

    /// As people read it; what is no number is a dash.
    fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Setting(text) => text.clone(),
            Self::Count(count) => grouped(*count),
            Self::Share(value) if value.is_finite() => share(*value),
            Self::Number(value, digits) if value.is_finite() => format!("{value:.digits$}"),
            Self::Missing | Self::Share(_) | Self::Number(..) => "\u{2013}".to_owned(),
        }
    }

    /// As programs read it: all digits that the number has, and nothing for what is none.
    pub(in crate::figure) fn exact(&self) -> String {
        match self {
            Self::Text(text) | Self::Setting(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Share(value) | Self::Number(value, _) if value.is_finite() => value.to_string(),
            Self::Missing | Self::Share(_) | Self::Number(..) => String::new(),
        }
    }
}

/// Numbers in rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Heads of the columns, quantity with unit.
    pub columns: Vec<String>,
    /// One value for each column.
    pub rows: Vec<Vec<Datum>>,
}

impl Data {
    /// With these heads.
    pub fn new<const N: usize>(
        heads: [&str; N],
        rows: impl IntoIterator<Item = [Datum; N]>,
    ) -> Self {
        let rows = rows.into_iter().map(Vec::from).collect();
        Self { columns: heads.map(str::to_owned).to_vec(), rows }
    }

    /// The same, or nothing without a row.
    pub fn unless_empty(self) -> Option<Self> {
        (!self.rows.is_empty()).then_some(self)
    }

    /// As people read it.
    pub fn table(&self) -> Table {
        let row = |row: &Vec<Datum>| row.iter().map(Datum::shown).collect();
        Table { columns: self.columns.clone(), rows: self.rows.iter().map(row).collect() }
    }
}

/// Rows of single runs of the same thing, and below them their mean and their standard deviation if there are several; the first
/// column says which a row is. `same` is what they share; of each run come what it is called by and its numbers.
pub(in crate::figure) fn runs<const IDS: usize, const NUMBERS: usize>(
    same: &[Datum],
    runs: &[([Datum; IDS], [f64; NUMBERS])],
) -> Vec<Vec<Datum>> {
    let row = |kind: &str, ids: [Datum; IDS], numbers: [f64; NUMBERS]| {
        let first = core::iter::once(Datum::text(kind)).chain(same.iter().cloned());
        first.chain(ids).chain(numbers.map(Datum::Share)).collect()
    };
    let single = runs.iter().map(|(ids, numbers)| row(t!("run"), ids.clone(), *numbers));
    let mut rows: Vec<_> = single.collect();
    if runs.len() > 1 {
        let of = |take: fn(Spread) -> f64| {
            core::array::from_fn(|at| {
                Spread::of(runs.iter().map(|run| run.1[at])).map_or(f64::NAN, take)
            })
        };
        let no_ids = || [const { Datum::Missing }; IDS];
        rows.push(row(t!("mean"), no_ids(), of(|spread| spread.mean)));
        rows.push(row(t!("standard deviation"), no_ids(), of(|spread| spread.std)));
    }
    rows
}
