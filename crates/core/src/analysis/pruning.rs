//! Prediction by some of the filters only (paper: Fig. 5).

use serde::{Deserialize, Serialize};

use crate::{
    analysis::filter_facts,
    config::Config,
    dataset::Split,
    network::{Channels, Input, Parameters, generators_of, predict_split},
    rng::{Random, Stream},
    statistics::correlation,
};

/// Random draws of filters (paper: Fig. 5, error bars).
const NUM_DRAWS: u32 = 10;

/// A network, whole and pruned; correlations with the spikes of a split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pruning {
    /// Filters of the network.
    pub num_filters: u32,
    /// Those that do something.
    pub effective: Vec<u32>,
    /// With all filters.
    pub full: f64,
    /// With the effective ones only.
    pub only_effective: f64,
    /// With as many, drawn from all; one for each draw.
    pub random: Vec<f64>,
    /// With as many, or all there are, drawn from those that are not effective; empty if there is
    /// none, and only one if there is no choice.
    pub non_effective: Vec<f64>,
}

/// The network without the filters that are not `kept`: their feature maps are silent in every frame,
/// everything else stays as it is, deeper layers included.
///
/// # Shapes
/// - `kept`: `[num_filters]`
pub fn masked(parameters: &Parameters, kept: &[bool]) -> Parameters {
    let mut masked = parameters.clone();
    let (shape, len) = (masked.shape, masked.shape.filter_len());
    for filter in (0..shape.num_filters()).filter(|&filter| !kept[filter]) {
        masked.values[shape.filters()][filter * len..][..len].fill(0.0);
        masked.values[shape.biases()][filter] = 0.0;
    }
    masked
}

/// What each filter adds to the generator signal, the sum that enters the output: the signal with it
/// less the signal without it.
///
/// With one layer this is `sum_p d[p] max(map[p], 0)` over its positions `p`, and all filters together
/// with the output's bias make up the signal.
///
/// # Shapes
/// - returns `[num_filters][num_frames]`
pub fn contributions(parameters: &Parameters, channels: &Channels, split: &Split) -> Vec<Vec<f32>> {
    let signal = |parameters: &Parameters| {
        generators_of(parameters, Input::of(split, channels), 0..split.num_frames())
    };
    let whole = signal(parameters);
    let num_filters = parameters.shape.num_filters();
    (0..num_filters)
        .map(|without| {
            let kept: Vec<_> = (0..num_filters).map(|filter| filter != without).collect();
            let rest = signal(&masked(parameters, &kept));
            whole.iter().zip(rest).map(|(whole, rest)| whole - rest).collect()
        })
        .collect()
}

/// Prunes a network in the ways of the paper; the draws depend on the seed and the cell alone.
pub fn pruning(
    config: &Config,
    parameters: &Parameters,
    channels: &Channels,
    test: &Split,
) -> Pruning {
    let facts = filter_facts(parameters);
    let all = 0..parameters.shape.num_filters;
    let (effective, rest): (Vec<u32>, Vec<u32>) =
        all.clone().partition(|&filter| facts[filter as usize].is_effective);
    let with = |filters: &[u32]| -> f64 {
        let mut kept = vec![false; facts.len()];
        for &filter in filters {
            kept[filter as usize] = true;
        }
        let predictions =
            predict_split(&masked(parameters, &kept), channels, config.output(), test);
        correlation(&predictions, &test.counts)
    };
    let mut random = Random::new(config.seed(), Stream::Pruning, config.cell_number());
    let mut draws = |from: &[u32]| -> Vec<f64> {
        let num_draws = match from.len() {
            0 => 0,
            len if len <= effective.len() => 1,
            _ => NUM_DRAWS,
        };
        let mut order = from.to_vec();
        (0..num_draws)
            .map(|_| {
                random.shuffle(&mut order);
                with(&order[..effective.len().min(order.len())])
            })
            .collect()
    };
    Pruning {
        num_filters: parameters.shape.num_filters,
        full: with(&all.clone().collect::<Vec<_>>()),
        only_effective: with(&effective),
        random: draws(&all.collect::<Vec<_>>()),
        non_effective: draws(&rest),
        effective,
    }
}
