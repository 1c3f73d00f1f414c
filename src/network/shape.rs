//! Sizes of a network and where its filters can sit.

use serde::{Deserialize, Serialize};

use crate::config::{Config, OutputUnit};

/// Which network of an experiment: how many filters, and which try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NetworkId {
    /// Number of filters.
    pub num_filters: u32,
    /// Try, from 0.
    pub restart: u32,
}

/// Sizes of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Height of a frame, checkers.
    pub rows: u32,
    /// Width of a frame, checkers.
    pub columns: u32,
    /// Height and width of a filter, checkers.
    pub side: u32,
    /// Number of filters.
    pub num_filters: u32,
    /// Whether the two numbers of a trained softplus are among the parameters.
    pub parametric: bool,
}

impl Shape {
    /// The network that a configuration asks for.
    pub fn of(config: &Config, num_filters: u32) -> Self {
        Self {
            rows: config.rows() as u32,
            columns: config.columns() as u32,
            side: config.filter_side() as u32,
            num_filters,
            parametric: config.output() == OutputUnit::Parametric,
        }
    }

    /// Checkers of a frame.
    pub fn num_checkers(self) -> usize {
        (self.rows * self.columns) as usize
    }

    /// Weights of one filter.
    pub fn filter_len(self) -> usize {
        (self.side * self.side) as usize
    }

    /// Rows and columns of places where a filter fits.
    pub fn position_grid(self) -> (usize, usize) {
        ((self.rows - self.side + 1) as usize, (self.columns - self.side + 1) as usize)
    }

    /// Number of places where a filter fits.
    pub fn num_positions(self) -> usize {
        let (rows, columns) = self.position_grid();
        rows * columns
    }

    /// Checker under the top left weight of a filter, for each place where it fits.
    pub fn corners(self) -> Vec<usize> {
        let (rows, columns) = self.position_grid();
        (0..rows)
            .flat_map(|row| (0..columns).map(move |column| row * self.columns as usize + column))
            .collect()
    }

    /// How many filters, as an index.
    pub fn num_filters(self) -> usize {
        self.num_filters as usize
    }

    /// Parameters in all.
    pub fn num_parameters(self) -> usize {
        self.num_filters() * (self.filter_len() + 1 + self.num_positions())
            + 1
            + if self.parametric { 2 } else { 0 }
    }
}
