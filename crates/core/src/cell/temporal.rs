//! The temporal filter of the subunits, and noise seen through it.

use crate::{
    config::{NUM_LAGS, Polarity, Stimulus, TemporalPreset},
    rng::Stream,
    stimulus::WhiteNoise,
    units::FRAME_RATE_HZ,
};

/// Weights of the last frames; lag 0 is the frame of the spike. Unit L2 norm.
pub type TemporalFilter = [f32; NUM_LAGS];

/// The temporal filter of a cell.
///
/// Biphasic, with the lag `t` in frames:
///
/// ```text
/// k(t) = (t/4)^5 exp(-5 (t/4 - 1)) - 0.6 (t/8)^5 exp(-5 (t/8 - 1))
/// ```
///
/// Released, with `t` in seconds, delayed by 2 frames (the authors' code):
///
/// ```text
/// k(t) = G5(t) - G4(t),    G_n(t) = (t/.05)^(n-1) exp(-t/.05) / (n-1)!
/// ```
///
/// Both are scaled to unit norm and negated for an OFF cell.
pub fn temporal_filter(preset: TemporalPreset, polarity: Polarity) -> TemporalFilter {
    let weight: fn(f64) -> f64 = match preset {
        TemporalPreset::Biphasic => |t| bump(t / 4.0) - 0.6 * bump(t / 8.0),
        TemporalPreset::Released => |t| {
            let u = (t - 2.0).max(0.0) / f64::from(FRAME_RATE_HZ) / 0.05;
            libm::exp(-u) * (u * u * u * u / 24.0 - u * u * u / 6.0)
        },
    };
    let weights: [f64; NUM_LAGS] = core::array::from_fn(|lag| weight(lag as f64));
    let norm = weights.iter().map(|weight| weight * weight).sum::<f64>().sqrt();
    let sign = if polarity == Polarity::Off { -1.0 } else { 1.0 };
    weights.map(|weight| (sign * weight / norm) as f32)
}

/// The biphasic filter of an ON cell, `delay` frames later and `stretch` times as long, of unit norm.
pub(super) fn delayed_biphasic(delay: f32, stretch: f32) -> TemporalFilter {
    let weights: [f64; NUM_LAGS] = core::array::from_fn(|lag| {
        let t = ((lag as f64 - f64::from(delay)) / f64::from(stretch)).max(0.0);
        bump(t / 4.0) - 0.6 * bump(t / 8.0)
    });
    let norm = weights.iter().map(|weight| weight * weight).sum::<f64>().sqrt();
    weights.map(|weight| (weight / norm) as f32)
}

/// `u^5 exp(-5 (u - 1))`: one lobe with its peak of 1 at `u = 1`.
fn bump(u: f64) -> f64 {
    u * u * u * u * u * libm::exp(-5.0 * (u - 1.0))
}

/// White noise seen through a temporal filter, in blocks.
pub struct FilteredNoise {
    noise: WhiteNoise,
    num_checkers: usize,
    /// `[NUM_LAGS - 1 + block, checkers]`: the history first, then the frames of the block.
    raw: Vec<f32>,
}

impl FilteredNoise {
    /// Opens a movie; the frames before the first one that counts are drawn at once.
    pub fn new(noise: WhiteNoise, num_checkers: usize) -> Self {
        let mut movie = Self { noise, num_checkers, raw: Vec::new() };
        movie.raw.resize((NUM_LAGS - 1) * num_checkers, 0.0);
        for frame in movie.raw.chunks_exact_mut(num_checkers) {
            movie.noise.next_frame(frame);
        }
        movie
    }

    /// One of the movies of a stimulus.
    pub fn of(stimulus: &Stimulus, stream: Stream) -> Self {
        let noise = WhiteNoise::new(stimulus.seed, stream, stimulus.noise);
        Self::new(noise, stimulus.num_checkers())
    }

    /// Draws the next `num_frames` frames and drops the block before.
    pub fn draw(&mut self, num_frames: usize) {
        let history = (NUM_LAGS - 1) * self.num_checkers;
        let kept = self.raw.len() - history;
        self.raw.copy_within(kept.., 0);
        self.raw.resize(history + num_frames * self.num_checkers, 0.0);
        for frame in self.raw[history..].chunks_exact_mut(self.num_checkers) {
            self.noise.next_frame(frame);
        }
    }

    /// Raw frame `lag` frames before frame `at` of the block.
    pub fn raw(&self, at: usize, lag: usize) -> &[f32] {
        let start = (at + NUM_LAGS - 1 - lag) * self.num_checkers;
        &self.raw[start..start + self.num_checkers]
    }

    /// Writes frame `at` of the block, filtered: `x[c] = sum_lag k[lag] raw[at - lag][c]`.
    pub fn filter(&self, at: usize, kernel: &TemporalFilter, filtered: &mut [f32]) {
        filtered.fill(0.0);
        for (lag, weight) in kernel.iter().enumerate() {
            for (sum, checker) in filtered.iter_mut().zip(self.raw(at, lag)) {
                *sum += weight * checker;
            }
        }
    }
}
