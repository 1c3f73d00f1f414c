//! Everything that the page knows, as one `Copy` struct of signals.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::{
    config::{Config, Draft, Problem},
    experiment::{CellSummary, Report},
    figure::Theme,
    network::{NetworkId, Parameters},
    protocol::{Failure, RunId, Stage},
    training::{CurvePoint, Trained},
};

/// State of the page, given by context. Each signal has one writer: controls and sections write
/// `draft`, the theme switch `theme`, the client of the workers the rest.
#[derive(Clone, Copy)]
pub struct AppState {
    /// The experiment as the controls hold it.
    pub draft: RwSignal<Draft>,
    /// The same, checked; the problems where it cannot be run.
    pub config: Memo<Result<Config, Vec<Problem>>>,
    /// How the page looks.
    pub theme: RwSignal<Theme>,
    /// What the workers are doing.
    pub run: RwSignal<RunState>,
    /// How far they are.
    pub progress: RwSignal<Progress>,
    /// What is known of the cell, of the newest run that recorded it.
    pub cell: RwSignal<Option<CellSummary>>,
    /// Networks by number of filters; a row stays until the newest run has something for it.
    pub rows: RwSignal<BTreeMap<u32, Row>>,
    /// The report of the last run that finished.
    pub report: RwSignal<Option<Report>>,
    /// What a person should know, newest last.
    pub notices: RwSignal<Vec<Notice>>,
}

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

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// The run; messages and rows of others are old.
    pub run: Option<RunId>,
    /// What is being done.
    pub stage: Option<Stage>,
    /// Share done, in `[0, 1]`.
    pub share: f64,
    /// Seconds left, once that can be told.
    pub secs_left: Option<f64>,
    /// Training frames times networks, a second.
    pub samples_per_sec: Option<f64>,
    /// `cpu` or `gpu`.
    pub engine: String,
    /// What it runs on.
    pub adapter: String,
    /// Workers that share the networks.
    pub num_workers: u32,
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
    pub trained: Option<Trained>,
}

impl Row {
    /// The networks that are trained.
    pub fn trained(&self) -> Vec<Trained> {
        self.networks.values().filter_map(|network| network.trained.clone()).collect()
    }

    /// The network of an id, made if it is not there.
    pub fn network(&mut self, id: NetworkId) -> &mut NetworkState {
        self.networks.entry(id.restart).or_default()
    }
}

/// A message to a person that stays until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How much it matters.
    pub kind: NoticeKind,
    /// What happened, what is safe, what to do.
    pub text: String,
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    Information,
    /// Something is not as asked for.
    Warning,
}

impl AppState {
    /// Around a draft, before anything has run.
    pub fn new(draft: Draft, theme: Theme) -> Self {
        let draft = RwSignal::new(draft);
        Self {
            draft,
            config: Memo::new(move |_| draft.with(Draft::check)),
            theme: RwSignal::new(theme),
            run: RwSignal::new(RunState::Idle),
            progress: RwSignal::new(Progress::default()),
            cell: RwSignal::new(None),
            rows: RwSignal::new(BTreeMap::new()),
            report: RwSignal::new(None),
            notices: RwSignal::new(Vec::new()),
        }
    }
}
