//! One network in training.

use crate::{
    config::{Config, DenseSign},
    dataset::Split,
    engine::cpu::{
        adam::Adam,
        backward::{Gradient, Objective},
    },
    network::{NetworkId, Parameters, inner_noise},
    training::Step,
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
            gradient: Gradient::new(parameters.shape),
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

    pub(super) fn step(&mut self, split: &Split, step: &Step<'_>) {
        let noise = if self.config.inner_noise() > 0.0 {
            inner_noise(&self.config, self.id, step.number)
        } else {
            Vec::new()
        };
        let objective = Objective {
            output: self.config.output(),
            l1: self.config.l1(self.id.num_filters) * step.l1_share,
            l2: self.config.l2(),
            dense_l2: self.config.dense_l2(),
            activity_l1: self.config.activity_l1(),
        };
        let loss = self.gradient.of_batch(&objective, &self.parameters, split, step.rows, &noise);
        self.loss_sum += loss;
        self.num_steps += 1;
        let values = &mut self.parameters.values;
        self.adam.update(values, self.gradient.values(), step.learning_rate);
        if self.config.dense() == DenseSign::NonNegative {
            for weight in &mut values[self.parameters.shape.dense()] {
                // Not `max`, which leaves the sign of zero to the machine.
                if *weight < 0.0 {
                    *weight = 0.0;
                }
            }
        }
    }
}
