use std::sync::Arc;

use ganglion_core::{
    analysis::separated,
    config::{Config, Draft, OutputUnit, Schedule, Version},
    dataset::Frames,
    engine::cpu::CpuEngines,
    network::{Channels, NetworkId, Output, initial_parameters},
    training::{EngineError, EngineFactory as _, Plan, Training},
};
use proptest::prelude::*;

use crate::fixtures::{build, small, train};
use crate::frames::floats;

fn steps(draft: &Draft) -> Vec<(Vec<u32>, f32, f32)> {
    let mut plan = Plan::new(&draft.check().expect("valid"));
    let mut steps = Vec::new();
    while let Some(step) = plan.next_step() {
        steps.push((step.rows.to_vec(), step.learning_rate, step.l1_share));
    }
    steps
}

#[test]
fn an_epoch_shows_every_frame_once_in_whole_batches() {
    let steps = steps(&Draft { epochs: 2, batch: 300, frames: 3_000, ..small() });
    assert_eq!(steps.len(), 20);
    for epoch in steps.chunks(10) {
        let mut rows: Vec<u32> = epoch.iter().flat_map(|step| step.0.clone()).collect();
        rows.sort_unstable();
        assert_eq!(rows, (0..3_000).collect::<Vec<_>>());
    }
    assert_ne!(steps[0].0, steps[10].0, "epochs have different orders");
}

#[test]
fn the_learning_rate_falls_along_a_cosine_and_the_penalty_ramps() {
    let steps = steps(&Draft { epochs: 10, ..small() });
    let (first, middle) = (&steps[0], &steps[steps.len() / 2]);
    assert!((first.1 - 0.03).abs() < 1e-6);
    assert!((middle.1 - 0.015).abs() < 1e-6);
    assert!(steps.windows(2).all(|pair| pair[0].1 > pair[1].1));
    assert!(first.2.abs() < 1e-6);
    assert!((middle.2 - 0.5 / 0.7).abs() < 1e-6);
    assert!((steps[steps.len() * 7 / 10].2 - 1.0).abs() < 1e-6);
}

#[test]
fn the_steps_of_version_two_follow_with_their_own_rate_and_the_full_penalty() {
    let draft = Draft { epochs: 2, version: Version::Second, second_epochs: 1, ..small() };
    let config = draft.check().expect("valid");
    let mut plan = Plan::new(&config);
    assert_eq!(plan.num_steps(), 30);
    for number in 0..30 {
        assert_eq!(plan.is_second_due(), number == 20);
        let step = plan.next_step().expect("there are 30");
        let expected = if number < 20 { Version::First } else { Version::Second };
        assert_eq!((step.number, step.version), (number, expected));
        if number == 20 {
            assert!((step.learning_rate - 3e-3).abs() < 1e-7);
            let id = NetworkId { num_filters: 5, restart: 0 };
            assert!((step.l1(&config, id) - 3e-4).abs() < 1e-9);
        }
    }
    assert!(plan.next_step().is_none());
}

#[test]
fn version_two_begins_where_version_one_ended() {
    let draft =
        Draft { epochs: 4, version: Version::Second, second_learning_rate: 1e-5, ..small() };
    let id = NetworkId { num_filters: 4, restart: 0 };
    let second = train(&draft, &[id]).remove(0);
    let first = second.first.as_deref().expect("it began with a network of Version I");
    let alone = train(&Draft { version: Version::First, ..draft }, &[id]).remove(0);
    assert_eq!(first.parameters, alone.parameters);
    assert_eq!(second.channels, Channels::Lags);
    assert_eq!(second.parameters.shape.channels, 20);
    // The rate is too small to change anything but the last digits.
    assert!((second.correlation - first.correlation).abs() < 1e-3);
    assert!((second.validation_loss - first.validation_loss).abs() < 1e-4);
    let separability = separated(&second.parameters, &second.channels, 0).separability;
    assert!(separability > 0.999, "{separability}");
    let back = second.parameters.along(&second.channels, &[0.0; 20]);
    assert!(back.values[back.shape.filters()].iter().all(|weight| *weight == 0.0));
}

#[test]
fn a_constant_schedule_without_ramp_is_constant() {
    let steps = steps(&Draft { schedule: Schedule::Constant, ramp: 0.0, ..small() });
    assert!(steps.iter().all(|step| (step.1 - 0.03).abs() < 1e-9 && (step.2 - 1.0).abs() < 1e-9));
}

#[test]
fn training_lowers_the_loss_and_reads_the_curve_as_often_as_asked() {
    let draft = Draft { epochs: 10, curve_points: 7, ..small() };
    let trained = train(&draft, &[NetworkId { num_filters: 4, restart: 0 }]).remove(0);
    assert_eq!(trained.curve.len(), 7);
    let (first, last) = (trained.curve[0], trained.curve[6]);
    assert_eq!(last.step, draft.check().expect("valid").num_steps());
    assert!(last.training_loss < first.training_loss);
    assert!(trained.correlation > 0.4, "{}", trained.correlation);
    assert!(trained.penalized_loss > trained.validation_loss);
}

#[test]
fn a_loss_that_is_no_number_ends_the_training_with_advice() {
    let draft = Draft {
        learning_rate: 0.3,
        init_sd: 1.0,
        rate: 0.5,
        epochs: 100,
        rows: 24,
        columns: 24,
        filter_side: 15,
        frames: 1_000,
        test_frames: 1_000,
        ..small()
    };
    let config: Config = draft.check().expect("valid");
    let mut dataset = build(&draft).expect("spikes");
    // Such data cannot come from our own cell; a lost bit would do.
    let mut frames = floats(&dataset.training);
    frames[5] = f32::NAN;
    dataset.training.frames = Frames::kept(24 * 24, frames);
    let ids = [NetworkId { num_filters: 1, restart: 0 }];
    let dataset = Arc::new(dataset);
    let engine = pollster::block_on(CpuEngines.make(&config, &dataset, &ids)).expect("CPU");
    let mut training = Training::new(&config, dataset, &ids, engine);
    let err = pollster::block_on(training.advance(u32::MAX)).expect_err("no number");
    assert!(matches!(err, EngineError::LossNotFinite { .. }));
    assert!(err.to_string().contains("Lower the learning rate"), "{err}");
}

proptest! {
    #[test]
    fn the_poisson_loss_is_least_at_the_observed_count(z in -6.0_f32..6.0, count in 0_u16..6) {
        let config = Draft::default().check().expect("valid");
        let id = NetworkId { num_filters: 1, restart: 0 };
        let output = Output::new(OutputUnit::Softplus, &initial_parameters(&config, id, 0.1));
        let slope = output.slope(z, count).by_z;
        let excess = output.predict(z) - f32::from(count);
        prop_assert!(slope * excess >= 0.0, "slope {slope}, excess {excess}");
    }
}

#[test]
fn outputs_stay_finite_far_from_zero() {
    for unit in [OutputUnit::Softplus, OutputUnit::Sigmoid, OutputUnit::Parametric] {
        let config = Draft { output: unit, ..Draft::default() }.check().expect("valid");
        let id = NetworkId { num_filters: 1, restart: 0 };
        let output = Output::new(unit, &initial_parameters(&config, id, 0.1));
        for z in [-1e4, -100.0, 0.0, 100.0, 1e4] {
            let slope = output.slope(z, 1);
            assert!(slope.loss.is_finite() && slope.by_z.is_finite(), "{unit:?} at {z}");
            assert!(output.predict(z).is_finite());
        }
    }
}
