//! The emergence figure of an experiment's rows.

use crate::figure::{EmergenceFigure, FigureRow, FilterImage, LabeledImage, SignedImage};
use ganglion_core::{
    analysis::receptive_field,
    config::Config,
    experiment::{CellSummary, EmergenceRow},
    t,
};

impl EmergenceFigure {
    /// Rows of filters, and below them the field as the spikes and as the largest network see it.
    ///
    /// With `reveal` the hidden subunits are outlined in the field.
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
        let sta = image(t!("RF by STA"), cell.spatial.clone());
        Self {
            rows: rows.iter().map(|row| figure_row(config, row)).collect(),
            images: [Some(sta), network].into_iter().flatten().collect(),
            // A model cell always says it.
            ceiling: cell.ceiling.unwrap_or_default(),
            reveal,
        }
    }
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
