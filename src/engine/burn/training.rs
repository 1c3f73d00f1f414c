//! Training steps of all networks at once: [`Engine`] on tensors.

use std::{rc::Rc, sync::Arc};

use burn::{
    module::Param,
    optim::{AdamConfig, GradientsParams, ModuleOptimizer},
    tensor::{Device, Int, Tensor, TensorData},
};

use super::{Meter, model::Networks, packing::Packing};
use crate::{
    config::{Config, DenseSign, OutputUnit},
    dataset::Dataset,
    network::{NetworkId, Parameters, Shape, initial_parameters, inner_noise},
    training::{Engine, EngineError, Step},
};

/// Trains many networks in one batch.
///
/// Sums over the batch stand in place of means, which saves dispatches: penalties and Adam's
/// epsilon are larger by the same factor, so the updates are those of the CPU engine.
pub struct BurnEngine {
    device: Device,
    config: Config,
    dataset: Arc<Dataset>,
    ids: Vec<NetworkId>,
    packing: Packing,
    networks: Networks,
    optimizer: ModuleOptimizer,
    penalties: Penalties,
    /// For each weight at each position, the checker under it.
    checkers: Tensor<1, Int>,
    losses: Losses,
    meter: Rc<Meter>,
}

impl BurnEngine {
    /// Networks before their first step.
    pub(super) fn new(
        device: &Device,
        config: &Config,
        dataset: &Arc<Dataset>,
        ids: &[NetworkId],
        meter: &Rc<Meter>,
    ) -> Self {
        let mean_count = dataset.training.mean_count();
        let first = ids.iter().map(|id| initial_parameters(config, *id, mean_count));
        let first: Vec<Parameters> = first.collect();
        let shapes: Vec<Shape> = first.iter().map(|parameters| parameters.shape).collect();
        let packing = Packing::new(&shapes);
        let epsilon = 1e-8 * config.batch_size() as f32;
        Self {
            networks: Networks::new(packing.clone(), config.output(), packing.pack(&first), device),
            optimizer: AdamConfig::new().with_epsilon(epsilon).init(),
            penalties: Penalties::new(config, ids, &packing, device),
            checkers: Tensor::from_data(checkers_of_patches(shapes[0]).as_slice(), device),
            losses: Losses::new(ids.len()),
            device: device.clone(),
            config: config.clone(),
            dataset: Arc::clone(dataset),
            ids: ids.to_vec(),
            packing,
            meter: Rc::clone(meter),
        }
    }

    /// Frames, each followed by a 1 for the biases, as patches `[batch * positions, weights]`.
    fn patches(&self, rows: &[u32]) -> Tensor<2> {
        let checkers = self.config.num_checkers();
        let mut frames = Vec::with_capacity(rows.len() * (checkers + 1));
        for &row in rows {
            frames.extend_from_slice(
                &self.dataset.training.frames[row as usize * checkers..][..checkers],
            );
            frames.push(1.0);
        }
        let frames = TensorData::new(frames, [rows.len(), checkers + 1]);
        let frames = Tensor::<2>::from_data(frames, &self.device);
        let weights = self.packing.num_weights();
        let [num_checkers] = self.checkers.dims();
        let num_patches = rows.len() * num_checkers / weights;
        frames.select(1, self.checkers.clone()).reshape([num_patches, weights])
    }

    /// Spikes at the frames, `[batch, 1]`.
    fn counts(&self, rows: &[u32]) -> Tensor<2> {
        let most = if self.config.output() == OutputUnit::Sigmoid { 1 } else { u16::MAX };
        let count = |&row: &u32| f32::from(self.dataset.training.counts[row as usize].min(most));
        let counts: Vec<f32> = rows.iter().map(count).collect();
        Tensor::from_data(TensorData::new(counts, [rows.len(), 1]), &self.device)
    }

    /// Noise before rectification, `[batch * positions, all filters]`.
    fn noise(&self, step: u32) -> Option<Tensor<2>> {
        if self.config.inner_noise() <= 0.0 {
            return None;
        }
        let (batch, num_columns) = (self.config.batch_size(), self.packing.num_columns());
        let positions = self.packing.shape().num_positions();
        let mut all = vec![0.0; batch * positions * num_columns];
        for (network, id) in self.ids.iter().enumerate() {
            let maps = inner_noise(&self.config, *id, step);
            let places = self.packing.columns(network).flat_map(|column| {
                (0..positions).map(move |position| position * num_columns + column)
            });
            for (map, place) in maps.chunks_exact(batch).zip(places) {
                for (frame, noise) in map.iter().enumerate() {
                    all[frame * positions * num_columns + place] = *noise;
                }
            }
        }
        let all = TensorData::new(all, [batch * positions, num_columns]);
        Some(Tensor::from_data(all, &self.device))
    }
}

impl Engine for BurnEngine {
    async fn step(&mut self, step: &Step<'_>) -> Result<(), EngineError> {
        // Everything goes up before the first dispatch, since an upload ends a submission.
        let (counts, noise) = (self.counts(step.rows), self.noise(step.number));
        let drive = self.networks.drive(self.patches(step.rows), noise);
        let losses = self.networks.losses(drive.clone(), counts);
        self.losses.add(losses.clone().inner());
        let objective = match self.config.activity_l1() {
            0.0 => losses,
            activity_l1 => losses + drive.abs() * activity_l1,
        };
        // Of several numbers, `backward` takes the gradient of their sum.
        let mut gradients = GradientsParams::from_grads(objective.backward(), &self.networks);
        let id = self.networks.values.id;
        let gradient = gradients.remove(id).expect("the loss depends on the parameters");
        let values = self.networks.values.val().inner();
        gradients.register(id, self.penalties.added_to(gradient, values, step.l1_share));

        let rate = f64::from(step.learning_rate);
        let mut networks = self.optimizer.step(rate, self.networks.clone(), gradients);
        networks.values = self.penalties.clamp(networks.values);
        self.networks = networks;
        self.meter.step();
        if self.losses.num_unread == self.meter.steps_per_read {
            self.losses.read().await?;
        }
        Ok(())
    }

    async fn losses(&mut self) -> Result<Vec<f64>, EngineError> {
        self.losses.read().await?;
        Ok(self.losses.take_means(self.config.batch_size()))
    }

    async fn parameters(&mut self) -> Result<Vec<Parameters>, EngineError> {
        let row = read(self.networks.values.val().inner()).await?;
        Ok(self.packing.unpack(&row))
    }
}

/// Derivatives of the penalties and the lowest allowed values, for each parameter.
struct Penalties {
    l1: Tensor<1>,
    l2: Option<Tensor<1>>,
    lowest: Option<Tensor<1>>,
}

impl Penalties {
    fn new(config: &Config, ids: &[NetworkId], packing: &Packing, device: &Device) -> Self {
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
        let lowest = packing.mark(f32::MIN, |_, shape| (shape.dense(), 0.0));
        Self {
            l1: tensor(l1),
            l2: has_l2.then(|| tensor(l2) + tensor(dense_l2)),
            lowest: (config.dense() == DenseSign::NonNegative).then(|| tensor(lowest)),
        }
    }

    fn added_to(&self, gradient: Tensor<1>, values: Tensor<1>, l1_share: f32) -> Tensor<1> {
        let gradient = match &self.l2 {
            Some(l2) => gradient + values.clone() * l2.clone(),
            None => gradient,
        };
        gradient + values.sign() * (self.l1.clone() * l1_share)
    }

    fn clamp(&self, values: Param<Tensor<1>>) -> Param<Tensor<1>> {
        match &self.lowest {
            Some(lowest) => values.map(|values| {
                Tensor::from_inner(values.inner().max_pair(lowest.clone())).require_grad()
            }),
            None => values,
        }
    }
}

/// Sums of losses, on the device until they are read.
struct Losses {
    unread: Option<Tensor<2>>,
    num_unread: u32,
    sums: Vec<f64>,
    num_steps: u32,
}

impl Losses {
    fn new(num_networks: usize) -> Self {
        Self { unread: None, num_unread: 0, sums: vec![0.0; num_networks], num_steps: 0 }
    }

    /// Adds the losses of a step, `[batch, networks]`.
    fn add(&mut self, losses: Tensor<2>) {
        self.unread = Some(match self.unread.take() {
            Some(unread) => unread + losses,
            None => losses,
        });
        self.num_unread += 1;
    }

    /// Waits for the device.
    async fn read(&mut self) -> Result<(), EngineError> {
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
    fn take_means(&mut self, batch: usize) -> Vec<f64> {
        let num_frames = f64::from(self.num_steps.max(1)) * batch as f64;
        self.num_steps = 0;
        self.sums.iter_mut().map(|sum| core::mem::take(sum) / num_frames).collect()
    }
}

/// Where in a frame each weight of each patch looks; behind the frame stands the 1 for the bias.
///
/// # Shapes
/// - returns `[positions, side * side + 1]`
fn checkers_of_patches(shape: Shape) -> Vec<i32> {
    let (side, columns) = (shape.side as usize, shape.columns as usize);
    let mut checkers = Vec::with_capacity(shape.num_positions() * (shape.filter_len() + 1));
    for corner in shape.corners() {
        let weights = 0..shape.filter_len();
        checkers.extend(weights.map(|weight| corner + weight / side * columns + weight % side));
        checkers.push(shape.num_checkers());
    }
    checkers.into_iter().map(|checker| checker as i32).collect()
}

async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, EngineError> {
    let data =
        tensor.into_data_async().await.map_err(|err| EngineError::DeviceLost(err.to_string()))?;
    data.into_vec().map_err(|err| EngineError::DeviceLost(format!("unreadable numbers: {err:?}")))
}
