//! How the networks kept got there.

use leptos::prelude::*;

use ganglion_components::{AppState, FiguresModule, Plot, RemoteFigure, Shown};
use ganglion_core::{
    cell::temporal_filter,
    config::Config,
    experiment::chosen,
    pool::{NetworkState, Row},
    statistics::cosine,
};
use ganglion_figures::figure::{
    CURVES, FigureRequest, LearningCurve, LearningCurves, TEMPORAL, TemporalFigure,
};

/// Height of the plot, pixels.
const HEIGHT: f64 = 260.0;

/// Loss and correlation of one network for each number of filters.
#[component]
pub(super) fn Curves() -> impl IntoView {
    let state = expect_context::<AppState>();
    let figures = expect_context::<FiguresModule>();
    let curves = RemoteFigure::single(figures, CURVES, move || {
        FigureRequest::Curves(learning_curves(state))
    });
    let temporal = RemoteFigure::single(figures, TEMPORAL, move || {
        FigureRequest::Temporal(temporal_figure(state))
    });
    view! {
        <div class="curves">
            <Plot figure=curves height=HEIGHT/>
            <Plot figure=temporal height=HEIGHT/>
        </div>
    }
}

/// Of the network kept for each number of filters.
fn learning_curves(state: AppState) -> LearningCurves {
    let Some(Shown { run, config }) = state.shown.get() else { return LearningCurves::default() };
    let networks = state.rows.with(|rows| {
        let rows = rows.iter().filter(|(_, row)| row.run == run);
        rows.filter_map(|(count, row)| curve_of(*count, row)).collect()
    });
    let ceiling = state.of_cell(run, |cell| cell.ceiling).flatten();
    LearningCurves { networks, ceiling, num_steps: Config::num_steps(&config) }
}

/// The cell's temporal filter, beside the one that its spikes give away.
fn temporal_figure(state: AppState) -> TemporalFigure {
    let run = state.shown.with(|shown| shown.as_ref().map(|shown| shown.run));
    let estimated = run.and_then(|run| state.of_cell(run, |cell| cell.temporal.clone()));
    let known = state
        .shown_config()
        .map(|config| temporal_filter(config.temporal(), config.polarity()).to_vec());
    let similarity =
        known.as_ref().zip(estimated.as_ref()).map(|(known, found)| cosine(known, found).abs());
    TemporalFigure { known, estimated, similarity }
}

fn curve_of(num_filters: u32, row: &Row) -> Option<LearningCurve> {
    let is_read = |network: &&NetworkState| !network.curve.is_empty();
    let network = match chosen(row.trained(), num_filters) {
        Some(trained) => row.networks.get(&trained.id.restart),
        None => row.networks.values().find(is_read),
    };
    let points = network.filter(is_read)?.curve.clone();
    Some(LearningCurve { label: format!("N = {num_filters}"), points })
}
