//! Sets a cell's scale so that it has a given spike rate.

use crate::{
    cell::GanglionCell,
    config::{ModelCell, NUM_LAGS, Stimulus},
    rng::Stream,
    stimulus::WhiteNoise,
};

/// Frames on which the rate is measured. The seed is always 0, so that the same cell has the same
/// scale whatever is shown to it later.
const NUM_FRAMES: usize = 80_000;
/// Frames drawn in one slice.
const SLICE: usize = 1_000;
/// Halvings of the interval: its width ends at 2.4e-4 of the scale of 1, far below what frames leave open.
const HALVINGS: usize = 22;

/// Builds a model cell in slices: its scale is the one at which the mean expected count is the rate asked for, found by
/// bisection on a long movie of white noise.
///
/// A Bernoulli or deterministic cell rectifies a sum of rectified signals, so no scale reaches a
/// rate above the share of frames that drive any subunit; the largest scale tried is then taken.
pub struct ScaleBuilder {
    cell: GanglionCell,
    rate: f32,
    movie: WhiteNoise,
    frame: Vec<f32>,
    /// Filtering in time and summing over checkers commute, so only the sum of each subunit is kept and filtered,
    /// `[num_subunits][NUM_FRAMES]`.
    sums: Vec<Vec<f32>>,
}

impl ScaleBuilder {
    /// Frames that are drawn in all.
    pub(super) const NUM_FRAMES: usize = NUM_FRAMES;

    /// Before the first frame.
    pub(super) fn new(cell: &ModelCell, stimulus: &Stimulus) -> Self {
        let rate = cell.rate;
        let cell = GanglionCell::unscaled(cell, stimulus);
        Self {
            rate,
            movie: WhiteNoise::new(0, Stream::Calibration, stimulus.noise),
            frame: vec![0.0; stimulus.num_checkers()],
            sums: vec![Vec::with_capacity(NUM_FRAMES); cell.num_subunits()],
            cell,
        }
    }

    /// Frames drawn so far.
    pub(super) fn num_done(&self) -> usize {
        self.sums.first().map_or(NUM_FRAMES, Vec::len)
    }

    /// Draws some frames; returns whether there is more to do.
    pub(super) fn advance(&mut self) -> bool {
        for _ in 0..SLICE.min(NUM_FRAMES - self.num_done()) {
            self.movie.next_frame(&mut self.frame);
            for (sums, generator) in self.sums.iter_mut().zip(self.cell.generators(&self.frame)) {
                sums.push(generator);
            }
        }
        self.num_done() < NUM_FRAMES
    }

    /// The cell.
    pub(super) fn finish(self) -> GanglionCell {
        let pooled = self.pooled_signals();
        let law = self.cell.law();
        let mean_rate = |scale: f32| {
            let sum: f64 = pooled.iter().map(|signal| f64::from(law.rate(scale * signal))).sum();
            sum / pooled.len() as f64
        };
        let (mut low, mut high) = (0.0_f32, 1_000.0_f32);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if mean_rate(middle) < f64::from(self.rate) {
                low = middle;
            } else {
                high = middle;
            }
        }
        self.cell.with_scale(0.5 * (low + high))
    }

    /// The pooled signal on the movie.
    fn pooled_signals(&self) -> Vec<f32> {
        let mut kernel = *self.cell.temporal();
        kernel.reverse();
        let filtered = |window: &[f32]| -> f32 {
            window.iter().zip(&kernel).map(|(sum, weight)| sum * weight).sum()
        };
        (0..=NUM_FRAMES - NUM_LAGS)
            .map(|t| self.sums.iter().map(|sums| filtered(&sums[t..t + NUM_LAGS]).max(0.0)).sum())
            .collect()
    }
}
