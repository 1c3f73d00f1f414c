//! The networks as a Burn module.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData, activation};

/// Networks that train side by side, along the leading axis of every parameter.
#[derive(Module, Debug)]
pub struct Networks {
    /// Filters, `[networks, filter pixels, filters]`.
    pub filters: Param<Tensor<3>>,
    /// Dense weights, `[networks, positions * filters, 1]`.
    pub dense: Param<Tensor<3>>,
    /// Output bias, `[networks, 1, 1]`.
    pub bias: Param<Tensor<3>>,
    /// Scale `a` and slope `b` of a trainable softplus, `[networks, 1, 1]` each.
    pub scale: Option<Param<Tensor<3>>>,
    pub slope: Option<Param<Tensor<3>>>,
}

pub fn upload(values: Vec<f32>, shape: [usize; 3], device: &Device) -> Tensor<3> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

impl Networks {
    pub fn drive(&self, patches: Tensor<3>, noise: Option<Tensor<3>>, activity: &mut Option<Tensor<3>>) -> Tensor<3> {
        let [networks, pooled, _] = self.dense.dims();
        let generator = patches.matmul(self.filters.val());
        let [_, windows, filters] = generator.dims();
        let samples = windows * filters / pooled;
        let generator = match noise {
            Some(noise) => generator + noise,
            None => generator,
        };
        let rectified = activation::relu(generator).reshape([networks, samples, pooled]);
        if let Some(slot) = activity {
            *slot = rectified.clone();
        }
        rectified.matmul(self.dense.val()) + self.bias.val()
    }
}
