//! Sets a cell's scale so that it has a given spike rate.

use crate::{
    cell::GanglionCell,
    config::{NUM_LAGS, Noise},
    rng::Stream,
    stimulus::WhiteNoise,
};

/// Frames on which the rate is measured. The seed is always 0, so that the same cell has the same
/// scale whatever is shown to it later.
const NUM_FRAMES: usize = 80_000;
/// Halvings of the interval: its width ends at 2.4e-4 of the scale of 1, far below what frames leave open.
const HALVINGS: usize = 22;

/// The scale at which the mean expected count is `rate`, by bisection on white noise.
///
/// A Bernoulli or deterministic cell rectifies a sum of rectified signals, so no scale reaches a
/// rate above the share of frames that drive any subunit; the largest scale tried is then taken.
pub(super) fn scale_for_rate(cell: &GanglionCell, noise: Noise, rate: f32) -> f32 {
    let pooled = pooled_signals(cell, noise);
    let mean_rate = |scale: f32| {
        let sum: f64 = pooled.iter().map(|signal| f64::from(cell.law().rate(scale * signal))).sum();
        sum / pooled.len() as f64
    };
    let (mut low, mut high) = (0.0_f32, 1_000.0_f32);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if mean_rate(middle) < f64::from(rate) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The pooled signal on a long movie. Filtering in time and summing over checkers commute, so only
/// the sum of each subunit is filtered.
fn pooled_signals(cell: &GanglionCell, noise: Noise) -> Vec<f32> {
    let (rows, columns) = cell.field();
    let mut movie = WhiteNoise::new(0, Stream::Calibration, noise);
    let mut frame = vec![0.0; rows * columns];
    let mut sums = vec![Vec::with_capacity(NUM_FRAMES); cell.num_subunits()];
    for _ in 0..NUM_FRAMES {
        movie.next_frame(&mut frame);
        for (sums, generator) in sums.iter_mut().zip(cell.generators(&frame)) {
            sums.push(generator);
        }
    }
    let mut kernel = *cell.temporal();
    kernel.reverse();
    let filtered = |window: &[f32]| -> f32 {
        window.iter().zip(&kernel).map(|(sum, weight)| sum * weight).sum()
    };
    (0..=NUM_FRAMES - NUM_LAGS)
        .map(|t| sums.iter().map(|sums| filtered(&sums[t..t + NUM_LAGS]).max(0.0)).sum())
        .collect()
}
