//! What an array holds in a few numbers, from one reading of it.

use crate::array::Elements;

/// Most distinct values that are told.
const MOST_DISTINCT: usize = 4;

/// Range, mean and oddities of the elements of an array.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArraySummary {
    num_finite: u64,
    num_nan: u64,
    num_infinite: u64,
    range: Option<(f64, f64)>,
    sum: f64,
    /// Distinct finite values, one more than are told at most.
    distinct: Vec<f64>,
}

impl ArraySummary {
    /// Takes in further elements.
    pub fn add(&mut self, elements: &Elements) {
        elements.for_each(|value| self.add_value(value));
    }

    fn add_value(&mut self, value: f64) {
        if value.is_nan() {
            self.num_nan += 1;
        } else if value.is_infinite() {
            self.num_infinite += 1;
        } else {
            self.num_finite += 1;
            self.sum += value;
            let (least, most) = self.range.unwrap_or((value, value));
            self.range = Some((least.min(value), most.max(value)));
            let is_known = self.distinct.iter().any(|known| known.total_cmp(&value).is_eq());
            if !is_known && self.distinct.len() <= MOST_DISTINCT {
                self.distinct.push(value);
            }
        }
    }

    /// Least and greatest finite element, if there is any.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.range
    }

    /// Mean of the finite elements, if there is any.
    pub fn mean(&self) -> Option<f64> {
        (self.num_finite > 0).then(|| self.sum / self.num_finite as f64)
    }

    /// Number of finite elements.
    pub fn num_finite(&self) -> u64 {
        self.num_finite
    }

    /// Number of elements that are not a number.
    pub fn num_nan(&self) -> u64 {
        self.num_nan
    }

    /// Number of infinite elements.
    pub fn num_infinite(&self) -> u64 {
        self.num_infinite
    }

    /// The distinct finite values in ascending order, if there are four of them at most.
    pub fn distinct(&self) -> Option<Vec<f64>> {
        let mut values = self.distinct.clone();
        values.sort_by(f64::total_cmp);
        (values.len() <= MOST_DISTINCT).then_some(values)
    }
}
