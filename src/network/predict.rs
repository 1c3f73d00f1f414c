//! What a network predicts for frames, without learning from them.

use wide::f32x4;

use crate::{
    config::OutputUnit,
    network::{
        Output, Parameters, Shape,
        tile::{LANES, Lanes, TILE_FRAMES, TILE_VECTORS, Tile, convolve_block},
    },
};

/// Expected spike count at each frame.
///
/// # Shapes
/// - `frames`: `[num_frames, rows * columns]`, temporally filtered contrast
/// - returns `[num_frames]`, spikes a frame
pub fn predict(parameters: &Parameters, unit: OutputUnit, frames: &[f32]) -> Vec<f32> {
    let output = Output::new(unit, parameters);
    generators(parameters, frames).into_iter().map(|z| output.predict(z)).collect()
}

/// What enters the output at each frame, `[num_frames]`.
pub fn generators(parameters: &Parameters, frames: &[f32]) -> Vec<f32> {
    let shape = parameters.shape;
    let weights = SideBySide::new(parameters);
    let mut tile = Tile::new(shape.num_checkers());
    let mut maps = vec![[f32x4::ZERO; TILE_VECTORS]; shape.num_filters() * shape.num_positions()];
    let mut all = Vec::with_capacity(frames.len() / shape.num_checkers());
    for frames in frames.chunks(TILE_FRAMES * shape.num_checkers()) {
        let frames = frames.chunks_exact(shape.num_checkers());
        let num_frames = frames.len();
        tile.load(frames);
        weights.convolve(&tile, &mut maps);
        let pooled = pool(parameters, &mut maps, tile.num_vectors());
        all.extend(pooled.iter().flat_map(|vector| vector.to_array()).take(num_frames));
    }
    all
}

/// Rectifies the feature maps in place and pools them into what enters the output.
///
/// # Shapes
/// - `maps`: `[num_filters * positions]`
pub fn pool(parameters: &Parameters, maps: &mut [Lanes], num_vectors: usize) -> Lanes {
    let mut pooled = [f32x4::splat(parameters.output_bias()); TILE_VECTORS];
    let dense = &parameters.values[parameters.shape.dense()];
    for (map, dense) in maps.iter_mut().zip(dense) {
        let dense = f32x4::splat(*dense);
        for (value, sum) in map.iter_mut().zip(&mut pooled).take(num_vectors) {
            // By mask, not by `max`: that leaves the sign of zero to the machine.
            *value &= value.simd_gt(f32x4::ZERO);
            *sum += *value * dense;
        }
    }
    pooled
}

/// Mean rectified response of each filter over its positions.
///
/// # Shapes
/// - `frames`: `[num_frames, rows * columns]`
/// - returns `[num_filters][num_frames]`
pub fn feature_maps(parameters: &Parameters, frames: &[f32]) -> Vec<Vec<f32>> {
    let shape = parameters.shape;
    let positions = shape.num_positions();
    let weights = SideBySide::new(parameters);
    let mut tile = Tile::new(shape.num_checkers());
    let mut maps = vec![[f32x4::ZERO; TILE_VECTORS]; shape.num_filters() * positions];
    let mut means = vec![Vec::new(); shape.num_filters()];
    for frames in frames.chunks(TILE_FRAMES * shape.num_checkers()) {
        let frames = frames.chunks_exact(shape.num_checkers());
        let num_frames = frames.len();
        tile.load(frames);
        weights.convolve(&tile, &mut maps);
        pool(parameters, &mut maps, tile.num_vectors());
        for (mean, maps) in means.iter_mut().zip(maps.chunks_exact(positions)) {
            for frame in 0..num_frames {
                let sum: f32 =
                    maps.iter().map(|map| map[frame / LANES].to_array()[frame % LANES]).sum();
                mean.push(sum / positions as f32);
            }
        }
    }
    means
}

/// Filter weights in blocks of four, the filters of a block side by side.
#[derive(Clone, Debug)]
pub struct SideBySide {
    shape: Shape,
    corners: Vec<usize>,
    fours: Vec<([f32; 4], Vec<[f32; 4]>)>,
    twos: Vec<([f32; 2], Vec<[f32; 2]>)>,
    ones: Vec<([f32; 1], Vec<[f32; 1]>)>,
}

impl SideBySide {
    /// Copies the filters of a network.
    pub fn new(parameters: &Parameters) -> Self {
        let num_filters = parameters.shape.num_filters();
        let (fours, rest) = (num_filters / 4, num_filters % 4);
        let first_one = num_filters - rest % 2;
        Self {
            shape: parameters.shape,
            corners: parameters.shape.corners(),
            fours: (0..fours).map(|block| side_by_side(parameters, 4 * block)).collect(),
            twos: (0..rest / 2).map(|_| side_by_side(parameters, 4 * fours)).collect(),
            ones: (first_one..num_filters).map(|filter| side_by_side(parameters, filter)).collect(),
        }
    }

    /// Feature maps of every filter at every position, before rectification.
    ///
    /// # Shapes
    /// - `maps`: `[num_filters * positions]`
    pub fn convolve(&self, tile: &Tile, maps: &mut [Lanes]) {
        let positions = self.corners.len();
        let (fours, rest) = maps.split_at_mut(4 * self.fours.len() * positions);
        let (twos, ones) = rest.split_at_mut(2 * self.twos.len() * positions);
        convolve_blocks(self.shape, &self.corners, tile, &self.fours, fours);
        convolve_blocks(self.shape, &self.corners, tile, &self.twos, twos);
        convolve_blocks(self.shape, &self.corners, tile, &self.ones, ones);
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

fn convolve_blocks<const BLOCK: usize>(
    shape: Shape,
    corners: &[usize],
    tile: &Tile,
    blocks: &[([f32; BLOCK], Vec<[f32; BLOCK]>)],
    maps: &mut [Lanes],
) {
    let positions = corners.len();
    for (block, maps) in blocks.iter().zip(maps.chunks_exact_mut(BLOCK * positions)) {
        let mut rest = maps;
        let mut of_filters: [_; BLOCK] = core::array::from_fn(|_| {
            let (maps, after) = core::mem::take(&mut rest).split_at_mut(positions);
            rest = after;
            maps.iter_mut()
        });
        for &corner in corners {
            let maps = of_filters
                .each_mut()
                .map(|maps| maps.next().expect("there is one map for each position"));
            convolve_block(shape, tile, corner, block, maps);
        }
    }
}
