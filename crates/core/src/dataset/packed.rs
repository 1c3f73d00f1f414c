//! Frames that are filtered each time they are read.

use crate::{
    cell::TemporalFilter,
    config::NUM_LAGS,
    dataset::{
        RawFrames,
        filter_tables::{FilterTables, WORD},
        spoil::Spoiling,
    },
    stimulus::{FrameStore, StimulusFrames},
};

/// Raw frames, the temporal filter that they are seen through, and what is spoiled behind it.
#[derive(Clone, Debug)]
pub(super) struct PackedFrames {
    raw: RawFrames,
    kernel: TemporalFilter,
    tables: Box<FilterTables>,
    spoiling: Option<Spoiling>,
}

impl PackedFrames {
    pub(super) fn new(raw: RawFrames, kernel: &TemporalFilter, spoiling: Option<Spoiling>) -> Self {
        let tables = Box::new(FilterTables::new(kernel));
        Self { raw, kernel: *kernel, tables, spoiling }
    }

    pub(super) fn num_checkers(&self) -> usize {
        self.raw.store().num_checkers()
    }

    /// Writes a row as a network sees it.
    pub(super) fn read(&self, row: usize, filtered: &mut [f32]) {
        let (frames, frame) = (self.raw.store(), self.raw.frame(row));
        match frames.store() {
            FrameStore::Bits(words) => {
                let num_words = frames.num_words();
                let window = &words[(frame + 1 - NUM_LAGS) * num_words..][..NUM_LAGS * num_words];
                for (word, filtered) in filtered.chunks_mut(WORD).enumerate() {
                    let lags =
                        core::array::from_fn(|lag| window[(NUM_LAGS - 1 - lag) * num_words + word]);
                    self.tables.filter(&lags, filtered);
                }
            }
            FrameStore::Bytes(_) | FrameStore::Numbers(_) => self.filter(frames, frame, filtered),
        }
        if let Some(spoiling) = &self.spoiling {
            spoiling.spoil(row, filtered);
        }
    }

    /// Filters frames that are not two-valued.
    fn filter(&self, frames: &StimulusFrames, frame: usize, filtered: &mut [f32]) {
        let mut raw = vec![0.0; filtered.len()];
        filtered.fill(0.0);
        for (lag, weight) in self.kernel.iter().enumerate() {
            frames.read(frame - lag, &mut raw);
            for (sum, checker) in filtered.iter_mut().zip(&raw) {
                *sum += weight * checker;
            }
        }
    }
}
