//! The emergence figure of an experiment's rows.

use crate::figure::{EmergenceFigure, FigureRow, FilterImage, LabeledImage, SignedImage};
use ganglion_core::{
    analysis::receptive_field,
    cell::subunit_filters,
    config::{CellSource, Config},
    experiment::{CellSummary, EmergenceRow},
    t,
};

impl EmergenceFigure {
    /// Rows of filters, and below them the field as the spikes and as the largest network see it.
    ///
    /// With `reveal` the hidden subunits are outlined in the field, and the cell itself stands before the others.
    pub fn of_rows(
        config: &Config,
        cell: &CellSummary,
        rows: &[EmergenceRow],
        reveal: bool,
    ) -> Self {
        let outlines = if reveal { config.subunits().to_vec() } else { Vec::new() };
        let image = |label: &str, values: Vec<f32>| LabeledImage {
            label: label.to_owned(),
            image: SignedImage::new(values, config.columns()),
            outlines: outlines.clone(),
        };
        let network = rows
            .last()
            .map(|row| image(t!("RF by CNN"), receptive_field(config, &row.network.parameters)));
        let is_known = reveal && config.source() == CellSource::Model && !config.is_blind();
        let hidden = is_known.then(|| image(t!("hidden cell"), hidden_field(config)));
        let sta = image(t!("RF by STA"), cell.spatial.clone());
        Self {
            rows: rows.iter().map(|row| figure_row(config, row)).collect(),
            images: [hidden, Some(sta), network].into_iter().flatten().collect(),
            // A model cell always says it.
            ceiling: cell.ceiling.unwrap_or_default(),
            reveal,
        }
    }
}

/// All true subunits in the field.
fn hidden_field(config: &Config) -> Vec<f32> {
    let mut field = vec![0.0; config.num_checkers()];
    for subunit in subunit_filters(config) {
        field.iter_mut().zip(subunit).for_each(|(sum, weight)| *sum += weight);
    }
    field
}

fn figure_row(config: &Config, row: &EmergenceRow) -> FigureRow {
    let parameters = &row.network.parameters;
    // Of a sealed cell places are to be found out: each filter stands where it is in the field.
    let columns = if config.is_sealed() { config.columns() } else { config.filter_side() };
    let values = |filter| {
        if config.is_sealed() {
            parameters.in_field(filter)
        } else {
            parameters.filter(filter).to_vec()
        }
    };
    let filters: Vec<Vec<f32>> = (0..parameters.shape.num_filters()).map(values).collect();
    // One scale for the row: a filter near zero must look it.
    let scale =
        filters.iter().flat_map(|filter| filter.iter()).fold(0.0_f32, |a, b| a.max(b.abs()));
    let images = filters.into_iter().enumerate().map(|(filter, weights)| FilterImage {
        image: SignedImage::with_scale(weights, columns, scale),
        is_effective: row.facts[filter].is_effective,
        subunit: row
            .recovery
            .subunit_of(filter)
            .map(|subunit| (subunit, row.recovery.of_subunit(subunit))),
    });
    FigureRow {
        filters: images.collect(),
        correlation: row.network.correlation,
        num_effective: row.num_effective(),
        similarities: (0..row.recovery.matching.len())
            .map(|subunit| row.recovery.of_subunit(subunit))
            .collect(),
    }
}
