//! What is known of the newest run, as plain data.

use std::sync::Arc;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    experiment::{CellSummary, Results},
    network::{NetworkId, Parameters},
    protocol::{Failure, RunId, Stage},
    training::{CurvePoint, Trained},
};

/// What the workers are doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Nothing yet.
    Idle,
    /// Working.
    Running,
    /// Waiting for a person.
    Paused,
    /// Ended by a person; what was there stays.
    Cancelled,
    /// All networks are trained.
    Finished,
    /// Ended by itself.
    Failed(Failure),
}

/// A trained network with what it came from: enough to take it over into another run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The network.
    pub trained: Arc<Trained>,
    /// The cell that it learned from.
    pub cell: CellSummary,
    /// The engine that trained it.
    pub engine: EngineKind,
    /// What that ran on.
    pub adapter: String,
}

/// Which engine, as a worker is started with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EngineKind {
    /// The reference, on the processor.
    Cpu,
    /// Burn on WebGPU.
    Gpu,
}

/// What is started in a place for workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerKind {
    /// Trains on the processor.
    Cpu,
    /// Trains by WebGPU.
    Gpu,
    /// Finds what trained networks can tell.
    Analysis,
}

impl EngineKind {
    /// Every engine; in this order the store tells what is kept of them.
    pub const ALL: [Self; 2] = [Self::Cpu, Self::Gpu];

    /// Word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
        }
    }

    /// Name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::Gpu => "WebGPU",
        }
    }
}

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// The run; rows of others are old.
    pub run: Option<RunId>,
    /// What is being done; none while workers are loading.
    pub stage: Option<Stage>,
    /// Share done, in `[0, 1]`.
    pub share: f64,
    /// Seconds left, once that can be told.
    pub secs_left: Option<f64>,
    /// Training frames times networks, a second.
    pub samples_per_sec: Option<f64>,
    /// The engine at work.
    pub engine: Option<EngineKind>,
    /// What it runs on.
    pub adapter: String,
    /// Workers that share the networks.
    pub num_workers: u32,
    /// Products a second of one worker, once all networks are trained; none if that took too short to tell.
    pub products_per_sec: Option<f64>,
    /// What `Auto` measured, samples a second: all CPU workers together, WebGPU.
    pub measured: Option<(f64, f64)>,
}

/// What an experiment of many groups has found so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunResults {
    /// The run that it comes from.
    pub run: Option<RunId>,
    /// The experiment; none before the first.
    pub config: Option<Config>,
    /// Its networks, their cells, and what they could tell together.
    pub results: Results,
}

impl RunResults {
    /// Before anything is known.
    pub fn new(run: RunId, config: Config) -> Self {
        Self { run: Some(run), config: Some(config), ..Self::default() }
    }
}

/// Everything about the networks with one number of filters.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The run it comes from.
    pub run: RunId,
    /// The experiment it comes from.
    pub config: Config,
    /// Its networks by restart.
    pub networks: BTreeMap<u32, NetworkState>,
}

/// What is known of one network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkState {
    /// The newest parameters.
    pub parameters: Option<Parameters>,
    /// Readings so far.
    pub curve: Vec<CurvePoint>,
    /// The result, once there.
    pub trained: Option<Arc<Trained>>,
}

impl Row {
    /// Before anything is known.
    pub fn new(run: RunId, config: Config) -> Self {
        Self { run, config, networks: BTreeMap::new() }
    }

    /// The networks that are trained.
    pub fn trained(&self) -> impl Iterator<Item = &Arc<Trained>> {
        self.networks.values().filter_map(|network| network.trained.as_ref())
    }

    /// The network of an id, made if it is not there.
    pub fn network(&mut self, id: NetworkId) -> &mut NetworkState {
        self.networks.entry(id.restart).or_default()
    }
}

/// A message to a person that stays until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is about; a newer one of the same topic replaces it.
    pub topic: Topic,
    /// What happened, what is safe, what to do.
    pub text: String,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Parts of the link that were not taken as they stood.
    Link,
    /// Another engine ran than was asked for.
    Fallback,
    /// A worker was replaced.
    Worker,
    /// Networks could not be kept.
    Store,
    /// Lessons and sharing did not load.
    Teaching,
    /// A part of the page did not load.
    Figures,
    /// Whether a run gave what its link expects.
    Proof,
}
