//! Training steps of all networks at once: [`Engine`] on tensors.

use std::{rc::Rc, sync::Arc};

use burn::{
    optim::{AdamConfig, GradientsParams, ModuleOptimizer},
    tensor::{Device, Int, Tensor, TensorData},
};

use crate::{
    Meter,
    losses::{Losses, read},
    model::NetworkModules,
    packing::Packing,
    penalties::Penalties,
};
use ganglion_core::{
    config::{Config, OutputUnit},
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
    networks: NetworkModules,
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
            networks: NetworkModules::new(
                packing.clone(),
                config.output(),
                packing.pack(&first),
                device,
            ),
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
        let mut buffer = Vec::new();
        for &row in rows {
            let row = row as usize;
            let frame = self.dataset.training.frames.block(row..row + 1, &mut buffer);
            frames.extend_from_slice(frame);
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
        if self.losses.num_unread() == self.meter.steps_per_read {
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
