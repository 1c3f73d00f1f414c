//! A convolutional layer between the filters and the pooling.
//!
//! In: rectified maps of the layer below, one number for each frame of a tile. Out: maps of this
//! layer, and on the way back derivatives. Sums have a fixed order, frames lie across SIMD lanes.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use core::ops::Range;

use wide::f32x4;

use crate::{
    network::{Lanes, MapVectors, Shape, TILE_VECTORS, add_products, map_vectors, side_by_side},
    vectors::{Kernel, VectorWidth, Vectors},
};

/// Maps computed at once.
const BLOCK: usize = 4;

/// For each position that is computed, where it reads: position there, and weight.
type Taps = Vec<Vec<(usize, usize)>>;

/// Layer 2 or 3 of a network: where its weights stand and which positions they join.
#[derive(Clone, Debug)]
pub struct Hidden {
    weights: Range<usize>,
    biases: Range<usize>,
    num_maps: usize,
    /// Weights between two maps.
    kernel_len: usize,
    /// For each position of this layer, positions below.
    below: Taps,
    /// For each position below, positions of this layer.
    above: Taps,
}

impl Hidden {
    /// Layers 2 and 3, as far as a network has them.
    pub fn all(shape: Shape) -> impl Iterator<Item = Self> {
        (2..=shape.layers).map(move |layer| Self::new(shape, layer))
    }

    fn new(shape: Shape, layer: u32) -> Self {
        let (rows, columns) = shape.grid_after(layer - 1);
        let (out_rows, out_columns) = shape.grid_after(layer);
        let side = shape.hidden_side(layer);
        // Zeros around: one row and column on each side of a 3x3.
        let margin = (out_rows + side - 1 - rows) / 2;
        let mut below = vec![Vec::new(); out_rows * out_columns];
        let mut above = vec![Vec::new(); rows * columns];
        for (place, taps) in below.iter_mut().enumerate() {
            for weight in 0..side * side {
                let row = (place / out_columns + weight / side).wrapping_sub(margin);
                let column = (place % out_columns + weight % side).wrapping_sub(margin);
                if row < rows && column < columns {
                    taps.push((row * columns + column, weight));
                    above[row * columns + column].push((place, weight));
                }
            }
        }
        Self {
            weights: shape.hidden(layer),
            biases: shape.hidden_biases(layer),
            num_maps: shape.num_filters(),
            kernel_len: side * side,
            below,
            above,
        }
    }

    /// Where the biases stand in the row of parameters.
    pub fn biases(&self) -> Range<usize> {
        self.biases.clone()
    }

    /// Where the weights stand in the row of parameters.
    pub fn weights(&self) -> Range<usize> {
        self.weights.clone()
    }

    /// For each position of this layer, where it reads: position below, and which weight of a map it
    /// meets there.
    pub fn below(&self) -> &[Vec<(usize, usize)>] {
        &self.below
    }

    /// Weights between two maps.
    pub fn num_taps(&self) -> usize {
        self.kernel_len
    }

    /// Positions of this layer.
    pub fn num_positions(&self) -> usize {
        self.below.len()
    }

    /// The weights of this layer, ready for the way up.
    pub fn upward(&self, values: &[f32]) -> Joined {
        let biases = &values[self.biases.clone()];
        let weights = &values[self.weights.clone()];
        let len = self.num_maps * self.kernel_len;
        Joined::new(self.num_maps, len, |map| biases[map], |map, index| weights[map * len + index])
    }

    /// The weights of this layer, ready for the way down.
    pub fn downward(&self, values: &[f32]) -> Joined {
        let (weights, kernel) = (&values[self.weights.clone()], self.kernel_len);
        let num_maps = self.num_maps;
        let weight = |map: usize, index: usize| {
            weights[(index / kernel * num_maps + map) * kernel + index % kernel]
        };
        Joined::new(num_maps, num_maps * kernel, |_| 0.0, weight)
    }

    /// Maps of this layer, before rectification.
    ///
    /// ```text
    /// out[g, q] = bias[g] + sum over f and (p, k) of q:  in[f, p] w[g, f, k]
    /// ```
    ///
    /// # Shapes
    /// - `inputs`: `[maps * positions below]`, rectified
    /// - `outputs`: `[maps * positions]`
    pub fn forward(
        &self,
        upward: &Joined,
        inputs: &[Lanes],
        outputs: &mut [Lanes],
        (width, num_vectors): (VectorWidth, usize),
    ) {
        let (joined, taps) = (upward, &self.below);
        width.run(Joining { joined, taps, from: inputs, to: outputs, num_vectors });
    }

    /// Derivatives by what this layer read, from those by what it computed.
    ///
    /// # Shapes
    /// - `slopes`: `[maps * positions]`
    /// - `inputs`: `[maps * positions below]`, filled
    pub fn backward(
        &self,
        downward: &Joined,
        slopes: &[Lanes],
        inputs: &mut [Lanes],
        (width, num_vectors): (VectorWidth, usize),
    ) {
        let (joined, taps) = (downward, &self.above);
        width.run(Joining { joined, taps, from: slopes, to: inputs, num_vectors });
    }

    /// Adds the derivatives by the weights to their sums, one sum in each lane.
    ///
    /// # Shapes
    /// - `inputs`: `[maps * positions below]`, rectified
    /// - `slopes`: `[maps * positions]`, derivatives by what this layer computed
    /// - `sums`: for each weight of this layer; with room for maps side by side
    pub fn add_weight_slopes(
        &self,
        inputs: &[Lanes],
        slopes: &[Lanes],
        (sums, room): (&mut [f32x4], &mut Vec<f32x4>),
        (width, num_vectors): (VectorWidth, usize),
    ) {
        width.run(WeightSlopes { hidden: self, inputs, slopes, sums, room, num_vectors });
    }

    /// Weight of one map below at each of its positions, given the weights of this layer's maps.
    ///
    /// # Shapes
    /// - `values`: the row of parameters
    /// - `pooling`: `[maps * positions]`
    /// - returns `[positions below]`
    pub fn pooling(&self, values: &[f32], map: usize, pooling: &[f32]) -> Vec<f32> {
        let weights = &values[self.weights.clone()];
        let sum = |taps: &Vec<(usize, usize)>| {
            let ways = pooling.chunks_exact(self.below.len()).enumerate();
            ways.flat_map(|(above, pooling)| {
                let weights = &weights[(above * self.num_maps + map) * self.kernel_len..];
                taps.iter().map(move |&(place, weight)| weights[weight] * pooling[place])
            })
            .sum()
        };
        self.above.iter().map(sum).collect()
    }
}

/// Weights of maps in blocks of four, side by side; a last block is filled up with zeros.
#[derive(Clone, Debug)]
pub struct Joined {
    blocks: Vec<([f32; BLOCK], Vec<[f32; BLOCK]>)>,
    kernel_len: usize,
    num_maps: usize,
}

impl Joined {
    fn new(
        num_maps: usize,
        len: usize,
        bias: impl Fn(usize) -> f32,
        weight: impl Fn(usize, usize) -> f32,
    ) -> Self {
        let blocks = (0..num_maps).step_by(BLOCK).map(|first| {
            let each = |of: &dyn Fn(usize) -> f32| {
                core::array::from_fn(
                    |map| if first + map < num_maps { of(first + map) } else { 0.0 },
                )
            };
            let weights = (0..len).map(|index| each(&|map| weight(map, index)));
            (each(&bias), weights.collect())
        });
        Self { blocks: blocks.collect(), kernel_len: len / num_maps, num_maps }
    }
}

/// Maps on one side of a layer from those on the other.
struct Joining<'a> {
    joined: &'a Joined,
    taps: &'a Taps,
    from: &'a [Lanes],
    to: &'a mut [Lanes],
    num_vectors: usize,
}

impl Kernel for Joining<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) {
        let Self { joined, taps, from, to, num_vectors } = self;
        let (num_from, num_to) = (from.len() / joined.num_maps, taps.len());
        let len = TILE_VECTORS / V::GROUPS;
        for (block, to) in joined.blocks.iter().zip(to.chunks_mut(BLOCK * num_to)) {
            for (place, taps) in taps.iter().enumerate() {
                for pair in 0..num_vectors.div_ceil(2 * V::GROUPS) {
                    let pair = [2 * pair % len, (2 * pair + 1) % len];
                    let from = from.chunks_exact(num_from);
                    let sums = joined.sums(vectors, block, taps, from, pair);
                    for (map, sum) in to.chunks_exact_mut(num_to).zip(sums) {
                        let map = V::vectors_of_mut(&mut map[place]);
                        [map[pair[0]], map[pair[1]]] = sum.map(|sum| vectors.store(sum));
                    }
                }
            }
        }
    }
}

impl Joined {
    /// Two vectors of four maps at one position.
    #[inline(always)]
    fn sums<'a, V: Vectors>(
        &self,
        vectors: V,
        (biases, weights): &([f32; BLOCK], Vec<[f32; BLOCK]>),
        taps: &[(usize, usize)],
        from: impl Iterator<Item = &'a [Lanes]>,
        pair: [usize; 2],
    ) -> [[V::Vector; 2]; BLOCK] {
        let mut sums = biases.map(|bias| [vectors.splat(bias); 2]);
        for (maps, weights) in from.zip(weights.chunks_exact(self.kernel_len)) {
            for &(place, weight) in taps {
                let map = V::vectors_of(&maps[place]);
                let [x0, x1] = pair.map(|vector| vectors.load(&map[vector]));
                for (sum, weight) in sums.iter_mut().zip(&weights[weight]) {
                    let weight = vectors.splat(*weight);
                    sum[0] = vectors.add_product(sum[0], x0, weight);
                    sum[1] = vectors.add_product(sum[1], x1, weight);
                }
            }
        }
        sums
    }
}

/// Derivatives by the weights of a layer, of one tile. Each weight has four sums; at each position the frames are added up first.
struct WeightSlopes<'a> {
    hidden: &'a Hidden,
    /// `[maps * positions below]`
    inputs: &'a [Lanes],
    /// `[maps * positions]`
    slopes: &'a [Lanes],
    /// `[maps, maps below, kernel_len]`
    sums: &'a mut [f32x4],
    room: &'a mut Vec<f32x4>,
    num_vectors: usize,
}

impl Kernel for WeightSlopes<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(mut self, vectors: V) {
        let mut room = core::mem::take(self.room);
        let size = (self.hidden.below.len(), self.num_vectors);
        let slopes = map_vectors::<V>(side_by_side::<V>(self.slopes, size, &mut room));
        let num_groups = self.hidden.num_maps.div_ceil(V::GROUPS);
        let mut first = 0;
        while first < num_groups {
            first += match (V::GROUPS, num_groups - first) {
                (1, 4..) => self.add_block::<V, 4>(vectors, slopes, first),
                (2.., 2..) => self.add_block::<V, 2>(vectors, slopes, first),
                _ => self.add_block::<V, 1>(vectors, slopes, first),
            };
        }
        *self.room = room;
    }
}

impl WeightSlopes<'_> {
    /// Adds the sums of a block of vectors of maps; returns how many vectors that are.
    #[inline(always)]
    fn add_block<V: Vectors, const MAPS: usize>(
        &mut self,
        vectors: V,
        slopes: &[MapVectors<V>],
        first: usize,
    ) -> usize {
        let hidden = self.hidden;
        for (from, inputs) in self.inputs.chunks_exact(hidden.above.len()).enumerate() {
            for (place, taps) in hidden.below.iter().enumerate() {
                let slopes: [_; MAPS] =
                    core::array::from_fn(|map| &slopes[(first + map) * hidden.below.len() + place]);
                // Each sum waits for the one before it, so two go side by side.
                let (pairs, last) = taps.as_chunks::<2>();
                for pair in pairs {
                    let sums = self.products(vectors, (inputs, slopes), pair.map(|tap| tap.0));
                    self.add::<V, MAPS, 2>(vectors, sums, (first, from), pair.map(|tap| tap.1));
                }
                for (below, weight) in last {
                    let sums = self.products(vectors, (inputs, slopes), [*below]);
                    self.add::<V, MAPS, 1>(vectors, sums, (first, from), [*weight]);
                }
            }
        }
        MAPS
    }

    /// Sums over the frames of the tile.
    #[inline(always)]
    fn products<V: Vectors, const MAPS: usize, const TAPS: usize>(
        &self,
        vectors: V,
        (inputs, slopes): (&[Lanes], [&MapVectors<V>; MAPS]),
        below: [usize; TAPS],
    ) -> [[V::Vector; TAPS]; MAPS] {
        let mut products = [[vectors.splat(0.0); TAPS]; MAPS];
        let inputs = below.map(|place| &inputs[place]);
        add_products(vectors, &mut products, (slopes, inputs), self.num_vectors);
        products
    }

    #[inline(always)]
    fn add<V: Vectors, const MAPS: usize, const TAPS: usize>(
        &mut self,
        vectors: V,
        products: [[V::Vector; TAPS]; MAPS],
        (first, from): (usize, usize),
        weights: [usize; TAPS],
    ) {
        let Hidden { num_maps, kernel_len, .. } = *self.hidden;
        for (map, products) in products.into_iter().enumerate() {
            let products = products.map(|product| vectors.store(product));
            for member in 0..V::GROUPS {
                let map = (first + map) * V::GROUPS + member;
                if map < num_maps {
                    let sums = &mut self.sums[(map * num_maps + from) * kernel_len..];
                    for (weight, product) in weights.iter().zip(&products) {
                        sums[*weight] += product.as_ref()[member];
                    }
                }
            }
        }
    }
}
