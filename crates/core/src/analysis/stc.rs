//! Spike-triggered covariance: axes along which spikes change the spread of the frames.

use crate::{
    analysis::ensemble::{Ensemble, EnsembleBuilder},
    dataset::Frames,
    statistics::{eigen, eigenvalues},
};

/// Shifts of the spikes against the frames that make the null: an axis beyond all of them on one
/// side has p < .05.
pub const NUM_SHIFTS: usize = 39;
/// Most frames from which the covariance of all frames is taken.
const NUM_PRIOR_FRAMES: usize = 40_000;
/// Products of checkers in a slice: some milliseconds.
const SLICE: usize = 20_000_000;

/// An axis whose variance no shift of the spikes explains.
#[derive(Clone, Debug, PartialEq)]
pub struct SignificantAxis {
    /// Change of the variance along it.
    pub eigenvalue: f64,
    /// `[checkers]`, unit norm.
    pub image: Vec<f32>,
}

/// Change of the covariance before spikes, across the spike-triggered average.
#[derive(Clone, Debug, PartialEq)]
pub struct Stc {
    /// `[checkers - 1]`, falling; the average's own axis is left out.
    pub eigenvalues: Vec<f64>,
    /// Change of the variance along the average itself: a threshold narrows it.
    pub along_average: f64,
    /// The smallest and the largest eigenvalue of all shifts.
    pub null: (f64, f64),
    /// Axes above the null, largest eigenvalue first.
    pub excitatory: Vec<SignificantAxis>,
    /// Axes below the null, smallest eigenvalue first.
    pub suppressive: Vec<SignificantAxis>,
}

/// Makes the analysis in slices.
///
/// ```text
/// D = Q (C_spikes - C_all) Q,    Q = 1 - a a^T,    a = STA / |STA|
/// ```
///
/// Null: the same with the spikes shifted round in time by `n / 40`, `2 n / 40`, ... frames. It
/// keeps what neighbouring frames and neighbouring spikes have in common, because of which the edge
/// of Marchenko and Pastur for independent frames lies too far inside. It isn't nested (Schwartz et
/// al. test each axis after projecting out those found): shifted spikes know nothing of the axes
/// found, so that projecting some four of 64 out would narrow the band by some 3 %.
///
/// # Source
/// Schwartz, Pillow, Rust & Simoncelli (2006), Journal of Vision 6:484.
#[derive(Clone, Debug)]
pub struct StcBuilder {
    difference: Vec<f64>,
    average: Vec<f64>,
    along_average: f64,
    spikes: Vec<f64>,
    prior: Vec<f64>,
    null: (f64, f64),
    /// 0 while the covariance of all frames is collected, then the shift at work.
    shift: usize,
    next_frame: usize,
    collected: EnsembleBuilder,
}

impl StcBuilder {
    /// Starts from the spike-triggered ensemble.
    pub fn new(spikes: &Ensemble) -> Self {
        let mut average = spikes.mean();
        let norm = average.iter().map(|value| value * value).sum::<f64>().sqrt();
        if norm > 0.0 {
            for value in &mut average {
                *value /= norm;
            }
        }
        Self {
            difference: Vec::new(),
            average,
            along_average: 0.0,
            spikes: spikes.covariance(),
            prior: Vec::new(),
            null: (0.0, 0.0),
            shift: 0,
            next_frame: 0,
            collected: EnsembleBuilder::new(spikes.num_checkers()),
        }
    }

    /// Steps done and steps in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.shift, NUM_SHIFTS + 1)
    }

    /// Does one slice; returns whether there is more to do.
    ///
    /// # Shapes
    /// - `frames`: the same at every call
    /// - `counts`: `[num_frames]`
    pub fn advance(&mut self, frames: &Frames, counts: &[u16]) -> bool {
        if self.shift > NUM_SHIFTS {
            return false;
        }
        if !self.collect(frames, counts) {
            let empty = EnsembleBuilder::new(self.average.len());
            let ensemble = core::mem::replace(&mut self.collected, empty).finish();
            self.close(&ensemble);
            self.shift += 1;
            self.next_frame = 0;
        }
        self.shift <= NUM_SHIFTS
    }

    /// Spectrum and significant axes.
    ///
    /// # Panics
    /// Unless [`Self::advance`] has returned `false`.
    pub fn finish(self) -> Stc {
        assert!(self.shift > NUM_SHIFTS, "advance was called until there was nothing left to do");
        let size = self.average.len();
        let eigen = eigen(self.difference, size);
        let along = |vector: &[f64]| -> f64 {
            vector.iter().zip(&self.average).map(|(a, b)| a * b).sum::<f64>().abs()
        };
        let own = (0..size)
            .max_by(|&a, &b| along(&eigen.vectors[a]).total_cmp(&along(&eigen.vectors[b])));
        let others = || (0..size).filter(|index| Some(*index) != own);
        let axis = |index: usize| SignificantAxis {
            eigenvalue: eigen.values[index],
            image: eigen.vectors[index].iter().map(|value| *value as f32).collect(),
        };
        let (low, high) = self.null;
        let is_above = |index: &usize| eigen.values[*index] > high;
        let is_below = |index: &usize| eigen.values[*index] < low;
        Stc {
            excitatory: others().filter(is_above).map(axis).collect(),
            suppressive: others().rev().filter(is_below).map(axis).collect(),
            eigenvalues: others().map(|index| eigen.values[index]).collect(),
            along_average: self.along_average,
            null: self.null,
        }
    }

    /// Adds some frames; returns whether there are more for this step.
    fn collect(&mut self, frames: &Frames, counts: &[u16]) -> bool {
        let size = self.average.len();
        let num_frames = counts.len();
        let stride = num_frames.div_ceil(NUM_PRIOR_FRAMES).max(1);
        let offset = self.shift * num_frames / (NUM_SHIFTS + 1);
        let mut left = (2 * SLICE / (size * size)).max(1);
        let mut buffer = Vec::new();
        while self.next_frame < num_frames && left > 0 {
            let at = self.next_frame;
            if self.shift == 0 {
                self.collected.add(frames.block(at..at + 1, &mut buffer), 1.0);
                self.next_frame += stride;
                left -= 1;
                continue;
            }
            let count = counts[(at + offset) % num_frames];
            if count > 0 {
                self.collected.add(frames.block(at..at + 1, &mut buffer), f32::from(count));
                left -= 1;
            }
            self.next_frame += 1;
        }
        self.next_frame < num_frames
    }

    /// Takes in what was collected.
    fn close(&mut self, ensemble: &Ensemble) {
        if self.shift == 0 {
            self.prior = ensemble.covariance();
            (self.difference, self.along_average) = self.across_average(&self.spikes);
            return;
        }
        let size = self.average.len();
        let (difference, _) = self.across_average(&ensemble.covariance());
        let values = eigenvalues(difference, size);
        let (low, high) = self.null;
        self.null = (low.min(values[size - 1]), high.max(values[0]));
    }

    /// `Q (covariance - prior) Q`, and the change along the average that is left out.
    fn across_average(&self, covariance: &[f64]) -> (Vec<f64>, f64) {
        let size = self.average.len();
        let mut matrix: Vec<f64> = covariance.iter().zip(&self.prior).map(|(a, b)| a - b).collect();
        let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        let along: Vec<f64> = matrix.chunks_exact(size).map(|r| dot(r, &self.average)).collect();
        let along_average = dot(&along, &self.average);
        for (index, entry) in matrix.iter_mut().enumerate() {
            let (row, column) = (index / size, index % size);
            let (a, b) = (self.average[row], self.average[column]);
            *entry += along_average * a * b - a * along[column] - along[row] * b;
        }
        (matrix, along_average)
    }
}
