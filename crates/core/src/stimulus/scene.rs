//! Generated pictures by a number.

use crate::{
    config::Scene,
    rng::{Random, Stream},
    stimulus::{Image, dead_leaves::dead_leaves, landscape::landscape, noise_image::noise_image},
};

impl Scene {
    /// Picture `number` of a seed, a square of `side` pixels: always the same one.
    ///
    /// # Panics
    /// If `side` is 0.
    pub fn image(self, seed: u32, number: u32, side: usize) -> Image {
        assert!(side > 0, "a picture has pixels");
        let mut random = Random::new(seed, Stream::Scenes, number);
        match self {
            Self::Landscape => landscape(side, &mut random),
            Self::DeadLeaves => dead_leaves(side, &mut random),
            Self::Noise => noise_image(side, &mut random),
        }
    }
}
