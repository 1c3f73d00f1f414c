//! White noise: every checker of every frame is drawn alone.

use crate::{
    config::Noise,
    rng::{Random, Stream},
    stimulus::bits::unpack_word,
};

/// An endless, reproducible movie of white noise, made frame by frame.
///
/// Nothing is kept: a second pass opens the same stream again, which costs less than memory.
#[derive(Clone, Debug)]
pub struct WhiteNoise {
    random: Random,
    noise: Noise,
}

impl WhiteNoise {
    /// Opens the movie of a seed and a consumer.
    pub fn new(seed: u32, stream: Stream, noise: Noise) -> Self {
        Self { random: Random::new(seed, stream, 0), noise }
    }

    /// Writes the next frame: contrast of each checker, -1 or +1 if binary, else standard normal.
    pub fn next_frame(&mut self, frame: &mut [f32]) {
        match self.noise {
            Noise::Binary => {
                for checkers in frame.chunks_mut(64) {
                    unpack_word(checkers, self.random.bits());
                }
            }
            Noise::Gaussian => frame.fill_with(|| self.random.normal()),
        }
    }
}
