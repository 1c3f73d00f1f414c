//! Prediction against the number of filters and of layers (paper: Fig. 3).

use crate::{
    config::{Config, DenseSign, FILTER_COUNTS},
    experiment::{Group, Networks, kept, networks},
    training::Trained,
};

/// One group for each seed and depth: the seeds one after the other, so that error bars shrink
/// while the experiment goes on.
///
/// One layer with non-negative weights is trained by the recipe: with the L1 penalty, and of all
/// restarts the best is kept. Deeper networks pool with signed weights, and signed networks are
/// trained once and without a penalty, as in the independent simulation that the science tests compare with: what makes one layer interpretable
/// is asked of one layer only.
pub fn groups(config: &Config) -> Vec<Group> {
    let depths = 1..=config.num_layers() as u32;
    (0..config.num_seeds() as u32)
        .flat_map(|number| depths.clone().map(move |layers| (number, layers)))
        .map(|(number, layers)| group(config, number, layers))
        .collect()
}

fn group(config: &Config, number: u32, layers: u32) -> Group {
    let mut group = Group::of(config, |draft| {
        draft.seed = draft.seed.wrapping_add(number);
        draft.layers = layers;
        if layers > 1 {
            draft.dense = DenseSign::Signed;
        }
        if draft.dense == DenseSign::Signed {
            draft.restarts = 1;
            draft.l1 = 0.0;
            draft.l1_few = 0.0;
        }
    });
    group.networks = networks(&group.config)
        .into_iter()
        .filter(|network| FILTER_COUNTS.contains(&network.num_filters))
        .collect();
    group
}

/// Numbers of filters that are compared.
pub fn filter_counts(config: &Config) -> impl Iterator<Item = u32> + use<> {
    let range = config.filter_counts();
    FILTER_COUNTS.into_iter().filter(move |count| range.contains(count))
}

/// The networks kept of one depth and number of filters, one for each seed as far as they are
/// trained, with the position of their group.
pub fn networks_kept<'a>(
    groups: &'a [Group],
    trained: &'a Networks,
    num_layers: usize,
    num_filters: u32,
) -> impl Iterator<Item = (u32, &'a Trained)> {
    (0..)
        .zip(groups)
        .filter(move |(_, group)| group.config.num_layers() == num_layers)
        .filter_map(move |(number, _)| Some((number, &**kept(trained, number, num_filters)?)))
}
