//! Noise put into training frames on purpose (paper: Fig. 6B).

use core::num::NonZeroU32;
use std::collections::TryReserveError;

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
            NoiseKind::Checkers => {
                let order = self.order(frame.len(), &mut random);
                move_round(frame, order.into_iter());
            }
        }
    }

    /// The checkers that change places with each other.
    fn order(self, num_checkers: usize, random: &mut Random) -> Vec<u32> {
        let mut order: Vec<u32> = (0..num_checkers as u32).collect();
        random.shuffle(&mut order);
        order.truncate(self.num_moved(num_checkers));
        order
    }

    fn num_moved(self, num_checkers: usize) -> usize {
        (self.share * num_checkers as f32).round() as usize
    }
}

/// Each checker goes to the place of the one before it, the first to that of the last.
fn move_round(frame: &mut [f32], mut order: impl Iterator<Item = u32>) {
    let Some(mut last) = order.next() else { return };
    let first = frame[last as usize];
    for next in order {
        frame[last as usize] = frame[next as usize];
        last = next;
    }
    frame[last as usize] = first;
}

/// How the frames of a split that stays packed are spoiled: to draw this each time that they are read would take as long as
/// to learn from them.
#[derive(Clone, Debug)]
pub(super) struct KeptNoise {
    spoiling: Spoiling,
    num_checkers: usize,
    /// Where the image of each row is among all images, if it has one.
    places: Vec<Option<NonZeroU32>>,
    /// Images that replace frames, `[num_replaced, num_checkers]`.
    images: Vec<f32>,
    /// Checkers of each row that change places, `[num_rows, num_moved]`.
    orders: Vec<u16>,
}

impl KeptNoise {
    /// Before the first row, with memory for all.
    ///
    /// # Errors
    /// If there is not enough.
    pub(super) fn new(
        spoiling: Spoiling,
        num_rows: usize,
        num_checkers: usize,
    ) -> Result<Self, TryReserveError> {
        let (mut places, mut images, mut orders) = (Vec::new(), Vec::new(), Vec::new());
        match spoiling.kind {
            NoiseKind::Images => {
                let num_images = (f64::from(spoiling.share) * num_rows as f64).ceil() as usize;
                // By chance there are some more.
                let num_images = (num_images + 4 * num_rows.isqrt()).min(num_rows);
                places.try_reserve_exact(num_rows)?;
                images.try_reserve_exact(num_images * num_checkers)?;
            }
            NoiseKind::Checkers => {
                orders.try_reserve_exact(num_rows * spoiling.num_moved(num_checkers))?;
            }
        }
        Ok(Self { spoiling, num_checkers, places, images, orders })
    }

    /// Draws what happens to a row, after those before it.
    pub(super) fn push(&mut self, row: usize) {
        let (spoiling, num_checkers) = (self.spoiling, self.num_checkers);
        let mut random = Random::new(spoiling.seed, Stream::Spoil, row as u32);
        match spoiling.kind {
            NoiseKind::Images => {
                let is_replaced = random.uniform() < spoiling.share;
                if is_replaced {
                    self.images.extend((0..num_checkers).map(|_| random.normal()));
                }
                // From 1 on, so that none takes no room.
                let place = (self.images.len() / num_checkers) as u32;
                self.places.push(NonZeroU32::new(place).filter(|_| is_replaced));
            }
            NoiseKind::Checkers => {
                let order = spoiling.order(num_checkers, &mut random);
                self.orders.extend(order.into_iter().map(|checker| checker as u16));
            }
        }
    }

    /// The image that replaces a row, if there is one.
    pub(super) fn image(&self, row: usize) -> Option<&[f32]> {
        let place = (*self.places.get(row)?)?.get() as usize - 1;
        Some(&self.images[place * self.num_checkers..][..self.num_checkers])
    }

    /// Moves the checkers of a row.
    pub(super) fn shuffle(&self, row: usize, frame: &mut [f32]) {
        if self.spoiling.kind == NoiseKind::Checkers {
            let num_moved = self.spoiling.num_moved(self.num_checkers);
            let order = &self.orders[row * num_moved..][..num_moved];
            move_round(frame, order.iter().map(|checker| u32::from(*checker)));
        }
    }
}
