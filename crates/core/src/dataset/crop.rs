//! The checkers of a recording that a network sees.

use crate::{config::NUM_LAGS, statistics::rank_one, stimulus::StimulusFrames};

/// A rectangle of a field of checkers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FieldCrop {
    /// First row and column.
    first: (usize, usize),
    /// Height and width, at most those of the field.
    size: (usize, usize),
    /// Height and width of the field.
    field: (usize, usize),
}

impl FieldCrop {
    /// The one that was chosen, from 1; where a 0 stands, the one around the receptive field.
    ///
    /// # Shapes
    /// - `average`: `[NUM_LAGS, rows * columns]` of the field, spike-triggered
    pub(super) fn of(
        chosen: (u32, u32),
        size: (usize, usize),
        field: (usize, usize),
        average: &[f32],
    ) -> Self {
        let center = center(average, field);
        let first = |chosen: u32, center: usize, size: usize, field: usize| {
            let around = center.saturating_sub(size / 2);
            (chosen as usize).checked_sub(1).unwrap_or(around).min(field.saturating_sub(size))
        };
        let first = (
            first(chosen.0, center.0, size.0, field.0),
            first(chosen.1, center.1, size.1, field.1),
        );
        Self { first, size, field }
    }

    /// First row and column.
    pub(super) fn corner(self) -> (usize, usize) {
        self.first
    }

    /// Indices in the field of the checkers that are kept, row by row.
    pub(super) fn checkers(self) -> impl Iterator<Item = usize> {
        let row = move |row: usize| {
            let start = (self.first.0 + row) * self.field.1 + self.first.1;
            start..start + self.size.1
        };
        (0..self.size.0).flat_map(row)
    }

    /// Frames of the kept checkers, packed as those of the field.
    pub(super) fn frames(self, frames: &StimulusFrames) -> StimulusFrames {
        let checkers: Vec<usize> = self.checkers().collect();
        frames.of_checkers(&checkers)
    }
}

/// Row and column at which the average stands out most: where its first spatial singular vector, summed over squares of three
/// checkers, is strongest.
fn center(average: &[f32], (rows, columns): (usize, usize)) -> (usize, usize) {
    let image = rank_one(average, NUM_LAGS).spatial;
    let strength = |row: usize, column: usize| -> f32 {
        let near = |at: usize, len: usize| at.saturating_sub(1)..(at + 2).min(len);
        let sum_of = |row: usize| near(column, columns).map(move |at| row * columns + at);
        near(row, rows).flat_map(sum_of).map(|checker| image[checker]).sum::<f32>().abs()
    };
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let better =
        |a: &(usize, usize), b: &(usize, usize)| strength(a.0, a.1).total_cmp(&strength(b.0, b.1));
    places.max_by(better).unwrap_or_default()
}
