//! A set of frames as its mean and its sums of products: all that the classical methods look at.

use crate::statistics::SecondMoment;

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
}

impl EnsembleBuilder {
    /// Of no frame yet.
    pub fn new(num_checkers: usize) -> Self {
        Self { weight: 0.0, sum: vec![0.0; num_checkers], moment: SecondMoment::new(num_checkers) }
    }

    /// Adds a frame that counts `weight` times.
    pub fn add(&mut self, frame: &[f32], weight: f32) {
        self.weight += f64::from(weight);
        for (sum, checker) in self.sum.iter_mut().zip(frame) {
            *sum += f64::from(weight) * f64::from(*checker);
        }
        self.moment.add(frame, weight);
    }

    /// The ensemble of all frames so far.
    pub fn finish(self) -> Ensemble {
        Ensemble { weight: self.weight, sum: self.sum, moment: self.moment.matrix() }
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
        let entry = |(index, moment): (usize, &f64)| {
            (moment - self.weight * mean[index / size] * mean[index % size]) / degrees
        };
        self.moment.iter().enumerate().map(entry).collect()
    }
}
