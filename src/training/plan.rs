//! Which frames, learning rate and penalty belong to each step.

use crate::{
    config::{Config, Schedule},
    rng::{Random, Stream},
    training::Step,
};

/// The steps of a training, one after the other. The same for every network of an experiment, so
/// that networks can share the batches.
#[derive(Clone, Debug)]
pub struct Plan {
    config: Config,
    order: Vec<u32>,
    next: u32,
}

impl Plan {
    /// Before the first step.
    pub fn new(config: &Config) -> Self {
        Self { config: config.clone(), order: Vec::new(), next: 0 }
    }

    /// Steps done.
    pub fn num_done(&self) -> u32 {
        self.next
    }

    /// The next step, if there is one left.
    pub fn next_step(&mut self) -> Option<Step<'_>> {
        let (number, total) = (self.next, self.config.num_steps());
        if number == total {
            return None;
        }
        let batch = self.config.batch_size();
        let steps_per_epoch = (self.config.num_frames() / batch) as u32;
        if number.is_multiple_of(steps_per_epoch) {
            self.order = (0..self.config.num_frames() as u32).collect();
            let epoch = number / steps_per_epoch;
            Random::new(self.config.seed(), Stream::Order, epoch).shuffle(&mut self.order);
        }
        self.next += 1;
        let first = (number % steps_per_epoch) as usize * batch;
        let done = f64::from(number) / f64::from(total);
        Some(Step {
            number,
            rows: &self.order[first..first + batch],
            learning_rate: self.learning_rate(done),
            l1_share: self.l1_share(done),
        })
    }

    fn learning_rate(&self, done: f64) -> f32 {
        match self.config.schedule() {
            Schedule::Constant => self.config.learning_rate(),
            Schedule::Cosine => {
                let share = 0.5 * (1.0 + libm::cos(core::f64::consts::PI * done));
                (f64::from(self.config.learning_rate()) * share) as f32
            }
        }
    }

    /// Grows from 0 to 1 over the ramp.
    fn l1_share(&self, done: f64) -> f32 {
        let ramp = f64::from(self.config.ramp());
        if done < ramp { (done / ramp) as f32 } else { 1.0 }
    }
}
