//! Spike-triggered covariance: axes along which spikes change the spread of the frames.

use core::ops::Range;

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
/// Memory for ensembles that are collected from the same frames, bytes.
const GROUP_BYTES: usize = 24 << 20;
/// Frames that are read for all of them before the next.
const BLOCK: usize = 128;
/// Steps that it takes to collect an ensemble, beside one for its eigenvalues.
const COLLECT: usize = 3;

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
    /// The first of the ensembles at work: 0 for that of all frames, else its shift.
    shift: usize,
    /// Ensembles that the same frames are added to: each frame is read once for all of them.
    at_work: Vec<EnsembleBuilder>,
    num_frames: usize,
    next_frame: usize,
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
            at_work: Vec::new(),
            num_frames: 0,
            next_frame: 0,
        }
    }

    /// Steps done and steps in all.
    pub fn progress(&self) -> (usize, usize) {
        let share = self.next_frame as f64 / self.num_frames.max(1) as f64;
        let collected = (self.at_work.len() * COLLECT) as f64 * share;
        (self.shift * (COLLECT + 1) + collected as usize, (NUM_SHIFTS + 1) * (COLLECT + 1))
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
        if self.at_work.is_empty() {
            self.open(counts.len());
        }
        if self.next_frame < self.num_frames {
            self.collect(frames, counts);
        } else {
            let collected = self.at_work.remove(0);
            self.close(&collected.finish());
            self.shift += 1;
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

    /// The next ensembles, as many as memory is taken for.
    fn open(&mut self, num_frames: usize) {
        let size = self.average.len();
        let at_once = (GROUP_BYTES / EnsembleBuilder::num_bytes(size)).max(1);
        let num = at_once.min(NUM_SHIFTS + 1 - self.shift);
        self.at_work = (0..num).map(|_| EnsembleBuilder::new(size)).collect();
        (self.num_frames, self.next_frame) = (num_frames, 0);
    }

    /// Adds some frames to the ensembles at work.
    fn collect(&mut self, frames: &Frames, counts: &[u16]) {
        let size = self.average.len();
        let mut left = (2 * SLICE / (size * size)).max(1);
        let mut room = BlockRoom::default();
        while self.next_frame < self.num_frames && left > 0 {
            let block = self.next_frame..self.num_frames.min(self.next_frame + BLOCK);
            self.next_frame = block.end;
            left = left.saturating_sub(self.collect_block((frames, counts), block, &mut room));
        }
    }

    /// Adds the frames of a block to each ensemble that has spikes there; returns how often one was added.
    fn collect_block(
        &mut self,
        (frames, counts): (&Frames, &[u16]),
        block: Range<usize>,
        room: &mut BlockRoom,
    ) -> usize {
        let (size, len, start) = (self.average.len(), block.len(), block.start);
        let BlockRoom { weights, is_used, seen, buffer } = room;
        weights.resize(self.at_work.len() * len, 0);
        is_used.clear();
        is_used.resize(len, 0);
        for (shift, weights) in (self.shift..).zip(weights.chunks_exact_mut(len)) {
            write_weights((shift, counts), start, weights);
            for (is_used, weight) in is_used.iter_mut().zip(&*weights) {
                *is_used |= weight;
            }
        }
        // Each frame is read once for all.
        let seen = if frames.is_packed() {
            seen.resize(len * size, 0.0);
            let used = block.zip(seen.chunks_exact_mut(size)).zip(&*is_used);
            for ((at, frame), _) in used.filter(|(_, is_used)| **is_used > 0) {
                frame.copy_from_slice(frames.block(at..at + 1, buffer));
            }
            &*seen
        } else {
            frames.block(block, buffer)
        };
        let mut num_added = 0;
        for (builder, weights) in self.at_work.iter_mut().zip(weights.chunks_exact(len)) {
            let weighted = seen.chunks_exact(size).zip(weights).filter(|(_, weight)| **weight > 0);
            for (frame, weight) in weighted {
                builder.add(frame, f32::from(*weight));
                num_added += 1;
            }
        }
        num_added
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
        let rows = matrix.chunks_exact_mut(size).zip(&self.average).zip(&along);
        for ((row, a), along_row) in rows {
            for ((entry, b), along_column) in row.iter_mut().zip(&self.average).zip(&along) {
                *entry += along_average * a * b - a * along_column - along_row * b;
            }
        }
        (matrix, along_average)
    }
}

/// Room for a block of frames, kept from block to block.
#[derive(Default)]
struct BlockRoom {
    /// `[ensembles, frames]`
    weights: Vec<u16>,
    /// `[frames]`, above 0 for those that any ensemble has.
    is_used: Vec<u16>,
    /// `[frames, checkers]`
    seen: Vec<f32>,
    buffer: Vec<f32>,
}

/// How often each frame from `start` on counts: evenly picked ones in the ensemble of all frames, else those with spikes at another time.
fn write_weights((shift, counts): (usize, &[u16]), start: usize, weights: &mut [u16]) {
    let num_frames = counts.len();
    if shift == 0 {
        let stride = num_frames.div_ceil(NUM_PRIOR_FRAMES).max(1);
        for (at, weight) in (start..).zip(weights) {
            *weight = u16::from(at % stride == 0);
        }
        return;
    }
    let first = (start + shift * num_frames / (NUM_SHIFTS + 1)) % num_frames;
    let (ahead, round) = weights.split_at_mut(weights.len().min(num_frames - first));
    ahead.copy_from_slice(&counts[first..][..ahead.len()]);
    round.copy_from_slice(&counts[..round.len()]);
}
