//! Filters for a growing number of filters (paper: Fig. 2).

use core::borrow::Borrow;
use std::sync::Arc;

use crate::{
    analysis::{FilterFacts, Recovery, filter_facts, recovery},
    config::Config,
    network::NetworkId,
    training::Trained,
};

/// One row of the figure: the best of the restarts with one number of filters.
#[derive(Clone, Debug, PartialEq)]
pub struct EmergenceRow {
    /// Number of filters.
    pub num_filters: u32,
    /// The network kept.
    pub network: Arc<Trained>,
    /// How many restarts it was chosen from.
    pub num_restarts: u32,
    /// Its filters against the hidden subunits.
    pub recovery: Recovery,
    /// Facts about each of its filters.
    pub facts: Vec<FilterFacts>,
}

impl EmergenceRow {
    /// Number of filters that do something.
    pub fn num_effective(&self) -> usize {
        self.facts.iter().filter(|facts| facts.is_effective).count()
    }
}

/// The networks to train: first one of each number of filters, so that every row of the figure
/// fills early, then the further restarts.
pub fn networks(config: &Config) -> Vec<NetworkId> {
    let restarts = 0..config.num_restarts() as u32;
    restarts
        .flat_map(|restart| {
            config.filter_counts().map(move |num_filters| NetworkId { num_filters, restart })
        })
        .collect()
}

/// The network to keep among the restarts of one number of filters: the lowest penalised loss on
/// the validation frames, the earlier restart if two are equal. Independent of the order.
pub fn chosen<'a, T: Borrow<Trained>>(
    trained: impl IntoIterator<Item = &'a T>,
    num_filters: u32,
) -> Option<&'a T> {
    let same =
        trained.into_iter().filter(|network| (*network).borrow().id.num_filters == num_filters);
    same.min_by(|a, b| {
        let (a, b): (&Trained, &Trained) = ((*a).borrow(), (*b).borrow());
        a.penalized_loss.total_cmp(&b.penalized_loss).then(a.id.restart.cmp(&b.id.restart))
    })
}

/// The rows for which at least one restart is there, in rising number of filters.
///
/// # Shapes
/// - `subunits`: `[num_subunits][rows * columns]`, the true filters
pub fn rows<T: Borrow<Trained> + Clone + Into<Arc<Trained>>>(
    config: &Config,
    subunits: &[Vec<f32>],
    trained: &[T],
) -> Vec<EmergenceRow> {
    config
        .filter_counts()
        .filter_map(|num_filters| {
            let network: Arc<Trained> = chosen(trained, num_filters)?.clone().into();
            let is_same = |network: &&T| (*network).borrow().id.num_filters == num_filters;
            let same = trained.iter().filter(is_same);
            Some(EmergenceRow {
                num_filters,
                num_restarts: same.count() as u32,
                recovery: recovery(subunits, &network.parameters),
                facts: filter_facts(&network.parameters),
                network,
            })
        })
        .collect()
}
