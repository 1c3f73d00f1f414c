//! Sizes of a network and where its filters can sit.

use serde::{Deserialize, Serialize};

use crate::config::{CellSource, Config, OutputUnit};

/// Which network of an experiment: how many filters, and which try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NetworkId {
    /// Number of filters.
    pub num_filters: u32,
    /// Try, from 0.
    pub restart: u32,
}

/// Sizes of a network.
///
/// ```text
/// frame [channels, rows, columns]
///   -> layer 1: filters [channels, side, side], valid         -> ReLU
///   -> layer 2: 2x2, valid, or 3x3 with zeros around (padded) -> ReLU
///   -> layer 3: 1x1                                           -> ReLU
///   -> dense, one weight for each map and position            -> output
/// ```
///
/// Every layer has as many maps as there are filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Height of a frame, checkers.
    pub rows: u32,
    /// Width of a frame, checkers.
    pub columns: u32,
    /// Numbers for each checker: 1 for filtered frames, one for each course of time for raw ones.
    pub channels: u32,
    /// Height and width of a filter, checkers.
    pub side: u32,
    /// Number of filters.
    pub num_filters: u32,
    /// Convolutional layers, 1 to 3.
    pub layers: u32,
    /// Whether layer 2 is 3x3 with zeros around instead of 2x2: for recorded-like cells, whose 15x15
    /// filters leave only 2x2 positions.
    pub padded: bool,
    /// Whether the two numbers of a trained softplus are among the parameters.
    pub parametric: bool,
}

impl Shape {
    /// The network on filtered frames that a configuration asks for.
    pub fn of(config: &Config, num_filters: u32) -> Self {
        Self {
            rows: config.rows() as u32,
            columns: config.columns() as u32,
            channels: 1,
            side: config.filter_side() as u32,
            num_filters,
            layers: config.num_layers() as u32,
            padded: config.source() != CellSource::Model,
            parametric: config.output() == OutputUnit::Parametric,
        }
    }

    /// Checkers of a frame.
    pub fn num_checkers(self) -> usize {
        (self.rows * self.columns) as usize
    }

    /// Weights of one filter in one channel.
    pub fn map_len(self) -> usize {
        (self.side * self.side) as usize
    }

    /// Weights of one filter in all channels.
    pub fn filter_len(self) -> usize {
        self.num_channels() * self.map_len()
    }

    /// How many channels, as an index.
    pub fn num_channels(self) -> usize {
        self.channels as usize
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

    /// Rows and columns of positions that a layer leaves; `layer` counts from 1.
    pub fn grid_after(self, layer: u32) -> (usize, usize) {
        let (rows, columns) = self.position_grid();
        if layer == 1 || self.padded {
            return (rows, columns);
        }
        let lost = self.hidden_side(2) - 1;
        (rows - lost, columns - lost)
    }

    /// Height and width of the weights of layer 2 or 3, positions.
    ///
    /// Layer 2 shrinks to 1x1 where layer 1 leaves a single row or column of positions.
    pub fn hidden_side(self, layer: u32) -> usize {
        let (rows, columns) = self.position_grid();
        match (layer, self.padded) {
            (2, true) => 3,
            (2, false) => 2.min(rows).min(columns),
            _ => 1,
        }
    }

    /// Positions left after the last layer: each has a dense weight for each map.
    pub fn num_pooled(self) -> usize {
        let (rows, columns) = self.grid_after(self.layers);
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
        self.output_bias() + 1 + if self.parametric { 2 } else { 0 }
    }
}
