//! How the networks kept got there.

use leptos::prelude::*;

use crate::{
    cell::temporal_filter,
    config::Config,
    experiment::chosen,
    figure::{Ask, CURVES, LearningCurve, LearningCurves, TEMPORAL, TemporalFigure},
    pool::{NetworkState, Row},
    statistics::cosine,
    ui::{AppState, Plot, drawn::Drawn, hooks::Annex},
};

/// Height of the plot, pixels.
const HEIGHT: f64 = 260.0;

/// Loss and correlation of one network for each number of filters.
#[component]
pub(super) fn Curves() -> impl IntoView {
    let state = expect_context::<AppState>();
    let annex = expect_context::<Annex>();
    let curves = Drawn::single(annex, CURVES, move || Ask::Curves(learning_curves(state)));
    let temporal = Drawn::single(annex, TEMPORAL, move || Ask::Temporal(temporal_figure(state)));
    view! {
        <div class="curves">
            <Plot figure=curves height=HEIGHT/>
            <Plot figure=temporal height=HEIGHT/>
        </div>
    }
}

/// Of the network kept for each number of filters.
fn learning_curves(state: AppState) -> LearningCurves {
    let Some(config) = state.experiment.get() else { return LearningCurves::default() };
    let networks = state.rows.with(|rows| {
        let rows = config.filter_counts().filter_map(|count| Some((count, rows.get(&count)?)));
        rows.filter_map(|(count, row)| curve_of(count, row)).collect()
    });
    let ceiling = state.cell.with(|cell| cell.as_ref().map(|cell| cell.ceiling));
    LearningCurves { networks, ceiling, num_steps: Config::num_steps(&config) }
}

/// The cell's temporal filter, beside the one that its spikes give away.
fn temporal_figure(state: AppState) -> TemporalFigure {
    let estimated = state.cell.with(|cell| cell.as_ref().map(|cell| cell.temporal.clone()));
    let config = state.experiment.get();
    let known = config.map(|config| temporal_filter(config.temporal(), config.polarity()).to_vec());
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
