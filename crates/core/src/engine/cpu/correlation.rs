//! Derivatives by the filter weights: the correlation of checkers with the derivatives by the first maps.
//!
//! Each weight has four sums, one for each lane of the narrowest vector, over positions and the frames of a tile in their order. Wider
//! vectors hold the sums of several filters side by side, so each sum is the same whatever the width.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use core::ops::Range;

use wide::f32x4;

use crate::{
    network::{Lanes, MapVectors, add_products, map_vectors, side_by_side},
    vectors::{Kernel, Vectors},
};

/// Vectors of filters that are summed up together: as many as their sums stay in registers, and enough that none waits for the one
/// before it.
pub(super) fn blocks(groups: usize, num_vectors: usize) -> impl Iterator<Item = Range<usize>> {
    let largest = if groups == 1 { 4 } else { 2 };
    let mut first = 0;
    core::iter::from_fn(move || {
        let rest = num_vectors - first;
        let block = if rest >= largest { largest } else { rest.min(2) };
        first += block;
        (block > 0).then(|| first - block..first)
    })
}

/// Adds to the sums of all filters what one tile has for them.
pub(super) struct Correlation<'a> {
    /// Checker under the top left corner of a filter at each of its positions.
    pub(super) corners: &'a [usize],
    /// For each weight of a filter, the checker under it from the corner on.
    pub(super) offsets: &'a [usize],
    /// Of the frames, or components of these.
    pub(super) checkers: &'a [Lanes],
    /// Vectors in use.
    pub(super) num_vectors: usize,
    /// `[num_filters * positions]`, derivatives.
    pub(super) maps: &'a [Lanes],
    /// Room for [`side_by_side`].
    pub(super) room: &'a mut Vec<f32x4>,
    /// `[num_filters * filter_len]`, one sum in each lane.
    pub(super) sums: &'a mut [f32x4],
}

impl Kernel for Correlation<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(mut self, vectors: V) {
        let mut room = core::mem::take(self.room);
        let size = (self.corners.len(), self.num_vectors);
        let groups = map_vectors::<V>(side_by_side::<V>(self.maps, size, &mut room));
        let num_groups = (self.maps.len() / self.corners.len()).div_ceil(V::GROUPS);
        for block in blocks(V::GROUPS, num_groups) {
            match (V::GROUPS, block.len()) {
                (1, 4) => self.add_block::<V, 4, 2>(vectors, groups, block.start),
                (1, 2) => self.add_block::<V, 2, 2>(vectors, groups, block.start),
                (1, _) => self.add_block::<V, 1, 2>(vectors, groups, block.start),
                (2, 2) => self.add_block::<V, 2, 4>(vectors, groups, block.start),
                (_, 2) => self.add_block::<V, 2, 8>(vectors, groups, block.start),
                _ => self.add_block::<V, 1, 8>(vectors, groups, block.start),
            }
        }
        *self.room = room;
    }
}

impl Correlation<'_> {
    /// Adds the sums of a block of vectors of filters at all weights.
    #[inline(always)]
    fn add_block<V: Vectors, const BLOCK: usize, const WEIGHTS: usize>(
        &mut self,
        vectors: V,
        groups: &[MapVectors<V>],
        first: usize,
    ) {
        let filter_len = self.offsets.len();
        let row = self.corners.len();
        let maps = core::array::from_fn(|block| &groups[(first + block) * row..][..row]);
        let (many, few) = self.offsets.as_chunks::<WEIGHTS>();
        for (index, offsets) in many.iter().enumerate() {
            let sums = self.correlate::<V, BLOCK, WEIGHTS>(vectors, maps, *offsets);
            self.add::<V, BLOCK, WEIGHTS>(vectors, sums, first, index * WEIGHTS);
        }
        for (index, offset) in few.iter().enumerate() {
            let sums = self.correlate::<V, BLOCK, 1>(vectors, maps, [*offset]);
            self.add::<V, BLOCK, 1>(vectors, sums, first, filter_len - few.len() + index);
        }
    }

    #[inline(always)]
    fn add<V: Vectors, const BLOCK: usize, const WEIGHTS: usize>(
        &mut self,
        vectors: V,
        sums: [[V::Vector; WEIGHTS]; BLOCK],
        first: usize,
        weight: usize,
    ) {
        let filter_len = self.offsets.len();
        for (block, sums) in sums.into_iter().enumerate() {
            let filters = self.sums.chunks_exact_mut(filter_len).skip((first + block) * V::GROUPS);
            let sums = sums.map(|sum| vectors.store(sum));
            for (member, filter) in filters.take(V::GROUPS).enumerate() {
                for (place, sum) in filter[weight..].iter_mut().zip(&sums) {
                    *place += sum.as_ref()[member];
                }
            }
        }
    }

    /// The sums of a block of vectors of filters at some of their weights, over positions and frames.
    #[inline(always)]
    fn correlate<V: Vectors, const BLOCK: usize, const WEIGHTS: usize>(
        &self,
        vectors: V,
        maps: [&[MapVectors<V>]; BLOCK],
        offsets: [usize; WEIGHTS],
    ) -> [[V::Vector; WEIGHTS]; BLOCK] {
        let mut sums = [[vectors.splat(0.0); WEIGHTS]; BLOCK];
        for (position, corner) in self.corners.iter().enumerate() {
            let checkers = offsets.map(|offset| &self.checkers[corner + offset]);
            let maps = maps.map(|maps| &maps[position]);
            add_products(vectors, &mut sums, (maps, checkers), self.num_vectors);
        }
        sums
    }
}

/// The sums of one weight, in fixed order.
pub(super) fn sum_of_lanes(lanes: f32x4) -> f32 {
    let [a, b, c, d] = lanes.to_array();
    (a + b) + (c + d)
}

/// The same of four weights, one in each lane.
pub(super) fn sums_of_lanes(weights: [f32x4; 4]) -> f32x4 {
    let [a, b, c, d] = f32x4::transpose(weights);
    (a + b) + (c + d)
}
