//! The way of a tile of frames through all layers.

use wide::f32x4;

use crate::{
    network::{
        Hidden, Input, Joined, Minimal, Parameters,
        convolution::{DirectConvolution, FilterBlocks, MinimalConvolution, Runs},
        input::Loader,
        minimal::FrameComponents,
        tile::{Lanes, TILE_VECTORS, Tile},
    },
    vectors::VectorWidth,
};

/// No frames.
const NOTHING: Lanes = [f32x4::ZERO; TILE_VECTORS];

/// Buffers for one network, kept from tile to tile.
#[derive(Clone, Debug)]
pub struct Forward {
    loader: Loader,
    runs: Runs,
    minimal: Option<Minimal>,
    filters: FilterBlocks,
    /// What the filters see of the frames where filtering is minimal.
    components: Vec<Lanes>,
    /// Room for the sums of a block of filters.
    sums: Vec<Lanes>,
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
            .map(|positions| vec![NOTHING; shape.num_filters() * positions])
            .collect();
        let minimal = Minimal::of(shape);
        Self {
            loader: Loader::new(shape.num_checkers(), shape.num_channels()),
            runs: Runs::of(shape),
            filters: FilterBlocks::new(parameters, minimal.as_ref()),
            components: vec![NOTHING; minimal.as_ref().map_or(0, Minimal::len)],
            minimal,
            sums: Vec::new(),
            hidden,
            width,
            maps,
        }
    }

    /// Takes new parameters of the same shape.
    pub fn set(&mut self, parameters: &Parameters) {
        self.filters = FilterBlocks::new(parameters, self.minimal.as_ref());
        for (hidden, weights) in &mut self.hidden {
            *weights = hidden.upward(&parameters.values);
        }
    }

    /// Brings frames into the tile.
    pub fn load(&mut self, input: Input<'_>, rows: &[u32]) {
        self.loader.load(input, rows);
        if let Some(minimal) = &self.minimal {
            let Loader { tile, first, .. } = &self.loader;
            let (first, components) = (*first, &mut self.components[..]);
            self.width.run(FrameComponents { minimal, tile, first, components });
        }
    }

    /// The frames under way.
    pub fn tile(&self) -> &Tile {
        &self.loader.tile
    }

    /// How filtering is minimal, and the components of the frames under way; nothing where each product is made.
    pub fn components(&self) -> Option<(&Minimal, &[Lanes])> {
        self.minimal.as_ref().map(|minimal| (minimal, &self.components[..]))
    }

    /// For each weight of a filter, the checker of the tile under it if the filter sits in the top
    /// left corner.
    pub fn offsets(&self) -> Vec<usize> {
        self.runs.offsets(self.loader.first)
    }

    /// Maps of all layers, rectified, and what enters the output.
    ///
    /// `change` may change the maps of the first layer before they are rectified.
    ///
    /// # Panics
    /// Never: there is a first layer.
    pub fn run(&mut self, parameters: &Parameters, change: impl FnOnce(&mut [Lanes])) -> Lanes {
        self.run_filters();
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

    fn run_filters(&mut self) {
        let Loader { tile, first, .. } = &self.loader;
        let (first, filters, maps) = (*first, &self.filters, &mut self.maps[0][..]);
        if let Some(minimal) = &self.minimal {
            let (components, sums) = (&self.components[..], &mut self.sums);
            let num_vectors = tile.num_vectors();
            self.width.run(MinimalConvolution {
                minimal,
                filters,
                components,
                num_vectors,
                sums,
                maps,
            });
        } else {
            let runs = &self.runs;
            self.width.run(DirectConvolution { runs, filters, tile, first, maps });
        }
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
