//! Whether the adapter computes what the CPU engine computes.
//!
//! In: an engine before its first step. Out: how far it is from the CPU engine after some steps.
//! Seen in the wild: a shader compiler that trained without complaint and was wrong by half the
//! weights. So a run on an unknown adapter begins with this.

use std::sync::Arc;

use ganglion_core::{
    config::Config,
    dataset::Dataset,
    engine::cpu::CpuEngines,
    network::{NetworkId, Parameters, Shape},
    t,
    training::{Agreement, Engine, EngineError, EngineFactory as _, Plan, Step},
};

/// Adam moves a parameter by about the learning rate in each of its first steps. At the recipe's
/// .03, rounding decides now and then on which side of a rectifier a frame falls, and 20 steps
/// later parameters differ by 1e-3, however right both engines are. At this rate they differ by
/// less than 1e-5.
const LEARNING_RATE: f32 = 1e-3;

/// Wrong arithmetic moves parameters in other directions: 20 steps of the learning rate apart.
const TOLERANCE: f32 = 1e-4;

/// Where a gradient is nearly zero, rounding decides its sign and so the direction of Adam's first
/// step. One parameter in this many may be off for that reason.
const OUTLIERS: usize = 50;

const MOST_STEPS: u64 = 20;
const FEWEST_STEPS: u64 = 3;

/// Multiplications that the CPU engine may spend: about a second.
const WORK: u64 = 1_500_000_000;

/// Does the first steps of a run on `engine` and compares two of its networks with the CPU engine,
/// the first and the last.
///
/// # Errors
/// If they differ, or if the device is lost.
pub(super) async fn check<E: Engine>(
    mut engine: E,
    config: &Config,
    dataset: &Arc<Dataset>,
    networks: &[NetworkId],
) -> Result<Agreement, EngineError> {
    let ends = [0, networks.len() - 1];
    let compared = ends.map(|index| networks[index]);
    let mut reference = CpuEngines.make(config, dataset, &compared).await?;
    let mut plan = Plan::new(config);
    let most_steps = num_steps(config, compared);
    while plan.num_done() < most_steps {
        let Some(step) = plan.next_step() else { break };
        let learning_rate = step.learning_rate.min(LEARNING_RATE);
        let step = Step { learning_rate, l1_share: 1.0, ..step };
        engine.step(&step).await?;
        reference.step(&step).await?;
    }
    let found = engine.parameters().await?;
    let expected = reference.parameters().await?;
    let num_steps = plan.num_done();
    let mut largest_difference = 0.0_f32;
    for (index, expected) in ends.into_iter().zip(&expected) {
        let differences = differences(&found[index], expected);
        if differences[differences.len() / OUTLIERS] > TOLERANCE {
            let message = t!(
                "weights are off by {difference} after {steps} steps",
                difference = differences[0],
                steps = num_steps
            );
            return Err(EngineError::Disagrees(message));
        }
        largest_difference = largest_difference.max(differences[0]);
    }
    Ok(Agreement { num_steps, largest_difference })
}

/// As many steps as the CPU engine can do in a moment.
fn num_steps(config: &Config, compared: [NetworkId; 2]) -> u32 {
    let products = |id: NetworkId| {
        let shape = Shape::of(config, id.num_filters);
        let hidden = (2..=shape.layers).map(|layer| {
            let (rows, columns) = shape.grid_after(layer);
            rows * columns * shape.num_filters() * shape.hidden_side(layer).pow(2)
        });
        let first = shape.num_positions() * shape.filter_len();
        shape.num_filters() * (first + hidden.sum::<usize>()) * config.batch_size()
    };
    // Forward and backward.
    let work = 2 * compared.into_iter().map(products).sum::<usize>() as u64;
    (WORK / work).clamp(FEWEST_STEPS, MOST_STEPS) as u32
}

/// Distances of all parameters, the largest first; what is not a number is infinitely far.
fn differences(found: &Parameters, expected: &Parameters) -> Vec<f32> {
    let distance = |(found, expected): (&f32, &f32)| {
        let distance = (found - expected).abs();
        if distance.is_nan() { f32::INFINITY } else { distance }
    };
    let pairs = found.values.iter().zip(&expected.values);
    let mut differences: Vec<f32> = pairs.map(distance).collect();
    differences.sort_by(|a, b| b.total_cmp(a));
    differences
}
