//! Frames as a network sees them: kept, or filtered each time they are read.

use core::ops::Range;

use crate::{
    cell::TemporalFilter,
    dataset::{RawFrames, packed::PackedFrames, split_builder::MAX_KEPT_BYTES, spoil::Spoiling},
};

/// Temporally filtered frames of a split.
///
/// Small data sets are read again and again by small networks and are kept as floats; of large ones only the raw frames are there,
/// 32 times as small if they are two-valued. Both give the same bits.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    num_checkers: usize,
    source: FrameSource,
}

#[derive(Clone, Debug)]
enum FrameSource {
    /// `[num_frames, num_checkers]`.
    Kept(Vec<f32>),
    Packed(PackedFrames),
}

impl Default for FrameSource {
    fn default() -> Self {
        Self::Kept(Vec::new())
    }
}

impl Frames {
    /// Frames that are filtered already.
    ///
    /// # Shapes
    /// - `frames`: `[num_frames, num_checkers]`, contrast
    pub fn kept(num_checkers: usize, frames: Vec<f32>) -> Self {
        Self { num_checkers, source: FrameSource::Kept(frames) }
    }

    /// Frames that are filtered when they are read.
    pub fn packed(raw: RawFrames, kernel: &TemporalFilter) -> Self {
        Self::spoiled(raw, kernel, None)
    }

    /// The same with noise behind the filter.
    pub(super) fn spoiled(
        raw: RawFrames,
        kernel: &TemporalFilter,
        spoiling: Option<Spoiling>,
    ) -> Self {
        let packed = PackedFrames::new(raw, kernel, spoiling);
        Self { num_checkers: packed.num_checkers(), source: FrameSource::Packed(packed) }
    }

    /// The first rows of raw frames, kept filtered if they are few.
    pub(super) fn seen_through(
        (raw, num_rows): (RawFrames, usize),
        kernel: &TemporalFilter,
        spoiling: Option<Spoiling>,
    ) -> Self {
        let packed = Self::spoiled(raw, kernel, spoiling);
        if num_rows * packed.num_checkers * size_of::<f32>() > MAX_KEPT_BYTES {
            return packed;
        }
        let mut frames = Vec::new();
        packed.block(0..num_rows, &mut frames);
        Self::kept(packed.num_checkers, frames)
    }

    /// Checkers of a frame.
    pub fn num_checkers(&self) -> usize {
        self.num_checkers
    }

    /// Some rows, one after the other: those that are kept, or written into `buffer`.
    ///
    /// # Shapes
    /// - returns `[rows, num_checkers]`, temporally filtered contrast
    pub fn block<'a>(&'a self, rows: Range<usize>, buffer: &'a mut Vec<f32>) -> &'a [f32] {
        let (start, len) = (rows.start * self.num_checkers, rows.len() * self.num_checkers);
        match &self.source {
            FrameSource::Kept(frames) => &frames[start..][..len],
            FrameSource::Packed(packed) => {
                buffer.resize(len, 0.0);
                for (row, frame) in rows.zip(buffer.chunks_exact_mut(self.num_checkers)) {
                    packed.read(row, frame);
                }
                buffer
            }
        }
    }
}
