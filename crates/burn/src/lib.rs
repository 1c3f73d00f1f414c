//! The same networks as Burn modules: WebGPU in the browser, Flex in native tests.
//!
//! In: a data set and network ids. Out: trained parameters, within rounding of the CPU engine's.
//! Gradients come from Burn's autodiff, updates from its Adam. All networks of a run train together,
//! side by side like one wide network, because a step costs the same 65 dispatches for one network as
//! for a hundred; a second and a third layer cost some more. No tensor leaves this module.
//!
//! WebGPU knows no blocking reads: everything here reads by `await`.

mod check;
mod device;
mod hidden;
mod losses;
mod model;
mod packing;
mod penalties;
mod training;

use core::cell::Cell;
use std::{rc::Rc, sync::Arc};

use ganglion_core::{
    config::{Config, Version},
    dataset::Dataset,
    mark,
    network::NetworkId,
    training::{Agreement, EngineError, EngineFactory},
};

pub use training::BurnEngine;

/// Makes [`BurnEngine`]s on one device.
pub struct BurnEngines {
    acquired: device::Acquired,
    meter: Rc<Meter>,
}

impl BurnEngines {
    /// Engines on the processor.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn flex() -> Self {
        Self::on(device::flex())
    }

    /// Engines on the browser's graphics adapter. Once for each worker: a device is never given back.
    ///
    /// # Errors
    /// If there is no adapter or it gives no device.
    #[cfg(target_arch = "wasm32")]
    pub async fn web_gpu() -> Result<Self, EngineError> {
        device::web_gpu().await.map(Self::on)
    }

    fn on(acquired: device::Acquired) -> Self {
        let steps_per_read = if acquired.is_software { 1 } else { 8 };
        Self { acquired, meter: Rc::new(Meter { steps_per_read, ..Meter::default() }) }
    }
}

impl EngineFactory for BurnEngines {
    type Engine = BurnEngine;

    fn name(&self) -> &'static str {
        "gpu"
    }

    fn adapter(&self) -> String {
        self.acquired.adapter.clone()
    }

    fn steps_per_slice(&self) -> u32 {
        self.meter.steps_per_read
    }

    async fn check(
        &self,
        config: &Config,
        dataset: &Arc<Dataset>,
        networks: &[NetworkId],
    ) -> Result<Option<Agreement>, EngineError> {
        let engine = self.make(config, dataset, networks).await?;
        check::check(engine, config, dataset, networks).await.map(Some)
    }

    async fn make(
        &self,
        config: &Config,
        dataset: &Arc<Dataset>,
        networks: &[NetworkId],
    ) -> Result<BurnEngine, EngineError> {
        if config.version() == Version::Second {
            return Err(EngineError::Unsupported(mark!("space-time filters")));
        }
        self.meter.restart();
        Ok(BurnEngine::new(&self.acquired.device, config, dataset, networks, &self.meter))
    }

    fn dispatches_per_step(&self) -> Option<f64> {
        self.meter.dispatches_per_step()
    }
}

/// Counts steps and the work handed to the adapter for them.
#[derive(Debug, Default)]
struct Meter {
    /// Steps after which the engine waits for the adapter, so that no more than these are under way
    /// when somebody wants to stop.
    steps_per_read: u32,
    num_steps: Cell<u32>,
    first_dispatch: Cell<f64>,
}

impl Meter {
    fn restart(&self) {
        self.num_steps.set(0);
        self.first_dispatch.set(device::num_dispatches().unwrap_or_default());
    }

    fn step(&self) {
        self.num_steps.set(self.num_steps.get() + 1);
    }

    fn dispatches_per_step(&self) -> Option<f64> {
        let num_dispatches = device::num_dispatches()? - self.first_dispatch.get();
        (self.num_steps.get() > 0).then(|| num_dispatches / f64::from(self.num_steps.get()))
    }
}
