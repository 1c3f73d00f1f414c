//! Loss and gradient of one batch.

use wide::f32x4;

use crate::{
    config::OutputUnit,
    dataset::Split,
    network::{
        Lanes, Output, Parameters, Shape, SideBySide, TILE_FRAMES, TILE_VECTORS, Tile, pool,
    },
};

/// What is minimised: mean data loss plus penalties.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    /// Last nonlinearity and loss.
    pub output: OutputUnit,
    /// Times the sum of absolute filter weights.
    pub l1: f32,
    /// Times the sum of squared filter weights.
    pub l2: f32,
    /// Times the sum of squared dense weights.
    pub dense_l2: f32,
    /// Times the mean absolute generator signal.
    pub activity_l1: f32,
}

/// Loss and gradient of some frames, for checks against other arithmetic.
///
/// # Shapes
/// - `rows`: frames of `split` to average
/// - returns the mean data loss, nats a frame, and the gradient of loss and penalties in the order
///   of [`Parameters::values`]
pub fn batch_gradient(
    objective: &Objective,
    parameters: &Parameters,
    split: &Split,
    rows: &[u32],
) -> (f64, Vec<f32>) {
    let mut gradient = Gradient::new(parameters.shape);
    let loss = gradient.of_batch(objective, parameters, split, rows, &[]);
    (loss, gradient.values)
}

/// Buffers for the gradient of one network, kept from step to step.
pub(super) struct Gradient {
    shape: Shape,
    corners: Vec<usize>,
    values: Vec<f32>,
    tile: Tile,
    maps: Vec<Lanes>,
    filters: Vec<f32x4>,
    biases: Vec<f32x4>,
    dense: Vec<f32x4>,
    output_bias: f64,
    softplus: [f64; 2],
}

impl Gradient {
    pub(super) fn new(shape: Shape) -> Self {
        let num_maps = shape.num_filters() * shape.num_positions();
        Self {
            shape,
            corners: shape.corners(),
            values: vec![0.0; shape.num_parameters()],
            tile: Tile::new(shape.num_checkers()),
            maps: vec![[f32x4::ZERO; TILE_VECTORS]; num_maps],
            filters: vec![f32x4::ZERO; shape.num_filters() * shape.filter_len()],
            biases: vec![f32x4::ZERO; shape.num_filters()],
            dense: vec![f32x4::ZERO; num_maps],
            output_bias: 0.0,
            softplus: [0.0; 2],
        }
    }

    /// The gradient found last, in the order of the parameters.
    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    /// Finds the gradient and returns the mean data loss of the batch.
    ///
    /// `noise` is empty or `[num_filters, positions, batch]`, added before rectification.
    pub(super) fn of_batch(
        &mut self,
        objective: &Objective,
        parameters: &Parameters,
        split: &Split,
        rows: &[u32],
        noise: &[f32],
    ) -> f64 {
        self.clear();
        let weights = SideBySide::new(parameters);
        let checkers = self.shape.num_checkers();
        let mut loss = 0.0;
        for (index, tile_rows) in rows.chunks(TILE_FRAMES).enumerate() {
            let frame = |&row: &u32| &split.frames[row as usize * checkers..][..checkers];
            self.tile.load(tile_rows.iter().map(frame));
            weights.convolve(&self.tile, &mut self.maps);
            if !noise.is_empty() {
                add_noise(&mut self.maps, noise, index * TILE_FRAMES, rows.len());
            }
            let pooled = pool(parameters, &mut self.maps, self.tile.num_vectors());
            let counts = tile_rows.iter().map(|&row| split.counts[row as usize]);
            let scale = 1.0 / rows.len() as f32;
            let (tile_loss, slopes) = self.slopes(objective, parameters, &pooled, counts, scale);
            loss += tile_loss;
            self.through_pooling(parameters, &slopes);
            self.through_filters();
        }
        self.collect(objective, parameters);
        loss / rows.len() as f64
    }

    fn clear(&mut self) {
        for sums in [&mut self.filters, &mut self.biases, &mut self.dense] {
            sums.fill(f32x4::ZERO);
        }
        self.output_bias = 0.0;
        self.softplus = [0.0; 2];
    }

    /// Sum of the losses of a tile and their derivatives by the generator signal, times `scale`.
    fn slopes(
        &mut self,
        objective: &Objective,
        parameters: &Parameters,
        pooled: &Lanes,
        counts: impl Iterator<Item = u16>,
        scale: f32,
    ) -> (f64, Lanes) {
        let output = Output::new(objective.output, parameters);
        let mut slopes = [[0.0; 4]; TILE_VECTORS];
        let mut loss = 0.0;
        let signals = pooled.iter().flat_map(|vector| vector.to_array());
        for ((z, count), place) in signals.zip(counts).zip(slopes.as_flattened_mut()) {
            let slope = output.slope(z, count);
            loss += f64::from(slope.loss);
            *place = (slope.by_z + objective.activity_l1 * sign(z)) * scale;
            self.output_bias += f64::from(*place);
            for (sum, by) in self.softplus.iter_mut().zip(slope.by_softplus) {
                *sum += f64::from(by * scale);
            }
        }
        (loss, slopes.map(f32x4::from))
    }

    /// Derivatives by the dense weights; turns the maps into derivatives by the filters' outputs.
    fn through_pooling(&mut self, parameters: &Parameters, slopes: &Lanes) {
        let positions = self.shape.num_positions();
        let num_vectors = self.tile.num_vectors();
        let weights = &parameters.values[self.shape.dense()];
        let maps = self.maps.iter_mut().zip(weights).zip(&mut self.dense).enumerate();
        for (index, ((map, weight), sum)) in maps {
            let weight = f32x4::splat(*weight);
            let mut bias = f32x4::ZERO;
            for (value, slope) in map.iter_mut().zip(slopes).take(num_vectors) {
                *sum += *slope * *value;
                *value = (*slope * weight) & value.simd_gt(f32x4::ZERO);
                bias += *value;
            }
            self.biases[index / positions] += bias;
        }
    }

    /// Derivatives by the filter weights, from the maps that [`Self::through_pooling`] left.
    fn through_filters(&mut self) {
        let (filter_len, positions) = (self.shape.filter_len(), self.shape.num_positions());
        let at = Places { shape: self.shape, corners: &self.corners, tile: &self.tile };
        let mut sums = self.filters.as_mut_slice();
        let mut maps = self.maps.as_slice();
        while !maps.is_empty() {
            let block = match maps.len() / positions {
                0 | 1 => 1,
                2 | 3 => 2,
                _ => 4,
            };
            let (block_maps, rest_maps) = maps.split_at(block * positions);
            let (block_sums, rest_sums) = sums.split_at_mut(block * filter_len);
            match block {
                1 => correlate_block::<1>(at, block_maps, block_sums),
                2 => correlate_block::<2>(at, block_maps, block_sums),
                _ => correlate_block::<4>(at, block_maps, block_sums),
            }
            (maps, sums) = (rest_maps, rest_sums);
        }
    }

    /// Adds up the lanes, in fixed order, and the derivatives of the penalties.
    fn collect(&mut self, objective: &Objective, parameters: &Parameters) {
        let shape = self.shape;
        let lanes = self.filters.iter().chain(&self.biases).chain(&self.dense);
        for (value, lanes) in self.values.iter_mut().zip(lanes) {
            let [a, b, c, d] = lanes.to_array();
            *value = (a + b) + (c + d);
        }
        self.values[shape.output_bias()] = self.output_bias as f32;
        for (value, sum) in self.values[shape.softplus()].iter_mut().zip(self.softplus) {
            *value = sum as f32;
        }
        for index in shape.filters() {
            let weight = parameters.values[index];
            self.values[index] += objective.l1 * sign(weight) + 2.0 * objective.l2 * weight;
        }
        for index in shape.dense() {
            self.values[index] += 2.0 * objective.dense_l2 * parameters.values[index];
        }
    }
}

/// -1, 0 or 1.
fn sign(value: f32) -> f32 {
    f32::from(i8::from(value > 0.0) - i8::from(value < 0.0))
}

fn add_noise(maps: &mut [Lanes], noise: &[f32], first: usize, batch: usize) {
    for (map, noise) in maps.iter_mut().zip(noise.chunks_exact(batch)) {
        let last = batch.min(first + TILE_FRAMES);
        for (vector, noise) in map.iter_mut().zip(noise[first..last].chunks(4)) {
            let mut values = vector.to_array();
            for (value, noise) in values.iter_mut().zip(noise) {
                *value += noise;
            }
            *vector = f32x4::from(values);
        }
    }
}

/// A tile and where filters sit in it.
#[derive(Clone, Copy)]
struct Places<'a> {
    shape: Shape,
    corners: &'a [usize],
    tile: &'a Tile,
}

/// Adds the correlation of checkers and map derivatives to the sums of a block of filters.
///
/// # Shapes
/// - `maps`: `[BLOCK * positions]`
/// - `sums`: `[BLOCK * side * side]`, one sum in each lane
fn correlate_block<const BLOCK: usize>(at: Places<'_>, maps: &[Lanes], sums: &mut [f32x4]) {
    let (side, columns) = (at.shape.side as usize, at.shape.columns as usize);
    let filter_len = at.shape.filter_len();
    let offset = |weight: usize| weight / side * columns + weight % side;
    let mut add =
        |weight: usize, block: usize, sum: f32x4| sums[block * filter_len + weight] += sum;
    for weight in (0..filter_len - 1).step_by(2) {
        let offsets = [offset(weight), offset(weight + 1)];
        let pair = correlate::<BLOCK, 2>(at, maps, offsets);
        for (block, [first, second]) in pair.into_iter().enumerate() {
            add(weight, block, first);
            add(weight + 1, block, second);
        }
    }
    if filter_len % 2 == 1 {
        let last = correlate::<BLOCK, 1>(at, maps, [offset(filter_len - 1)]);
        for (block, [sum]) in last.into_iter().enumerate() {
            add(filter_len - 1, block, sum);
        }
    }
}

/// The sums of `BLOCK` filters at `WEIGHTS` of their weights, over positions and frames.
fn correlate<const BLOCK: usize, const WEIGHTS: usize>(
    at: Places<'_>,
    maps: &[Lanes],
    offsets: [usize; WEIGHTS],
) -> [[f32x4; WEIGHTS]; BLOCK] {
    let positions = at.corners.len();
    let num_vectors = at.tile.num_vectors().min(TILE_VECTORS);
    let mut sums = [[f32x4::ZERO; WEIGHTS]; BLOCK];
    for (position, corner) in at.corners.iter().enumerate() {
        let checkers = offsets.map(|offset| at.tile.checker(corner + offset));
        let maps: [&Lanes; BLOCK] =
            core::array::from_fn(|block| &maps[block * positions + position]);
        for vector in 0..num_vectors {
            for (sums, map) in sums.iter_mut().zip(&maps) {
                for (sum, checker) in sums.iter_mut().zip(&checkers) {
                    *sum += map[vector] * checker[vector];
                }
            }
        }
    }
    sums
}
