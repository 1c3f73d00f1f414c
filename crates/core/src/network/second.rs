//! From a network on filtered frames to one on raw frames, and back.

use crate::network::{Channels, Parameters, Shape};

/// The network on raw frames that computes what a network on filtered frames does: each of its
/// space-time filters is one temporal filter times one spatial filter.
///
/// ```text
/// W[lag] = k[lag] w
/// ```
///
/// If `k` is not in the span of the channels' courses, its projection stands for it.
///
/// # Shapes
/// - `kernel`: `[NUM_LAGS]`, the temporal filter of the filtered frames
pub fn second_version(first: &Parameters, channels: &Channels, kernel: &[f32]) -> Parameters {
    let shape = Shape { channels: channels.len() as u32, ..first.shape };
    let weights = channels.along(kernel);
    let mut values = Vec::with_capacity(shape.num_parameters());
    for filter in 0..shape.num_filters() {
        for weight in &weights {
            values.extend(first.filter(filter).iter().map(|pixel| weight * pixel));
        }
    }
    values.extend_from_slice(&first.values[first.shape.filters().end..]);
    Parameters { shape, values }
}

impl Parameters {
    /// The network on filtered frames that a network on raw frames is for images shown with one
    /// course of time.
    ///
    /// # Shapes
    /// - `course`: `[NUM_LAGS]`, contrast; lag 0 is the last frame
    #[must_use]
    pub fn along(&self, channels: &Channels, course: &[f32]) -> Self {
        let shape = Shape { channels: 1, ..self.shape };
        let weights = channels.along(course);
        let mut values = vec![0.0; shape.filters().end];
        for (filter, sums) in values.chunks_exact_mut(shape.filter_len()).enumerate() {
            let maps = self.filter(filter).chunks_exact(self.shape.map_len());
            for (weight, map) in weights.iter().zip(maps) {
                for (sum, pixel) in sums.iter_mut().zip(map) {
                    *sum += weight * pixel;
                }
            }
        }
        values.extend_from_slice(&self.values[self.shape.filters().end..]);
        Self { shape, values }
    }
}
