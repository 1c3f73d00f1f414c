//! Frames of a stimulus, as small as they can be kept: one bit for each checker of two-valued noise, else a byte.
//!
//! In: elements of an array, frame by frame. Out: frames, their digest, and stretches of them that are shown again and again. What
//! the checkers of a frame are called (rows, columns) is left to [`recording`](crate::recording).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Words behind the last frame, so that blocks of words may reach beyond it.
pub(crate) const PADDING: usize = 4;

/// Shortest stretch of equal frames that counts as shown again, frames: by chance, single ones of a small field are equal.
const SHORTEST_REPEAT: usize = 10;

/// Frames of a stimulus, `[num_frames, num_checkers]`, in the order in which a file has the checkers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StimulusFrames {
    num_frames: usize,
    num_checkers: usize,
    store: FrameStore,
}

/// What frames are kept as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FrameStore {
    /// `[num_frames, num_checkers.div_ceil(64)]` and some zeros; bit 1 for the larger value, which means +1, and 0 for the smaller, -1.
    Bits(Vec<u64>),
    /// `[num_frames, num_checkers]`; 127 for the largest departure from the mean.
    Bytes(Vec<i8>),
}

impl StimulusFrames {
    /// Frames of zeros, which are filled by [`set`](Self::set).
    pub fn new(num_frames: usize, num_checkers: usize, is_two_valued: bool) -> Self {
        let store = if is_two_valued {
            FrameStore::Bits(vec![0; num_frames * num_checkers.div_ceil(64) + PADDING])
        } else {
            FrameStore::Bytes(vec![0; num_frames * num_checkers])
        };
        Self { num_frames, num_checkers, store }
    }

    /// Number of frames.
    pub fn num_frames(&self) -> usize {
        self.num_frames
    }

    /// Checkers of a frame.
    pub fn num_checkers(&self) -> usize {
        self.num_checkers
    }

    /// Whether each checker is one of two values.
    pub fn is_two_valued(&self) -> bool {
        matches!(self.store, FrameStore::Bits(_))
    }

    /// Bytes that they take.
    pub fn num_bytes(&self) -> usize {
        match &self.store {
            FrameStore::Bits(words) => words.len() * 8,
            FrameStore::Bytes(bytes) => bytes.len(),
        }
    }

    /// Sets a checker of frames that are still zeros: `contrast` is between -1 and 1.
    pub fn set(&mut self, frame: usize, checker: usize, contrast: f64) {
        let words = self.num_words();
        match &mut self.store {
            FrameStore::Bits(bits) => {
                bits[frame * words + checker / 64] |= u64::from(contrast > 0.0) << (checker % 64);
            }
            FrameStore::Bytes(bytes) => {
                bytes[frame * self.num_checkers + checker] = (127.0 * contrast).round() as i8;
            }
        }
    }

    /// Contrast of a checker, between -1 and 1.
    pub fn contrast(&self, frame: usize, checker: usize) -> f32 {
        match &self.store {
            FrameStore::Bits(words) => {
                let word = words[frame * self.num_words() + checker / 64];
                if word >> (checker % 64) & 1 == 1 { 1.0 } else { -1.0 }
            }
            FrameStore::Bytes(bytes) => {
                f32::from(bytes[frame * self.num_checkers + checker]) / 127.0
            }
        }
    }

    /// Words of a frame of two-valued noise.
    pub(crate) fn num_words(&self) -> usize {
        self.num_checkers.div_ceil(64)
    }

    pub(crate) fn store(&self) -> &FrameStore {
        &self.store
    }

    /// A number that differs for different frames, almost surely.
    fn digest_of(&self, frame: usize) -> u64 {
        match &self.store {
            FrameStore::Bits(words) => {
                let num = self.num_words();
                digest(words[frame * num..][..num].iter().copied())
            }
            FrameStore::Bytes(bytes) => {
                let num = self.num_checkers;
                digest(bytes[frame * num..][..num].iter().map(|byte| *byte as u64))
            }
        }
    }

    /// A number that differs for different stimuli, almost surely.
    pub fn digest(&self) -> u64 {
        digest((0..self.num_frames).map(|frame| self.digest_of(frame)))
    }

    /// Stretches of frames that are shown at least twice, found by comparing the digests of frames; and how many frames are equal
    /// to the one before.
    pub fn repeats(&self) -> (Vec<FrozenBlock>, usize) {
        let mut first: BTreeMap<u64, usize> = BTreeMap::new();
        let originals: Vec<usize> = (0..self.num_frames)
            .map(|frame| *first.entry(self.digest_of(frame)).or_insert(frame))
            .collect();
        let num_held = originals.windows(2).filter(|pair| pair[0] == pair[1]).count();
        let mut found: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        let mut frame = 0;
        while frame < originals.len() {
            let original = originals[frame];
            if original == frame {
                frame += 1;
                continue;
            }
            let pairs = originals[frame..].iter().zip(&originals[original..frame]);
            // Where it begins anew, another repeat begins.
            let mut latest = original;
            let is_same = |(again, first): &(&usize, &usize)| {
                let is_ahead = **again >= latest;
                latest = **again;
                again == first && is_ahead
            };
            let len = pairs.take_while(is_same).count().max(1);
            if len >= SHORTEST_REPEAT {
                found.entry((original, len)).or_default().push(frame);
            }
            frame += len;
        }
        let block = |((original, len), mut starts): ((usize, usize), Vec<usize>)| {
            starts.insert(0, original);
            FrozenBlock { len, starts }
        };
        (found.into_iter().map(block).collect(), num_held)
    }
}

/// A stretch of frames that is shown at least twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenBlock {
    /// Frames of it.
    pub len: usize,
    /// The first frame of each time that it is shown, ascending.
    pub starts: Vec<usize>,
}

/// FNV-1a by whole words.
pub(crate) fn digest(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0xcbf2_9ce4_8422_2325, |digest, word| {
        let mixed = (digest ^ word).wrapping_mul(0x0100_0000_01b3);
        mixed ^ mixed >> 29
    })
}
