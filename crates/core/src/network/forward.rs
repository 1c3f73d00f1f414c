//! The way of a tile of frames through all layers.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use wide::f32x4;

use crate::network::{
    Hidden, Input, Joined, Kernel, Parameters, Shape, VectorWidth, Vectors,
    input::Loader,
    tile::{Lanes, TILE_VECTORS, Tile, convolve_block},
};

/// Buffers for one network, kept from tile to tile.
#[derive(Clone, Debug)]
pub struct Forward {
    shape: Shape,
    loader: Loader,
    filters: SideBySide,
    hidden: Vec<(Hidden, Joined)>,
    width: VectorWidth,
    /// Maps of each layer, `[maps * positions]`; rectified after [`Self::run`].
    pub maps: Vec<Vec<Lanes>>,
}

impl Forward {
    /// For a network with these parameters.
    pub fn new(parameters: &Parameters) -> Self {
        Self::with_width(parameters, VectorWidth::widest())
    }

    /// The same with vectors of some width, which leaves no trace in any result.
    pub fn with_width(parameters: &Parameters, width: VectorWidth) -> Self {
        let shape = parameters.shape;
        let hidden: Vec<_> = Hidden::all(shape)
            .map(|hidden| {
                let weights = hidden.upward(&parameters.values);
                (hidden, weights)
            })
            .collect();
        let positions = hidden.iter().map(|(hidden, _)| hidden.num_positions());
        let maps = core::iter::once(shape.num_positions())
            .chain(positions)
            .map(|positions| vec![[f32x4::ZERO; TILE_VECTORS]; shape.num_filters() * positions])
            .collect();
        Self {
            shape,
            loader: Loader::new(shape.num_checkers(), shape.num_channels()),
            filters: SideBySide::new(parameters),
            hidden,
            width,
            maps,
        }
    }

    /// Takes new parameters of the same shape.
    pub fn set(&mut self, parameters: &Parameters) {
        self.filters = SideBySide::new(parameters);
        for (hidden, weights) in &mut self.hidden {
            *weights = hidden.upward(&parameters.values);
        }
    }

    /// Brings frames into the tile.
    pub fn load(&mut self, input: Input<'_>, rows: &[u32]) {
        self.loader.load(input, rows);
    }

    /// The frames under way.
    pub fn tile(&self) -> &Tile {
        &self.loader.tile
    }

    /// For each weight of a filter, the checker of the tile under it if the filter sits in the top
    /// left corner.
    pub fn offsets(&self) -> Vec<usize> {
        let side = self.shape.side as usize;
        runs(self.shape)
            .flat_map(|run| (0..side).map(move |column| self.first() + run + column))
            .collect()
    }

    /// Maps of all layers, rectified, and what enters the output.
    ///
    /// `change` may change the maps of the first layer before they are rectified.
    ///
    /// # Panics
    /// Never: there is a first layer.
    pub fn run(&mut self, parameters: &Parameters, change: impl FnOnce(&mut [Lanes])) -> Lanes {
        let first = self.loader.first;
        let (filters, tile, maps) = (&self.filters, &self.loader.tile, &mut self.maps[0]);
        self.width.run(FilterConvolution { filters, tile, first, maps });
        change(&mut self.maps[0]);
        let num_vectors = self.loader.tile.num_vectors();
        for (layer, (hidden, weights)) in self.hidden.iter().enumerate() {
            let (below, above) = self.maps.split_at_mut(layer + 1);
            let inputs = &mut below[layer];
            for map in inputs.iter_mut() {
                rectify(&mut map[..num_vectors]);
            }
            hidden.forward(weights, inputs, &mut above[0], (self.width, num_vectors));
        }
        let last = self.maps.last_mut().expect("there is a first layer");
        pool(parameters, last, num_vectors)
    }

    fn first(&self) -> usize {
        self.loader.first
    }
}

fn rectify(map: &mut [f32x4]) {
    for value in map {
        // By mask, not by `max`: that leaves the sign of zero to the machine.
        *value &= value.simd_gt(f32x4::ZERO);
    }
}

/// Rectifies the last maps in place and pools them into what enters the output.
///
/// # Shapes
/// - `maps`: `[maps * positions]`
fn pool(parameters: &Parameters, maps: &mut [Lanes], num_vectors: usize) -> Lanes {
    let mut pooled = [f32x4::splat(parameters.output_bias()); TILE_VECTORS];
    let dense = &parameters.values[parameters.shape.dense()];
    for (map, dense) in maps.iter_mut().zip(dense) {
        let dense = f32x4::splat(*dense);
        for (value, sum) in map.iter_mut().zip(&mut pooled).take(num_vectors) {
            *value &= value.simd_gt(f32x4::ZERO);
            *sum += *value * dense;
        }
    }
    pooled
}

/// For each row of each channel of a filter, the checker under its left weight if the filter sits in
/// the top left corner.
fn runs(shape: Shape) -> impl Iterator<Item = usize> + Clone {
    let columns = shape.columns as usize;
    (0..shape.num_channels()).flat_map(move |channel| {
        let rows = 0..shape.side as usize;
        rows.map(move |row| channel * shape.num_checkers() + row * columns)
    })
}

/// Filter weights in blocks of four, the filters of a block side by side.
#[derive(Clone, Debug)]
struct SideBySide {
    side: usize,
    corners: Vec<usize>,
    runs: Vec<usize>,
    fours: Vec<([f32; 4], Vec<[f32; 4]>)>,
    twos: Vec<([f32; 2], Vec<[f32; 2]>)>,
    ones: Vec<([f32; 1], Vec<[f32; 1]>)>,
}

impl SideBySide {
    /// Copies the filters of a network.
    fn new(parameters: &Parameters) -> Self {
        let num_filters = parameters.shape.num_filters();
        let (fours, rest) = (num_filters / 4, num_filters % 4);
        let first_one = num_filters - rest % 2;
        Self {
            side: parameters.shape.side as usize,
            corners: parameters.shape.corners(),
            runs: runs(parameters.shape).collect(),
            fours: (0..fours).map(|block| side_by_side(parameters, 4 * block)).collect(),
            twos: (0..rest / 2).map(|_| side_by_side(parameters, 4 * fours)).collect(),
            ones: (first_one..num_filters).map(|filter| side_by_side(parameters, filter)).collect(),
        }
    }
}

/// Feature maps of every filter at every position, before rectification.
struct FilterConvolution<'a> {
    filters: &'a SideBySide,
    tile: &'a Tile,
    /// Where the channels begin in the tile.
    first: usize,
    /// `[num_filters * positions]`
    maps: &'a mut [Lanes],
}

impl Kernel for FilterConvolution<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) {
        let Self { filters, tile, first, maps } = self;
        let positions = filters.corners.len();
        let (fours, rest) = maps.split_at_mut(4 * filters.fours.len() * positions);
        let (twos, ones) = rest.split_at_mut(2 * filters.twos.len() * positions);
        filters.convolve_blocks(vectors, (tile, first), &filters.fours, fours);
        filters.convolve_blocks(vectors, (tile, first), &filters.twos, twos);
        filters.convolve_blocks(vectors, (tile, first), &filters.ones, ones);
    }
}

impl SideBySide {
    #[inline(always)]
    fn convolve_blocks<V: Vectors, const BLOCK: usize>(
        &self,
        vectors: V,
        (tile, first): (&Tile, usize),
        blocks: &[([f32; BLOCK], Vec<[f32; BLOCK]>)],
        maps: &mut [Lanes],
    ) {
        let positions = self.corners.len();
        for (block, maps) in blocks.iter().zip(maps.chunks_exact_mut(BLOCK * positions)) {
            let mut rest = maps;
            let mut of_filters: [_; BLOCK] = core::array::from_fn(|_| {
                let (maps, after) = core::mem::take(&mut rest).split_at_mut(positions);
                rest = after;
                maps.iter_mut()
            });
            for &corner in &self.corners {
                let maps = of_filters
                    .each_mut()
                    .map(|maps| maps.next().expect("there is one map for each position"));
                let runs = self.runs.iter().map(|run| first + corner + run);
                convolve_block(vectors, (self.side, tile), runs, block, maps);
            }
        }
    }
}

fn side_by_side<const BLOCK: usize>(
    parameters: &Parameters,
    first: usize,
) -> ([f32; BLOCK], Vec<[f32; BLOCK]>) {
    let filters: [&[f32]; BLOCK] = core::array::from_fn(|i| parameters.filter(first + i));
    let weights =
        (0..parameters.shape.filter_len()).map(|weight| filters.map(|filter| filter[weight]));
    (core::array::from_fn(|i| parameters.bias(first + i)), weights.collect())
}
