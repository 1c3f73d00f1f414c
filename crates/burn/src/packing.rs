//! Where each parameter of each network stands in the one row of numbers that is trained.
//!
//! In: the shapes of the networks. Out: places. No tensor is seen here.

use core::ops::Range;

use ganglion_core::network::{Parameters, Shape};

/// Parameters of many networks in one row, section by section.
///
/// The filters of all networks stand side by side, like those of one wide network.
///
/// # Shapes
/// - `filters`: `[side * side + 1, all filters]`, the last weight of a filter is its bias
/// - `hidden`, for layers 2 and 3: weights `[side * side, filters below, filters]`, 0 between different
///   networks, and biases `[all filters]`
/// - `dense`: `[positions, all filters]`
/// - `bias` and, for a trained softplus, `scale` and `slope`: `[networks]`
#[derive(Clone, Debug)]
pub(super) struct Packing {
    shapes: Vec<Shape>,
    /// Column of the first filter of each network, and the number of columns.
    columns: Vec<usize>,
    pub(super) filters: Range<usize>,
    pub(super) hidden: Vec<[Range<usize>; 2]>,
    pub(super) dense: Range<usize>,
    pub(super) bias: Range<usize>,
    pub(super) softplus: Option<[Range<usize>; 2]>,
    /// Length of the row.
    pub(super) len: usize,
}

impl Packing {
    /// Room for some networks, all made for one configuration.
    ///
    /// # Panics
    /// If there is no network.
    pub(super) fn new(shapes: &[Shape]) -> Self {
        let shape = shapes.first().expect("there is a network to train");
        let mut columns = vec![0];
        for shape in shapes {
            columns.push(columns[columns.len() - 1] + shape.num_filters());
        }
        let num_columns = columns[shapes.len()];
        let mut len = 0;
        let mut section = |section_len: usize| {
            len += section_len;
            len - section_len..len
        };
        Self {
            columns,
            filters: section((shape.filter_len() + 1) * num_columns),
            hidden: (2..=shape.layers)
                .map(|layer| {
                    let taps = shape.hidden_side(layer) * shape.hidden_side(layer);
                    [section(taps * num_columns * num_columns), section(num_columns)]
                })
                .collect(),
            dense: section(shape.num_pooled() * num_columns),
            bias: section(shapes.len()),
            softplus: shape.parametric.then(|| [section(shapes.len()), section(shapes.len())]),
            shapes: shapes.to_vec(),
            len,
        }
    }

    /// Number of networks.
    pub(super) fn num_networks(&self) -> usize {
        self.shapes.len()
    }

    /// Filters of all networks.
    pub(super) fn num_columns(&self) -> usize {
        self.columns[self.shapes.len()]
    }

    /// Columns of the filters of one network.
    pub(super) fn columns(&self, network: usize) -> Range<usize> {
        self.columns[network]..self.columns[network + 1]
    }

    /// Sizes of any of the networks, but for the number of filters.
    pub(super) fn shape(&self) -> Shape {
        self.shapes[0]
    }

    /// Weights of a filter and its bias.
    pub(super) fn num_weights(&self) -> usize {
        self.shape().filter_len() + 1
    }

    /// Places of the parameters of one network, in the order of [`Parameters::values`].
    pub(super) fn places(&self, network: usize) -> Vec<usize> {
        let shape = self.shapes[network];
        let (len, num_columns) = (shape.filter_len(), self.num_columns());
        let weight = |row: usize, column: usize| self.filters.start + row * num_columns + column;
        let dense = |row: usize, column: usize| self.dense.start + row * num_columns + column;
        let mut places = Vec::with_capacity(shape.num_parameters());
        for column in self.columns(network) {
            places.extend((0..len).map(|row| weight(row, column)));
        }
        places.extend(self.columns(network).map(|column| weight(len, column)));
        for (layer, [weights, biases]) in (2..).zip(&self.hidden) {
            let taps = shape.hidden_side(layer) * shape.hidden_side(layer);
            for column in self.columns(network) {
                for below in self.columns(network) {
                    let row = |tap: usize| tap * num_columns + below;
                    places.extend(
                        (0..taps).map(|tap| weights.start + row(tap) * num_columns + column),
                    );
                }
            }
            places.extend(self.columns(network).map(|column| biases.start + column));
        }
        for column in self.columns(network) {
            places.extend((0..shape.num_pooled()).map(|row| dense(row, column)));
        }
        places.push(self.bias.start + network);
        places.extend(self.softplus.iter().flatten().map(|section| section.start + network));
        places
    }

    /// Which network a filter belongs to, at each position.
    ///
    /// # Shapes
    /// - returns `[positions, all filters, networks]`, 1 or 0
    pub(super) fn owners(&self) -> Vec<f32> {
        let num_networks = self.num_networks();
        let mut owners = Vec::with_capacity(self.dense.len() * num_networks);
        for _ in 0..self.shape().num_pooled() {
            for owner in 0..num_networks {
                let flags = (0..num_networks).map(|network| f32::from(u8::from(network == owner)));
                for _ in self.columns(owner) {
                    owners.extend(flags.clone());
                }
            }
        }
        owners
    }

    /// Which filters of a layer and of the layer below belong to the same network.
    ///
    /// # Shapes
    /// - returns `[taps, filters below, filters]`, 1 or 0
    pub(super) fn hidden_owners(&self, taps: usize) -> Vec<f32> {
        let num_columns = self.num_columns();
        let mut owners = vec![0.0; num_columns * num_columns];
        for network in 0..self.num_networks() {
            for below in self.columns(network) {
                owners[below * num_columns..][self.columns(network)].fill(1.0);
            }
        }
        owners.repeat(taps)
    }

    /// The row of the parameters of all networks.
    pub(super) fn pack(&self, networks: &[Parameters]) -> Vec<f32> {
        let mut row = vec![0.0; self.len];
        for (network, parameters) in networks.iter().enumerate() {
            for (place, value) in self.places(network).into_iter().zip(&parameters.values) {
                row[place] = *value;
            }
        }
        row
    }

    /// The parameters of each network, out of the row of all.
    pub(super) fn unpack(&self, row: &[f32]) -> Vec<Parameters> {
        let parameters = |(network, shape): (usize, &Shape)| Parameters {
            shape: *shape,
            values: self.places(network).into_iter().map(|place| row[place]).collect(),
        };
        self.shapes.iter().enumerate().map(parameters).collect()
    }

    /// A row with `background` everywhere but at some parameters of each network.
    ///
    /// `patch` tells for a network which of its parameters, and their value.
    pub(super) fn mark<I: IntoIterator<Item = usize>>(
        &self,
        background: f32,
        patch: impl Fn(usize, Shape) -> (I, f32),
    ) -> Vec<f32> {
        let mut row = vec![background; self.len];
        for (network, shape) in self.shapes.iter().enumerate() {
            let places = self.places(network);
            let (parameters, value) = patch(network, *shape);
            for parameter in parameters {
                row[places[parameter]] = value;
            }
        }
        row
    }
}
