//! The same frames shown again and again.

use crate::statistics;

/// Spikes to repeated test frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeats {
    num_frames: usize,
    counts: Vec<u16>,
}

impl Repeats {
    /// # Shapes
    /// - `counts`: `[num_repeats * num_frames]`, spikes, one repeat after the other
    ///
    /// # Panics
    /// Unless there is a whole number of repeats.
    pub fn new(num_frames: usize, counts: Vec<u16>) -> Self {
        assert!(counts.len().is_multiple_of(num_frames), "repeats are all of the same length");
        Self { num_frames, counts }
    }

    /// Frames of a repeat.
    pub fn num_frames(&self) -> usize {
        self.num_frames
    }

    /// How often they were shown.
    pub fn num_repeats(&self) -> usize {
        self.counts.len() / self.num_frames
    }

    /// Spikes of all repeats, `[num_repeats * num_frames]`.
    pub fn counts(&self) -> &[u16] {
        &self.counts
    }

    /// Spikes at each frame, summed over the repeats, `[num_frames]`.
    pub fn summed(&self) -> Vec<u16> {
        let mut sums = vec![0; self.num_frames];
        for repeat in self.counts.chunks_exact(self.num_frames) {
            sums.iter_mut().zip(repeat).for_each(|(sum, count): (&mut u16, _)| {
                *sum = sum.saturating_add(*count);
            });
        }
        sums
    }

    /// Peristimulus time histogram: mean spikes at each frame, `[num_frames]`.
    pub fn psth(&self) -> Vec<f32> {
        let num_repeats = self.num_repeats() as f32;
        self.summed().into_iter().map(|sum| f32::from(sum) / num_repeats).collect()
    }

    /// Correlation of the histograms of every second repeat and of the others.
    pub fn split_half(&self) -> f64 {
        statistics::split_half(&self.counts, self.num_frames)
    }
}
