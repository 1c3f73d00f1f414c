//! The parameters of a network as arrays with names.

use crate::{network::Channels, training::Trained};

/// An array with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name in files.
    pub name: &'static str,
    /// Its sizes; the last index runs fastest.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub values: Vec<f32>,
}

impl Tensor {
    /// Its numbers as little-endian bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }
}

/// All parameters of a network; names and shapes are in the [module's table](crate::export).
pub fn tensors(network: &Trained) -> Vec<Tensor> {
    let (shape, values) = (network.parameters.shape, &network.parameters.values);
    let (filters, side) = (shape.num_filters(), shape.side as usize);
    let (rows, columns) = shape.grid_after(shape.layers);
    let filter_shape = match network.channels {
        Channels::Filtered => vec![filters, side, side],
        Channels::Lags | Channels::Courses(_) => vec![filters, shape.num_channels(), side, side],
    };
    let mut tensors = Vec::new();
    let mut put = |name, shape, values: &[f32]| {
        tensors.push(Tensor { name, shape, values: values.to_vec() });
    };
    put("filters", filter_shape, &values[shape.filters()]);
    put("filter_biases", vec![filters], &values[shape.biases()]);
    let names = [(2, "layer2_weights", "layer2_biases"), (3, "layer3_weights", "layer3_biases")];
    for (layer, weights, biases) in names {
        if layer <= shape.layers {
            let side = shape.hidden_side(layer);
            put(weights, vec![filters, filters, side, side], &values[shape.hidden(layer)]);
            put(biases, vec![filters], &values[shape.hidden_biases(layer)]);
        }
    }
    put("dense_weights", vec![filters, rows, columns], &values[shape.dense()]);
    put("output_bias", vec![1], &[network.parameters.output_bias()]);
    if shape.parametric {
        put("softplus", vec![2], &values[shape.softplus()]);
    }
    if let Channels::Courses(courses) = &network.channels {
        let num_lags = courses.first().map_or(0, Vec::len);
        put("courses", vec![courses.len(), num_lags], &courses.concat());
    }
    tensors
}
