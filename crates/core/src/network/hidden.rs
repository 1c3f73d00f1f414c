//! A convolutional layer between the filters and the pooling.
//!
//! In: rectified maps of the layer below, one number for each frame of a tile. Out: maps of this
//! layer, and on the way back derivatives. Sums have a fixed order, frames lie across SIMD lanes.

use core::ops::Range;

use wide::f32x4;

use crate::network::{Lanes, Shape};

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
        num_vectors: usize,
    ) {
        upward.apply(&self.below, inputs, outputs, num_vectors);
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
        num_vectors: usize,
    ) {
        downward.apply(&self.above, slopes, inputs, num_vectors);
    }

    /// Adds the derivatives by the weights to their sums, one sum in each lane.
    ///
    /// # Shapes
    /// - `inputs`: `[maps * positions below]`, rectified
    /// - `slopes`: `[maps * positions]`, derivatives by what this layer computed
    /// - `sums`: for each parameter of the row
    pub fn add_weight_slopes(
        &self,
        inputs: &[Lanes],
        slopes: &[Lanes],
        sums: &mut [f32x4],
        num_vectors: usize,
    ) {
        let sums = &mut sums[self.weights.clone()];
        let whole = self.num_maps / BLOCK * BLOCK;
        for first in (0..whole).step_by(BLOCK) {
            self.add_block::<BLOCK>(first, inputs, slopes, sums, num_vectors);
        }
        for map in whole..self.num_maps {
            self.add_block::<1>(map, inputs, slopes, sums, num_vectors);
        }
    }

    fn add_block<const MAPS: usize>(
        &self,
        first: usize,
        inputs: &[Lanes],
        slopes: &[Lanes],
        sums: &mut [f32x4],
        num_vectors: usize,
    ) {
        let (positions, kernel) = (self.below.len(), self.kernel_len);
        for (from, inputs) in inputs.chunks_exact(self.above.len()).enumerate() {
            for (place, taps) in self.below.iter().enumerate() {
                let slopes: [&Lanes; MAPS] =
                    core::array::from_fn(|map| &slopes[(first + map) * positions + place]);
                for &(below, weight) in taps {
                    let mut products = [f32x4::ZERO; MAPS];
                    for (vector, input) in inputs[below].iter().enumerate().take(num_vectors) {
                        for (product, slope) in products.iter_mut().zip(&slopes) {
                            *product += *input * slope[vector];
                        }
                    }
                    for (map, product) in products.into_iter().enumerate() {
                        sums[((first + map) * self.num_maps + from) * kernel + weight] += product;
                    }
                }
            }
        }
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

    fn apply(&self, taps: &Taps, from: &[Lanes], to: &mut [Lanes], num_vectors: usize) {
        let (num_from, num_to) = (from.len() / self.num_maps, taps.len());
        for (block, to) in self.blocks.iter().zip(to.chunks_mut(BLOCK * num_to)) {
            for (place, taps) in taps.iter().enumerate() {
                for first in (0..num_vectors).step_by(2) {
                    let sums = self.sums(block, taps, from.chunks_exact(num_from), first);
                    for (map, sum) in to.chunks_exact_mut(num_to).zip(sums) {
                        [map[place][first], map[place][first + 1]] = sum;
                    }
                }
            }
        }
    }

    /// Two vectors of four maps at one position.
    fn sums<'a>(
        &self,
        (biases, weights): &([f32; BLOCK], Vec<[f32; BLOCK]>),
        taps: &[(usize, usize)],
        from: impl Iterator<Item = &'a [Lanes]>,
        first: usize,
    ) -> [[f32x4; 2]; BLOCK] {
        let mut sums = biases.map(|bias| [f32x4::splat(bias); 2]);
        for (maps, weights) in from.zip(weights.chunks_exact(self.kernel_len)) {
            for &(place, weight) in taps {
                let (x0, x1) = (maps[place][first], maps[place][first + 1]);
                for (sum, weight) in sums.iter_mut().zip(&weights[weight]) {
                    let weight = f32x4::splat(*weight);
                    sum[0] += x0 * weight;
                    sum[1] += x1 * weight;
                }
            }
        }
        sums
    }
}
