//! The one trait that both engines implement.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, Version},
    dataset::Dataset,
    mark,
    network::{NetworkId, Parameters},
    t, words,
};

/// Why an engine stopped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// There is no adapter that the engine can use.
    #[error("{}", t!("No graphics adapter can be used: {reason}", reason = .0))]
    NoAdapter(String),
    /// The adapter went away.
    #[error("{}", t!("The graphics adapter was lost: {reason}", reason = .0))]
    DeviceLost(String),
    /// The engine computes something else than the reference.
    #[error("{}", t!("This graphics adapter computes wrong results: {reason}", reason = .0))]
    Disagrees(String),
    /// The engine cannot train such networks.
    #[error("{}", t!("The graphics engine cannot train {what}.", what = words::say(.0)))]
    Unsupported(&'static str),
    /// A loss is infinite or not a number.
    #[error(
        "{}",
        t!(
            "The loss is no longer a finite number at step {step}. Lower the learning rate or put the recipe's defaults back.",
            step = step
        )
    )]
    LossNotFinite {
        /// Steps done.
        step: u32,
    },
}

/// How far an engine is from the reference after some steps of the same training.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Steps compared.
    pub num_steps: u32,
    /// Largest difference of a parameter.
    pub largest_difference: f32,
}

/// One update of all networks.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Steps done before.
    pub number: u32,
    /// Training frames of the batch; the same for every network.
    pub rows: &'a [u32],
    /// Step size of Adam.
    pub learning_rate: f32,
    /// Share of the full L1 penalty in force, in `[0, 1]`.
    pub l1_share: f32,
    /// Which network is learning.
    pub version: Version,
}

impl Step<'_> {
    /// L1 penalty on the filters of a network in this step.
    pub fn l1(&self, config: &Config, id: NetworkId) -> f32 {
        self.l1_share * full_l1(config, id, self.version)
    }
}

/// L1 penalty at the end of the training of a version.
pub(super) fn full_l1(config: &Config, id: NetworkId, version: Version) -> f32 {
    match version {
        Version::First => config.l1(id.num_filters),
        Version::Second => config.second_l1(),
    }
}

/// Trains some networks on the same batches.
///
/// An update is: mean loss over the batch plus penalties, its gradient, Adam (0.9, 0.999, 1e-8),
/// then the weights after the filters clamped at zero if they may not be negative.
#[expect(async_fn_in_trait, reason = "engines live in one thread; no future has to be Send")]
pub trait Engine {
    /// Does one update of every network.
    ///
    /// # Errors
    /// If the device is lost.
    async fn step(&mut self, step: &Step<'_>) -> Result<(), EngineError>;

    /// Goes on with the networks of Version II, which begin where those of Version I ended.
    ///
    /// # Errors
    /// [`EngineError::Unsupported`] if the engine knows only Version I.
    async fn begin_second(&mut self) -> Result<(), EngineError> {
        Err(EngineError::Unsupported(mark!("space-time filters")))
    }

    /// Mean data loss of each network over the steps since the last call, nats a frame.
    ///
    /// # Errors
    /// If the device is lost.
    async fn losses(&mut self) -> Result<Vec<f64>, EngineError>;

    /// A copy of the parameters of each network, in the order of the ids.
    ///
    /// # Errors
    /// If the device is lost.
    async fn parameters(&mut self) -> Result<Vec<Parameters>, EngineError>;
}

/// Makes engines: what a worker is given at its start.
#[expect(async_fn_in_trait, reason = "engines live in one thread; no future has to be Send")]
pub trait EngineFactory {
    /// What it makes.
    type Engine: Engine;

    /// Word for the engine in reports: `cpu` or `gpu`.
    fn name(&self) -> &'static str;

    /// The processor or graphics adapter it runs on, as far as it is known.
    fn adapter(&self) -> String;

    /// Steps between two looks at the clock; a slow adapter wants one.
    fn steps_per_slice(&self) -> u32;

    /// Compares the engine with the reference over the first steps of a training; none if it is
    /// the reference.
    ///
    /// # Errors
    /// [`EngineError::Disagrees`] if they differ by more than rounding.
    async fn check(
        &self,
        _config: &Config,
        _dataset: &Arc<Dataset>,
        _networks: &[NetworkId],
    ) -> Result<Option<Agreement>, EngineError> {
        Ok(None)
    }

    /// An engine with the first parameters of some networks.
    ///
    /// # Errors
    /// If the device is lost, or [`EngineError::Unsupported`].
    async fn make(
        &self,
        config: &Config,
        dataset: &Arc<Dataset>,
        networks: &[NetworkId],
    ) -> Result<Self::Engine, EngineError>;

    /// Work handed to the adapter in one step, if the engine counts it.
    fn dispatches_per_step(&self) -> Option<f64> {
        None
    }
}
