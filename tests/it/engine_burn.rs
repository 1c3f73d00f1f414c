//! The Burn engine, on Flex, against the CPU engine.

use std::sync::Arc;

use ganglion_burn::BurnEngines;
use ganglion_core::{
    config::{CellSource, Config, DenseSign, Draft, OutputUnit, Section, SpikeGeneration, Version},
    dataset::{Dataset, DatasetBuilder},
    engine::cpu::CpuEngines,
    network::{NetworkId, Parameters},
    training::{Engine as _, EngineError, EngineFactory, Plan},
};

const NUM_STEPS: usize = 20;

/// Adam divides by the size of the gradient, so rounding of the gradient (about 1e-7 of it) reaches
/// the parameters at full scale: .03 a step, 20 steps.
const TOLERANCE: f32 = 1e-4;

fn small(draft: Draft) -> Config {
    Draft { frames: 6_000, epochs: 1, ..draft }.check().expect("the settings are allowed")
}

fn dataset(config: &Config) -> Arc<Dataset> {
    let mut builder = DatasetBuilder::new(config.data_source());
    while builder.advance().expect("the cell spikes") {}
    Arc::new(builder.finish())
}

fn train<F: EngineFactory>(
    factory: &F,
    config: &Config,
    dataset: &Arc<Dataset>,
    networks: &[NetworkId],
) -> (Vec<f64>, Vec<Parameters>) {
    pollster::block_on(async {
        let mut engine =
            factory.make(config, dataset, networks).await.expect("Flex is always there");
        let mut plan = Plan::new(config);
        for _ in 0..NUM_STEPS {
            let step = plan.next_step().expect("there are 20 steps");
            engine.step(&step).await.expect("Flex is never lost");
        }
        let losses = engine.losses().await.expect("Flex is never lost");
        (losses, engine.parameters().await.expect("Flex is never lost"))
    })
}

/// Trains networks of several sizes in one batch and compares each with the CPU engine.
fn check(draft: Draft) {
    let config = small(draft);
    let dataset = dataset(&config);
    let id = |(num_filters, restart)| NetworkId { num_filters, restart };
    let networks = [(1, 0), (3, 0), (5, 1), (8, 0), (2, 2)].map(id);
    let (losses, found) = train(&BurnEngines::flex(), &config, &dataset, &networks);
    let (expected_losses, expected) = train(&CpuEngines, &config, &dataset, &networks);
    for (network, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert_eq!(found.shape, expected.shape);
        let pairs = found.values.iter().zip(&expected.values);
        let difference = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(difference < TOLERANCE, "network {network} is off by {difference}");
        let difference = (losses[network] - expected_losses[network]).abs();
        assert!(difference < 1e-5, "the loss of network {network} is off by {difference}");
    }
}

#[test]
fn the_check_at_the_start_of_a_run_finds_agreement() {
    let config = small(Draft::default());
    let networks = [1, 2, 5].map(|num_filters| NetworkId { num_filters, restart: 0 });
    let check = async {
        let agreement = BurnEngines::flex().check(&config, &dataset(&config), &networks).await;
        agreement.expect("Flex computes right").expect("Burn is not the reference")
    };
    let agreement = pollster::block_on(check);
    assert_eq!(agreement.num_steps, 20);
    assert!(agreement.largest_difference < 1e-5, "off by {}", agreement.largest_difference);
}

#[test]
fn the_recipe_trains_as_on_the_cpu() {
    check(Draft::default());
}

#[test]
fn signed_weights_without_penalty_train_as_on_the_cpu() {
    check(Draft { dense: DenseSign::Signed, l1: 0.0, l1_few: 0.0, ..Draft::default() });
}

#[test]
fn a_sigmoid_trains_as_on_the_cpu() {
    check(Draft { output: OutputUnit::Sigmoid, dense: DenseSign::Signed, ..Draft::default() });
}

#[test]
fn the_released_settings_train_as_on_the_cpu() {
    check(Draft {
        output: OutputUnit::Parametric,
        dense: DenseSign::Signed,
        l2: 1e-3,
        dense_l2: 1e-3,
        activity_l1: 1e-3,
        inner_noise: 0.1,
        init_sd: 0.05,
        learning_rate: 1e-3,
        ..Draft::default()
    });
}

#[test]
fn counts_and_other_sizes_train_as_on_the_cpu() {
    check(Draft {
        rows: 10,
        columns: 9,
        filter_side: 5,
        batch: 101,
        spikes: SpikeGeneration::Poisson,
        gain: 3.0,
        ..Draft::default()
    });
}

#[test]
fn networks_of_two_and_three_layers_train_as_on_the_cpu() {
    for layers in [2, 3] {
        // 2x2 and 1x1 behind a grid of 4 x 3 positions; the weights that stay positive are clamped.
        check(Draft { layers, rows: 8, columns: 7, filter_side: 5, ..Draft::default() });
        check(Draft { layers, dense: DenseSign::Signed, l1: 0.0, l1_few: 0.0, ..Draft::default() });
    }
}

#[test]
fn layers_of_every_shape_train_as_on_the_cpu() {
    // 3x3 with a margin, as for recorded-like cells.
    let recorded = Draft {
        steps: 20,
        repeats: 10,
        filter_side: 13,
        batch: 60,
        ..Draft::of(Section::Recorded, CellSource::Recorded)
    };
    for layers in [2, 3] {
        check(Draft { layers, ..recorded.clone() });
    }
    // A grid of 2x4 positions, and noise before the first rectification.
    check(Draft { layers: 3, columns: 10, inner_noise: 0.1, ..Draft::default() });
}

#[test]
fn networks_that_only_the_cpu_can_train_are_refused_with_the_reason() {
    let draft = Draft { restarts: 1, version: Version::Second, ..Draft::default() };
    let config = small(draft);
    let networks = [NetworkId { num_filters: 4, restart: 0 }];
    let (engines, dataset) = (BurnEngines::flex(), dataset(&config));
    let made = pollster::block_on(engines.make(&config, &dataset, &networks));
    let err = made.err().expect("Burn cannot train these");
    assert!(matches!(err, EngineError::Unsupported(_)), "{err:?}");
    assert!(err.to_string().contains("space-time filters"), "{err}");
}
