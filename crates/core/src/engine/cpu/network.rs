//! One network in training.

use crate::{
    config::{Config, DenseSign},
    engine::cpu::{
        adam::Adam,
        backward::{Batch, Gradient, Objective},
    },
    network::{Channels, Input, NetworkId, Parameters, inner_noise, second_version},
    training::Step,
    vectors::VectorWidth,
};

pub(super) struct CpuNetwork {
    config: Config,
    id: NetworkId,
    parameters: Parameters,
    gradient: Gradient,
    adam: Adam,
    loss_sum: f64,
    num_steps: u32,
}

impl CpuNetwork {
    pub(super) fn new(config: &Config, id: NetworkId, parameters: Parameters) -> Self {
        Self {
            gradient: Gradient::new(&parameters, VectorWidth::widest()),
            adam: Adam::new(parameters.values.len()),
            config: config.clone(),
            id,
            parameters,
            loss_sum: 0.0,
            num_steps: 0,
        }
    }

    pub(super) fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Mean loss since the last call.
    pub(super) fn take_loss(&mut self) -> f64 {
        let mean = self.loss_sum / f64::from(self.num_steps.max(1));
        self.loss_sum = 0.0;
        self.num_steps = 0;
        mean
    }

    /// Goes on with the network on raw frames that computes the same.
    pub(super) fn begin_second(&mut self, channels: &Channels, kernel: &[f32]) {
        self.parameters = second_version(&self.parameters, channels, kernel);
        self.gradient = Gradient::new(&self.parameters, VectorWidth::widest());
        self.adam = Adam::new(self.parameters.values.len());
    }

    pub(super) fn step(&mut self, input: Input<'_>, counts: &[u16], step: &Step<'_>) {
        let noise = if self.config.inner_noise() > 0.0 {
            inner_noise(&self.config, self.id, step.number)
        } else {
            Vec::new()
        };
        let objective = Objective {
            output: self.config.output(),
            l1: step.l1(&self.config, self.id),
            l2: self.config.l2(),
            dense_l2: self.config.dense_l2(),
            activity_l1: self.config.activity_l1(),
        };
        let batch = Batch { input, counts, rows: step.rows, noise: &noise };
        let loss = self.gradient.of_batch(&objective, &self.parameters, batch);
        self.loss_sum += loss;
        self.num_steps += 1;
        let values = &mut self.parameters.values;
        self.adam.update(values, self.gradient.values(), step.learning_rate);
        if self.config.dense() == DenseSign::NonNegative {
            for weight in self.parameters.shape.pooling().into_iter().flatten() {
                // Not `max`, which leaves the sign of zero to the machine.
                if values[weight] < 0.0 {
                    values[weight] = 0.0;
                }
            }
        }
    }
}
