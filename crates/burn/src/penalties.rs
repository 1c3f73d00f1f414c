//! What is added to the gradient of the data loss, and the sign that the weights after the filters may have.
//!
//! In: rows of parameters and of their gradients. Out: the same, changed.

use burn::{
    module::Param,
    tensor::{Device, Tensor},
};

use crate::packing::Packing;
use ganglion_core::{
    config::{Config, DenseSign},
    network::NetworkId,
};

/// Derivatives of the penalties and the lowest allowed values, for each parameter.
pub(super) struct Penalties {
    l1: Tensor<1>,
    l2: Option<Tensor<1>>,
    lowest: Option<Tensor<1>>,
}

impl Penalties {
    pub(super) fn new(
        config: &Config,
        ids: &[NetworkId],
        packing: &Packing,
        device: &Device,
    ) -> Self {
        let device = device.clone().inner();
        let tensor = |row: Vec<f32>| Tensor::from_data(row.as_slice(), &device);
        let batch = config.batch_size() as f32;
        let l1 = packing.mark(0.0, |network, shape| {
            (shape.filters(), config.l1(ids[network].num_filters) * batch)
        });
        let [l2, dense_l2] = [config.l2(), config.dense_l2()].map(|l2| 2.0 * l2 * batch);
        let has_l2 = l2 != 0.0 || dense_l2 != 0.0;
        let l2 = packing.mark(0.0, |_, shape| (shape.filters(), l2));
        let dense_l2 = packing.mark(0.0, |_, shape| (shape.dense(), dense_l2));
        let lowest =
            packing.mark(f32::MIN, |_, shape| (shape.pooling().into_iter().flatten(), 0.0));
        Self {
            l1: tensor(l1),
            l2: has_l2.then(|| tensor(l2) + tensor(dense_l2)),
            lowest: (config.dense() == DenseSign::NonNegative).then(|| tensor(lowest)),
        }
    }

    pub(super) fn added_to(
        &self,
        gradient: Tensor<1>,
        values: Tensor<1>,
        l1_share: f32,
    ) -> Tensor<1> {
        let gradient = match &self.l2 {
            Some(l2) => gradient + values.clone() * l2.clone(),
            None => gradient,
        };
        gradient + values.sign() * (self.l1.clone() * l1_share)
    }

    pub(super) fn clamp(&self, values: Param<Tensor<1>>) -> Param<Tensor<1>> {
        match &self.lowest {
            Some(lowest) => values.map(|values| {
                Tensor::from_inner(values.inner().max_pair(lowest.clone())).require_grad()
            }),
            None => values,
        }
    }
}
