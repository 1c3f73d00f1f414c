//! The Adam optimizer on one row of numbers.

/// Moments of the gradient.
#[derive(Clone, Debug)]
pub(super) struct Adam {
    mean: Vec<f32>,
    square: Vec<f32>,
    /// `0.9^t` and `0.999^t`.
    decayed: [f64; 2],
}

const BETA: [f32; 2] = [0.9, 0.999];
const EPSILON: f32 = 1e-8;

impl Adam {
    pub(super) fn new(len: usize) -> Self {
        Self { mean: vec![0.0; len], square: vec![0.0; len], decayed: [1.0; 2] }
    }

    /// One update.
    ///
    /// ```text
    /// m = .9 m + .1 g,   v = .999 v + .001 g^2
    /// p = p - rate * (m / (1 - .9^t)) / (sqrt(v / (1 - .999^t)) + 1e-8)
    /// ```
    ///
    /// # Source
    /// Kingma and Ba (2015), ICLR.
    pub(super) fn update(&mut self, values: &mut [f32], gradient: &[f32], learning_rate: f32) {
        for (decayed, beta) in self.decayed.iter_mut().zip(BETA) {
            *decayed *= f64::from(beta);
        }
        let [mean_scale, square_scale] = self.decayed.map(|decayed| (1.0 / (1.0 - decayed)) as f32);
        let moments = self.mean.iter_mut().zip(&mut self.square);
        for ((value, gradient), (mean, square)) in values.iter_mut().zip(gradient).zip(moments) {
            *mean = BETA[0] * *mean + (1.0 - BETA[0]) * gradient;
            *square = BETA[1] * *square + (1.0 - BETA[1]) * gradient * gradient;
            let root = (*square * square_scale).sqrt() + EPSILON;
            *value -= learning_rate * (*mean * mean_scale) / root;
        }
    }
}
