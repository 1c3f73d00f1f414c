//! What a network predicts for every place of a picture, as one convolution.

use wide::f32x4;

use crate::{
    config::OutputUnit,
    network::{Output, Parameters, predict_pictures},
};

/// Filters computed at once.
const BLOCK: usize = 4;
/// Neighboring places computed at once: two vectors.
const RUN: usize = 8;

/// Expected spikes a frame for a network that looks at every place of a picture, as if the picture
/// stood still and reached it with one contrast.
///
/// The filters of neighboring places overlap, so each is convolved with the picture once instead of
/// once for each of its positions in each field. Networks with further layers go place by place: the
/// zeros around their second layer belong to the field, not to the picture.
///
/// # Shapes
/// - `picture`: `[height * width]`, contrast of checkers
/// - returns `[height - rows + 1, width - columns + 1]`, a number for each place of the field; empty
///   if the picture is smaller than the field
pub fn predict_map(
    parameters: &Parameters,
    unit: OutputUnit,
    gain: f32,
    (picture, width): (&[f32], usize),
) -> Vec<f32> {
    let shape = parameters.shape;
    let (rows, columns) = (shape.rows as usize, shape.columns as usize);
    let height = picture.len() / width.max(1);
    if height < rows || width < columns {
        return Vec::new();
    }
    if shape.layers > 1 {
        let of_row = |top: usize| {
            let patches = (0..=width - columns).flat_map(|left| {
                (top..top + rows).flat_map(move |row| &picture[row * width + left..][..columns])
            });
            let patches: Vec<f32> = patches.copied().collect();
            predict_pictures(parameters, unit, &[gain], &patches)
        };
        return (0..=height - rows).flat_map(of_row).collect();
    }
    let output = Output::new(unit, parameters);
    let drives = Convolution::new(parameters, gain, width).drives(picture);
    drives.into_iter().map(|drive| output.predict(drive)).collect()
}

/// The filters of a network in blocks, side by side, and room for one row of their maps.
struct Convolution<'a> {
    parameters: &'a Parameters,
    width: usize,
    /// For each block, its weights by row and column of the filter; gains are in the weights.
    blocks: Vec<Vec<[f32; BLOCK]>>,
    biases: Vec<[f32; BLOCK]>,
    /// `[BLOCK][width]`, of one row of one block, rectified.
    maps: [Vec<f32>; BLOCK],
}

impl<'a> Convolution<'a> {
    fn new(parameters: &'a Parameters, gain: f32, width: usize) -> Self {
        let num_filters = parameters.shape.num_filters();
        // A last block is filled up with filters of zeros, which nothing reads.
        let each = |first: usize, of: &dyn Fn(usize) -> f32| {
            core::array::from_fn(|at| if first + at < num_filters { of(first + at) } else { 0.0 })
        };
        let firsts = (0..num_filters).step_by(BLOCK);
        let weights = |first: usize| {
            let weight =
                |weight: usize| each(first, &|filter| gain * parameters.filter(filter)[weight]);
            (0..parameters.shape.filter_len()).map(weight).collect()
        };
        Self {
            blocks: firsts.clone().map(weights).collect(),
            biases: firsts.map(|first| each(first, &|filter| parameters.bias(filter))).collect(),
            maps: core::array::from_fn(|_| vec![0.0; width + RUN]),
            parameters,
            width,
        }
    }

    /// What enters the output at each place.
    fn drives(mut self, picture: &[f32]) -> Vec<f32> {
        let shape = self.parameters.shape;
        let (side, height) = (shape.side as usize, picture.len() / self.width);
        let places = (height - shape.rows as usize + 1, self.width - shape.columns as usize + 1);
        let mut drives = vec![self.parameters.output_bias(); places.0 * places.1];
        // Runs may look beyond the last row; what they find there is dropped.
        let mut padded = picture.to_vec();
        padded.resize(picture.len() + RUN, 0.0);
        for row in 0..=height - side {
            for block in 0..self.blocks.len() {
                self.convolve_row(block, &padded[row * self.width..]);
                self.pool_row(block, row, places, &mut drives);
            }
        }
        drives
    }

    /// Fills the maps with one row of a block's answers.
    fn convolve_row(&mut self, block: usize, rows: &[f32]) {
        let side = self.parameters.shape.side as usize;
        let (weights, biases) = (&self.blocks[block], &self.biases[block]);
        for first in (0..=self.width - side).step_by(RUN) {
            let mut sums = biases.map(|bias| [f32x4::splat(bias); 2]);
            for (row, weights) in weights.chunks_exact(side).enumerate() {
                let pixels = &rows[row * self.width + first..][..side - 1 + RUN];
                for (run, weights) in pixels.windows(RUN).zip(weights) {
                    let (low, high) = run.split_at(RUN / 2);
                    let (low, high) = (vector(low), vector(high));
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        let weight = f32x4::splat(*weight);
                        sum[0] += low * weight;
                        sum[1] += high * weight;
                    }
                }
            }
            for (map, sum) in self.maps.iter_mut().zip(sums) {
                for (values, sum) in map[first..].chunks_exact_mut(RUN / 2).zip(sum) {
                    values.copy_from_slice(&(sum & sum.simd_gt(f32x4::ZERO)).to_array());
                }
            }
        }
    }

    /// Adds one row of a block's maps to all places whose field it lies in.
    fn pool_row(&self, block: usize, row: usize, places: (usize, usize), drives: &mut [f32]) {
        let shape = self.parameters.shape;
        let (_, across) = shape.position_grid();
        let filters = block * BLOCK..shape.num_filters().min((block + 1) * BLOCK);
        for (filter, map) in filters.zip(&self.maps) {
            for (down, dense) in self.parameters.dense(filter).chunks_exact(across).enumerate() {
                let Some(place) = row.checked_sub(down).filter(|place| *place < places.0) else {
                    continue;
                };
                let drives = &mut drives[place * places.1..][..places.1];
                for (right, weight) in dense.iter().enumerate() {
                    for (drive, value) in drives.iter_mut().zip(&map[right..]) {
                        *drive += weight * value;
                    }
                }
            }
        }
    }
}

fn vector(values: &[f32]) -> f32x4 {
    let values: [f32; RUN / 2] = values.try_into().expect("half a run is a vector");
    f32x4::from(values)
}
