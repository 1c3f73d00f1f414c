//! The networks as a Burn module: forward pass and loss, gradients by Burn's autodiff.
//!
//! In: patches and counts of a batch, as tensors. Out: the loss of each network at each frame.

use core::ops::Range;

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, TensorData, activation::relu},
};

use crate::{hidden::HiddenLayer, packing::Packing};
use ganglion_core::{config::OutputUnit, network::FLOOR};

/// Above this, `e^z` would no longer be a finite number, and `ln(1 + e^z)` is `z` by far.
const LARGEST_EXPONENT: f32 = 80.0;

/// Networks that train side by side on the same batches.
///
/// All their parameters are one tensor, because the work of the optimizer is counted in GPU
/// dispatches: 13 for each tensor, however small.
#[derive(Module, Debug)]
pub(super) struct NetworkModules {
    /// The row that [`Packing`] describes.
    pub(super) values: Param<Tensor<1>>,
    /// Keeps networks apart: `[last positions * all filters, networks]`, 1 where the filter is its own.
    owners: Tensor<2>,
    /// Layers 2 and 3, as far as there are any.
    #[module(skip)]
    layers: Vec<HiddenLayer>,
    #[module(skip)]
    packing: Packing,
    #[module(skip)]
    output: OutputUnit,
}

impl NetworkModules {
    /// Networks with the given row of parameters.
    pub(super) fn new(
        packing: Packing,
        output: OutputUnit,
        row: Vec<f32>,
        device: &Device,
    ) -> Self {
        let owners =
            TensorData::new(packing.owners(), [packing.dense.len(), packing.num_networks()]);
        Self {
            values: Param::from_tensor(Tensor::from_data(row.as_slice(), device)),
            owners: Tensor::from_data(owners, device),
            layers: HiddenLayer::all(&packing, device),
            packing,
            output,
        }
    }

    /// What enters the output of each network at each frame.
    ///
    /// The valid convolution is a product of patches and filters, the pooling over positions and
    /// filters a second product.
    ///
    /// # Shapes
    /// - `patches`: `[batch * positions, side * side + 1]`, the last number is 1 for the bias
    /// - `noise`: `[batch * positions, all filters]`, added before rectification
    /// - returns `[batch, networks]`
    pub(super) fn drive(&self, patches: Tensor<2>, noise: Option<Tensor<2>>) -> Tensor<2> {
        let Packing { filters, dense, bias, .. } = &self.packing;
        let [num_patches, num_weights] = patches.dims();
        let num_columns = self.packing.num_columns();
        let num_positions = self.packing.shape().num_positions();
        let batch = num_patches / num_positions;

        let maps = patches.matmul(self.section(filters, [num_weights, num_columns]));
        let maps = match noise {
            Some(noise) => maps + noise,
            None => maps,
        };
        let first = relu(maps).reshape([batch, num_positions * num_columns]);
        let row = self.values.val();
        let rectified = self.layers.iter().fold(first, |below, layer| layer.forward(below, &row));
        let pooling = self.section(dense, [dense.len(), 1]) * self.owners.clone();
        rectified.matmul(pooling) + self.each(bias)
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
    /// - `drive`: `[batch, networks]`, `z`
    /// - `counts`: `[batch, 1]`, `n`
    /// - returns `[batch, networks]`
    pub(super) fn losses(&self, drive: Tensor<2>, counts: Tensor<2>) -> Tensor<2> {
        let mean = match (self.output, &self.packing.softplus) {
            (OutputUnit::Sigmoid, _) => return softplus(drive.clone()) - drive * counts,
            (_, Some([scale, slope])) => softplus(drive * self.each(slope)) * self.each(scale),
            (_, None) => softplus(drive),
        };
        let mean = mean + FLOOR;
        mean.clone() - mean.log() * counts
    }

    /// A section of the row.
    fn section(&self, section: &Range<usize>, shape: [usize; 2]) -> Tensor<2> {
        self.values.val().slice([section.clone()]).reshape(shape)
    }

    /// A section with one number for each network.
    fn each(&self, section: &Range<usize>) -> Tensor<2> {
        self.section(section, [1, section.len()])
    }
}

/// `ln(1 + e^z)`, up to 80. (Burn's own takes twice the dispatches.)
fn softplus(z: Tensor<2>) -> Tensor<2> {
    z.clamp_max(LARGEST_EXPONENT).exp().log1p()
}
