//! How well repeats of the same frames agree, and how much of that a prediction explains.

use serde::{Deserialize, Serialize};

use crate::statistics::correlation;

/// A prediction against repeated responses.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// Correlation of the prediction with the mean response.
    pub correlation: f64,
    /// The same without the share that noise takes; nothing if the repeats share no signal or the
    /// prediction is constant.
    pub normalized: Option<f64>,
    /// The correlation that a perfect prediction would reach; nothing if the repeats share no signal.
    pub ceiling: Option<f64>,
}

/// Correlation, normalized correlation and their ceiling.
///
/// With `N` repeats `R_n(t)`, their mean `y(t)` and the prediction `m(t)`, all variances over `t`
/// and with `T - 1` in the denominator:
///
/// ```text
/// SP      = (Var(sum_n R_n) - sum_n Var(R_n)) / (N (N - 1))
/// CC_norm = Cov(y, m) / sqrt(SP Var(m))
/// CC_max  = sqrt(SP / Var(y))
/// ```
///
/// # Shapes
/// - `repeats`: `[num_repeats * num_frames]`, one repeat after the other
/// - `prediction`: `[num_frames]`
///
/// # Panics
/// If `repeats` is not a whole number of repeats.
///
/// # Source
/// Schoppe et al. (2016), Frontiers in Computational Neuroscience 10:10.
pub fn reliability(repeats: &[u16], prediction: &[f32]) -> Reliability {
    let num_frames = prediction.len();
    let mean = mean_response(repeats, num_frames);
    let signal = signal_power(repeats, num_frames);
    let predicted: Vec<f64> = prediction.iter().map(|&value| f64::from(value)).collect();
    let spread = variance(&predicted);
    let is_defined = signal > 0.0 && spread > 0.0;
    Reliability {
        correlation: correlation(&mean, prediction),
        normalized: is_defined.then(|| covariance(&mean, &predicted) / (signal * spread).sqrt()),
        ceiling: (signal > 0.0).then(|| (signal / variance(&mean)).sqrt()),
    }
}

/// Mean over the repeats, `[num_frames]`.
///
/// # Panics
/// If `repeats` is not a whole number of repeats.
pub fn mean_response(repeats: &[u16], num_frames: usize) -> Vec<f64> {
    let num_repeats = (repeats.len() / num_frames) as f64;
    summed(repeats, num_frames).into_iter().map(|sum| sum / num_repeats).collect()
}

/// Correlation of the mean of every second repeat with the mean of the others; 0 for fewer than two.
///
/// # Panics
/// If `repeats` is not a whole number of repeats.
pub fn split_half(repeats: &[u16], num_frames: usize) -> f64 {
    let half = |parity: usize| -> Vec<f64> {
        let mut sums = vec![0.0; num_frames];
        for repeat in repeats.chunks_exact(num_frames).skip(parity).step_by(2) {
            for (sum, &count) in sums.iter_mut().zip(repeat) {
                *sum += f64::from(count);
            }
        }
        sums
    };
    assert!(repeats.len().is_multiple_of(num_frames), "repeats are all of the same length");
    correlation(&half(0), &half(1))
}

/// What a correlation of two halves says about the whole (Spearman and Brown): `2 r / (1 + r)`.
pub fn spearman_brown(halves: f64) -> f64 {
    2.0 * halves / (1.0 + halves)
}

/// Signal power: what the repeats have in common; 0 for fewer than two.
fn signal_power(repeats: &[u16], num_frames: usize) -> f64 {
    let num_repeats = (repeats.len() / num_frames) as f64;
    let of_sum = variance(&summed(repeats, num_frames));
    let of_each: f64 = repeats
        .chunks_exact(num_frames)
        .map(|repeat| variance(&repeat.iter().map(|&count| f64::from(count)).collect::<Vec<_>>()))
        .sum();
    if num_repeats < 2.0 { 0.0 } else { (of_sum - of_each) / (num_repeats * (num_repeats - 1.0)) }
}

fn summed(repeats: &[u16], num_frames: usize) -> Vec<f64> {
    assert!(repeats.len().is_multiple_of(num_frames), "repeats are all of the same length");
    let mut sums = vec![0.0; num_frames];
    for repeat in repeats.chunks_exact(num_frames) {
        for (sum, &count) in sums.iter_mut().zip(repeat) {
            *sum += f64::from(count);
        }
    }
    sums
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let products = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b));
    products.sum::<f64>() / (a.len() as f64 - 1.0)
}

fn variance(a: &[f64]) -> f64 {
    covariance(a, a)
}
