//! How well each network of a population predicts each of its cells, and what that adds up to.

use serde::{Deserialize, Serialize};

/// Correlation of each network's prediction with the test response of each cell.
///
/// `[networks][cells]`, in the same order; the diagonal is each network on its own cell. NaN, or a
/// row that ends early, is a gap: a network that is not trained yet, a prediction without variance.
/// Gaps are part of no comparison.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Correlations(pub Vec<Vec<f64>>);

impl Correlations {
    /// Networks.
    pub fn num_networks(&self) -> usize {
        self.0.len()
    }

    /// Of a network on a cell; NaN where there is a gap.
    pub fn at(&self, network: usize, cell: usize) -> f64 {
        self.0[network].get(cell).copied().unwrap_or(f64::NAN)
    }

    /// Of a network on its own cell.
    pub fn own(&self, index: usize) -> f64 {
        self.at(index, index)
    }

    /// All networks on their own cells.
    pub fn all_own(&self) -> impl Iterator<Item = f64> {
        (0..self.num_networks()).map(|index| self.own(index))
    }

    /// One network on all other cells (paper: fix-CNN).
    pub fn of_network(&self, network: usize) -> impl Iterator<Item = f64> {
        self.others(network).map(move |cell| self.at(network, cell))
    }

    /// All other networks on one cell (paper: fix-data).
    pub fn of_cell(&self, cell: usize) -> impl Iterator<Item = f64> {
        self.others(cell).map(move |network| self.at(network, cell))
    }

    /// All networks on all cells but their own.
    pub fn all_others(&self) -> impl Iterator<Item = f64> {
        (0..self.num_networks()).flat_map(|network| self.of_network(network))
    }

    /// Cells that no other network predicts better than their own: a tie counts, a cell whose own
    /// network is a gap does not.
    pub fn num_own_best(&self) -> usize {
        let is_best = |&cell: &usize| {
            let own = self.own(cell);
            own.is_finite() && self.of_cell(cell).all(|other| other.is_nan() || other <= own)
        };
        (0..self.num_networks()).filter(is_best).count()
    }

    /// Of the first networks and cells alone.
    #[must_use]
    pub fn of_first(&self, count: usize) -> Self {
        let row = |row: &Vec<f64>| row.iter().take(count).copied().collect();
        Self(self.0.iter().take(count).map(row).collect())
    }

    fn others(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        (0..self.num_networks()).filter(move |&other| other != index)
    }
}
