//! Spike-triggered averages, and how much stronger they are than those of shifted spikes.

use core::ops::Range;
use ganglion_core::recording::Recording;

use ganglion_core::rng::{Random, Stream};

use crate::spike_sums::{LagRange, SpikeSum, spike_sums};

/// How often the spikes are shifted to see what chance gives.
const NUM_SHIFTS: u32 = 6;
/// Sums that averages are made of.
pub(super) const NUM_STEPS: u32 = NUM_SHIFTS + 1;
/// Strength from which an average has structure, SDs of those of shifted spikes.
pub(crate) const SIGNIFICANT: f64 = 10.0;
/// Fewest spikes of which an average tells anything.
pub(crate) const FEWEST_SPIKES: u64 = 50;

/// The spike-triggered average of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct CellAverage {
    /// The sum that it is made of.
    pub sum: SpikeSum,
    /// The lags of it.
    pub lags: LagRange,
    /// `[num_lags, num_checkers]`, in SDs of what spikes give that have nothing to do with the frames.
    pub z: Vec<f32>,
    /// `[num_lags]`, SDs of shifted spikes: how far the mean fourth power of `z` is above theirs.
    pub strengths: Vec<f64>,
    /// The lag of the strongest frame.
    pub peak_lag: i32,
}

impl CellAverage {
    /// Strength at the peak, SDs.
    pub fn strength(&self) -> f64 {
        self.strengths[(self.peak_lag - self.lags.first) as usize]
    }

    /// Whether it is more than chance.
    pub fn is_significant(&self) -> bool {
        self.sum.num_spikes >= FEWEST_SPIKES && self.strength() > SIGNIFICANT
    }

    /// The frames at the peak and beside it together, SDs.
    ///
    /// # Shapes
    /// - returns `[num_checkers]`
    pub fn image(&self) -> Vec<f32> {
        let num_checkers = self.z.len() / self.lags.len();
        let peak = (self.peak_lag - self.lags.first) as usize;
        let lags = peak.saturating_sub(1)..(peak + 2).min(self.lags.len());
        let root = (lags.len() as f32).sqrt();
        let sum =
            |checker| lags.clone().map(|lag| self.z[lag * num_checkers + checker]).sum::<f32>();
        (0..num_checkers).map(|checker| sum(checker) / root).collect()
    }
}

/// Mean and variance of each checker over all frames, in the unit of the sums.
pub(crate) struct Background {
    mean: Vec<f64>,
    variance: Vec<f64>,
}

impl Background {
    pub(crate) fn of(recording: &Recording) -> Self {
        Self::over(recording, core::slice::from_ref(&(0..recording.num_frames())))
    }

    /// Over some stretches of frames only, ascending.
    pub(crate) fn over(recording: &Recording, parts: &[Range<usize>]) -> Self {
        let frames = &recording.frames;
        let num_frames: usize = parts.iter().map(|part| part.len()).sum();
        let once = vec![1_u16; frames.num_frames()];
        let only = LagRange { first: 0, last: 0 };
        let sum = spike_sums(frames, &[&once], parts, only, 0).remove(0);
        let mean: Vec<f64> =
            sum.sums.iter().map(|sum| *sum as f64 / num_frames.max(1) as f64).collect();
        let variance = if frames.is_two_valued() {
            mean.iter().map(|mean| 1.0 - mean * mean).collect()
        } else {
            let squared = |checker: usize| {
                let square = |frame| {
                    let value = f64::from(frames.contrast(frame, checker)) * 127.0 - mean[checker];
                    value * value
                };
                parts.iter().flat_map(Clone::clone).map(square).sum::<f64>()
                    / num_frames.max(1) as f64
            };
            (0..mean.len()).map(squared).collect()
        };
        Self { mean, variance }
    }

    /// The sum without what any spikes would give, `[num_lags, num_checkers]`, in SDs of what they would give.
    pub(crate) fn scores(&self, sum: &SpikeSum) -> Vec<f32> {
        let num_spikes = sum.num_spikes as f64;
        let score = |(index, sum_at): (usize, &i64)| {
            let checker = index % self.mean.len();
            let variance = sum.squares as f64 * self.variance[checker];
            let departure = *sum_at as f64 - num_spikes * self.mean[checker];
            if variance > 0.0 { (departure / variance.sqrt()) as f32 } else { 0.0 }
        };
        sum.sums.iter().enumerate().map(score).collect()
    }
}

/// Mean fourth power of each frame: about 3 for noise, more if some checkers stand out.
pub(crate) fn fourth_powers(z: &[f32], num_checkers: usize) -> Vec<f64> {
    let fourth = |z: &f32| {
        let square = f64::from(*z) * f64::from(*z);
        square * square
    };
    let mean = |frame: &[f32]| frame.iter().map(fourth).sum::<f64>() / num_checkers as f64;
    z.chunks_exact(num_checkers).map(mean).collect()
}

/// The spike-triggered average of each cell over the lags -5 to 25, beside those of spikes that were shifted as in a ring.
///
/// # Shapes
/// - returns `[num_cells]`
pub fn averages(recording: &Recording, seed: u32) -> Vec<CellAverage> {
    averages_told(recording, seed, &mut |_| {})
}

/// The same; `tell` is given the number of sums that are done.
pub(super) fn averages_told(
    recording: &Recording,
    seed: u32,
    tell: &mut dyn FnMut(u32),
) -> Vec<CellAverage> {
    // Of frames that are shown again and again, a cell's answers to a few would look like an average of many.
    let fresh = recording.fresh();
    let background = Background::over(recording, &fresh);
    let lags = LagRange::NEAR;
    let num_checkers = recording.frames.num_checkers();
    let cells: Vec<&[u16]> = recording.cells.iter().map(|cell| &cell.counts[..]).collect();
    let sums = |shift| spike_sums(&recording.frames, &cells, &fresh, lags, shift).into_iter();
    let mut chance = vec![Vec::new(); cells.len()];
    for (done, shift) in (0..).zip(shifts(recording.num_frames(), seed)) {
        tell(done);
        for (chance, sum) in chance.iter_mut().zip(sums(shift)) {
            chance.extend(fourth_powers(&background.scores(&sum), num_checkers));
        }
    }
    let average = |(sum, mut chance): (SpikeSum, Vec<f64>)| {
        let z = background.scores(&sum);
        let (center, spread) = center_and_spread(&mut chance);
        let strengths: Vec<f64> = fourth_powers(&z, num_checkers)
            .into_iter()
            .map(|power| (power - center) / spread)
            .collect();
        let peak = (0..strengths.len()).max_by(|a, b| strengths[*a].total_cmp(&strengths[*b]));
        let peak_lag = lags.first + peak.unwrap_or(0) as i32;
        CellAverage { sum, lags, z, strengths, peak_lag }
    };
    tell(NUM_SHIFTS);
    sums(0).zip(chance).map(average).collect()
}

/// Shifts that keep spikes away from their frames.
pub(crate) fn shifts(num_frames: usize, seed: u32) -> impl Iterator<Item = usize> {
    let away = (num_frames / 20).min(1_000);
    let range = num_frames.saturating_sub(2 * away).max(1) as u32;
    (0..NUM_SHIFTS).map(move |index| {
        let mut random = Random::new(seed, Stream::SpikeShifts, index);
        (away + random.below(range) as usize).min(num_frames.saturating_sub(1))
    })
}

/// Median, and how far the 84th percentile is above it: a shift of a repeated stimulus may by chance fit, which must not count.
pub(crate) fn center_and_spread(values: &mut [f64]) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get((share * values.len() as f64) as usize).copied();
    let center = at(0.5).unwrap_or(0.0);
    // Noise of so many checkers can't spread less.
    (center, (at(0.84).unwrap_or(0.0) - center).max(0.05))
}
