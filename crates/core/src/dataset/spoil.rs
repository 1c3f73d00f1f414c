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
///
/// # Shapes
/// - `frames`: `[num_frames, rows * columns]`, the first of them row `first_row` of the split
pub(super) fn spoil(source: &DataSource, first_row: usize, frames: &mut [f32]) {
    let (stimulus, Some((kind, share))) = (&source.stimulus, source.spoiled) else { return };
    for (row, frame) in frames.chunks_exact_mut(stimulus.num_checkers()).enumerate() {
        let mut random = Random::new(stimulus.seed, Stream::Spoil, (first_row + row) as u32);
        match kind {
            NoiseKind::Images => {
                if random.uniform() < share {
                    frame.fill_with(|| random.normal());
                }
            }
            NoiseKind::Checkers => shuffle(share, frame, &mut random),
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
