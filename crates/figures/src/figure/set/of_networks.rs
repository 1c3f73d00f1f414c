//! Figures of a trained network: its filters in order, and in space and time.

use crate::figure::{FilterGrid, GridFilter, SignedImage, SpacetimeFigure, SpacetimeFilter};
use ganglion_core::{
    analysis::{film, filter_facts, images},
    config::NUM_LAGS,
    experiment::{CellSummary, recorded::filter_order},
    network::{Channels, Parameters},
    statistics::{RankOne, cosine, rank_one},
    t,
    training::Trained,
};

impl FilterGrid {
    /// All filters of a network, the effective ones first, each group by falling norm.
    ///
    /// `features` has an image of the field of `columns` checkers for each filter, or none at all;
    /// filters in `pruned` are left out of the prediction.
    pub fn of_network(
        parameters: &Parameters,
        (features, columns): (&[Vec<f32>], usize),
        pruned: &[u32],
    ) -> Self {
        let facts = filter_facts(parameters);
        let images = images(parameters);
        let scale = images.iter().flatten().fold(0.0_f32, |a, weight| a.max(weight.abs()));
        let side = parameters.shape.side as usize;
        let filter = |number: u32| {
            let index = number as usize;
            GridFilter {
                index: number,
                image: SignedImage::with_scale(images[index].clone(), side, scale),
                feature: features.get(index).map(|image| SignedImage::new(image.clone(), columns)),
                is_effective: facts[index].is_effective,
                is_pruned: pruned.contains(&number),
                morans_i: facts[index].morans_i,
                relative_norm: facts[index].relative_norm,
            }
        };
        let filters = filter_order(&facts).into_iter().map(filter).collect();
        Self { filters, can_switch: false }
    }
}

impl SpacetimeFilter {
    /// Of weights at each lag.
    ///
    /// `known` is the cell's temporal filter, where there is one for the whole cell.
    ///
    /// # Shapes
    /// - `weights`: `[NUM_LAGS, rows * columns]`, lag 0 first
    /// - `known`: `[NUM_LAGS]`
    pub fn of_film(name: String, weights: &[f32], columns: usize, known: Option<&[f32]>) -> Self {
        let RankOne { mut temporal, mut spatial, separability } = rank_one(weights, NUM_LAGS);
        let mut similarity = known.map(|known| cosine(&temporal, known));
        // Course and map may both be turned over: as the cell's own course stands, if it is known.
        if similarity.is_some_and(|similarity| similarity < 0.0) {
            temporal.iter_mut().chain(&mut spatial).for_each(|weight| *weight = -*weight);
            similarity = similarity.map(f64::abs);
        }
        let scale = weights.iter().fold(0.0_f32, |a, weight| a.max(weight.abs()));
        let lags = weights.chunks_exact(weights.len() / NUM_LAGS);
        Self {
            name,
            temporal,
            spatial: SignedImage::new(spatial, columns),
            film: lags.map(|lag| SignedImage::with_scale(lag.to_vec(), columns, scale)).collect(),
            separability,
            similarity,
        }
    }
}

impl SpacetimeFigure {
    /// The receptive field as the spikes and as a network of Version II see it, then the network's
    /// effective filters by falling norm; only the first row for a network on filtered frames.
    pub fn of_network(
        cell: &CellSummary,
        network: Option<&Trained>,
        columns: usize,
        known: Option<&[f32]>,
    ) -> Self {
        let mut filters =
            vec![SpacetimeFilter::of_film(t!("RF by STA").to_owned(), &cell.sta, columns, known)];
        let network = network.filter(|network| network.channels != Channels::Filtered);
        if let Some(Trained { parameters, channels, .. }) = network {
            let field = channels.to_lags(&whole_field(parameters));
            let name = t!("RF by CNN").to_owned();
            filters.push(SpacetimeFilter::of_film(name, &field, columns, known));
            let side = parameters.shape.side as usize;
            let grid = FilterGrid::of_network(parameters, (&[], columns), &[]);
            for filter in grid.filters.iter().filter(|filter| filter.is_effective) {
                let weights = film(parameters, channels, filter.index as usize);
                let name = t!("filter {number}", number = filter.index + 1);
                filters.push(SpacetimeFilter::of_film(name, &weights, side, known));
            }
        }
        Self { filters, frame_rate: cell.frame_rate }
    }
}

impl SpacetimeFigure {
    /// The same of a recorded-like cell, whose network on filtered frames has a receptive field of
    /// noise images, `[rows * columns]`.
    pub fn of_recorded(
        cell: &CellSummary,
        network: Option<&Trained>,
        network_field: Option<&[f32]>,
        columns: usize,
    ) -> Self {
        let mut figure = Self::of_network(cell, network, columns, None);
        if let (1, Some(field)) = (figure.filters.len(), network_field) {
            let at_lag = |lag: &f32| field.iter().map(|weight| lag * weight).collect::<Vec<_>>();
            let weights: Vec<f32> = cell.temporal.iter().flat_map(at_lag).collect();
            let name = t!("RF by CNN").to_owned();
            figure.filters.push(SpacetimeFilter::of_film(name, &weights, columns, None));
        }
        figure
    }
}

/// What all filters add up to in the field, `[channels, rows * columns]`.
fn whole_field(parameters: &Parameters) -> Vec<f32> {
    let mut sum = parameters.in_field(0);
    for filter in 1..parameters.shape.num_filters() {
        sum.iter_mut().zip(parameters.in_field(filter)).for_each(|(sum, weight)| *sum += weight);
    }
    sum
}
