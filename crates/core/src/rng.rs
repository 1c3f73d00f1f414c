//! Random numbers: one seeded stream for each consumer, identical on every machine.
//!
//! In: the seed of a link and the name of a consumer. Out: uniform and normal numbers. Fresh seeds
//! are not made here: they come from the page.
//!
//! The distributions are our own: those of `rand` and `rand_distr` draw other numbers, by ways that a new version may change, and
//! every link would give another cell.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};

/// Who draws the numbers: two consumers never share a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Frames of the training split.
    TrainingStimulus,
    /// Frames of the validation split.
    ValidationStimulus,
    /// Frames of the test split.
    TestStimulus,
    /// Spikes of the training split.
    TrainingSpikes,
    /// Spikes of the validation split.
    ValidationSpikes,
    /// Spikes of the test split.
    TestSpikes,
    /// Frames on which a cell's scale is set.
    Calibration,
    /// First parameters of a network; the index is the restart and the number of filters.
    Initialization,
    /// Order of the training frames; the index is the epoch.
    Order,
    /// Noise inside a network; the index is the step.
    Noise,
    /// Images from which a filter's feature is averaged.
    Feature,
    /// Frames shown live on the page.
    Live,
    /// Anatomy of a recorded-like cell; the index is its number.
    Population,
    /// Noise put into training frames on purpose; the index is the row.
    Spoil,
    /// First modules of a matrix factorization; the index is the restart.
    Modules,
    /// Which filters of a network are kept; the index is the cell's number.
    Pruning,
    /// Spikes drawn from a network's prediction; the index is the cell's number.
    NetworkSpikes,
    /// Generated pictures; the index is the number of the picture.
    Scenes,
    /// Spikes to pictures; the index is the cell's number.
    PictureSpikes,
    /// Spikes drawn from a network's prediction for pictures; the index is the cell's number.
    PicturePrediction,
    /// How far the spikes of a recording are shifted to see what chance gives; the index is the number of the shift.
    SpikeShifts,
}

/// A reproducible sequence of random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    source: ChaCha8Rng,
    spare: Option<f32>,
}

impl Random {
    /// Opens the sequence of one consumer.
    ///
    /// The three numbers go into the key of the generator, so neighbouring seeds are unrelated.
    pub fn new(seed: u32, stream: Stream, index: u32) -> Self {
        Self::at(seed, stream, u64::from(index))
    }

    /// The same for a consumer with more indices than fit into 32 bits.
    pub fn at(seed: u32, stream: Stream, index: u64) -> Self {
        let mut key = [0_u8; 32];
        key[..4].copy_from_slice(&seed.to_le_bytes());
        key[4..8].copy_from_slice(&(stream as u32).to_le_bytes());
        key[8..16].copy_from_slice(&index.to_le_bytes());
        Self { source: ChaCha8Rng::from_seed(key), spare: None }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.source.next_u64()
    }

    /// A uniform number in `[0, 1)`, a multiple of 2^-24.
    pub fn uniform(&mut self) -> f32 {
        (self.source.next_u32() >> 8) as f32 * (1.0 / 16_777_216.0)
    }

    /// A uniform number in `[low, high)`.
    pub fn uniform_in(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.uniform()
    }

    /// A uniform integer in `[0, limit)`.
    ///
    /// By multiplication and shift (Lemire 2019); the bias is below `limit / 2^32`.
    pub fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.source.next_u32()) * u64::from(limit)) >> 32) as u32
    }

    /// A number of the standard normal distribution, by the Box-Muller transform.
    pub fn normal(&mut self) -> f32 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - f64::from(self.uniform())));
        let angle = core::f64::consts::TAU * f64::from(self.uniform());
        self.spare = Some((radius * libm::sin(angle)) as f32);
        (radius * libm::cos(angle)) as f32
    }

    /// A Poisson count of the given mean, by multiplication of uniforms (Knuth); 0 for a mean of 0.
    pub fn poisson(&mut self, mean: f32) -> u16 {
        let limit = libm::exp(-f64::from(mean));
        let mut product = f64::from(self.uniform());
        let mut count = 0;
        while product > limit && count < u16::MAX {
            product *= f64::from(self.uniform());
            count += 1;
        }
        count
    }

    /// Puts the numbers `0..order.len()` in random order (Fisher and Yates).
    pub fn shuffle(&mut self, order: &mut [u32]) {
        for last in (1..order.len()).rev() {
            order.swap(last, self.below(last as u32 + 1) as usize);
        }
    }
}
