//! Java's generator, by which Photons (Chichilnisky, Field) shows its noise.

use std::sync::OnceLock;

use libm::erfc;

use crate::seeded::draws::{DrawsBits, DrawsNormals};

const MULTIPLIER: u64 = 0x5_DEEC_E66D;
const INCREMENT: u64 = 0xB;
const MASK: u64 = (1 << 48) - 1;
/// Bits of a state.
const STATE_BITS: u32 = 48;
/// Contrasts of Gaussian noise.
const NUM_LEVELS: usize = 256;

/// The generator itself, which can leap over numbers.
#[derive(Clone, Debug)]
pub(crate) struct JavaRandom {
    state: u64,
}

impl JavaRandom {
    /// From a seed.
    pub(crate) fn new(seed: i64) -> Self {
        Self { state: (seed as u64 ^ MULTIPLIER) & MASK }
    }

    /// The next number, of so many bits, 1 to 32.
    #[inline]
    pub(crate) fn next(&mut self, num_bits: u32) -> u32 {
        self.state = self.state.wrapping_mul(MULTIPLIER).wrapping_add(INCREMENT) & MASK;
        (self.state >> (STATE_BITS - num_bits)) as u32
    }

    /// Leaves out numbers, in steps that double.
    pub(crate) fn leap(&mut self, num: u64) {
        let (mut multiplier, mut increment) = (MULTIPLIER, INCREMENT);
        let mut left = num;
        while left > 0 {
            if left & 1 == 1 {
                self.state = self.state.wrapping_mul(multiplier).wrapping_add(increment);
            }
            increment = multiplier.wrapping_add(1).wrapping_mul(increment);
            multiplier = multiplier.wrapping_mul(multiplier);
            left >>= 1;
        }
        self.state &= MASK;
    }
}

/// Two-valued noise: a number of one or three bits for each checker, of which one is looked at. 0 stands for the brighter value.
#[derive(Clone, Debug)]
pub(crate) struct JavaBits {
    random: JavaRandom,
    num_bits: u32,
    shift: u32,
}

impl JavaBits {
    /// Black and white: one bit.
    pub(crate) fn black_and_white(seed: i64) -> Self {
        Self { random: JavaRandom::new(seed), num_bits: 1, shift: 0 }
    }

    /// One of the three bits of a color, the lowest is 0.
    pub(crate) fn of_color(seed: i64, bit: u32) -> Self {
        Self { random: JavaRandom::new(seed), num_bits: 3, shift: bit }
    }
}

impl DrawsBits for JavaBits {
    fn bit(&mut self) -> bool {
        self.random.next(self.num_bits) >> self.shift & 1 == 0
    }

    fn skip(&mut self, num: u64) {
        self.random.leap(num);
    }
}

/// Gaussian noise: eight bits choose one of 256 contrasts.
#[derive(Clone, Debug)]
pub(crate) struct JavaNormals(JavaRandom);

impl JavaNormals {
    /// From a seed.
    pub(crate) fn new(seed: i64) -> Self {
        Self(JavaRandom::new(seed))
    }
}

impl DrawsNormals for JavaNormals {
    fn normal(&mut self) -> f64 {
        levels()[self.0.next(8) as usize]
    }

    fn skip(&mut self, num: u64) {
        self.0.leap(num);
    }
}

/// The contrasts, `norminv((1:256)/257)`.
fn levels() -> &'static [f64; NUM_LEVELS] {
    static LEVELS: OnceLock<[f64; NUM_LEVELS]> = OnceLock::new();
    let share = |index: usize| (index + 1) as f64 / (NUM_LEVELS + 1) as f64;
    LEVELS.get_or_init(|| core::array::from_fn(|index| normal_quantile(share(index))))
}

/// The number below which a standard normal one is with this probability, by halving.
fn normal_quantile(probability: f64) -> f64 {
    let (mut low, mut high) = (-8.0, 8.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let below = 0.5 * erfc(-middle * core::f64::consts::FRAC_1_SQRT_2);
        if below < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}
