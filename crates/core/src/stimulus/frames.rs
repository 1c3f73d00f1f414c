//! Frames of a stimulus, as small as they can be kept: one bit for each checker of two-valued noise, else a byte or a number.
//!
//! In: contrasts, checker by checker or frame by frame. Out: frames, their digest, and stretches of them that are shown again and
//! again. What the checkers of a frame are called (rows, columns) is left to who asks.

use std::collections::{BTreeMap, TryReserveError};

use serde::{Deserialize, Serialize};

use crate::{
    config::Noise,
    stimulus::{
        bits::{pack_word, unpack_word},
        one_piece::in_one_piece,
    },
};

/// Words behind the last frame, so that blocks of words may reach beyond it.
const PADDING: usize = 4;
const PADDING_WORDS: [u64; PADDING] = [0; PADDING];

/// Shortest stretch of equal frames that counts as shown again, frames: by chance, single ones of a small field are equal.
const SHORTEST_REPEAT: usize = 10;

const BITS: usize = u64::BITS as usize;

/// Frames of a stimulus, `[num_frames, num_checkers]`, in one order of checkers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StimulusFrames {
    num_frames: usize,
    num_checkers: usize,
    store: FrameStore,
}

/// What frames are kept as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FrameStore {
    /// `[num_frames, num_checkers.div_ceil(64)]` and four zeros; bit 1 for the larger value, which means +1, and 0 for the smaller, -1.
    Bits(#[serde(deserialize_with = "in_one_piece")] Vec<u64>),
    /// `[num_frames, num_checkers]`; 127 for the largest departure from the mean.
    Bytes(#[serde(deserialize_with = "in_one_piece")] Vec<i8>),
    /// `[num_frames, num_checkers]`, contrast.
    Numbers(#[serde(deserialize_with = "in_one_piece")] Vec<f32>),
}

impl StimulusFrames {
    /// Frames of zeros, which are filled by [`set`](Self::set).
    pub fn new(num_frames: usize, num_checkers: usize, is_two_valued: bool) -> Self {
        let store = if is_two_valued {
            FrameStore::Bits(vec![0; num_frames * num_checkers.div_ceil(BITS) + PADDING])
        } else {
            FrameStore::Bytes(vec![0; num_frames * num_checkers])
        };
        Self { num_frames, num_checkers, store }
    }

    /// Before the first frame of white noise, for [`push`](Self::push).
    pub fn empty(noise: Noise, num_checkers: usize) -> Self {
        let store = match noise {
            Noise::Binary => FrameStore::Bits(PADDING_WORDS.to_vec()),
            Noise::Gaussian => FrameStore::Numbers(Vec::new()),
        };
        Self { num_frames: 0, num_checkers, store }
    }

    /// Before the first frame of what is kept as other frames are.
    #[must_use]
    pub fn like(other: &Self) -> Self {
        let store = match &other.store {
            FrameStore::Bits(_) => FrameStore::Bits(PADDING_WORDS.to_vec()),
            FrameStore::Bytes(_) => FrameStore::Bytes(Vec::new()),
            FrameStore::Numbers(_) => FrameStore::Numbers(Vec::new()),
        };
        Self { num_frames: 0, num_checkers: other.num_checkers, store }
    }

    /// Takes the memory for so many more frames.
    ///
    /// # Errors
    /// If there is not enough.
    pub fn reserve(&mut self, num_frames: usize) -> Result<(), TryReserveError> {
        let num_words = num_frames.saturating_mul(self.num_words());
        let num_elements = num_frames.saturating_mul(self.num_checkers);
        match &mut self.store {
            FrameStore::Bits(words) => words.try_reserve_exact(num_words),
            FrameStore::Bytes(bytes) => bytes.try_reserve_exact(num_elements),
            FrameStore::Numbers(numbers) => numbers.try_reserve_exact(num_elements),
        }
    }

    /// Adds a frame: contrast of each checker; of what is kept in bits, its sign.
    pub fn push(&mut self, frame: &[f32]) {
        self.num_frames += 1;
        match &mut self.store {
            FrameStore::Bits(words) => {
                words.truncate(words.len() - PADDING);
                words.extend(frame.chunks(BITS).map(pack_word));
                words.extend(PADDING_WORDS);
            }
            FrameStore::Bytes(bytes) => {
                bytes.extend(frame.iter().map(|contrast| (127.0 * contrast).round() as i8));
            }
            FrameStore::Numbers(numbers) => numbers.extend_from_slice(frame),
        }
    }

    /// Adds a frame of two-valued noise as it is kept: a bit for each checker, the first one lowest.
    ///
    /// # Panics
    /// Unless frames are kept in bits, and these are [`num_words`](Self::num_words).
    pub fn push_words(&mut self, frame: &[u64]) {
        assert_eq!(frame.len(), self.num_words(), "the words of a frame");
        let FrameStore::Bits(words) = &mut self.store else { panic!("frames are kept in bits") };
        self.num_frames += 1;
        words.truncate(words.len() - PADDING);
        words.extend(frame);
        words.extend(PADDING_WORDS);
    }

    /// All frames as bytes, one after the other: their words or numbers, each from its lowest byte on.
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.store {
            FrameStore::Bits(words) => {
                let words = &words[..self.num_frames * self.num_words()];
                words.iter().flat_map(|word| word.to_le_bytes()).collect()
            }
            FrameStore::Bytes(bytes) => bytes.iter().map(|byte| byte.cast_unsigned()).collect(),
            FrameStore::Numbers(numbers) => {
                numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
            }
        }
    }

    /// Adds frames as [`to_bytes`](Self::to_bytes) gives them; what is left of a last one that isn't whole goes for nothing.
    pub fn push_bytes(&mut self, bytes: &[u8]) {
        let num_words = self.num_words();
        let num = match &mut self.store {
            FrameStore::Bits(words) => {
                let num = bytes.len() / (8 * num_words).max(1);
                words.truncate(words.len() - PADDING);
                let (new, _) = bytes[..8 * num * num_words].as_chunks();
                words.extend(new.iter().map(|word| u64::from_le_bytes(*word)));
                words.extend(PADDING_WORDS);
                num
            }
            FrameStore::Bytes(all) => {
                let num = bytes.len() / self.num_checkers.max(1);
                let new = &bytes[..num * self.num_checkers];
                all.extend(new.iter().map(|byte| byte.cast_signed()));
                num
            }
            FrameStore::Numbers(all) => {
                let num = bytes.len() / (4 * self.num_checkers).max(1);
                let (new, _) = bytes[..4 * num * self.num_checkers].as_chunks();
                all.extend(new.iter().map(|number| f32::from_le_bytes(*number)));
                num
            }
        };
        self.num_frames += num;
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
            FrameStore::Numbers(numbers) => numbers.len() * 4,
        }
    }

    /// Sets a checker of frames that are still zeros: `contrast` is between -1 and 1.
    pub fn set(&mut self, frame: usize, checker: usize, contrast: f64) {
        let words = self.num_words();
        let at = frame * self.num_checkers + checker;
        match &mut self.store {
            FrameStore::Bits(bits) => {
                bits[frame * words + checker / BITS] |=
                    u64::from(contrast > 0.0) << (checker % BITS);
            }
            FrameStore::Bytes(bytes) => bytes[at] = (127.0 * contrast).round() as i8,
            FrameStore::Numbers(numbers) => numbers[at] = contrast as f32,
        }
    }

    /// Contrast of a checker, between -1 and 1 but for Gaussian noise.
    pub fn contrast(&self, frame: usize, checker: usize) -> f32 {
        let at = frame * self.num_checkers + checker;
        match &self.store {
            FrameStore::Bits(words) => {
                let word = words[frame * self.num_words() + checker / BITS];
                if word >> (checker % BITS) & 1 == 1 { 1.0 } else { -1.0 }
            }
            FrameStore::Bytes(bytes) => f32::from(bytes[at]) / 127.0,
            FrameStore::Numbers(numbers) => numbers[at],
        }
    }

    /// Writes a frame, contrast.
    ///
    /// # Shapes
    /// - `contrasts`: `[num_checkers]`
    pub fn read(&self, frame: usize, contrasts: &mut [f32]) {
        let at = frame * self.num_checkers;
        match &self.store {
            FrameStore::Bits(words) => {
                let len = self.num_words();
                let words = &words[frame * len..][..len];
                for (checkers, word) in contrasts.chunks_mut(BITS).zip(words) {
                    unpack_word(checkers, *word);
                }
            }
            FrameStore::Bytes(bytes) => {
                let bytes = &bytes[at..][..self.num_checkers];
                for (contrast, byte) in contrasts.iter_mut().zip(bytes) {
                    *contrast = f32::from(*byte) / 127.0;
                }
            }
            FrameStore::Numbers(numbers) => {
                contrasts.copy_from_slice(&numbers[at..][..self.num_checkers]);
            }
        }
    }

    /// The first frames alone; all of them if there are no more.
    #[must_use]
    pub fn first(&self, num_frames: usize) -> Self {
        let num_frames = num_frames.min(self.num_frames);
        let num = num_frames * self.num_checkers;
        let store = match &self.store {
            FrameStore::Bits(words) => {
                let words = &words[..num_frames * self.num_words()];
                FrameStore::Bits(words.iter().copied().chain(PADDING_WORDS).collect())
            }
            FrameStore::Bytes(bytes) => FrameStore::Bytes(bytes[..num].to_vec()),
            FrameStore::Numbers(numbers) => FrameStore::Numbers(numbers[..num].to_vec()),
        };
        Self { num_frames, num_checkers: self.num_checkers, store }
    }

    /// The same frames with some of their checkers only.
    ///
    /// # Shapes
    /// - `checkers`: indices, each below `num_checkers`
    #[must_use]
    pub fn of_checkers(&self, checkers: &[usize]) -> Self {
        let (num_frames, len) = (self.num_frames, self.num_words());
        let mut some = Self::new(num_frames, checkers.len(), self.is_two_valued());
        let num_words = some.num_words();
        match (&mut some.store, &self.store) {
            (FrameStore::Bits(some), FrameStore::Bits(all)) => {
                let frames = some.chunks_exact_mut(num_words).zip(all.chunks_exact(len));
                for (some, all) in frames.take(num_frames) {
                    for (at, checker) in checkers.iter().enumerate() {
                        let bit = all[checker / BITS] >> (checker % BITS) & 1;
                        some[at / BITS] |= bit << (at % BITS);
                    }
                }
            }
            (_, FrameStore::Bytes(all)) => {
                some.store = FrameStore::Bytes(picked(all, self.num_checkers, checkers));
            }
            (_, FrameStore::Numbers(all)) => {
                some.store = FrameStore::Numbers(picked(all, self.num_checkers, checkers));
            }
            (_, FrameStore::Bits(_)) => {}
        }
        some
    }

    /// Words of a frame of two-valued noise.
    pub fn num_words(&self) -> usize {
        self.num_checkers.div_ceil(BITS)
    }

    /// What they are kept as.
    pub fn store(&self) -> &FrameStore {
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
            FrameStore::Numbers(numbers) => {
                let num = self.num_checkers;
                digest(
                    numbers[frame * num..][..num].iter().map(|number| u64::from(number.to_bits())),
                )
            }
        }
    }

    /// A number that differs for different stimuli, almost surely.
    pub fn digest(&self) -> u64 {
        digest((0..self.num_frames).map(|frame| self.digest_of(frame)))
    }

    /// Whether other frames are a stretch of these, as far as digests of frames tell.
    pub fn contains(&self, other: &Self) -> bool {
        let of = |frames: &Self| -> Vec<u64> {
            (0..frames.num_frames).map(|frame| frames.digest_of(frame)).collect()
        };
        let stretch = of(other);
        !stretch.is_empty() && of(self).windows(stretch.len()).any(|frames| *frames == stretch)
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
pub fn digest(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0xcbf2_9ce4_8422_2325, |digest, word| {
        let mixed = (digest ^ word).wrapping_mul(0x0100_0000_01b3);
        mixed ^ mixed >> 29
    })
}

/// Some elements of each frame.
fn picked<T: Copy>(all: &[T], num_checkers: usize, checkers: &[usize]) -> Vec<T> {
    let frames = all.chunks_exact(num_checkers);
    frames.flat_map(|frame| checkers.iter().map(|checker| frame[*checker])).collect()
}
