//! Everything that the page knows, as one `Copy` struct of signals.

use std::collections::BTreeMap;

use crate::{
    config::{Config, Draft, Problem},
    experiment::{CellSummary, Report, TaskId},
    figure::{Ask, Theme},
    network::Parameters,
    pool::{Notice, Progress, Results, Row, RunState, Topic},
    ui::reactive::{Memo, RwSignal},
};

/// State of the page, given by context. Each signal has one writer: controls and sections write
/// `draft`, the theme switch `theme`, the client of the workers the rest.
#[derive(Clone, Copy)]
pub struct AppState {
    /// The experiment as the controls hold it.
    pub draft: RwSignal<Draft>,
    /// The same, checked; the problems where it cannot be run.
    pub config: Memo<Result<Config, Vec<Problem>>>,
    /// What of it changes results: the same, without what only the view depends on. While
    /// there are problems, the last one without.
    pub experiment: Memo<Option<Config>>,
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
    /// What an experiment beside Emergence has found.
    pub results: RwSignal<Results>,
    /// The network of such an experiment that learns at the moment, as it is now.
    pub live: RwSignal<Option<(TaskId, Parameters)>>,
    /// Seconds that the experiment would take from here on this machine, while nothing runs.
    pub estimate: RwSignal<Option<f64>>,
    /// The report of the last run, if it finished.
    pub report: RwSignal<Option<Report>>,
    /// What a person should know, one for each topic.
    pub notices: RwSignal<BTreeMap<Topic, String>>,
}

impl AppState {
    /// Around a draft, before anything has run.
    pub fn new(draft: Draft, theme: Theme) -> Self {
        let draft = RwSignal::new(draft);
        Self {
            draft,
            config: Memo::new(move |_| draft.with(Draft::check)),
            experiment: Memo::new(move |before: Option<&Option<Config>>| {
                draft.with(experiment_of).or_else(|| before.cloned().flatten())
            }),
            theme: RwSignal::new(theme),
            run: RwSignal::new(RunState::Idle),
            progress: RwSignal::new(Progress::default()),
            cell: RwSignal::new(None),
            rows: RwSignal::new(BTreeMap::new()),
            results: RwSignal::new(Results::default()),
            live: RwSignal::new(None),
            estimate: RwSignal::new(None),
            report: RwSignal::new(None),
            notices: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Shows a message until it is dismissed or replaced.
    pub fn notify(&self, notice: Notice) {
        self.notices.update(|notices| {
            notices.insert(notice.topic, notice.text);
        });
    }

    /// What an experiment beside Emergence has found, as a question to the album.
    pub fn found(&self) -> Option<Ask> {
        self.results.with(|results| {
            let config = Box::new(results.config.clone()?);
            Some(Ask::Show { config, found: results.found.clone() })
        })
    }

    /// Whether a row shows what an older run found.
    pub fn is_old(&self, row: &Row) -> bool {
        self.progress.with(|progress| progress.run.is_some_and(|run| run != row.run))
    }
}

fn experiment_of(draft: &Draft) -> Option<Config> {
    draft.without_view().check().ok()
}
