//! Prediction against the number of filters and of layers (paper: Fig. 3).

use crate::{
    config::{Config, DenseSign},
    experiment::Group,
    network::NetworkId,
};

/// Numbers of filters that are worth a network, if they lie in the range asked for.
pub const FILTER_COUNTS: [u32; 7] = [1, 2, 3, 4, 5, 8, 16];

/// One group for each seed and depth: the seeds one after the other, so that error bars shrink
/// while the experiment goes on.
///
/// Deeper networks pool with signed weights and without a penalty, as in SCIENCE's reference: what
/// makes one layer interpretable is asked of one layer only.
pub fn groups(config: &Config) -> Vec<Group> {
    let counts: Vec<_> = filter_counts(config).collect();
    let networks =
        counts.iter().map(|&num_filters| NetworkId { num_filters, restart: 0 }).collect::<Vec<_>>();
    let depths = 1..=config.num_layers() as u32;
    (0..config.num_seeds() as u32)
        .flat_map(|number| depths.clone().map(move |layers| (number, layers)))
        .map(|(number, layers)| {
            let group = Group::of(config, |draft| {
                draft.seed = draft.seed.wrapping_add(number);
                draft.layers = layers;
                draft.restarts = 1;
                if layers > 1 {
                    draft.dense = DenseSign::Signed;
                    draft.l1 = 0.0;
                    draft.l1_few = 0.0;
                }
            });
            Group { networks: networks.clone(), ..group }
        })
        .collect()
}

/// Numbers of filters that are compared.
pub fn filter_counts(config: &Config) -> impl Iterator<Item = u32> + use<> {
    let range = config.filter_counts();
    FILTER_COUNTS.into_iter().filter(move |count| range.contains(count))
}
