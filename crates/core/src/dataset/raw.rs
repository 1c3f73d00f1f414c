//! Frames as they were shown, for networks that learn the temporal filter too.

use std::collections::TryReserveError;

use crate::{
    config::{NUM_LAGS, Noise},
    dataset::rows::Rows,
};

/// Raw frames with the history of the first: one bit for each checker of binary noise.
///
/// Row `t` of a split stands behind `NUM_LAGS - 1` frames of history, so that every window of lags
/// is there once, however many windows it is part of.
#[derive(Clone, Debug, PartialEq)]
pub struct RawFrames {
    store: Store,
    num_checkers: usize,
    rows: Rows,
}

#[derive(Clone, Debug, PartialEq)]
enum Store {
    /// `[NUM_LAGS - 1 + num_frames, words]`, bit 1 for +1 and bit 0 for -1.
    Bits(Vec<u64>),
    /// `[NUM_LAGS - 1 + num_frames, checkers]`.
    Numbers(Vec<f32>),
}

const BITS: usize = u64::BITS as usize;
const HALF: usize = BITS / 2;

/// Each bit of half a word: four are looked at in one instruction, where four different shifts are
/// four instructions.
const MASKS: [u32; HALF] = {
    let mut masks = [1; HALF];
    let mut place = 1;
    while place < HALF {
        masks[place] = masks[place - 1] << 1;
        place += 1;
    }
    masks
};

impl RawFrames {
    /// Before the first frame of history.
    pub fn new(noise: Noise, num_checkers: usize) -> Self {
        let store = match noise {
            Noise::Binary => Store::Bits(Vec::new()),
            Noise::Gaussian => Store::Numbers(Vec::new()),
        };
        Self { store, num_checkers, rows: Rows::ALL }
    }

    /// The same for a split of which only some frames are rows.
    #[must_use]
    pub(super) fn with_rows(self, rows: Rows) -> Self {
        Self { rows, ..self }
    }

    /// Takes the memory for so many frames and their history.
    ///
    /// # Errors
    /// If there is not enough.
    pub fn reserve(&mut self, num_frames: usize) -> Result<(), TryReserveError> {
        let num_frames = num_frames.saturating_add(NUM_LAGS - 1);
        match &mut self.store {
            Store::Bits(words) => {
                words.try_reserve_exact(num_frames.saturating_mul(self.num_checkers.div_ceil(BITS)))
            }
            Store::Numbers(numbers) => {
                numbers.try_reserve_exact(num_frames.saturating_mul(self.num_checkers))
            }
        }
    }

    /// Adds the next frame: first the history, oldest first, then all that were shown.
    pub fn push(&mut self, frame: &[f32]) {
        match &mut self.store {
            Store::Bits(words) => words.extend(frame.chunks(BITS).map(|checkers| {
                let bit = |(place, checker): (usize, &f32)| u64::from(*checker > 0.0) << place;
                checkers.iter().enumerate().map(bit).fold(0, |word, bit| word | bit)
            })),
            Store::Numbers(numbers) => numbers.extend_from_slice(frame),
        }
    }

    /// Whether there is no frame yet, not even history.
    pub fn is_empty(&self) -> bool {
        match &self.store {
            Store::Bits(words) => words.is_empty(),
            Store::Numbers(numbers) => numbers.is_empty(),
        }
    }

    /// Writes the frame shown `lag` frames before row `row`, contrast.
    ///
    /// # Shapes
    /// - `lag`: below `NUM_LAGS`; 0 is the frame of the row itself
    /// - `frame`: `[checkers]`
    pub fn read(&self, row: usize, lag: usize, frame: &mut [f32]) {
        let at = self.rows.frame(row) + NUM_LAGS - 1 - lag;
        match &self.store {
            Store::Bits(words) => {
                let len = self.num_checkers.div_ceil(BITS);
                let words = &words[at * len..][..len];
                for (checkers, word) in frame.chunks_mut(BITS).zip(words) {
                    let (low, high) = checkers.split_at_mut(HALF.min(checkers.len()));
                    unpack(low, *word as u32);
                    unpack(high, (word >> HALF) as u32);
                }
            }
            Store::Numbers(numbers) => {
                frame.copy_from_slice(&numbers[at * self.num_checkers..][..self.num_checkers]);
            }
        }
    }
}

/// One checker for each bit, the lowest first.
#[inline(never)]
fn unpack(checkers: &mut [f32], bits: u32) {
    for (checker, mask) in checkers.iter_mut().zip(&MASKS) {
        *checker = if bits & mask == 0 { -1.0 } else { 1.0 };
    }
}
