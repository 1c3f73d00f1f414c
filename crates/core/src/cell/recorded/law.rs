//! From pooled signal to spikes, with threshold and gain set on a long movie of noise.

use crate::{
    cell::recorded::{Playback, RECORDED_SIDE, RecordedCell},
    config::Noise,
    rng::{Random, Stream},
    stimulus::WhiteNoise,
};

/// Frames on which mean, SD, threshold and gain are set. The movie is the same for every cell.
pub(super) const NUM_FRAMES: usize = 40_000;
/// Frames shown in one slice.
const SLICE: usize = 1_000;
/// Most spikes that a frame can hold (paper, Methods B: labels from 0 to 5).
const MAX_COUNT: u16 = 5;

/// How the pool becomes an expected count.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RecordedLaw {
    mean: f32,
    sd: f32,
    pub(super) noise_sd: f32,
    threshold: f32,
    gain: f32,
}

impl RecordedLaw {
    /// Draws noise, threshold and mean count, and measures what they ask for.
    ///
    /// # Shapes
    /// - `pools`: `[NUM_FRAMES]`, the pooled signal on the movie
    pub(super) fn calibrated(pools: &[f32], random: &mut Random) -> Self {
        let noise_sd = random.uniform_in(0.3, 0.8);
        let quantile = random.uniform_in(0.85, 0.93);
        let mean_count = random.uniform_in(0.04, 0.09);
        let count = pools.len() as f64;
        let mean = pools.iter().map(|&pool| f64::from(pool)).sum::<f64>() / count;
        let squares = pools.iter().map(|&pool| (f64::from(pool) - mean) * (f64::from(pool) - mean));
        let sd = (squares.sum::<f64>() / count).sqrt();
        let mut noisy: Vec<f32> = pools
            .iter()
            .map(|pool| (pool - mean as f32) / sd as f32 + noise_sd * random.normal())
            .collect();
        noisy.sort_by(f32::total_cmp);
        let threshold = noisy[(quantile * noisy.len() as f32) as usize];
        let above: f64 = noisy.iter().map(|&z| f64::from((z - threshold).max(0.0))).sum();
        let gain = (f64::from(mean_count) * count / above) as f32;
        Self { mean: mean as f32, sd: sd as f32, noise_sd, threshold, gain }
    }

    pub(super) fn scale(&self) -> f32 {
        1.0 / self.sd
    }

    /// The pool in SDs from its mean.
    pub(super) fn drive(&self, pool: f32) -> f32 {
        (pool - self.mean) / self.sd
    }

    /// Mean over the noise, `gain E[max(z + noise - threshold, 0)]`:
    ///
    /// ```text
    /// gain sd (phi(a) + a Phi(a)),    a = (z - threshold) / sd
    /// ```
    pub(super) fn rate(&self, drive: f32) -> f32 {
        let a = f64::from((drive - self.threshold) / self.noise_sd);
        let density = libm::exp(-0.5 * a * a) / core::f64::consts::TAU.sqrt();
        let share = 0.5 * libm::erfc(-a * core::f64::consts::FRAC_1_SQRT_2);
        f64::from(self.gain * self.noise_sd) as f32 * (density + a * share).max(0.0) as f32
    }

    /// The same where no frame holds more than [`MAX_COUNT`] spikes: the mean of clipped Poisson
    /// counts over the noise, by the trapezoidal rule in quarters of an SD.
    pub(super) fn clipped_rate(&self, drive: f32) -> f32 {
        const HALF: i32 = 20;
        const STEP: f64 = 0.25;
        let (mut mean, mut weights) = (0.0, 0.0);
        for at in -HALF..=HALF {
            let noise = f64::from(at) * STEP;
            let weight = libm::exp(-0.5 * noise * noise);
            let above = f64::from(drive - self.threshold) + f64::from(self.noise_sd) * noise;
            mean += weight * clipped_mean(f64::from(self.gain) * above.max(0.0));
            weights += weight;
        }
        (mean / weights) as f32
    }

    /// Draws the spikes of one frame.
    pub(super) fn spikes(&self, drive: f32, drift: f32, random: &mut Random) -> u16 {
        let above = drive + self.noise_sd * random.normal() - self.threshold;
        random.poisson(drift * self.gain * above.max(0.0)).min(MAX_COUNT)
    }
}

/// Mean of `min(n, MAX_COUNT)` for Poisson counts `n` of a mean:
///
/// ```text
/// MAX_COUNT - sum over n < MAX_COUNT of (MAX_COUNT - n) mean^n e^-mean / n!
/// ```
fn clipped_mean(mean: f64) -> f64 {
    let mut share = libm::exp(-mean);
    let mut lost = 0.0;
    for count in 0..MAX_COUNT {
        lost += f64::from(MAX_COUNT - count) * share;
        share *= mean / f64::from(count + 1);
    }
    f64::from(MAX_COUNT) - lost
}

/// The pooled signal of a cell on the movie, in slices.
pub(super) struct Pools {
    movie: WhiteNoise,
    frame: [f32; RECORDED_SIDE * RECORDED_SIDE],
    playback: Playback,
    pub(super) signals: Vec<f32>,
}

impl Pools {
    /// Before the first frame, whose history was shown.
    pub(super) fn new(cell: &RecordedCell) -> Self {
        let mut movie = WhiteNoise::new(0, Stream::Calibration, Noise::Binary);
        let mut frame = [0.0; RECORDED_SIDE * RECORDED_SIDE];
        let mut playback = Playback::new(cell, Random::new(0, Stream::Calibration, 1));
        for _ in 1..crate::config::NUM_LAGS {
            movie.next_frame(&mut frame);
            playback.show(cell, &frame);
        }
        Self { movie, frame, playback, signals: Vec::with_capacity(NUM_FRAMES) }
    }

    /// Shows some frames; returns whether there are more.
    pub(super) fn advance(&mut self, cell: &RecordedCell) -> bool {
        for _ in 0..SLICE.min(NUM_FRAMES - self.signals.len()) {
            self.movie.next_frame(&mut self.frame);
            self.playback.show(cell, &self.frame);
            self.signals.push(self.playback.pool(cell));
        }
        self.signals.len() < NUM_FRAMES
    }
}
