//! Which filters do anything.

use crate::{
    analysis::images,
    network::Parameters,
    statistics::{morans_i, norm},
};

/// Moran's I above which a filter is structure rather than noise.
pub const STRUCTURED: f64 = 0.25;
/// Share of the largest norm above which a filter counts.
pub const LARGE: f64 = 0.1;

/// Facts about one filter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FilterFacts {
    /// Spatial autocorrelation of its weights.
    pub morans_i: f64,
    /// Norm of its weights over that of the largest filter of the network, in `[0, 1]`.
    pub relative_norm: f64,
    /// Sum of its pooling weights, through all layers: negative for a filter that inhibits.
    pub pooling: f64,
    /// Structured, and not too small: Moran's I above .25 and norm above a tenth of the largest.
    ///
    /// Both are needed, as Moran's I of nearly empty filters reaches .4 by chance.
    pub is_effective: bool,
}

/// Facts about each filter of a network; of a space-time filter, Moran's I is that of its image.
pub fn filter_facts(parameters: &Parameters) -> Vec<FilterFacts> {
    let filters = 0..parameters.shape.num_filters();
    let images = images(parameters);
    let norms: Vec<_> = filters.clone().map(|filter| norm(parameters.filter(filter))).collect();
    let largest = norms.iter().copied().fold(0.0, f64::max);
    filters
        .map(|filter| {
            let morans_i = morans_i(&images[filter], parameters.shape.side as usize);
            let relative_norm = if largest > 0.0 { norms[filter] / largest } else { 0.0 };
            FilterFacts {
                morans_i,
                relative_norm,
                pooling: parameters.pooling(filter).iter().map(|&weight| f64::from(weight)).sum(),
                is_effective: morans_i > STRUCTURED && relative_norm > LARGE,
            }
        })
        .collect()
}

/// Number of filters that do something.
pub fn num_effective(parameters: &Parameters) -> u32 {
    filter_facts(parameters).iter().filter(|facts| facts.is_effective).count() as u32
}
