//! Loss sums that stay on the device until somebody asks.
//!
//! In: the losses of each step. Out: means over many steps.

use core::fmt::Display;

use burn::tensor::Tensor;

use ganglion_core::training::EngineError;

/// Sums of losses, on the device until they are read.
pub(super) struct Losses {
    unread: Option<Tensor<2>>,
    num_unread: u32,
    sums: Vec<f64>,
    num_steps: u32,
}

impl Losses {
    pub(super) fn new(num_networks: usize) -> Self {
        Self { unread: None, num_unread: 0, sums: vec![0.0; num_networks], num_steps: 0 }
    }

    /// Adds the losses of a step, `[batch, networks]`.
    pub(super) fn add(&mut self, losses: Tensor<2>) {
        self.unread = Some(match self.unread.take() {
            Some(unread) => unread + losses,
            None => losses,
        });
        self.num_unread += 1;
    }

    /// Steps since the last read.
    pub(super) fn num_unread(&self) -> u32 {
        self.num_unread
    }

    /// Waits for the device.
    pub(super) async fn read(&mut self) -> Result<(), EngineError> {
        if let Some(unread) = self.unread.take() {
            for (sum, read) in self.sums.iter_mut().zip(read(unread.sum_dim(0)).await?) {
                *sum += f64::from(read);
            }
        }
        self.num_steps += self.num_unread;
        self.num_unread = 0;
        Ok(())
    }

    /// Mean loss of each network at a frame since the last call.
    pub(super) fn take_means(&mut self, batch: usize) -> Vec<f64> {
        let num_frames = f64::from(self.num_steps.max(1)) * batch as f64;
        self.num_steps = 0;
        self.sums.iter_mut().map(|sum| core::mem::take(sum) / num_frames).collect()
    }
}

/// The numbers of a tensor, when the device gets to it.
///
/// # Errors
/// If the device is lost.
pub(super) async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, EngineError> {
    let data = tensor.into_data_async().await.map_err(|err| lost(&err))?;
    data.try_into_vec().map_err(|err| lost(&err))
}

/// Of an error that tells its causes line by line, the last.
fn lost(err: &impl Display) -> EngineError {
    let err = err.to_string();
    let told = err.lines().take_while(|line| !line.starts_with("Backtrace")).last();
    EngineError::DeviceLost(told.unwrap_or_default().trim().to_owned())
}
