//! Loss and gradient of one batch.

use core::ops::Range;

use wide::f32x4;

use crate::{
    config::OutputUnit,
    engine::cpu::{
        correlation::{Correlation, sum_of_lanes},
        minimal_correlation::MinimalSums,
    },
    network::{
        Forward, Hidden, Input, Joined, Lanes, Output, Parameters, Shape, TILE_FRAMES, TILE_VECTORS,
    },
    vectors::VectorWidth,
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

/// The frames of a step.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// All frames.
    pub input: Input<'a>,
    /// Spikes at each of all frames.
    pub counts: &'a [u16],
    /// Those of the step.
    pub rows: &'a [u32],
    /// Empty, or noise added to the maps of the first layer, `[num_filters, positions, rows]`.
    pub noise: &'a [f32],
}

/// Loss and gradient of some frames, for checks against other arithmetic; the width of vectors leaves no trace in them.
///
/// # Shapes
/// - returns the mean data loss, nats a frame, and the gradient of loss and penalties in the order
///   of [`Parameters::values`]
pub fn batch_gradient(
    objective: &Objective,
    parameters: &Parameters,
    batch: Batch<'_>,
    width: VectorWidth,
) -> (f64, Vec<f32>) {
    let mut gradient = Gradient::new(parameters, width);
    let loss = gradient.of_batch(objective, parameters, batch);
    (loss, gradient.values)
}

/// Buffers for the gradient of one network, kept from step to step.
pub(super) struct Gradient {
    shape: Shape,
    corners: Vec<usize>,
    offsets: Vec<usize>,
    width: VectorWidth,
    /// Room for derivatives of several maps side by side.
    room: Vec<f32x4>,
    forward: Forward,
    values: Vec<f32>,
    /// The first parameter that has sums here: not the filters' where their sums are those of components.
    first: usize,
    /// One sum in each lane for each parameter from there up to the output bias.
    sums: Vec<f32x4>,
    minimal: MinimalSums,
    /// Layers after the first, with their weights for the way down.
    hidden: Vec<(Hidden, Joined)>,
    /// Derivatives by what such a layer read.
    below: Vec<Lanes>,
    output_bias: f64,
    softplus: [f64; 2],
}

impl Gradient {
    pub(super) fn new(parameters: &Parameters, width: VectorWidth) -> Self {
        let shape = parameters.shape;
        let forward = Forward::with_width(parameters, width);
        let first = if forward.components().is_some() { shape.filters().end } else { 0 };
        Self {
            shape,
            corners: shape.corners(),
            offsets: Vec::new(),
            width,
            room: Vec::new(),
            forward,
            values: vec![0.0; shape.num_parameters()],
            first,
            sums: vec![f32x4::ZERO; shape.output_bias() - first],
            minimal: MinimalSums::default(),
            hidden: Vec::new(),
            below: Vec::new(),
            output_bias: 0.0,
            softplus: [0.0; 2],
        }
    }

    /// The gradient found last, in the order of the parameters.
    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    /// Finds the gradient and returns the mean data loss of the batch.
    pub(super) fn of_batch(
        &mut self,
        objective: &Objective,
        parameters: &Parameters,
        batch: Batch<'_>,
    ) -> f64 {
        let Batch { input, counts, rows, noise } = batch;
        self.sums.fill(f32x4::ZERO);
        self.minimal.clear();
        (self.output_bias, self.softplus) = (0.0, [0.0; 2]);
        self.forward.set(parameters);
        let down = |hidden: Hidden| {
            let weights = hidden.downward(&parameters.values);
            (hidden, weights)
        };
        self.hidden = Hidden::all(self.shape).map(down).collect();
        let mut loss = 0.0;
        for (index, tile_rows) in rows.chunks(TILE_FRAMES).enumerate() {
            self.forward.load(input, tile_rows);
            let pooled = self.forward.run(parameters, |maps| {
                if !noise.is_empty() {
                    add_noise(maps, noise, index * TILE_FRAMES, rows.len());
                }
            });
            let counts = tile_rows.iter().map(|&row| counts[row as usize]);
            let scale = 1.0 / rows.len() as f32;
            let (tile_loss, slopes) = self.slopes(objective, parameters, &pooled, counts, scale);
            loss += tile_loss;
            self.through_pooling(parameters, &slopes);
            self.through_hidden();
            self.through_filters();
        }
        self.collect(objective, parameters);
        loss / rows.len() as f64
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

    /// Derivatives by the dense weights; turns the last maps into derivatives by what their layer
    /// computed.
    fn through_pooling(&mut self, parameters: &Parameters, slopes: &Lanes) {
        let positions = self.shape.num_pooled();
        let num_vectors = self.forward.tile().num_vectors();
        let biases = self.summed(self.biases_of(self.hidden.len()));
        let dense = self.shape.dense();
        let (sums, dense_sums) = self.sums.split_at_mut(dense.start - self.first);
        let biases = &mut sums[biases];
        let maps = self.forward.maps.last_mut().expect("there is a first layer").iter_mut();
        let weights = parameters.values[dense].iter();
        for (index, ((map, weight), sum)) in maps.zip(weights).zip(dense_sums).enumerate() {
            let weight = f32x4::splat(*weight);
            let mut bias = f32x4::ZERO;
            for (value, slope) in map.iter_mut().zip(slopes).take(num_vectors) {
                *sum += *slope * *value;
                *value = (*slope * weight) & value.simd_gt(f32x4::ZERO);
                bias += *value;
            }
            biases[index / positions] += bias;
        }
    }

    /// Derivatives by the parameters of layers 3 and 2 and the biases below each; turns the maps
    /// below into derivatives by what their layer computed.
    fn through_hidden(&mut self) {
        let num_vectors = self.forward.tile().num_vectors();
        for (layer, (hidden, downward)) in self.hidden.iter().enumerate().rev() {
            let biases = self.summed(self.biases_of(layer));
            let weights = self.summed(hidden.weights());
            let (below, above) = self.forward.maps.split_at_mut(layer + 1);
            let (inputs, slopes) = (&mut below[layer], &above[0]);
            let size = (self.width, num_vectors);
            let sums = (&mut self.sums[weights], &mut self.room);
            hidden.add_weight_slopes(inputs, slopes, sums, size);
            self.below.resize(inputs.len(), [f32x4::ZERO; TILE_VECTORS]);
            hidden.backward(downward, slopes, &mut self.below, size);
            let positions = inputs.len() / self.shape.num_filters();
            for (index, (map, slopes)) in inputs.iter_mut().zip(&self.below).enumerate() {
                let mut bias = f32x4::ZERO;
                for (value, slope) in map.iter_mut().zip(slopes).take(num_vectors) {
                    *value = *slope & value.simd_gt(f32x4::ZERO);
                    bias += *value;
                }
                self.sums[biases.start + index / positions] += bias;
            }
        }
    }

    /// Where the biases of a layer stand, counted from 0.
    fn biases_of(&self, layer: usize) -> Range<usize> {
        match layer {
            0 => self.shape.biases(),
            further => self.hidden[further - 1].0.biases(),
        }
    }

    /// Where the sums of some parameters stand.
    fn summed(&self, parameters: Range<usize>) -> Range<usize> {
        parameters.start - self.first..parameters.end - self.first
    }

    /// Derivatives by the filter weights, from the derivatives that the first maps hold now.
    fn through_filters(&mut self) {
        let (maps, tile) = (&self.forward.maps[0][..], self.forward.tile());
        let num_vectors = tile.num_vectors();
        if let Some(components) = self.forward.components() {
            self.minimal.add(components, maps, (self.width, num_vectors), &mut self.room);
            return;
        }
        if self.offsets.is_empty() {
            self.offsets = self.forward.offsets();
        }
        self.width.run(Correlation {
            corners: &self.corners,
            offsets: &self.offsets,
            checkers: tile.all(),
            num_vectors,
            maps,
            room: &mut self.room,
            sums: &mut self.sums[self.shape.filters()],
        });
    }

    /// Adds up the lanes, in fixed order, and the derivatives of the penalties.
    fn collect(&mut self, objective: &Objective, parameters: &Parameters) {
        let shape = self.shape;
        for (value, lanes) in self.values[self.first..].iter_mut().zip(&self.sums) {
            *value = sum_of_lanes(*lanes);
        }
        if let Some((minimal, _)) = self.forward.components() {
            self.minimal.collect(minimal, &mut self.values[shape.filters()]);
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
