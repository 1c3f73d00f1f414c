//! The mean stimulus before a spike, growing spike by spike.

use crate::{cell::FilteredNoise, config::NUM_LAGS};

/// Running sum of the frames before spikes.
///
/// With `n[t]` spikes in frame `t` and `s[t]` the frame shown then,
///
/// ```text
/// sta[lag] = sum_t n[t] * s[t - lag] / sum_t n[t]
/// ```
///
/// # Source
/// Chichilnisky (2001), Network 12:199. Every frame here has its full history.
#[derive(Clone, Debug)]
pub struct SpikeTriggeredSum {
    sum: Vec<f64>,
    num_spikes: u64,
    num_checkers: usize,
}

impl SpikeTriggeredSum {
    /// Before the first spike.
    pub fn new(num_checkers: usize) -> Self {
        Self { sum: vec![0.0; NUM_LAGS * num_checkers], num_spikes: 0, num_checkers }
    }

    /// Adds the frames before `count` spikes in frame `at` of the block.
    pub fn add(&mut self, movie: &FilteredNoise, at: usize, count: u16) {
        if count > 0 {
            self.add_window(count, |lag| movie.raw(at, lag));
        }
    }

    /// Adds the frames before `count` spikes: the one of each lag, `[num_checkers]`.
    pub(crate) fn add_window<'a>(&mut self, count: u16, frame: impl Fn(usize) -> &'a [f32]) {
        self.num_spikes += u64::from(count);
        for (lag, sums) in self.sum.chunks_exact_mut(self.num_checkers).enumerate() {
            for (sum, checker) in sums.iter_mut().zip(frame(lag)) {
                *sum += f64::from(count) * f64::from(*checker);
            }
        }
    }

    /// Spikes so far.
    pub fn num_spikes(&self) -> u64 {
        self.num_spikes
    }

    /// The average; zeros before the first spike.
    ///
    /// # Shapes
    /// - returns `[NUM_LAGS, num_checkers]`, contrast; lag 0 is the frame of the spike
    pub fn mean(&self) -> Vec<f32> {
        let num_spikes = self.num_spikes.max(1) as f64;
        self.sum.iter().map(|sum| (sum / num_spikes) as f32).collect()
    }
}
