//! Where each parameter of each network stands in the one row of numbers that is trained.
//!
//! In: the shapes of the networks. Out: places. No tensor is seen here.
//!
//! Networks differ in their number of filters, so each gets room for the widest. The places left
//! over hold zeros and stay so: a filter of zeros is rectified to zero, so its dense weight gets no
//! gradient, and with a dense weight of zero the filter gets none either.

use core::ops::Range;

use crate::network::{Parameters, Shape};

/// Sections start at multiples of this many numbers (256 bytes): the GPU can look at such a section
/// without copying it.
const ALIGNMENT: usize = 64;

/// Parameters of many networks in one row, section by section.
///
/// # Shapes
/// - `filters`: `[networks, side * side + 1, widest]`, the last weight of a filter is its bias
/// - `dense`: `[networks, positions * widest]`
/// - `bias`, `scale`, `slope`: `[networks]`; the last two only for a trained softplus
#[derive(Clone, Debug)]
pub(super) struct Packing {
    shapes: Vec<Shape>,
    /// Filters of the largest network.
    pub(super) widest: usize,
    pub(super) filters: Range<usize>,
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
        let widest = shapes.iter().map(|shape| shape.num_filters()).max();
        let widest = widest.expect("there is a network to train");
        let shape = shapes[0];
        let num_networks = shapes.len();
        let mut len = 0;
        let mut section = |section_len: usize| {
            let start = len;
            len = (start + section_len).next_multiple_of(ALIGNMENT);
            start..start + section_len
        };
        Self {
            widest,
            filters: section(num_networks * (shape.filter_len() + 1) * widest),
            dense: section(num_networks * shape.num_positions() * widest),
            bias: section(num_networks),
            softplus: shape.parametric.then(|| [section(num_networks), section(num_networks)]),
            shapes: shapes.to_vec(),
            len,
        }
    }

    /// Number of networks.
    pub(super) fn num_networks(&self) -> usize {
        self.shapes.len()
    }

    /// Sizes of each network.
    pub(super) fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// Weights of a filter and its bias.
    pub(super) fn num_weights(&self) -> usize {
        self.shapes[0].filter_len() + 1
    }

    /// Places of the parameters of one network, in the order of [`Parameters::values`].
    pub(super) fn places(&self, network: usize) -> Vec<usize> {
        let shape = self.shapes[network];
        let (num_filters, positions) = (shape.num_filters(), shape.num_positions());
        let bias_row = shape.filter_len();
        let weight = |row: usize, filter: usize| {
            self.filters.start + (network * (bias_row + 1) + row) * self.widest + filter
        };
        let dense = |position: usize, filter: usize| {
            self.dense.start + (network * positions + position) * self.widest + filter
        };
        let mut places = Vec::with_capacity(shape.num_parameters());
        for filter in 0..num_filters {
            places.extend((0..bias_row).map(|row| weight(row, filter)));
        }
        places.extend((0..num_filters).map(|filter| weight(bias_row, filter)));
        for filter in 0..num_filters {
            places.extend((0..positions).map(|position| dense(position, filter)));
        }
        places.push(self.bias.start + network);
        places.extend(self.softplus.iter().flatten().map(|section| section.start + network));
        places
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
    pub(super) fn mark(
        &self,
        background: f32,
        patch: impl Fn(usize, Shape) -> (Range<usize>, f32),
    ) -> Vec<f32> {
        let mut row = vec![background; self.len];
        for (network, shape) in self.shapes.iter().enumerate() {
            let places = self.places(network);
            let (parameters, value) = patch(network, *shape);
            for &place in &places[parameters] {
                row[place] = value;
            }
        }
        row
    }
}
