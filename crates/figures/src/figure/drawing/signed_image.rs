//! A small signed image: values, size, scale, and what it shows in words.

use crate::figure::words::share;
use ganglion_core::t;

/// An image whose zero is the surface color, with one symmetric scale.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedImage {
    /// Row by row.
    pub values: Vec<f32>,
    /// Checkers in a row; at least 1.
    pub columns: usize,
    /// Absolute value shown in the end colors; above 0.
    pub scale: f32,
}

/// The largest value of one sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Row, from 0.
    pub row: usize,
    /// Column, from 0.
    pub column: usize,
    /// Signed.
    pub value: f32,
}

/// Share of the largest absolute value under which a peak of the other sign is not worth a mark.
const MINOR: f32 = 0.2;

impl SignedImage {
    /// With its own largest absolute value as the scale.
    pub fn new(values: Vec<f32>, columns: usize) -> Self {
        let scale = largest(&values);
        Self { values, columns: columns.max(1), scale: if scale > 0.0 { scale } else { 1.0 } }
    }

    /// With a scale shared by several images; one that is not above 0 is replaced by 1.
    pub fn with_scale(values: Vec<f32>, columns: usize, scale: f32) -> Self {
        Self { values, columns: columns.max(1), scale: if scale > 0.0 { scale } else { 1.0 } }
    }

    /// Height, checkers.
    pub fn rows(&self) -> usize {
        self.values.len().div_ceil(self.columns)
    }

    /// Largest absolute value.
    pub fn largest(&self) -> f32 {
        largest(&self.values)
    }

    /// The largest positive value and the largest negative one, where they are worth a mark.
    pub fn peaks(&self) -> Vec<Peak> {
        let largest = self.largest();
        let peak = |sign: f32| {
            let (index, value) = self
                .values
                .iter()
                .enumerate()
                .max_by(|(_, a), (_, b)| (sign * **a).total_cmp(&(sign * **b)))?;
            let (row, column) = (index / self.columns, index % self.columns);
            (sign * value > MINOR * largest).then_some(Peak { row, column, value: *value })
        };
        [1.0, -1.0].into_iter().filter_map(peak).collect()
    }

    /// Where the peaks are and how large, for those who do not see the image.
    pub fn describe(&self) -> String {
        let (rows, columns) = (self.rows(), self.columns);
        let peaks: Vec<_> = self.peaks().iter().map(describe_peak).collect();
        if peaks.is_empty() {
            return t!("{rows}x{columns} checkers, empty", rows = rows, columns = columns);
        }
        t!(
            "{rows}x{columns} checkers, {peaks}",
            rows = rows,
            columns = columns,
            peaks = peaks.join(t!(", "))
        )
    }
}

fn describe_peak(peak: &Peak) -> String {
    let (value, row, column) = (share(f64::from(peak.value)), peak.row + 1, peak.column + 1);
    if peak.value > 0.0 {
        t!(
            "positive peak {value} at row {row}, column {column}",
            value = value,
            row = row,
            column = column
        )
    } else {
        t!(
            "negative peak {value} at row {row}, column {column}",
            value = value,
            row = row,
            column = column
        )
    }
}

fn largest(values: &[f32]) -> f32 {
    values.iter().fold(0.0, |largest, value| value.abs().max(largest))
}
