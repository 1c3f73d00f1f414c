//! The networks as a Burn module: forward pass and loss, gradients by Burn's autodiff.
//!
//! In: patches and counts of a batch, as tensors. Out: the loss of each network at each frame.

use core::ops::Range;

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, TensorData, activation::relu},
};

use super::packing::Packing;
use crate::{config::OutputUnit, network::FLOOR};

/// Above this, `e^z` would no longer be a finite number, and `ln(1 + e^z)` is `z` by far.
const LARGEST_EXPONENT: f32 = 80.0;

/// Networks that train side by side on the same batches.
///
/// All their parameters are one tensor, because the work of the optimizer is counted in GPU
/// dispatches: 13 for each tensor, however small.
#[derive(Module, Debug)]
pub(super) struct Networks {
    /// The row that [`Packing`] describes.
    pub(super) values: Param<Tensor<1>>,
    #[module(skip)]
    packing: Packing,
    #[module(skip)]
    output: OutputUnit,
}

impl Networks {
    /// Networks with the given row of parameters.
    pub(super) fn new(
        packing: Packing,
        output: OutputUnit,
        row: Vec<f32>,
        device: &Device,
    ) -> Self {
        let data = TensorData::new(row, [packing.len]);
        let values = Param::from_tensor(Tensor::from_data(data, device));
        Self { values, packing, output }
    }

    /// What enters the output of each network at each frame.
    ///
    /// The valid convolution is a product of patches and filters, the pooling over positions and
    /// filters a second product.
    ///
    /// # Shapes
    /// - `patches`: `[1, batch * positions, side * side + 1]`, the last number is 1 for the bias
    /// - `noise`: `[networks, batch * positions, widest]`, added before rectification
    /// - returns `[networks, batch, 1]`
    pub(super) fn drive(&self, patches: Tensor<3>, noise: Option<Tensor<3>>) -> Tensor<3> {
        let Packing { widest, filters, dense, bias, .. } = &self.packing;
        let num_networks = self.packing.num_networks();
        let pooled = dense.len() / num_networks;
        let [_, num_patches, num_weights] = patches.dims();
        let batch = num_patches * widest / pooled;

        let maps = patches.matmul(self.section(filters, [num_networks, num_weights, *widest]));
        let maps = match noise {
            Some(noise) => maps + noise,
            None => maps,
        };
        let rectified = relu(maps).reshape([num_networks, batch, pooled]);
        rectified.matmul(self.section(dense, [num_networks, pooled, 1])) + self.each(bias)
    }

    /// Loss of each network at each frame, nats.
    ///
    /// ```text
    /// Poisson loss           m - n ln m,          m = a ln(1 + e^(b z)) + 1e-7
    /// cross-entropy          ln(1 + e^z) - n z,   n = 0 or 1
    /// ```
    ///
    /// Not Burn's `PoissonNllLoss`, which waits for the GPU inside.
    ///
    /// # Shapes
    /// - `drive`: `[networks, batch, 1]`, `z`
    /// - `counts`: `[1, batch, 1]`, `n`
    /// - returns `[networks, batch, 1]`
    pub(super) fn losses(&self, drive: Tensor<3>, counts: Tensor<3>) -> Tensor<3> {
        let mean = match (self.output, &self.packing.softplus) {
            (OutputUnit::Sigmoid, _) => return softplus(drive.clone()) - drive * counts,
            (_, Some([scale, slope])) => softplus(drive * self.each(slope)) * self.each(scale),
            (_, None) => softplus(drive),
        };
        let mean = mean + FLOOR;
        mean.clone() - mean.log() * counts
    }

    /// A section of the row: a view, not a copy.
    fn section(&self, section: &Range<usize>, shape: [usize; 3]) -> Tensor<3> {
        self.values.val().slice([section.clone()]).reshape(shape)
    }

    /// A section with one number for each network.
    fn each(&self, section: &Range<usize>) -> Tensor<3> {
        self.section(section, [section.len(), 1, 1])
    }
}

/// `ln(1 + e^z)`, up to 80. (Burn's own takes twice the dispatches.)
fn softplus(z: Tensor<3>) -> Tensor<3> {
    z.clamp_max(LARGEST_EXPONENT).exp().log1p()
}
