//! What a network on filtered frames predicts for still pictures that come and go.

use crate::{
    config::OutputUnit,
    network::{Forward, Input, Output, Parameters, generators, predict::tiles, tile::LANES},
};

/// Expected spikes at each moment of each picture.
///
/// At each moment the network sees every picture with one contrast: the temporal filter's answer to
/// the course of time with which pictures are shown. Filters are linear, so with one layer each
/// picture is convolved once, and a moment only scales what came out.
///
/// # Shapes
/// - `gains`: `[moments]`
/// - `patches`: `[num_pictures, rows * columns]`, contrast
/// - returns `[num_pictures, moments]`, spikes a frame
pub fn predict_pictures(
    parameters: &Parameters,
    unit: OutputUnit,
    gains: &[f32],
    patches: &[f32],
) -> Vec<f32> {
    let output = Output::new(unit, parameters);
    let drives = if parameters.shape.layers == 1 {
        shallow(parameters, gains, patches)
    } else {
        let patches = patches.chunks_exact(parameters.shape.num_checkers());
        let scaled = patches.flat_map(|patch| {
            gains.iter().flat_map(move |gain| patch.iter().map(move |value| gain * value))
        });
        generators(parameters, &scaled.collect::<Vec<_>>())
    };
    drives.into_iter().map(|drive| output.predict(drive)).collect()
}

fn shallow(parameters: &Parameters, gains: &[f32], patches: &[f32]) -> Vec<f32> {
    let positions = parameters.shape.num_positions();
    let biases = &parameters.values[parameters.shape.biases()];
    let dense = &parameters.values[parameters.shape.dense()];
    let seen = filter_answers(parameters, patches);
    let mut drives = Vec::with_capacity(seen.len() / dense.len() * gains.len());
    for seen in seen.chunks_exact(dense.len()) {
        let first = drives.len();
        drives.resize(first + gains.len(), parameters.output_bias());
        for (at, (seen, weight)) in seen.iter().zip(dense).enumerate() {
            let bias = biases[at / positions];
            for (drive, gain) in drives[first..].iter_mut().zip(gains) {
                *drive += weight * (gain * seen + bias).max(0.0);
            }
        }
    }
    drives
}

/// What each filter answers at each of its positions, without bias and before rectification.
///
/// # Shapes
/// - `patches`: `[num_pictures, rows * columns]`
/// - returns `[num_pictures, num_filters * positions]`
pub fn filter_answers(parameters: &Parameters, patches: &[f32]) -> Vec<f32> {
    let shape = parameters.shape;
    let biases = &parameters.values[shape.biases()];
    let mut forward = Forward::new(parameters);
    let mut answers = Vec::new();
    for rows in tiles(0..patches.len() / shape.num_checkers()) {
        forward.load(Input::Pictures(patches), &rows);
        forward.run(parameters, |maps| {
            for frame in 0..rows.len() {
                let value = |(at, map): (usize, &super::Lanes)| {
                    map[frame / LANES].to_array()[frame % LANES]
                        - biases[at / shape.num_positions()]
                };
                answers.extend(maps.iter().enumerate().map(value));
            }
        });
    }
    answers
}
