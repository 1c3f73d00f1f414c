//! The generators of `NumPy` and MATLAB: the Mersenne twister and PCG64.
//!
//! Their words come from `rand_mt` and `rand_pcg`. What is made of the words stands here: which bit of which word becomes a checker
//! depends on the type that was asked for, and small types use a word for several checkers, whose rest is thrown away with the call.

use rand_core::Rng as _;
use rand_mt::Mt;
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

use crate::seeded::draws::{DrawsBits, Uniform};

/// A type of whole numbers, as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntegerType {
    /// `bool`: 32 of a word.
    Bool,
    /// `int8`, `uint8`: four of a word.
    Bits8,
    /// `int16`, `uint16`: two of a word.
    Bits16,
    /// `int32`, `int64` and what is asked for without a type.
    Wide,
}

impl IntegerType {
    /// Bits of a word for each number.
    fn width(self) -> u32 {
        match self {
            Self::Bool => 1,
            Self::Bits8 => 8,
            Self::Bits16 => 16,
            Self::Wide => 32,
        }
    }
}

/// Words of 32 bits, and fractions of 53.
pub(crate) trait Words {
    /// The next word.
    fn word(&mut self) -> u32;

    /// Leaves out words.
    fn skip_words(&mut self, num: u64);

    /// The next number between 0 and 1, times 2^53.
    fn fraction(&mut self) -> u64;

    /// Leaves out such numbers.
    fn skip_fractions(&mut self, num: u64);
}

/// The Mersenne twister.
#[derive(Clone, Debug)]
pub(crate) struct Twister(Mt);

impl Twister {
    /// As `numpy.random.RandomState(seed)` begins.
    pub(crate) fn new(seed: u32) -> Self {
        Self(Mt::new(seed))
    }

    /// As MATLAB's `RandStream('mt19937ar', 'Seed', seed)` begins, where 0 is the seed that the twister has without one.
    pub(crate) fn of_matlab(seed: u32) -> Self {
        Self(if seed == 0 { Mt::new_unseeded() } else { Mt::new(seed) })
    }
}

impl Words for Twister {
    fn word(&mut self) -> u32 {
        self.0.next_u32()
    }

    // Leaping takes polynomials of 20,000 bits; to draw is quicker for less than a hundred million.
    fn skip_words(&mut self, num: u64) {
        for _ in 0..num {
            self.0.next_u32();
        }
    }

    fn fraction(&mut self) -> u64 {
        let (high, low) = (self.0.next_u32() >> 5, self.0.next_u32() >> 6);
        u64::from(high) << 26 | u64::from(low)
    }

    fn skip_fractions(&mut self, num: u64) {
        self.skip_words(2 * num);
    }
}

impl Uniform for Twister {
    fn uniform(&mut self) -> f64 {
        self.fraction() as f64 / (1_u64 << 53) as f64
    }
}

/// PCG64 as `numpy.random.default_rng(seed)` has it.
#[derive(Clone, Debug)]
pub(crate) struct Pcg {
    random: Pcg64,
    /// The upper half of a word of 64 bits, whose lower half was handed out.
    half: Option<u32>,
}

impl Pcg {
    /// From a seed.
    pub(crate) fn new(seed: u64) -> Self {
        let [high, low, stream_high, stream_low] = seed_words(seed).map(u128::from);
        let random = Pcg64::new(high << 64 | low, stream_high << 64 | stream_low);
        Self { random, half: None }
    }
}

impl Words for Pcg {
    fn word(&mut self) -> u32 {
        if let Some(half) = self.half.take() {
            return half;
        }
        let both = self.random.next_u64();
        self.half = Some((both >> 32) as u32);
        both as u32
    }

    fn skip_words(&mut self, num: u64) {
        let mut left = num;
        if left > 0 && self.half.take().is_some() {
            left -= 1;
        }
        self.random.advance(u128::from(left / 2));
        if left % 2 == 1 {
            self.word();
        }
    }

    fn fraction(&mut self) -> u64 {
        self.random.next_u64() >> 11
    }

    fn skip_fractions(&mut self, num: u64) {
        self.random.advance(u128::from(num));
    }
}

/// `rand > .5`.
#[derive(Clone, Debug)]
pub(crate) struct UpperHalf<W>(pub(crate) W);

impl<W: Words> DrawsBits for UpperHalf<W> {
    fn bit(&mut self) -> bool {
        self.0.fraction() > 1 << 52
    }

    fn skip(&mut self, num: u64) {
        self.0.skip_fractions(num);
    }
}

/// `integers(0, 2)` and `randint(0, 2)`, of some type.
#[derive(Clone, Debug)]
pub(crate) struct SmallIntegers<W> {
    words: W,
    /// Bits of a word for each number.
    width: u32,
    /// Which of these is the number.
    place: u32,
    /// What is left of a word, and for how many numbers.
    rest: u32,
    num_left: u32,
}

impl<W: Words> SmallIntegers<W> {
    /// `numpy.random.Generator.integers`: the highest bit of each number, since a range of 2 divides all.
    pub(crate) fn by_highest(words: W, integer: IntegerType) -> Self {
        Self { place: integer.width() - 1, ..Self::by_lowest(words, integer) }
    }

    /// `numpy.random.RandomState.randint`: the lowest bit, since larger numbers are cut by a mask.
    pub(crate) fn by_lowest(words: W, integer: IntegerType) -> Self {
        Self { words, width: integer.width(), place: 0, rest: 0, num_left: 0 }
    }
}

impl<W: Words> DrawsBits for SmallIntegers<W> {
    fn bit(&mut self) -> bool {
        if self.num_left == 0 {
            self.rest = self.words.word();
            self.num_left = 32 / self.width;
        } else {
            self.rest >>= self.width;
        }
        self.num_left -= 1;
        self.rest >> self.place & 1 == 1
    }

    fn skip(&mut self, num: u64) {
        let each = u64::from(32 / self.width);
        let in_rest = num.min(u64::from(self.num_left));
        let words = (num - in_rest) / each;
        for _ in 0..in_rest {
            self.bit();
        }
        self.words.skip_words(words);
        for _ in 0..num - in_rest - words * each {
            self.bit();
        }
    }

    fn begin_call(&mut self) {
        self.num_left = 0;
    }
}

/// What `NumPy` makes of a seed: four words of 64 bits.
///
/// # Source
/// O'Neill (2015), "Developing a `seed_seq` alternative"; `numpy.random.SeedSequence`.
fn seed_words(seed: u64) -> [u64; 4] {
    const NUM: usize = 4;
    let mut hash = Hash { constant: 0x43b0_d7e5, multiplier: 0x931e_8875 };
    let entropy = [seed as u32, (seed >> 32) as u32, 0, 0];
    let mut pool = entropy.map(|word| hash.mixed_in(word));
    for from in 0..NUM {
        for to in (0..NUM).filter(|to| *to != from) {
            pool[to] = mix(pool[to], hash.mixed_in(pool[from]));
        }
    }
    let mut hash = Hash { constant: 0x8b51_f9dd, multiplier: 0x58f3_8ded };
    let words: [u32; 2 * NUM] = core::array::from_fn(|index| hash.mixed_in(pool[index % NUM]));
    core::array::from_fn(|index| {
        u64::from(words[2 * index]) | u64::from(words[2 * index + 1]) << 32
    })
}

/// A multiplier that changes with each word.
struct Hash {
    constant: u32,
    multiplier: u32,
}

impl Hash {
    fn mixed_in(&mut self, word: u32) -> u32 {
        let word = word ^ self.constant;
        self.constant = self.constant.wrapping_mul(self.multiplier);
        let word = word.wrapping_mul(self.constant);
        word ^ word >> 16
    }
}

fn mix(word: u32, other: u32) -> u32 {
    let mixed =
        0xca01_f9dd_u32.wrapping_mul(word).wrapping_sub(0x4973_f715_u32.wrapping_mul(other));
    mixed ^ mixed >> 16
}
