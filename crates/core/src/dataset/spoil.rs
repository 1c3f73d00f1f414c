//! Noise put into training frames on purpose (paper: Fig. 6B).

use crate::{
    config::{DataSource, NoiseKind},
    rng::{Random, Stream},
};

/// Spoils frames as the network sees them, after the temporal filter; spikes stay where they were.
///
/// - [`NoiseKind::Images`]: a share of the frames is replaced by images of standard normal noise.
///   White noise through a filter of unit norm has just that variance, so only the tie to the
///   spikes is lost.
/// - [`NoiseKind::Checkers`]: in each frame a share of the checkers, at random places, change places
///   with each other in one cycle.
///
/// Whether and how a frame is spoiled depends on the seed and its row alone, and what is spoiled at
/// one share is spoiled at every larger one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spoiling {
    seed: u32,
    kind: NoiseKind,
    share: f32,
}

impl Spoiling {
    /// What a data set asks for.
    pub(super) fn of(source: &DataSource) -> Option<Self> {
        let seed = source.stimulus.seed;
        source.spoiled.map(|(kind, share)| Self { seed, kind, share })
    }

    /// Spoils the frame of a row of the training split.
    pub(super) fn spoil(self, row: usize, frame: &mut [f32]) {
        let mut random = Random::new(self.seed, Stream::Spoil, row as u32);
        match self.kind {
            NoiseKind::Images => {
                if random.uniform() < self.share {
                    frame.fill_with(|| random.normal());
                }
            }
            NoiseKind::Checkers => shuffle(self.share, frame, &mut random),
        }
    }
}

fn shuffle(share: f32, frame: &mut [f32], random: &mut Random) {
    let mut order: Vec<u32> = (0..frame.len() as u32).collect();
    random.shuffle(&mut order);
    let num_moved = (share * frame.len() as f32).round() as usize;
    for pair in order[..num_moved].windows(2) {
        frame.swap(pair[0] as usize, pair[1] as usize);
    }
}
