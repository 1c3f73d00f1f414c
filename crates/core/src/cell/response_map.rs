//! A cell's answer to every place of a picture that stands still.

use crate::{
    cell::HiddenCell,
    cell::{PictureCell, RECORDED_SIDE},
};

/// Points of the table of rates.
const NUM_RATES: usize = 2_048;

impl PictureCell {
    /// Spikes expected a frame at the first moment, for the cell at every place of a picture. Only
    /// the spatial stage differs from place to place, so it is computed as a convolution.
    ///
    /// # Shapes
    /// - `picture`: `[height * width]`, contrast of checkers
    /// - returns `[height - rows + 1, width - columns + 1]`; empty if the picture is smaller than the
    ///   field
    pub fn map(&self, picture: &[f32], width: usize) -> Vec<f32> {
        let (rows, columns) = match self.cell() {
            HiddenCell::Model(cell) => cell.field(),
            HiddenCell::Recorded(_) => (RECORDED_SIDE, RECORDED_SIDE),
        };
        let height = picture.len() / width.max(1);
        if height < rows || width < columns {
            return Vec::new();
        }
        let across = width - columns + 1;
        let taps: Vec<Vec<(usize, f32)>> = self
            .all_filters()
            .iter()
            .map(|filter| {
                let place = |at: usize| at / columns * width + at % columns;
                let taps = filter.iter().enumerate().filter(|(_, weight)| **weight != 0.0);
                taps.map(|(at, weight)| (place(at), *weight)).collect()
            })
            .collect();
        let mut drives = Vec::with_capacity((height - rows + 1) * across);
        let mut seen = vec![vec![0.0; across]; taps.len()];
        for top in 0..=height - rows {
            for (seen, taps) in seen.iter_mut().zip(&taps) {
                project(&picture[top * width..], taps, seen);
            }
            drives
                .extend((0..across).map(|left| self.drive(0, seen.iter().map(|seen| seen[left]))));
        }
        self.rates(&drives)
    }

    /// Rates of many drives, by a table: straight lines between points that lie closely.
    fn rates(&self, drives: &[f32]) -> Vec<f32> {
        let (low, high) = drives
            .iter()
            .fold((f32::MAX, f32::MIN), |(low, high), &drive| (low.min(drive), high.max(drive)));
        let step = (high - low) / (NUM_RATES - 1) as f32;
        // A model cell's rate may jump, and is quickly computed.
        let is_smooth = matches!(self.cell(), HiddenCell::Recorded(_));
        if !is_smooth || step <= 0.0 {
            return drives.iter().map(|&drive| self.rate(drive)).collect();
        }
        let table: Vec<f32> = (0..=NUM_RATES).map(|at| self.rate(low + step * at as f32)).collect();
        let read = |drive: &f32| {
            let at = (drive - low) / step;
            let point = (at as usize).min(NUM_RATES - 1);
            table[point] + (table[point + 1] - table[point]) * (at - point as f32)
        };
        drives.iter().map(read).collect()
    }
}

/// One row of places, seen by one filter.
fn project(rows: &[f32], taps: &[(usize, f32)], seen: &mut [f32]) {
    seen.fill(0.0);
    for (place, weight) in taps {
        for (sum, pixel) in seen.iter_mut().zip(&rows[*place..]) {
            *sum += weight * pixel;
        }
    }
}
