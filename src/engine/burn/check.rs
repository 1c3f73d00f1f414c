//! Whether the adapter computes what the CPU engine computes.
//!
//! Seen in the wild: a shader compiler that trained without complaint and was wrong by half the
//! weights. So each run begins with a few steps on both engines.

use std::rc::Rc;

use crate::{
    config::Config,
    dataset::Dataset,
    engine::cpu::CpuEngines,
    network::{NetworkId, Parameters},
    training::{Engine, EngineError, EngineFactory as _, Plan},
};

const NUM_STEPS: u32 = 3;

/// Adam moves a parameter by the learning rate in each of its first steps (.03 by the recipe), and
/// engines that differ in rounding agree to about 1e-6.
const TOLERANCE: f32 = 1e-3;

/// Where a gradient is nearly zero, rounding decides its sign and so the direction of Adam's first
/// step. One parameter in this many may be off for that reason.
const OUTLIERS: usize = 50;

/// Does the first steps of a run on `engine` and compares two of its networks with the CPU engine.
///
/// # Errors
/// If they differ, or if the device is lost.
pub(super) async fn check<E: Engine>(
    mut engine: E,
    config: &Config,
    dataset: &Rc<Dataset>,
    networks: &[NetworkId],
) -> Result<(), EngineError> {
    let ends = [0, networks.len() - 1];
    let compared = ends.map(|index| networks[index]);
    let mut reference = CpuEngines.make(config, dataset, &compared).await?;
    let mut plan = Plan::new(config);
    for _ in 0..NUM_STEPS {
        let Some(step) = plan.next_step() else { break };
        engine.step(&step).await?;
        reference.step(&step).await?;
    }
    let found = engine.parameters().await?;
    let expected = reference.parameters().await?;
    for (index, expected) in ends.into_iter().zip(&expected) {
        compare(&found[index], expected)?;
    }
    Ok(())
}

fn compare(found: &Parameters, expected: &Parameters) -> Result<(), EngineError> {
    let pairs = found.values.iter().zip(&expected.values);
    let mut differences: Vec<f32> =
        pairs.map(|(found, expected)| (found - expected).abs()).collect();
    // NaN counts as the largest.
    differences.sort_by(|a, b| b.abs().total_cmp(&a.abs()));
    let difference = differences[differences.len() / OUTLIERS];
    if difference <= TOLERANCE {
        Ok(())
    } else {
        let message = format!("weights differ by {difference} after {NUM_STEPS} steps");
        Err(EngineError::Disagrees(message))
    }
}
