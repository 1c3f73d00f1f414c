//! The three splits.

use crate::{
    cell::{HiddenCell, TemporalFilter},
    config::NUM_LAGS,
    dataset::{Frames, PictureTest, RawFrames, Repeats, TestMovie},
    statistics::{self, RankOne, reliability},
    units::FrameRate,
};

/// Frames and what the cell did at each of them.
///
/// # Shapes
/// - `counts`: `[num_frames]`, spikes; summed over the repeats where frames are repeated
/// - `rates`: `[num_frames]`, spikes expected by the cell itself
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// Temporally filtered frames.
    pub frames: Frames,
    /// Spikes at each frame.
    pub counts: Vec<u16>,
    /// Spikes expected at each frame: the truth that no network sees.
    pub rates: Vec<f32>,
    /// The frames before filtering, if a network is to learn from them (Version II).
    pub raw: Option<RawFrames>,
}

impl Split {
    /// Number of frames.
    pub fn num_frames(&self) -> usize {
        self.counts.len()
    }

    /// Spikes in all frames together.
    pub fn num_spikes(&self) -> u64 {
        self.counts.iter().map(|&count| u64::from(count)).sum()
    }

    /// Mean spikes a frame.
    pub fn mean_count(&self) -> f64 {
        self.num_spikes() as f64 / self.num_frames() as f64
    }

    /// Correlation between the cell's own rate and its spikes: no prediction of the rate can do
    /// better on these frames, except by chance.
    pub fn ceiling(&self) -> f64 {
        statistics::correlation(&self.rates, &self.counts)
    }
}

/// A cell with everything that was shown to it.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// The hidden cell; none where nobody knows it.
    pub cell: Option<HiddenCell>,
    /// Frames that networks learn from.
    pub training: Split,
    /// Frames that choose among restarts.
    pub validation: Split,
    /// Frames that only report.
    pub test: Split,
    /// Frames shown in a second.
    pub frame_rate: FrameRate,
    /// Side of a checker on the retina, micrometers; nothing if a recording does not say it.
    pub checker_um: Option<f32>,
    /// Spikes to each repeat of the test frames, of a cell that stands for a recording or is one.
    pub repeats: Option<Repeats>,
    /// The test frames of a real cell, which nobody can draw anew.
    pub test_movie: Option<TestMovie>,
    /// Pictures that a real cell was shown, if there are some.
    pub pictures: Option<PictureTest>,
    /// Spike-triggered average of the raw training frames, `[NUM_LAGS, checkers]`, contrast.
    pub sta: Vec<f32>,
    /// Its first singular pair: temporal filter and spatial receptive field.
    pub receptive_field: RankOne,
    /// The filter that the frames were seen through.
    pub input_filter: TemporalFilter,
}

impl Dataset {
    /// The correlation with the spikes of the test frames that a perfect prediction would reach: by the cell's own rate, where that is
    /// known, else by how far repeats agree; nothing if neither says it.
    pub fn ceiling(&self) -> Option<f64> {
        if self.cell.is_some() {
            return Some(self.test.ceiling());
        }
        let repeats = self.repeats.as_ref()?;
        reliability(repeats.counts(), &repeats.psth()).ceiling
    }

    /// The average frame `lag` frames before a spike, contrast.
    pub fn sta_at(&self, lag: usize) -> &[f32] {
        let checkers = self.sta.len() / NUM_LAGS;
        &self.sta[lag * checkers..(lag + 1) * checkers]
    }
}
