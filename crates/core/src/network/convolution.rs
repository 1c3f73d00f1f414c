//! What the filters of the first layer answer to a tile of frames: each product made, or with minimal filtering.
//!
//! Frames lie across SIMD lanes, so each lane sums over the filter in the same order whatever the width of the machine.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use core::{array, iter};

use wide::f32x4;

use crate::{
    network::{
        Minimal, PLANES, Parameters, Shape,
        minimal::{GRID, answers},
        tile::{Lanes, TILE_VECTORS, Tile, sum_products},
    },
    vectors::{Kernel, Vectors},
};

/// Biases of the filters of a block, and their weights side by side.
type FilterBlock<const BLOCK: usize> = ([f32; BLOCK], Vec<[f32; BLOCK]>);

/// Filters in blocks of four, and what is left: their weights, or the components of these.
#[derive(Clone, Debug)]
pub(super) struct FilterBlocks {
    fours: Vec<FilterBlock<4>>,
    twos: Vec<FilterBlock<2>>,
    ones: Vec<FilterBlock<1>>,
}

impl FilterBlocks {
    /// Copies the filters of a network.
    pub(super) fn new(parameters: &Parameters, minimal: Option<&Minimal>) -> Self {
        let num_filters = parameters.shape.num_filters();
        let (fours, rest) = (num_filters / 4, num_filters % 4);
        let first_one = num_filters - rest % 2;
        let block = |first: usize| (parameters, minimal, first);
        Self {
            fours: (0..fours).map(|four| side_by_side(block(4 * four))).collect(),
            twos: (0..rest / 2).map(|_| side_by_side(block(4 * fours))).collect(),
            ones: (first_one..num_filters).map(|filter| side_by_side(block(filter))).collect(),
        }
    }

    /// The maps of each kind of blocks.
    fn split<'a>(&self, positions: usize, maps: &'a mut [Lanes]) -> [&'a mut [Lanes]; 3] {
        let (fours, rest) = maps.split_at_mut(4 * self.fours.len() * positions);
        let (twos, ones) = rest.split_at_mut(2 * self.twos.len() * positions);
        [fours, twos, ones]
    }
}

fn side_by_side<const BLOCK: usize>(
    (parameters, minimal, first): (&Parameters, Option<&Minimal>, usize),
) -> FilterBlock<BLOCK> {
    let filters: [_; BLOCK] = array::from_fn(|at| parameters.filter(first + at));
    let weights = (0..filters[0].len()).map(|weight| filters.map(|filter| filter[weight]));
    let weights = match minimal {
        None => weights.collect(),
        Some(minimal) => {
            let lanes = |weights: [f32; BLOCK]| {
                f32x4::from(array::from_fn(|lane| weights.get(lane).copied().unwrap_or(0.0)))
            };
            let components = minimal.of_filters(&weights.map(lanes).collect::<Vec<_>>());
            let in_block = |lanes: f32x4| array::from_fn(|lane| lanes.to_array()[lane]);
            components.into_iter().map(in_block).collect()
        }
    };
    (array::from_fn(|at| parameters.bias(first + at)), weights)
}

/// Where a filter reads in a frame.
#[derive(Clone, Debug)]
pub(super) struct Runs {
    side: usize,
    /// The checker under its top left weight, for each place where it fits.
    corners: Vec<usize>,
    /// From there on, the checker under the left weight of each row of each channel.
    starts: Vec<usize>,
}

impl Runs {
    pub(super) fn of(shape: Shape) -> Self {
        let (side, columns) = (shape.side as usize, shape.columns as usize);
        let starts = (0..shape.num_channels()).flat_map(|channel| {
            (0..side).map(move |row| channel * shape.num_checkers() + row * columns)
        });
        Self { side, corners: shape.corners(), starts: starts.collect() }
    }

    /// For each weight, the checker under it if the filter sits in the top left corner.
    pub(super) fn offsets(&self, first: usize) -> Vec<usize> {
        let run = |start: &usize| first + start..first + start + self.side;
        self.starts.iter().flat_map(run).collect()
    }
}

/// Feature maps of every filter at every position, before rectification.
pub(super) struct DirectConvolution<'a> {
    pub(super) runs: &'a Runs,
    pub(super) filters: &'a FilterBlocks,
    pub(super) tile: &'a Tile,
    /// Where the channels begin in the tile.
    pub(super) first: usize,
    /// `[num_filters * positions]`
    pub(super) maps: &'a mut [Lanes],
}

impl Kernel for DirectConvolution<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(mut self, vectors: V) {
        let maps = core::mem::take(&mut self.maps);
        let [fours, twos, ones] = self.filters.split(self.runs.corners.len(), maps);
        self.convolve(vectors, &self.filters.fours, fours);
        self.convolve(vectors, &self.filters.twos, twos);
        self.convolve(vectors, &self.filters.ones, ones);
    }
}

impl DirectConvolution<'_> {
    #[inline(always)]
    fn convolve<V: Vectors, const BLOCK: usize>(
        &self,
        vectors: V,
        blocks: &[FilterBlock<BLOCK>],
        maps: &mut [Lanes],
    ) {
        let Runs { side, corners, starts } = self.runs;
        let num_vectors = self.tile.num_vectors();
        let maps = maps.chunks_exact_mut(BLOCK * corners.len());
        for ((biases, weights), mut rest) in blocks.iter().zip(maps) {
            let mut of_filters: [_; BLOCK] = array::from_fn(|_| {
                let (maps, after) = core::mem::take(&mut rest).split_at_mut(corners.len());
                rest = after;
                maps.iter_mut()
            });
            for &corner in corners {
                let maps = of_filters
                    .each_mut()
                    .map(|maps| maps.next().expect("there is one map for each position"));
                let checkers = starts
                    .iter()
                    .map(|start| self.tile.checkers(self.first + corner + start, *side));
                let runs = checkers.zip(weights.chunks_exact(*side));
                sum_products(vectors, num_vectors, *biases, runs, maps);
            }
        }
    }
}

/// The same with minimal filtering.
pub(super) struct MinimalConvolution<'a> {
    pub(super) minimal: &'a Minimal,
    pub(super) filters: &'a FilterBlocks,
    /// Of the frames.
    pub(super) components: &'a [Lanes],
    pub(super) num_vectors: usize,
    /// Room that is kept from call to call.
    pub(super) sums: &'a mut Vec<Lanes>,
    /// `[num_filters * GRID]`
    pub(super) maps: &'a mut [Lanes],
}

impl Kernel for MinimalConvolution<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(mut self, vectors: V) {
        self.sums.resize(PLANES * 4, [f32x4::ZERO; TILE_VECTORS]);
        let (filters, maps) = (self.filters, core::mem::take(&mut self.maps));
        let [fours, twos, ones] = filters.split(GRID, maps);
        self.convolve(vectors, &filters.fours, fours);
        self.convolve(vectors, &filters.twos, twos);
        self.convolve(vectors, &filters.ones, ones);
    }
}

impl MinimalConvolution<'_> {
    #[inline(always)]
    fn convolve<V: Vectors, const BLOCK: usize>(
        &mut self,
        vectors: V,
        blocks: &[FilterBlock<BLOCK>],
        maps: &mut [Lanes],
    ) {
        let (sums, _) = self.sums.as_chunks_mut::<BLOCK>();
        for ((biases, weights), maps) in blocks.iter().zip(maps.chunks_exact_mut(BLOCK * GRID)) {
            for (plane, sums) in self.minimal.planes().zip(&mut *sums) {
                let run = (&self.components[plane.clone()], &weights[plane]);
                let first = [0.0; BLOCK];
                sum_products(vectors, self.num_vectors, first, iter::once(run), sums.each_mut());
            }
            let maps = maps.as_chunks_mut::<GRID>().0.iter_mut();
            for ((filter, bias), maps) in biases.iter().enumerate().zip(maps) {
                let sums = array::from_fn(|plane| &sums[plane][filter]);
                answers(vectors, sums, *bias, maps, self.num_vectors);
            }
        }
    }
}
