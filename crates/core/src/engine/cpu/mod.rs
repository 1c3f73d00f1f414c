//! Hand-written forward and backward pass in `f32`: the default engine and the reference.
//!
//! In: a data set and network ids. Out: trained parameters, the same bits on every machine: sums
//! have a fixed order, nothing is fused, `exp` and `ln` come from `libm`.

mod adam;
mod backward;
mod correlation;
mod minimal_correlation;
mod network;

use std::sync::Arc;

use crate::{
    config::Config,
    dataset::Dataset,
    engine::cpu::network::CpuNetwork,
    network::{Channels, Input, NetworkId, Parameters, initial_parameters},
    training::{Engine, EngineError, EngineFactory, Step},
};

pub use backward::{Batch, Objective, batch_gradient};

/// Trains networks one after the other on the processor.
pub struct CpuEngine {
    config: Config,
    dataset: Arc<Dataset>,
    channels: Channels,
    networks: Vec<CpuNetwork>,
}

impl Engine for CpuEngine {
    async fn step(&mut self, step: &Step<'_>) -> Result<(), EngineError> {
        let training = &self.dataset.training;
        let input = Input::of(training, &self.channels);
        for network in &mut self.networks {
            network.step(input, &training.counts, step);
        }
        Ok(())
    }

    async fn begin_second(&mut self) -> Result<(), EngineError> {
        self.channels = Channels::of_second_version(&self.config, &self.dataset);
        for network in &mut self.networks {
            network.begin_second(&self.channels, &self.dataset.input_filter);
        }
        Ok(())
    }

    async fn losses(&mut self) -> Result<Vec<f64>, EngineError> {
        Ok(self.networks.iter_mut().map(CpuNetwork::take_loss).collect())
    }

    async fn parameters(&mut self) -> Result<Vec<Parameters>, EngineError> {
        Ok(self.networks.iter().map(|network| network.parameters().clone()).collect())
    }
}

/// Makes [`CpuEngine`]s.
#[derive(Clone, Copy, Debug, Default)]
pub struct CpuEngines;

impl EngineFactory for CpuEngines {
    type Engine = CpuEngine;

    fn name(&self) -> &'static str {
        "cpu"
    }

    fn adapter(&self) -> String {
        if cfg!(target_arch = "wasm32") { "processor, wasm simd128" } else { "processor" }
            .to_owned()
    }

    fn steps_per_slice(&self) -> u32 {
        8
    }

    async fn make(
        &self,
        config: &Config,
        dataset: &Arc<Dataset>,
        networks: &[NetworkId],
    ) -> Result<CpuEngine, EngineError> {
        let mean_count = dataset.training.mean_count();
        let networks = networks
            .iter()
            .map(|id| CpuNetwork::new(config, *id, initial_parameters(config, *id, mean_count)))
            .collect();
        Ok(CpuEngine {
            config: config.clone(),
            dataset: Arc::clone(dataset),
            channels: Channels::Filtered,
            networks,
        })
    }
}
