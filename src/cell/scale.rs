//! Sets a cell's scale so that it has a given spike rate.

use crate::{
    cell::{FilteredNoise, GanglionCell},
    config::Noise,
    rng::Stream,
    stimulus::WhiteNoise,
};

/// Frames on which the rate is measured. The seed is always 0, so that the same cell has the same
/// scale whatever is shown to it later.
const NUM_FRAMES: usize = 20_000;
const BLOCK: usize = 500;
/// Halvings of the interval: its width ends below one part in 2^30 of the first.
const HALVINGS: usize = 40;

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

fn pooled_signals(cell: &GanglionCell, noise: Noise) -> Vec<f32> {
    let (rows, columns) = cell.field();
    let num_checkers = rows * columns;
    let noise = WhiteNoise::new(0, Stream::Calibration, noise);
    let mut movie = FilteredNoise::new(noise, num_checkers);
    let mut filtered = vec![0.0; num_checkers];
    let mut pooled = Vec::with_capacity(NUM_FRAMES);
    for _ in 0..NUM_FRAMES / BLOCK {
        movie.draw(BLOCK);
        for at in 0..BLOCK {
            movie.filter(at, cell.temporal(), &mut filtered);
            pooled.push(cell.pooled(&filtered));
        }
    }
    pooled
}
