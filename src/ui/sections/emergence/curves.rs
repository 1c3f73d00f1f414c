//! How the networks kept got there.

use leptos::prelude::*;

use crate::{
    config::Config,
    experiment::chosen,
    figure::{LearningCurve, LearningCurves},
    pool::{NetworkState, Row},
    ui::{AppState, Plot},
};

/// Height of the plot, pixels.
const HEIGHT: f64 = 260.0;

/// Loss and correlation of one network for each number of filters.
#[component]
pub(super) fn Curves() -> impl IntoView {
    let state = expect_context::<AppState>();
    let figure = Memo::new(move |_| {
        let Some(config) = state.experiment.get() else { return LearningCurves::default() };
        let networks = state.rows.with(|rows| {
            let rows = config.filter_counts().filter_map(|count| Some((count, rows.get(&count)?)));
            rows.filter_map(|(count, row)| curve_of(count, row)).collect()
        });
        let ceiling = state.cell.with(|cell| cell.as_ref().map(|cell| cell.ceiling));
        LearningCurves { networks, ceiling, num_steps: Config::num_steps(&config) }
    });
    view! {
        <div class="curves">
            <Plot<LearningCurves> figure height=HEIGHT name="learning-curves"/>
        </div>
    }
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
