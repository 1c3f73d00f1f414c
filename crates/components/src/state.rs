//! Everything that the page knows, as one `Copy` struct of signals.

use std::collections::BTreeMap;

use leptos::prelude::{StoredValue, UpdateValue as _};

use crate::reactive::{Memo, RwSignal};
use ganglion_core::{
    config::{Config, Draft, Problem, Section},
    experiment::{CellSummary, Report, Results, TaskId},
    network::Parameters,
    pool::{Notice, Progress, Row, RunResults, RunState, Topic},
    protocol::RunId,
};
use ganglion_figures::figure::Theme;

/// What the page shows of results: all of it is of one run, and so of one configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The run.
    pub run: RunId,
    /// Its experiment, without what only the view depends on.
    pub config: Config,
}

/// State of the page, given by context. Controls and sections write `draft`, the theme switch and lessons `theme`, anybody a notice,
/// the client of the workers the rest. A module has a state of its own, in which the page keeps `draft` and `theme` up to date.
///
/// The settings (`draft`, `config`, `experiment`) are what a person wants; results were made from settings that may have been
/// others. So whatever says or draws what was found, and whatever leaves the page, reads [`AppState::shown`] and carries the link
/// [`AppState::seen`]. The settings alone decide what is run, and nothing runs while they have problems.
#[derive(Clone, Copy)]
pub struct AppState {
    /// The experiment as the controls hold it.
    pub draft: RwSignal<Draft>,
    /// The same, checked; the problems where it cannot be run.
    pub config: Memo<Result<Config, Vec<Problem>>>,
    /// What of it changes results: the same, without what only the view depends on. None while there are problems.
    pub experiment: Memo<Option<Config>>,
    /// The newest run of the section that has something to show.
    pub shown: Memo<Option<Shown>>,
    /// How the page looks.
    pub theme: RwSignal<Theme>,
    /// Whether what the first run needs has been loaded, so that the rest may follow.
    pub may_load_rest: RwSignal<bool>,
    /// What the workers are doing.
    pub run: RwSignal<RunState>,
    /// How far they are.
    pub progress: RwSignal<Progress>,
    /// What is known of the cells of the runs whose rows are here, and of the newest.
    pub cells: RwSignal<Vec<(RunId, CellSummary)>>,
    /// Networks by number of filters; a row stays until the newest run has something for it.
    pub rows: RwSignal<BTreeMap<u32, Row>>,
    /// What an experiment beside Emergence has found.
    pub results: RwSignal<RunResults>,
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
    /// Around an experiment that was checked, before anything has run.
    pub fn of(checked: Config, theme: Theme) -> Self {
        Self::around(checked.draft().clone(), Some(checked), theme)
    }

    /// Around a draft, before anything has run.
    pub fn new(draft: Draft, theme: Theme) -> Self {
        Self::around(draft, None, theme)
    }

    /// Settings are checked once: what came checked with the link is not checked again.
    fn around(draft: Draft, checked: Option<Config>, theme: Theme) -> Self {
        let draft = RwSignal::new(draft);
        let checked = StoredValue::new(checked);
        let config = Memo::new(move |_| {
            let checked = checked.try_update_value(Option::take).flatten();
            draft.with(|draft| {
                checked.filter(|checked| checked.draft() == draft).map_or_else(|| draft.check(), Ok)
            })
        });
        let (rows, results) =
            (RwSignal::new(BTreeMap::new()), RwSignal::new(RunResults::default()));
        Self {
            draft,
            config,
            experiment: Memo::new(move |_| {
                config.with(|config| config.as_ref().ok().map(Config::without_view))
            }),
            shown: Memo::new(move |_| shown_of(draft.with(|draft| draft.section), rows, results)),
            theme: RwSignal::new(theme),
            may_load_rest: RwSignal::new(true),
            run: RwSignal::new(RunState::Idle),
            progress: RwSignal::new(Progress::default()),
            cells: RwSignal::new(Vec::new()),
            rows,
            results,
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

    /// What an experiment beside Emergence has found, and its configuration.
    pub fn found(&self) -> Option<(Config, Results)> {
        self.results.with(|run| Some((run.config.clone()?, run.results.clone())))
    }

    /// The link of what is shown, looked at as the page is; that of the settings while nothing is shown.
    pub fn seen(&self) -> Draft {
        self.draft.with(|draft| {
            self.shown.with(|shown| match shown {
                Some(shown) => shown.config.draft().looked_at_as(draft),
                None => draft.clone(),
            })
        })
    }

    /// The configuration of what is shown; that of the settings while nothing is shown.
    pub fn shown_config(&self) -> Option<Config> {
        let shown = self.shown.with(|shown| shown.as_ref().map(|shown| shown.config.clone()));
        shown.or_else(|| self.experiment.get())
    }

    /// Whether what is shown comes from other settings than those chosen.
    pub fn is_stale(&self) -> bool {
        self.shown.with(|shown| {
            let config = shown.as_ref().map(|shown| &shown.config);
            config.is_some() && self.experiment.with(|now| now.as_ref() != config)
        })
    }

    /// Whether a run is under way.
    pub fn is_busy(&self) -> bool {
        self.run.with(|run| matches!(run, RunState::Running | RunState::Paused))
    }

    /// Whether a run is another than the one that is looked at: the one under way, else the one shown.
    pub fn is_old(&self, run: RunId) -> bool {
        let now = if self.is_busy() {
            self.progress.with(|progress| progress.run)
        } else {
            self.shown.with(|shown| shown.as_ref().map(|shown| shown.run))
        };
        now.is_some_and(|now| now != run)
    }

    /// Whether nothing may show what the cell of an experiment is like.
    pub fn is_secret(&self, config: &Config) -> bool {
        config.is_sealed()
            && !self.draft.with(|draft| draft.reveal && draft.sealed == config.draft().sealed)
    }

    /// Reads what is known of the cell of a run.
    pub fn of_cell<T>(&self, run: RunId, read: impl FnOnce(&CellSummary) -> T) -> Option<T> {
        self.cells.with(|cells| cells.iter().find(|(of, _)| *of == run).map(|(_, cell)| read(cell)))
    }

    /// Keeps what is known of the cell of a run; forgets those of runs of which nothing is shown any more.
    pub fn keep_cell(&self, run: RunId, cell: CellSummary) {
        self.rows.with_untracked(|rows| {
            self.cells.update(|cells| {
                cells.retain(|(of, _)| *of != run && rows.values().any(|row| row.run == *of));
                cells.push((run, cell));
            });
        });
    }
}

fn shown_of(
    section: Section,
    rows: RwSignal<BTreeMap<u32, Row>>,
    results: RwSignal<RunResults>,
) -> Option<Shown> {
    let section = section.experiment();
    if section == Section::Emergence {
        let shown = |row: &Row| Shown { run: row.run, config: row.config.clone() };
        return rows.with(|rows| rows.values().max_by_key(|row| row.run).map(shown));
    }
    results.with(|results| {
        let config = results.config.as_ref().filter(|config| config.experiment() == section)?;
        Some(Shown { run: results.run?, config: config.clone() })
    })
}
