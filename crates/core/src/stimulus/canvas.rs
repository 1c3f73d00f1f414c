//! A square surface without edges, painted at twice the resolution of the picture that it becomes.

use crate::stimulus::Image;

/// SD of the blur before down-sampling, canvas pixels.
const BLUR: f32 = 0.7;
/// Pixels that the blur reaches to each side: 3 SD.
const REACH: usize = 2;

/// A surface whose right edge meets the left one, and whose lower edge the upper one: no place on it
/// is special, so its statistics are the same everywhere.
pub(super) struct Canvas {
    /// Pixels in a row, twice those of the picture.
    pub(super) side: usize,
    /// Row by row.
    pub(super) values: Vec<f32>,
}

impl Canvas {
    /// For a picture of `side` pixels.
    pub(super) fn new(side: usize, gray: f32) -> Self {
        Self { side: 2 * side, values: vec![gray; 4 * side * side] }
    }

    /// Fills a disc. Its center may lie anywhere, its parts come back at the other edge.
    pub(super) fn disc(&mut self, (row, column): (f32, f32), radius: f32, gray: f32) {
        let side = self.side;
        let (first, last) = ((row - radius).ceil() as i64, (row + radius).floor() as i64);
        // Beyond one turn every row is full anyway.
        for at in first..=last.min(first + side as i64 - 1) {
            let below = at as f32 - row;
            let half = (radius * radius - below * below).max(0.0).sqrt();
            let (left, right) = ((column - half).ceil() as i64, (column + half).floor() as i64);
            let row = at.rem_euclid(side as i64) as usize * side;
            let pixels = &mut self.values[row..row + side];
            let len = (right - left + 1).clamp(0, side as i64) as usize;
            let start = left.rem_euclid(side as i64) as usize;
            let whole = len.min(side - start);
            pixels[start..start + whole].fill(gray);
            pixels[..len - whole].fill(gray);
        }
    }

    /// Blurs a little and keeps every second pixel.
    pub(super) fn into_image(self) -> Image {
        let side = self.side / 2;
        let weights = blur_weights();
        let mut rows = vec![0.0; side * self.side];
        for (row, blurred) in rows.chunks_exact_mut(self.side).enumerate() {
            for (tap, weight) in weights.iter().enumerate() {
                let from = (2 * row + self.side + tap - REACH) % self.side * self.side;
                let pixels = &self.values[from..from + self.side];
                for (sum, pixel) in blurred.iter_mut().zip(pixels) {
                    *sum += weight * pixel;
                }
            }
        }
        let mut values = Vec::with_capacity(side * side);
        let mut wrapped = vec![0.0; self.side + 2 * REACH];
        for row in rows.chunks_exact(self.side) {
            wrapped[REACH..][..self.side].copy_from_slice(row);
            wrapped[..REACH].copy_from_slice(&row[self.side - REACH..]);
            wrapped[self.side + REACH..].copy_from_slice(&row[..REACH]);
            let windows = wrapped.windows(weights.len()).step_by(2).take(side);
            values.extend(windows.map(|window| -> f32 {
                window.iter().zip(&weights).map(|(pixel, weight)| pixel * weight).sum()
            }));
        }
        Image { width: side, height: side, values }
    }
}

fn blur_weights() -> [f32; 2 * REACH + 1] {
    let weights: [f32; 2 * REACH + 1] = core::array::from_fn(|tap| {
        let away = (tap as f32 - REACH as f32) / BLUR;
        libm::expf(-0.5 * away * away)
    });
    let sum: f32 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}
