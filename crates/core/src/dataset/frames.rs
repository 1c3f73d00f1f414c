//! Frames as a network sees them: kept, or filtered each time they are read.

use core::ops::Range;

use crate::{
    cell::TemporalFilter,
    dataset::{
        RawFrames,
        packed::PackedFrames,
        split_builder::MAX_KEPT_BYTES,
        spoil::{KeptNoise, Spoiling},
    },
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
        noise: Option<KeptNoise>,
    ) -> Self {
        let packed = PackedFrames::new(raw, kernel, noise);
        Self { num_checkers: packed.num_checkers(), source: FrameSource::Packed(packed) }
    }

    /// Whether so many frames stay packed.
    pub(super) fn are_many(num_rows: usize, num_checkers: usize) -> bool {
        num_rows * num_checkers * size_of::<f32>() > MAX_KEPT_BYTES
    }

    /// The first rows of raw frames: kept filtered, and spoiled by what is drawn now, if they are few.
    pub(super) fn seen_through(
        (raw, num_rows): (RawFrames, usize),
        kernel: &TemporalFilter,
        (spoiling, noise): (Option<Spoiling>, Option<KeptNoise>),
    ) -> Self {
        let packed = Self::spoiled(raw, kernel, noise);
        let num_checkers = packed.num_checkers;
        if Self::are_many(num_rows, num_checkers) {
            return packed;
        }
        let mut frames = vec![0.0; num_rows * num_checkers];
        let mut buffer = Vec::new();
        for (row, frame) in frames.chunks_exact_mut(num_checkers).enumerate() {
            frame.copy_from_slice(packed.block(row..row + 1, &mut buffer));
            if let Some(spoiling) = spoiling {
                spoiling.spoil(row, frame);
            }
        }
        Self::kept(num_checkers, frames)
    }

    /// Checkers of a frame.
    pub fn num_checkers(&self) -> usize {
        self.num_checkers
    }

    /// Whether they are filtered whenever they are read.
    pub fn is_packed(&self) -> bool {
        matches!(self.source, FrameSource::Packed(_))
    }

    /// Says which rows are read next: those of a batch lie far apart, and the memory takes its time.
    pub fn touch(&self, rows: &[u32]) {
        if let FrameSource::Packed(packed) = &self.source {
            packed.touch(rows);
        }
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
