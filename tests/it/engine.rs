use ganglion::{
    config::{DenseSign, Draft, OutputUnit},
    engine::cpu::{Objective, batch_gradient},
    network::{NetworkId, Parameters, initial_parameters},
    training::Trained,
};

use crate::{
    dataset::{build, small},
    network::naive_generator,
    training::train,
};

const PLAIN: Objective =
    Objective { output: OutputUnit::Softplus, l1: 0.0, l2: 0.0, dense_l2: 0.0, activity_l1: 0.0 };

/// Loss and penalties as their definition says, in `f64`.
fn loss(objective: &Objective, parameters: &Parameters, frames: &[f32], counts: &[u16]) -> f64 {
    let softplus = |x: f64| x.max(0.0) + (-x.abs()).exp().ln_1p();
    let [a, b] = match parameters.values[parameters.shape.softplus()] {
        [a, b] => [f64::from(a), f64::from(b)],
        _ => [1.0, 1.0],
    };
    let frames = frames.chunks(parameters.shape.num_checkers());
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
    let shape = parameters.shape;
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
    let mut parameters = initial_parameters(&config, id, 0.1);
    let rows: Vec<u32> = (0..77).map(|row| row * 7 % 1_000).collect();
    let (_, gradient) = batch_gradient(objective, &parameters, &dataset.training, &rows);
    let checkers = config.num_checkers();
    let frame = |row: &u32| &dataset.training.frames[*row as usize * checkers..][..checkers];
    let frames: Vec<f32> = rows.iter().flat_map(frame).copied().collect();
    let counts: Vec<u16> = rows.iter().map(|&row| dataset.training.counts[row as usize]).collect();
    let step = 2e-5_f32;
    for index in (0..parameters.values.len()).step_by(3) {
        let value = parameters.values[index];
        let mut at = |value| {
            parameters.values[index] = value;
            loss(objective, &parameters, &frames, &counts)
        };
        let difference = (at(value + step) - at(value - step)) / f64::from(2.0 * step);
        at(value);
        let error = (difference - f64::from(gradient[index])).abs();
        // The parameters are `f32`, so a step of them is rounded.
        assert!(
            error < 1e-4 + 1e-3 * difference.abs(),
            "{index}: {difference}, {}",
            gradient[index]
        );
    }
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
