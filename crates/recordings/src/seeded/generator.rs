//! Which generator a rig used, as plain data.

use serde::{Deserialize, Serialize};

use crate::seeded::{
    draws::{DrawsBits, DrawsNormals, Polar},
    java::{JavaBits, JavaNormals},
    numpy::{IntegerType, Pcg, SmallIntegers, Twister, UpperHalf},
    ran1::Ran1,
};

/// What draws the checkers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Generator {
    /// `ran1` of Numerical Recipes: two values, the brighter one from .5 on.
    Ran1,
    /// `gasdev` of Numerical Recipes: Gaussian.
    Gasdev,
    /// Java's generator, a bit for each checker: two values, 0 for the brighter one.
    Java,
    /// Java's generator, three bits for each checker, of which one is looked at: 0 is the lowest.
    JavaColor(u32),
    /// Java's generator, eight bits for each checker: Gaussian.
    JavaNormal,
    /// `2 * (rand > .5) - 1` by MATLAB's Mersenne twister.
    MatlabRand,
    /// `RandomState.random_sample() > .5` of `NumPy`.
    LegacyUniform,
    /// `RandomState.randint(0, 2)` of `NumPy`, also as `choice`.
    LegacyIntegers(IntegerType),
    /// `RandomState.randn` of `NumPy`.
    LegacyNormal,
    /// `default_rng().random() > .5` of `NumPy`.
    PcgUniform,
    /// `default_rng().integers(0, 2)` of `NumPy`, also as `choice`.
    PcgIntegers(IntegerType),
}

/// A generator that has begun.
pub enum NoiseDraws {
    /// Two values.
    Bits(Box<dyn DrawsBits>),
    /// Gaussian.
    Normals(Box<dyn DrawsNormals>),
}

/// All generators, by the words for them.
pub(super) const WORDS: [(&str, Generator); 19] = [
    ("ran1", Generator::Ran1),
    ("gasdev", Generator::Gasdev),
    ("java", Generator::Java),
    ("java-bit0", Generator::JavaColor(0)),
    ("java-bit1", Generator::JavaColor(1)),
    ("java-bit2", Generator::JavaColor(2)),
    ("java-normal", Generator::JavaNormal),
    ("matlab-rand", Generator::MatlabRand),
    ("numpy-rand", Generator::LegacyUniform),
    ("numpy-randint", Generator::LegacyIntegers(IntegerType::Wide)),
    ("numpy-randint-int16", Generator::LegacyIntegers(IntegerType::Bits16)),
    ("numpy-randint-int8", Generator::LegacyIntegers(IntegerType::Bits8)),
    ("numpy-randint-bool", Generator::LegacyIntegers(IntegerType::Bool)),
    ("numpy-randn", Generator::LegacyNormal),
    ("pcg64-random", Generator::PcgUniform),
    ("pcg64-integers", Generator::PcgIntegers(IntegerType::Wide)),
    ("pcg64-integers-int16", Generator::PcgIntegers(IntegerType::Bits16)),
    ("pcg64-integers-int8", Generator::PcgIntegers(IntegerType::Bits8)),
    ("pcg64-integers-bool", Generator::PcgIntegers(IntegerType::Bool)),
];

/// The words for all generators.
pub fn generator_words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(word, _)| *word)
}

impl Generator {
    /// The word for it.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(_, other)| *other == self).map_or("", |(word, _)| word)
    }

    /// Whether each checker is one of two values.
    pub fn is_two_valued(self) -> bool {
        !matches!(self, Self::Gasdev | Self::JavaNormal | Self::LegacyNormal)
    }

    /// Whether a column of checkers is filled before the next one, unless a description says otherwise.
    pub(super) fn fills_columns(self) -> bool {
        matches!(self, Self::Ran1 | Self::Gasdev | Self::MatlabRand)
    }

    /// The smallest and the largest seed.
    pub fn seeds(self) -> (i64, i64) {
        match self {
            Self::Ran1 | Self::Gasdev => (-i64::from(i32::MAX), i64::from(i32::MAX)),
            Self::Java | Self::JavaColor(_) | Self::JavaNormal => (i64::MIN, i64::MAX),
            Self::PcgUniform | Self::PcgIntegers(_) => (0, i64::MAX),
            Self::MatlabRand
            | Self::LegacyUniform
            | Self::LegacyIntegers(_)
            | Self::LegacyNormal => (0, i64::from(u32::MAX)),
        }
    }

    /// Begins it with one of its seeds. A positive seed of `ran1` and `gasdev` is negated, as the MATLAB code of the Gollisch lab does.
    pub fn begin(self, seed: i64) -> NoiseDraws {
        let twister = || Twister::new(seed as u32);
        let pcg = || Pcg::new(seed as u64);
        let ran1 = || Ran1::new(-seed.saturating_abs());
        match self {
            Self::Ran1 => NoiseDraws::Bits(Box::new(ran1())),
            Self::Gasdev => NoiseDraws::Normals(Box::new(Polar::new(ran1()))),
            Self::Java => NoiseDraws::Bits(Box::new(JavaBits::black_and_white(seed))),
            Self::JavaColor(bit) => NoiseDraws::Bits(Box::new(JavaBits::of_color(seed, bit))),
            Self::JavaNormal => NoiseDraws::Normals(Box::new(JavaNormals::new(seed))),
            Self::MatlabRand => {
                NoiseDraws::Bits(Box::new(UpperHalf(Twister::of_matlab(seed as u32))))
            }
            Self::LegacyUniform => NoiseDraws::Bits(Box::new(UpperHalf(twister()))),
            Self::LegacyIntegers(integer) => {
                NoiseDraws::Bits(Box::new(SmallIntegers::by_lowest(twister(), integer)))
            }
            Self::LegacyNormal => NoiseDraws::Normals(Box::new(Polar::new(twister()))),
            Self::PcgUniform => NoiseDraws::Bits(Box::new(UpperHalf(pcg()))),
            Self::PcgIntegers(integer) => {
                NoiseDraws::Bits(Box::new(SmallIntegers::by_highest(pcg(), integer)))
            }
        }
    }
}
