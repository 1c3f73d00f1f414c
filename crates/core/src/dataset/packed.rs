//! Frames that are filtered each time they are read.

use crate::{
    cell::TemporalFilter,
    config::NUM_LAGS,
    dataset::{
        RawFrames,
        filter_tables::{FilterBits, FilterTables},
        spoil::KeptNoise,
    },
    stimulus::{FrameStore, StimulusFrames},
    vectors::VectorWidth,
};

/// Raw frames, the temporal filter that they are seen through, and what is spoiled behind it.
#[derive(Clone, Debug)]
pub(super) struct PackedFrames {
    raw: RawFrames,
    tables: Box<FilterTables>,
    noise: Option<KeptNoise>,
    width: VectorWidth,
}

impl PackedFrames {
    pub(super) fn new(raw: RawFrames, kernel: &TemporalFilter, noise: Option<KeptNoise>) -> Self {
        let tables = Box::new(FilterTables::new(kernel));
        Self { raw, tables, noise, width: VectorWidth::widest() }
    }

    pub(super) fn num_checkers(&self) -> usize {
        self.raw.store().num_checkers()
    }

    /// Reads a word of each cache line behind some rows, so that all lines are on their way at once.
    pub(super) fn touch(&self, rows: &[u32]) {
        const LINE: usize = 64 / size_of::<u64>();
        let FrameStore::Bits(words) = self.raw.store().store() else { return };
        let num_words = self.raw.store().num_words();
        let window = |row: &u32| {
            let frame = self.raw.frame(*row as usize);
            &words[(frame + 1 - NUM_LAGS) * num_words..][..NUM_LAGS * num_words]
        };
        let lines = rows.iter().flat_map(|row| window(row).iter().step_by(LINE));
        core::hint::black_box(lines.fold(0, |bits, word| bits | word));
    }

    /// Writes a row as a network sees it.
    pub(super) fn read(&self, row: usize, filtered: &mut [f32]) {
        if let Some(image) = self.noise.as_ref().and_then(|noise| noise.image(row)) {
            filtered.copy_from_slice(image);
            return;
        }
        let (frames, frame) = (self.raw.store(), self.raw.frame(row));
        match frames.store() {
            FrameStore::Bits(words) => {
                let num_words = frames.num_words();
                let window = &words[(frame + 1 - NUM_LAGS) * num_words..][..NUM_LAGS * num_words];
                self.width.run(FilterBits { tables: &self.tables, window, filtered });
            }
            FrameStore::Bytes(_) | FrameStore::Numbers(_) => self.filter(frames, frame, filtered),
        }
        if let Some(noise) = &self.noise {
            noise.shuffle(row, filtered);
        }
    }

    /// Filters frames that are not two-valued.
    fn filter(&self, frames: &StimulusFrames, frame: usize, filtered: &mut [f32]) {
        let mut raw = vec![0.0; filtered.len()];
        filtered.fill(0.0);
        for (lag, weight) in self.tables.kernel.iter().enumerate() {
            frames.read(frame - lag, &mut raw);
            for (sum, checker) in filtered.iter_mut().zip(&raw) {
                *sum += weight * checker;
            }
        }
    }
}
