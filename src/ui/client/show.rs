//! News of the pool, written into the state of the page.

use std::sync::Arc;

use ganglion_components::AppState;
use ganglion_core::{
    config::{Config, Section},
    experiment::{CellSummary, TaskId},
    network::Parameters,
    pool::{News, Row, RunResults, RunState},
    protocol::RunId,
    training::{CurvePoint, Trained},
};

/// News of one network.
enum NetworkNews {
    Snapshot(Parameters),
    Point(CurvePoint),
    Trained(Arc<Trained>),
}

/// Writes news into the state, each signal at most once.
pub(super) fn show(state: AppState, news: Vec<News>, config: &Config) {
    let (mut network_news, mut cells, mut progress, mut run) = (Vec::new(), Vec::new(), None, None);
    let mut computed = None;
    for news in news {
        match news {
            News::State(state) => run = Some(state),
            News::Progress(newest) => progress = Some(newest),
            News::Cell(run, group, cell) => {
                if group == 0 {
                    state.keep_cell(run, (*cell).clone());
                }
                cells.push((run, group, *cell));
            }
            News::Computed(run, found) => computed = Some((run, found)),
            News::Report(report) => state.report.set(Some(*report)),
            News::Notice(notice) => state.notify(notice),
            News::Snapshot(run, task, parameters) => {
                network_news.push((run, task, NetworkNews::Snapshot(parameters)));
            }
            News::Point(run, task, point) => {
                network_news.push((run, task, NetworkNews::Point(point)));
            }
            News::Trained(run, task, trained) => {
                network_news.push((run, task, NetworkNews::Trained(trained)));
            }
        }
    }
    if let Some((run, found)) = computed {
        state.results.update(|results| {
            if results.run != Some(run) {
                *results = RunResults::new(run, config.clone());
            }
            results.results.computed = Some(*found);
        });
    }
    if config.experiment() == Section::Emergence {
        write_rows(state, network_news, config);
    } else {
        write_results(state, cells, network_news, config);
    }
    if let Some(progress) = progress {
        state.progress.set(progress);
    }
    if let Some(run) = run {
        if run == RunState::Running {
            state.report.set(None);
        }
        state.run.set(run);
    }
}

/// Rows of Emergence, which are watched while they learn.
fn write_rows(state: AppState, news: Vec<(RunId, TaskId, NetworkNews)>, config: &Config) {
    if news.is_empty() {
        return;
    }
    state.rows.update(|rows| {
        for (run, TaskId { network: id, .. }, news) in news {
            let row = rows.entry(id.num_filters).or_insert_with(|| Row::new(run, config.clone()));
            if row.run != run {
                *row = Row::new(run, config.clone());
            }
            let network = row.network(id);
            match news {
                NetworkNews::Snapshot(parameters) => network.parameters = Some(parameters),
                NetworkNews::Point(point) => network.curve.push(point),
                NetworkNews::Trained(trained) => {
                    network.curve.clone_from(&trained.curve);
                    network.parameters = Some(trained.parameters.clone());
                    network.trained = Some(trained);
                }
            }
        }
    });
}

/// Results of the other experiments, network by network, and the one that learns at the moment.
fn write_results(
    state: AppState,
    cells: Vec<(RunId, u32, CellSummary)>,
    news: Vec<(RunId, TaskId, NetworkNews)>,
    config: &Config,
) {
    let mut trained = Vec::new();
    let mut live = None;
    for (run, task, news) in news {
        match news {
            NetworkNews::Snapshot(parameters) => live = Some((task, parameters)),
            NetworkNews::Trained(network) => trained.push((run, task, network)),
            NetworkNews::Point(_) => {}
        }
    }
    if let Some(live) = live {
        state.live.set(Some(live));
    }
    if cells.is_empty() && trained.is_empty() {
        return;
    }
    state.results.update(|results| {
        let runs = cells.iter().map(|(run, ..)| *run).chain(trained.iter().map(|(run, ..)| *run));
        // What an older run has found stays until the newest has something.
        if let Some(run) = runs.last().filter(|run| results.run != Some(*run)) {
            *results = RunResults::new(run, config.clone());
        }
        results.results.cells.extend(cells.into_iter().map(|(_, group, cell)| (group, cell)));
        results
            .results
            .trained
            .extend(trained.into_iter().map(|(_, task, network)| (task, network)));
    });
}
