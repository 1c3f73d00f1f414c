//! What a network predicts for frames, without learning from them.

use core::ops::Range;

use crate::{
    config::OutputUnit,
    dataset::Split,
    network::{Channels, Forward, Input, Output, Parameters, TILE_FRAMES, tile::LANES},
};

/// Expected spike count at each frame.
///
/// # Shapes
/// - `frames`: `[num_frames, rows * columns]`, temporally filtered contrast
/// - returns `[num_frames]`, spikes a frame
pub fn predict(parameters: &Parameters, unit: OutputUnit, frames: &[f32]) -> Vec<f32> {
    let num_frames = frames.len() / parameters.shape.num_checkers();
    predict_rows(parameters, unit, Input::Pictures(frames), 0..num_frames)
}

/// Expected spike count at each frame of a split, for a network of either version.
///
/// # Panics
/// If the network is one of Version II and the split keeps no raw frames.
pub fn predict_split(
    parameters: &Parameters,
    channels: &Channels,
    unit: OutputUnit,
    split: &Split,
) -> Vec<f32> {
    predict_rows(parameters, unit, Input::of(split, channels), 0..split.num_frames())
}

/// Expected spike count at some rows of an input.
pub fn predict_rows(
    parameters: &Parameters,
    unit: OutputUnit,
    input: Input<'_>,
    rows: Range<usize>,
) -> Vec<f32> {
    let output = Output::new(unit, parameters);
    generators_of(parameters, input, rows).into_iter().map(|z| output.predict(z)).collect()
}

/// What enters the output at each frame, `[num_frames]`.
pub fn generators(parameters: &Parameters, frames: &[f32]) -> Vec<f32> {
    let num_frames = frames.len() / parameters.shape.num_checkers();
    generators_of(parameters, Input::Pictures(frames), 0..num_frames)
}

/// What enters the output at some rows of an input.
pub fn generators_of(parameters: &Parameters, input: Input<'_>, rows: Range<usize>) -> Vec<f32> {
    let mut all = Vec::with_capacity(rows.len());
    let mut forward = Forward::new(parameters);
    for rows in tiles(rows) {
        forward.load(input, &rows);
        let pooled = forward.run(parameters, |_| ());
        all.extend(pooled.iter().flat_map(|vector| vector.to_array()).take(rows.len()));
    }
    all
}

/// Mean rectified response of each filter over its positions.
///
/// # Shapes
/// - `frames`: `[num_frames, rows * columns]`
/// - returns `[num_filters][num_frames]`
pub fn feature_maps(parameters: &Parameters, frames: &[f32]) -> Vec<Vec<f32>> {
    let shape = parameters.shape;
    let positions = shape.num_positions();
    let mut forward = Forward::new(parameters);
    let mut means = vec![Vec::new(); shape.num_filters()];
    for rows in tiles(0..frames.len() / shape.num_checkers()) {
        forward.load(Input::Pictures(frames), &rows);
        forward.run(parameters, |_| ());
        for (mean, maps) in means.iter_mut().zip(forward.maps[0].chunks_exact(positions)) {
            for frame in 0..rows.len() {
                let sum: f32 =
                    maps.iter().map(|map| map[frame / LANES].to_array()[frame % LANES]).sum();
                mean.push(sum / positions as f32);
            }
        }
    }
    means
}

/// Rows in portions that fit into a tile.
pub(super) fn tiles(rows: Range<usize>) -> impl Iterator<Item = Vec<u32>> {
    let last = rows.end;
    rows.step_by(TILE_FRAMES).map(move |first| {
        let rows = first..last.min(first + TILE_FRAMES);
        rows.map(|row| row as u32).collect()
    })
}
