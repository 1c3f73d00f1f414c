//! What page and workers say to each other, as plain data.
//!
//! The page sends a [`Command`], a worker answers with [`Event`]s. Nothing is sent before
//! [`Event::Ready`]; every message names its run, and messages of any other run are dropped. Events that a worker
//! sends without a pause in between arrive together.

#[cfg(target_arch = "wasm32")]
pub mod codec;
#[cfg(target_arch = "wasm32")]
pub mod file;
#[cfg(target_arch = "wasm32")]
pub mod thread;

use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    experiment::{CellSummary, Encoded, Ingredients},
    network::{NetworkId, Parameters},
    recording::PassedRecording,
    training::{Agreement, CurvePoint, Trained},
};

/// Raised whenever a message changes its form.
pub const PROTOCOL: u32 = 9;
/// Which build this is: page and workers of different builds do not work together.
pub const BUILD: &str = match option_env!("GANGLION_BUILD") {
    Some(build) => build,
    None => "development",
};

/// One start to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunId(pub u32);

/// From the page to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Train these networks. Ends the run before.
    Start {
        /// The new run.
        run: RunId,
        /// The experiment.
        config: Box<Config>,
        /// Networks that train together, on the same batches.
        networks: Vec<NetworkId>,
    },
    /// Train these networks for a moment and say how fast it goes.
    Measure {
        /// The new run.
        run: RunId,
        /// The experiment.
        config: Box<Config>,
        /// Networks that train together.
        networks: Vec<NetworkId>,
    },
    /// Find what only the trained networks can tell.
    Compute {
        /// The new run.
        run: RunId,
        /// The experiment.
        config: Box<Config>,
        /// The networks and their cells.
        from: Box<Ingredients>,
    },
    /// Keep a recording, for experiments about its cells; a page posts it as a file beside this. Ends the run before.
    Open {
        /// The recording.
        recording: PassedRecording,
    },
    /// Stop between two batches and wait.
    Pause {
        /// The run.
        run: RunId,
    },
    /// Go on.
    Resume {
        /// The run.
        run: RunId,
    },
    /// End without a result.
    Stop {
        /// The run.
        run: RunId,
    },
}

/// What a worker is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Showing the stimulus to the cell; counted in frames.
    Recording,
    /// Comparing the engine with the reference; counted in steps.
    Checking,
    /// Training; counted in steps.
    Training,
    /// Finding what the trained networks can tell; counted in thousandths.
    Computing,
}

/// From a worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker listens. Sent once.
    Ready {
        /// Its [`PROTOCOL`].
        protocol: u32,
        /// Its [`BUILD`].
        build: String,
        /// `cpu` or `gpu`.
        engine: String,
        /// What it runs on.
        adapter: String,
    },
    /// How far it is.
    Progress {
        /// The run.
        run: RunId,
        /// Doing what.
        stage: Stage,
        /// Units done.
        done: u32,
        /// Units in all.
        total: u32,
    },
    /// The data set is made.
    Recorded {
        /// The run.
        run: RunId,
        /// What is known of the cell now.
        cell: Box<CellSummary>,
    },
    /// The learning curve was read.
    Point {
        /// The run.
        run: RunId,
        /// Which network.
        network: NetworkId,
        /// The reading.
        point: CurvePoint,
    },
    /// The filters as they are now; at most ten times a second. Only the newest counts.
    Snapshot {
        /// The run.
        run: RunId,
        /// Which network.
        network: NetworkId,
        /// Its parameters.
        parameters: Parameters,
    },
    /// How fast the engine is on these networks. Answers `Measure`.
    Measured {
        /// The run.
        run: RunId,
        /// Training frames times networks, a second.
        samples_per_sec: f64,
    },
    /// All networks of the run are trained.
    Finished {
        /// The run.
        run: RunId,
        /// The networks, in the order asked for.
        networks: Vec<Trained>,
        /// Training frames times networks, a second, without data and scores.
        samples_per_sec: f64,
        /// Work handed to the graphics adapter in one step.
        dispatches_per_step: Option<f64>,
        /// How far the engine was from the reference at its start.
        agreement: Option<Agreement>,
    },
    /// What the trained networks could tell. Answers `Compute`.
    Computed {
        /// The run.
        run: RunId,
        /// What was found; nothing if the data do not allow it.
        found: Option<Encoded>,
    },
    /// The run ended without a result.
    Failed {
        /// The run; none if the worker never got to listen.
        run: Option<RunId>,
        /// Why.
        failure: Failure,
    },
}

/// Why a run has no result: the page branches on the kind and prints the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What to do about it.
    pub kind: FailureKind,
    /// What happened, for people.
    pub message: String,
}

/// Kinds of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureKind {
    /// The data cannot be used: change a setting.
    Data,
    /// The loss is not finite: change a setting.
    Loss,
    /// There is no WebGPU adapter: go on with the CPU.
    NoAdapter,
    /// The adapter went away: go on with the CPU.
    DeviceLost,
    /// The adapter computes wrong results: go on with the CPU.
    Disagrees,
    /// The graphics engine cannot train such networks: go on with the CPU.
    Unsupported,
    /// The worker is of another build: reload the page.
    Stale,
    /// The worker's files cannot be loaded, or the browser cannot run them.
    NotLoaded,
    /// Not enough memory: fewer frames.
    OutOfMemory,
    /// A bug of ours: the worker is gone and was replaced.
    Bug,
}
