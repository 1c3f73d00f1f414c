//! A set of frames as its mean and its sums of products: all that the classical methods look at.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use crate::{
    statistics::SecondMoment,
    vectors::{Kernel, VectorWidth, Vectors},
};

/// Frames that are added up together.
const BLOCK: usize = 32;

/// Mean and second moment of weighted frames.
///
/// # Shapes
/// - `sum`: `[checkers]`
/// - `moment`: `[checkers, checkers]`
#[derive(Clone, Debug, PartialEq)]
pub struct Ensemble {
    /// Sum of the weights: the number of spikes, or of frames.
    pub weight: f64,
    /// Weighted sum of the frames.
    pub sum: Vec<f64>,
    /// Weighted sum of the products of every two checkers.
    pub moment: Vec<f64>,
}

/// Collects frames, one by one.
#[derive(Clone, Debug)]
pub struct EnsembleBuilder {
    weight: f64,
    sum: Vec<f64>,
    moment: SecondMoment,
    /// Frames that are not in the sum yet, and how often each counts.
    waiting: Vec<f32>,
    weights: Vec<f32>,
}

impl EnsembleBuilder {
    /// Of no frame yet.
    pub fn new(num_checkers: usize) -> Self {
        Self {
            weight: 0.0,
            sum: vec![0.0; num_checkers],
            moment: SecondMoment::new(num_checkers),
            waiting: Vec::with_capacity(BLOCK * num_checkers),
            weights: Vec::with_capacity(BLOCK),
        }
    }

    /// Bytes that one for so many checkers takes.
    pub fn num_bytes(num_checkers: usize) -> usize {
        let waiting = BLOCK * num_checkers * size_of::<f32>();
        SecondMoment::num_bytes(num_checkers) + waiting + num_checkers * size_of::<f64>()
    }

    /// Adds a frame that counts `weight` times.
    pub fn add(&mut self, frame: &[f32], weight: f32) {
        self.weight += f64::from(weight);
        self.moment.add(frame, weight);
        self.waiting.extend_from_slice(frame);
        self.weights.push(weight);
        if self.weights.len() == BLOCK {
            self.add_up();
        }
    }

    /// The ensemble of all frames so far.
    pub fn finish(mut self) -> Ensemble {
        self.add_up();
        Ensemble { weight: self.weight, sum: self.sum, moment: self.moment.matrix() }
    }

    #[inline(never)]
    fn add_up(&mut self) {
        let Self { sum, waiting, weights, .. } = self;
        VectorWidth::widest().run(FrameSum { sum, frames: waiting, weights });
        waiting.clear();
        weights.clear();
    }
}

/// Weighted frames, and what they are added to one after the other.
struct FrameSum<'a> {
    sum: &'a mut [f64],
    frames: &'a [f32],
    weights: &'a [f32],
}

impl Kernel for FrameSum<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(self, _vectors: V) {
        for (frame, weight) in self.frames.chunks_exact(self.sum.len()).zip(self.weights) {
            for (sum, checker) in self.sum.iter_mut().zip(frame) {
                *sum += f64::from(*weight) * f64::from(*checker);
            }
        }
    }
}

impl Ensemble {
    /// Checkers of a frame.
    pub fn num_checkers(&self) -> usize {
        self.sum.len()
    }

    /// The mean frame: for spikes, the spike-triggered average. Zeros without frames.
    ///
    /// # Shapes
    /// - returns `[checkers]`
    pub fn mean(&self) -> Vec<f64> {
        let weight = self.weight.max(1.0);
        self.sum.iter().map(|sum| sum / weight).collect()
    }

    /// Covariance of the checkers around the mean frame.
    ///
    /// ```text
    /// covariance = (moment - weight * mean mean^T) / (weight - 1)
    /// ```
    ///
    /// # Shapes
    /// - returns `[checkers, checkers]`
    pub fn covariance(&self) -> Vec<f64> {
        let size = self.num_checkers();
        let mean = self.mean();
        let degrees = (self.weight - 1.0).max(1.0);
        let mut covariance = self.moment.clone();
        for (row, own) in covariance.chunks_exact_mut(size).zip(&mean) {
            for (entry, other) in row.iter_mut().zip(&mean) {
                *entry = (*entry - self.weight * own * other) / degrees;
            }
        }
        covariance
    }
}
