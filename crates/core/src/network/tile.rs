//! The forward convolution on a tile of frames: the inner loop of training and prediction.
//!
//! Frames lie across SIMD lanes, so each lane sums over the filter in the same order whatever the
//! width of the machine: the result has the same bits everywhere.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use wide::f32x4;

use crate::{config::NUM_LAGS, vectors::Vectors};

/// Frames in one vector.
pub(super) const LANES: usize = 4;
/// Vectors of a tile.
pub const TILE_VECTORS: usize = 8;
/// Frames of a tile. A tile of 8x8 frames is 8 kB, so it stays in the first-level cache.
pub const TILE_FRAMES: usize = LANES * TILE_VECTORS;

/// One number for each frame of a tile.
pub type Lanes = [f32x4; TILE_VECTORS];

/// Some frames, transposed: for each channel and checker the values of all frames.
#[derive(Clone, Debug)]
pub struct Tile {
    checkers: Vec<Lanes>,
    num_vectors: usize,
}

impl Tile {
    /// A tile for frames of `num_checkers`, the channels counted in.
    pub fn new(num_checkers: usize) -> Self {
        Self { checkers: vec![[f32x4::ZERO; TILE_VECTORS]; num_checkers], num_vectors: 0 }
    }

    /// Fills the tile from its checker `first` on; lanes beyond the last frame hold zeros.
    ///
    /// # Panics
    /// If there are more than [`TILE_FRAMES`] frames.
    pub fn load<'a>(&mut self, first: usize, frames: impl ExactSizeIterator<Item = &'a [f32]>) {
        assert!(frames.len() <= TILE_FRAMES, "a tile takes {TILE_FRAMES} frames");
        // Even, because the convolution takes vectors in pairs.
        self.num_vectors = frames.len().div_ceil(2 * LANES) * 2;
        let mut quads = [&[][..]; TILE_FRAMES];
        for (slot, frame) in quads.iter_mut().zip(frames) {
            *slot = frame;
        }
        touch(&quads);
        let checkers = &mut self.checkers[first..][..quads[0].len()];
        for (vector, quad) in quads.chunks_exact(LANES).enumerate().take(self.num_vectors) {
            match quad {
                [a, b, c, d] if !d.is_empty() => load_quad(checkers, vector, [a, b, c, d]),
                _ => load_rest(checkers, vector, quad),
            }
        }
    }

    /// Fills the channels behind the first [`NUM_LAGS`], which hold raw frames, with sums of these.
    ///
    /// ```text
    /// channel[i] = sum_lag courses[i][lag] * raw[lag]
    /// ```
    pub fn mix(&mut self, courses: &[Vec<f32>]) {
        let len = self.checkers.len() / (NUM_LAGS + courses.len());
        let (raw, channels) = self.checkers.split_at_mut(NUM_LAGS * len);
        for at in 0..len {
            // Lags lie a large power of two apart: read in place, they would share cache lines.
            let here: [Lanes; NUM_LAGS] = core::array::from_fn(|lag| raw[lag * len + at]);
            for (channel, course) in channels.chunks_exact_mut(len).zip(courses) {
                let mut sums = [f32x4::ZERO; TILE_VECTORS];
                for (weight, raw) in course.iter().zip(&here) {
                    let weight = f32x4::splat(*weight);
                    for (sum, raw) in sums.iter_mut().zip(raw) {
                        *sum += *raw * weight;
                    }
                }
                channel[at] = sums;
            }
        }
    }

    /// Vectors in use, an even number.
    pub fn num_vectors(&self) -> usize {
        self.num_vectors
    }

    /// Values of all checkers.
    pub fn all(&self) -> &[Lanes] {
        &self.checkers
    }

    /// Values of a run of neighbouring checkers.
    pub fn checkers(&self, start: usize, len: usize) -> &[Lanes] {
        &self.checkers[start..start + len]
    }
}

fn load_quad(checkers: &mut [Lanes], vector: usize, frames: [&[f32]; LANES]) {
    let whole = checkers.len() / LANES * LANES;
    let [a, b, c, d] = frames.map(|frame| frame[..whole].as_chunks::<LANES>().0);
    let quads = a.iter().zip(b).zip(c).zip(d);
    for (lanes, (((a, b), c), d)) in checkers.chunks_exact_mut(LANES).zip(quads) {
        let rows = [a, b, c, d].map(|row| f32x4::from(*row));
        for (lanes, column) in lanes.iter_mut().zip(f32x4::transpose(rows)) {
            lanes[vector] = column;
        }
    }
    for (checker, lanes) in checkers.iter_mut().enumerate().skip(whole) {
        lanes[vector] = f32x4::from(frames.map(|frame| frame[checker]));
    }
}

fn load_rest(checkers: &mut [Lanes], vector: usize, frames: &[&[f32]]) {
    for (checker, lanes) in checkers.iter_mut().enumerate() {
        let value = |lane: usize| frames[lane].get(checker).copied().unwrap_or(0.0);
        lanes[vector] = f32x4::from([value(0), value(1), value(2), value(3)]);
    }
}

/// Reads one number of each cache line, so that the lines of all frames are on their way at once:
/// the frames of a batch lie far apart, and the transposition alone waits for a few at a time.
fn touch(frames: &[&[f32]]) {
    const LINE: usize = 64 / size_of::<f32>();
    let lines = frames.iter().flat_map(|frame| frame.iter().step_by(LINE));
    core::hint::black_box(lines.fold(0, |bits, number| bits | number.to_bits()));
}

/// Sums of the products of checkers with the weights of a block of filters, on top of numbers that they begin with.
///
/// # Shapes
/// - `first`: `[BLOCK]`
/// - `runs`: neighbouring checkers, and their weights `[checkers][BLOCK]`, the filters of the block side by side
/// - `sums`: `[BLOCK]`, to be written
#[inline(always)]
pub(super) fn sum_products<'a, V: Vectors, const BLOCK: usize>(
    vectors: V,
    num_vectors: usize,
    first: [f32; BLOCK],
    runs: impl Iterator<Item = (&'a [Lanes], &'a [[f32; BLOCK]])> + Clone,
    mut sums: [&mut Lanes; BLOCK],
) {
    let len = TILE_VECTORS / V::GROUPS;
    for pair in 0..num_vectors.div_ceil(2 * V::GROUPS) {
        let (left, right) = (2 * pair % len, (2 * pair + 1) % len);
        let mut found = first.map(|first| [vectors.splat(first); 2]);
        for (checkers, weights) in runs.clone() {
            for (checker, weights) in checkers.iter().zip(weights) {
                let checker = V::vectors_of(checker);
                let (x0, x1) = (vectors.load(&checker[left]), vectors.load(&checker[right]));
                for (sum, weight) in found.iter_mut().zip(weights) {
                    let weight = vectors.splat(*weight);
                    sum[0] = vectors.add_product(sum[0], x0, weight);
                    sum[1] = vectors.add_product(sum[1], x1, weight);
                }
            }
        }
        for (sum, found) in sums.iter_mut().zip(found) {
            let sum = V::vectors_of_mut(&mut sum[..]);
            [sum[left], sum[right]] = found.map(|found| vectors.store(found));
        }
    }
}
