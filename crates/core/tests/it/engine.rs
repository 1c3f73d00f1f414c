use ganglion_core::{
    config::{DenseSign, Draft, NUM_LAGS, Noise, OutputUnit, Version},
    dataset::RawFrames,
    engine::cpu::{Batch, Objective, batch_gradient},
    network::{Channels, Input, NetworkId, Parameters, Shape, initial_parameters},
    rng::{Random, Stream},
    stimulus::StimulusFrames,
    training::Trained,
    vectors::VectorWidth,
};

use crate::fixtures::{build, small, train};
use crate::frames::floats;
use crate::network::deep_shapes;
use crate::network::naive_generator;
use crate::network::random_parameters;

const PLAIN: Objective =
    Objective { output: OutputUnit::Softplus, l1: 0.0, l2: 0.0, dense_l2: 0.0, activity_l1: 0.0 };

/// Loss and penalties as their definition says, in `f64`.
fn loss(objective: &Objective, parameters: &Parameters, frames: &[f32], counts: &[u16]) -> f64 {
    let softplus = |x: f64| x.max(0.0) + (-x.abs()).exp().ln_1p();
    let [a, b] = match parameters.values[parameters.shape.softplus()] {
        [a, b] => [f64::from(a), f64::from(b)],
        _ => [1.0, 1.0],
    };
    let shape = parameters.shape;
    let frames = frames.chunks(shape.num_channels() * shape.num_checkers());
    let data = frames.zip(counts).map(|(frame, &count)| {
        let (z, n) = (naive_generator(parameters, frame), f64::from(count));
        let activity = f64::from(objective.activity_l1) * z.abs();
        activity
            + if objective.output == OutputUnit::Sigmoid {
                softplus(z) - n.min(1.0) * z
            } else {
                let m = a * softplus(b * z) + 1e-7;
                m - n * m.ln()
            }
    });
    let sum = |range: std::ops::Range<usize>, of: fn(f64) -> f64| -> f64 {
        parameters.values[range].iter().map(|&value| of(f64::from(value))).sum()
    };
    data.sum::<f64>() / counts.len() as f64
        + f64::from(objective.l1) * sum(shape.filters(), f64::abs)
        + f64::from(objective.l2) * sum(shape.filters(), |w| w * w)
        + f64::from(objective.dense_l2) * sum(shape.dense(), |w| w * w)
}

fn check_gradient(draft: &Draft, objective: &Objective, num_filters: u32) {
    let draft = Draft { output: objective.output, ..draft.clone() };
    let config = draft.check().expect("valid");
    let dataset = build(&draft).expect("spikes");
    let id = NetworkId { num_filters, restart: 0 };
    let parameters = initial_parameters(&config, id, 0.1);
    let rows: Vec<u32> = (0..77).map(|row| row * 7 % 1_000).collect();
    let split = &dataset.training;
    let checkers = config.num_checkers();
    let all = floats(split);
    let frame = |row: &u32| &all[*row as usize * checkers..][..checkers];
    let frames: Vec<f32> = rows.iter().flat_map(frame).copied().collect();
    let input = Input::Filtered(&split.frames);
    let batch = Batch { input, counts: &split.counts, rows: &rows, noise: &[] };
    check_batch(objective, parameters, batch, &frames);
}

/// Compares the gradient with differences of the loss, taken from the definition.
///
/// # Shapes
/// - `frames`: the rows of the batch as the network sees them, `[rows, channels, checkers]`
fn check_batch(
    objective: &Objective,
    mut parameters: Parameters,
    batch: Batch<'_>,
    frames: &[f32],
) {
    let of_width = |width| batch_gradient(objective, &parameters, batch, width);
    let (found, gradient) = of_width(VectorWidth::Four);
    for width in VectorWidth::all() {
        let (loss, wide) = of_width(width);
        assert_eq!(loss.to_bits(), found.to_bits(), "{width:?}");
        let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&wide), bits(&gradient), "{width:?}");
    }
    let counts: Vec<u16> = batch.rows.iter().map(|&row| batch.counts[row as usize]).collect();
    let plain = Objective { output: objective.output, ..PLAIN };
    assert!((found - loss(&plain, &parameters, frames, &counts)).abs() < 1e-5);
    let step = 2e-5_f32;
    let stride = parameters.values.len().div_ceil(150) | 1;
    for index in (0..parameters.values.len()).step_by(stride) {
        let value = parameters.values[index];
        let mut at = |value| {
            parameters.values[index] = value;
            loss(objective, &parameters, frames, &counts)
        };
        // The parameters are `f32`, so a step of them is rounded.
        let (low, high) = (value - step, value + step);
        let difference = (at(high) - at(low)) / (f64::from(high) - f64::from(low));
        at(value);
        let error = (difference - f64::from(gradient[index])).abs();
        assert!(
            error < 1e-4 + 1e-3 * difference.abs(),
            "{:?} at {index}: {difference}, {}",
            parameters.shape,
            gradient[index]
        );
    }
}

/// Binary noise with its history, counts, and the same frames as lags, `[rows, NUM_LAGS, checkers]`.
fn raw_frames(checkers: usize, num_rows: usize) -> (RawFrames, Vec<u16>, Vec<f32>) {
    let mut random = Random::new(9, Stream::Feature, 0);
    let mut shown = StimulusFrames::empty(Noise::Binary, checkers);
    for _ in 0..num_rows + NUM_LAGS - 1 {
        let frame: Vec<f32> = (0..checkers).map(|_| random.normal().signum()).collect();
        shown.push(&frame);
    }
    let raw = RawFrames::all(shown);
    let mut lags = vec![0.0; num_rows * NUM_LAGS * checkers];
    for (at, frame) in lags.chunks_exact_mut(checkers).enumerate() {
        raw.read(at / NUM_LAGS, at % NUM_LAGS, frame);
    }
    (raw, (0..num_rows).map(|_| random.poisson(0.5)).collect(), lags)
}

#[test]
fn the_gradient_of_deep_networks_agrees_with_central_differences() {
    let mut random = Random::new(8, Stream::Feature, 0);
    for shape in deep_shapes().into_iter().filter(|shape| shape.channels == 1) {
        let output = if shape.parametric { OutputUnit::Parametric } else { OutputUnit::Softplus };
        let objective = Objective { output, l1: 1e-3, l2: 1e-3, dense_l2: 1e-3, ..PLAIN };
        let frames: Vec<f32> = (0..77 * shape.num_checkers()).map(|_| random.normal()).collect();
        let counts: Vec<u16> = (0..77).map(|_| random.poisson(0.5)).collect();
        let rows: Vec<u32> = (0..77).collect();
        let batch =
            Batch { input: Input::Pictures(&frames), counts: &counts, rows: &rows, noise: &[] };
        check_batch(&objective, random_parameters(shape), batch, &frames);
    }
}

/// Derivatives of the mean data loss by the filter weights of a network with one layer, as their definition says, in `f64`.
fn naive_filter_gradient(parameters: &Parameters, frames: &[f32], counts: &[u16]) -> Vec<f64> {
    let shape = parameters.shape;
    let (side, columns, corners) = (shape.side as usize, shape.columns as usize, shape.corners());
    let offsets: Vec<_> = (0..side * side).map(|at| at / side * columns + at % side).collect();
    let mut gradient = vec![0.0; shape.num_filters() * offsets.len()];
    for (frame, count) in frames.chunks(shape.num_checkers()).zip(counts) {
        let z = naive_generator(parameters, frame);
        let (e, n) = ((-z.abs()).exp(), f64::from(*count));
        let m = z.max(0.0) + e.ln_1p() + 1e-7;
        let sigmoid = if z >= 0.0 { 1.0 } else { e } / (1.0 + e);
        let slope = (1.0 - n / m) * sigmoid / counts.len() as f64;
        for (filter, gradient) in gradient.chunks_mut(offsets.len()).enumerate() {
            let weights = parameters.filter(filter).iter().zip(&offsets);
            for (corner, dense) in corners.iter().zip(parameters.dense(filter)) {
                let seen = |offset: &usize| f64::from(frame[corner + offset]);
                let sum: f64 = weights.clone().map(|(w, at)| f64::from(*w) * seen(at)).sum();
                if sum + f64::from(parameters.bias(filter)) > 0.0 {
                    for (gradient, offset) in gradient.iter_mut().zip(&offsets) {
                        *gradient += slope * f64::from(*dense) * seen(offset);
                    }
                }
            }
        }
    }
    gradient
}

#[test]
fn the_gradient_of_filters_of_every_size_at_two_by_two_positions_is_what_its_definition_says() {
    let mut random = Random::new(18, Stream::Feature, 0);
    for side in 1..=17 {
        // Blocks of four, two and one filters, and each number of them that leaves lanes of wide vectors empty.
        let num_filters = 1 + side * 5 % 11;
        let (rows, columns) = (side + 1, side + 1);
        let shape = Shape { rows, columns, side, num_filters, layers: 1, ..deep_shapes()[0] };
        let frames: Vec<f32> = (0..77 * shape.num_checkers()).map(|_| random.normal()).collect();
        let counts: Vec<u16> = (0..77).map(|_| random.poisson(0.5)).collect();
        let rows: Vec<u32> = (0..77).collect();
        let input = Input::Pictures(&frames);
        let batch = Batch { input, counts: &counts, rows: &rows, noise: &[] };
        let mut parameters = random_parameters(shape);
        parameters.values[shape.filters()].iter_mut().for_each(|weight| *weight /= side as f32);
        let expected = naive_filter_gradient(&parameters, &frames, &counts);
        for width in VectorWidth::all() {
            let (_, gradient) = batch_gradient(&PLAIN, &parameters, batch, width);
            for (found, expected) in gradient[shape.filters()].iter().zip(&expected) {
                let error = (f64::from(*found) - expected).abs();
                assert!(error < 1e-5 + 1e-5 * expected.abs(), "{side}: {found}, {expected}");
            }
        }
    }
}

#[test]
fn the_gradient_by_space_time_filters_agrees_with_central_differences() {
    let shape = Shape { channels: 20, num_filters: 3, layers: 1, ..deep_shapes()[0] };
    let (raw, counts, lags) = raw_frames(shape.num_checkers(), 50);
    let rows: Vec<u32> = (0..50).rev().collect();
    let frames: Vec<f32> = lags.chunks(20 * 64).rev().flatten().copied().collect();
    let objective = Objective { l1: 1e-3, ..PLAIN };
    let input = Input::Raw(&raw, &Channels::Lags);
    let batch = Batch { input, counts: &counts, rows: &rows, noise: &[] };
    let mut parameters = random_parameters(shape);
    parameters.values[shape.filters()].iter_mut().for_each(|weight| *weight *= 0.2);
    check_batch(&objective, parameters.clone(), batch, &frames);

    // Two courses of time: the same as a network whose filters are those of all lags.
    let courses = [3, 8].map(|peak| (0..NUM_LAGS).map(move |lag| f32::from(u8::from(lag == peak))));
    let courses = Channels::Courses(courses.map(Iterator::collect).to_vec());
    let few = random_parameters(Shape { channels: 2, ..shape });
    let frames = frames.chunks(64 * 20);
    let frames: Vec<f32> = frames
        .flat_map(|lags| lags[3 * 64..4 * 64].iter().chain(&lags[8 * 64..9 * 64]))
        .copied()
        .collect();
    check_batch(&objective, few, Batch { input: Input::Raw(&raw, &courses), ..batch }, &frames);
}

#[test]
fn the_gradient_agrees_with_central_differences() {
    let signed = Draft { dense: DenseSign::Signed, ..small() };
    let objectives = [
        PLAIN,
        Objective { l1: 1e-3, ..PLAIN },
        Objective { output: OutputUnit::Sigmoid, l1: 5e-4, ..PLAIN },
        Objective {
            output: OutputUnit::Parametric,
            l1: 5.5e-4,
            l2: 1e-3,
            dense_l2: 1e-3,
            activity_l1: 1e-3,
        },
    ];
    for objective in &objectives {
        for num_filters in [1, 2, 5, 7] {
            check_gradient(&signed, objective, num_filters);
        }
    }
    let wide = Draft { rows: 9, columns: 6, filter_side: 4, ..signed };
    check_gradient(&wide, &objectives[1], 3);
}

fn checksums(trained: &[Trained]) -> Vec<String> {
    trained.iter().map(|network| network.parameters.checksum()).collect()
}

#[test]
fn networks_learn_the_same_bits_alone_and_together() {
    let draft = Draft { epochs: 2, first_filters: 3, last_filters: 4, restarts: 1, ..small() };
    let ids = [3, 4].map(|num_filters| NetworkId { num_filters, restart: 0 });
    let together = checksums(&train(&draft, &ids));
    let alone: Vec<_> = ids.iter().flat_map(|id| checksums(&train(&draft, &[*id]))).collect();
    assert_eq!(together, alone);
}

#[test]
fn the_bits_of_a_short_training_stay_the_same() {
    // Also run in Chromium (tests/web): the two must agree bit for bit. A change breaks the claim
    // that a shared link gives the same network.
    let draft = Draft { epochs: 1, ..small() };
    let trained = train(&draft, &[NetworkId { num_filters: 5, restart: 0 }]);
    insta::assert_snapshot!(checksums(&trained)[0]);
}

#[test]
fn deep_networks_and_space_time_filters_learn_the_same_bits_alone_and_together() {
    let small = Draft { epochs: 1, restarts: 1, dense: DenseSign::Signed, ..small() };
    let drafts = [
        Draft { layers: 2, ..small.clone() },
        Draft { layers: 3, ..small.clone() },
        Draft { version: Version::Second, second_epochs: 1, ..small.clone() },
    ];
    for draft in drafts {
        let ids = [3, 5].map(|num_filters| NetworkId { num_filters, restart: 0 });
        let together = checksums(&train(&draft, &ids));
        let alone: Vec<_> = ids.iter().flat_map(|id| checksums(&train(&draft, &[*id]))).collect();
        assert_eq!(together, alone);
    }
}

#[test]
fn the_bits_of_deep_networks_and_space_time_filters_stay_the_same() {
    let small = Draft { epochs: 1, ..small() };
    let drafts = [
        Draft { layers: 2, ..small.clone() },
        Draft { layers: 3, dense: DenseSign::Signed, ..small.clone() },
        Draft { version: Version::Second, second_epochs: 1, ..small },
    ];
    let id = NetworkId { num_filters: 5, restart: 0 };
    let bits = drafts.map(|draft| checksums(&train(&draft, &[id])).remove(0));
    insta::assert_snapshot!(bits.join("\n"));
}

#[test]
fn non_negative_pooling_stays_non_negative_and_signed_does_not() {
    let ids = [NetworkId { num_filters: 4, restart: 0 }];
    let smallest = |dense| {
        let trained = train(&Draft { dense, epochs: 3, ..small() }, &ids).remove(0);
        let dense = trained.parameters.shape.dense();
        trained.parameters.values[dense].iter().copied().fold(f32::INFINITY, f32::min)
    };
    assert!(smallest(DenseSign::NonNegative) >= 0.0);
    assert!(smallest(DenseSign::Signed) < 0.0);
}
