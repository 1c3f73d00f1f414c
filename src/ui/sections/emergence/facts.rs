//! What a row shows, computed from what is known of its networks.

use std::sync::Arc;

use ganglion_components::AppState;
use ganglion_core::{
    analysis::{FilterFacts, Recovery, filter_facts, recovery},
    cell::subunit_filters,
    config::{Config, Placement},
    experiment::chosen,
    network::Parameters,
    pool::{NetworkState, Row},
    protocol::RunId,
    training::{CurvePoint, Trained},
};
use ganglion_figures::figure::SignedImage;

/// How far one restart is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Restart {
    /// Not begun.
    Waiting,
    /// Training.
    Running,
    /// Trained.
    Done,
    /// Trained, and the best so far.
    Kept,
}

/// One row of the figure: the network kept, or the one that learns while there is none. It is scored against its own cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RowFacts {
    pub(super) run: RunId,
    pub(super) config: Config,
    /// Correlation of its cell's own rate with the spikes, once that is known.
    pub(super) ceiling: Option<f64>,
    /// Subunits of its cell, unless they are for people to find out.
    pub(super) placements: Vec<Placement>,
    pub(super) restart: u32,
    pub(super) restarts: Vec<Restart>,
    pub(super) parameters: Parameters,
    pub(super) trained: Option<Arc<Trained>>,
    pub(super) last_point: Option<CurvePoint>,
    pub(super) recovery: Recovery,
    pub(super) filters: Vec<FilterFacts>,
}

impl RowFacts {
    /// What is known of the networks with `num_filters`; none before the first parameters.
    pub(super) fn of(state: AppState, num_filters: u32) -> Option<Self> {
        state.rows.with(|rows| Self::of_row(state, rows.get(&num_filters)?, num_filters))
    }

    /// The same, if it is of the run that is shown.
    pub(super) fn shown(state: AppState, num_filters: u32) -> Option<Self> {
        let run = state.shown.with(|shown| shown.as_ref().map(|shown| shown.run))?;
        Self::of(state, num_filters).filter(|facts| facts.run == run)
    }

    fn of_row(state: AppState, row: &Row, num_filters: u32) -> Option<Self> {
        let kept = chosen(row.trained(), num_filters);
        let (restart, network) = match kept {
            Some(trained) => row.networks.get_key_value(&trained.id.restart)?,
            None => row.networks.iter().find(|(_, network)| network.parameters.is_some())?,
        };
        let parameters = network.parameters.clone()?;
        // What a sealed cell is like is for people to find out.
        let (placements, truth) = if state.is_secret(&row.config) {
            (Vec::new(), Vec::new())
        } else {
            (row.config.subunits().to_vec(), subunit_filters(&row.config))
        };
        let restarts = (0..row.config.num_restarts() as u32).map(|index| {
            progress_of(row.networks.get(&index), kept.is_some() && index == *restart)
        });
        Some(Self {
            run: row.run,
            ceiling: state.of_cell(row.run, |cell| cell.ceiling).flatten(),
            placements,
            config: row.config.clone(),
            restart: *restart,
            restarts: restarts.collect(),
            trained: network.trained.clone(),
            last_point: network.curve.last().copied(),
            recovery: recovery(&truth, &parameters),
            filters: filter_facts(&parameters),
            parameters,
        })
    }

    /// Filters that do something.
    pub(super) fn num_effective(&self) -> usize {
        self.filters.iter().filter(|facts| facts.is_effective).count()
    }

    /// Correlation with the spikes: on test frames once trained, before on validation frames.
    pub(super) fn correlation(&self) -> Option<f64> {
        let trained = self.trained.as_ref().map(|trained| trained.correlation);
        trained.or(self.last_point.map(|point| point.validation_correlation))
    }

    /// Largest absolute value of all images.
    pub(super) fn scale(&self) -> f32 {
        let filters = 0..self.filters.len();
        filters.fold(0.0, |most, filter| largest(&self.values(filter)).max(most))
    }

    /// One filter as an image.
    pub(super) fn image(&self, filter: usize, scale: f32) -> SignedImage {
        SignedImage::with_scale(self.values(filter), tile_size(&self.config).1, scale)
    }

    /// Its weights; of a sealed cell where they are in the field, since that is what is to be found out.
    fn values(&self, filter: usize) -> Vec<f32> {
        if self.config.is_sealed() {
            self.parameters.in_field(filter)
        } else {
            self.parameters.filter(filter).to_vec()
        }
    }

    /// The weights of one filter, on the scale of all.
    pub(super) fn weights(&self, filter: usize) -> SignedImage {
        let (shape, all) = (&self.parameters.shape, &self.parameters.values);
        let weights = self.parameters.filter(filter).to_vec();
        SignedImage::with_scale(weights, shape.side as usize, largest(&all[shape.filters()]))
    }

    /// The subunit that a filter is matched to, with the similarity.
    pub(super) fn subunit_of(&self, filter: usize) -> Option<(usize, f64)> {
        let subunit = self.recovery.subunit_of(filter)?;
        Some((subunit, self.recovery.of_subunit(subunit)))
    }
}

/// Rows and columns of the image of a filter.
pub(super) fn tile_size(config: &Config) -> (usize, usize) {
    if config.is_sealed() {
        (config.rows(), config.columns())
    } else {
        (config.filter_side(), config.filter_side())
    }
}

fn largest(values: &[f32]) -> f32 {
    values.iter().fold(0.0, |most, value| value.abs().max(most))
}

fn progress_of(network: Option<&NetworkState>, is_kept: bool) -> Restart {
    match network {
        _ if is_kept => Restart::Kept,
        Some(network) if network.trained.is_some() => Restart::Done,
        Some(_) => Restart::Running,
        None => Restart::Waiting,
    }
}
