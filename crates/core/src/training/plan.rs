//! Which frames, learning rate and penalty belong to each step.

use crate::{
    config::{Config, Schedule, Version},
    rng::{Random, Stream},
    training::Step,
};

/// The steps of a training, one after the other: those of Version I, then, if the configuration asks
/// for them, those of Version II. The same for every network of an experiment, so that networks can
/// share the batches.
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

    /// Steps in all, of both versions.
    pub fn num_steps(&self) -> u32 {
        self.config.num_steps() + self.config.num_second_steps()
    }

    /// Whether the next step is the first of Version II.
    pub fn is_second_due(&self) -> bool {
        self.next == self.config.num_steps() && self.next < self.num_steps()
    }

    /// The next step, if there is one left.
    pub fn next_step(&mut self) -> Option<Step<'_>> {
        if self.next == self.num_steps() {
            return None;
        }
        let number = self.next;
        self.next += 1;
        let first_steps = self.config.num_steps();
        let batch = self.config.batch_size();
        let steps_per_epoch = (self.config.num_frames() / batch) as u32;
        let (version, begin, total, epochs_before) = if number < first_steps {
            (Version::First, 0, first_steps, 0)
        } else {
            let epochs = first_steps.div_ceil(steps_per_epoch);
            (Version::Second, first_steps, self.config.num_second_steps(), epochs)
        };
        let within = number - begin;
        if within.is_multiple_of(steps_per_epoch) {
            self.order = (0..self.config.num_frames() as u32).collect();
            let epoch = epochs_before + within / steps_per_epoch;
            Random::new(self.config.seed(), Stream::Order, epoch).shuffle(&mut self.order);
        }
        let first = (within % steps_per_epoch) as usize * batch;
        let done = f64::from(within) / f64::from(total);
        Some(Step {
            number,
            rows: &self.order[first..first + batch],
            learning_rate: self.learning_rate(version, done),
            l1_share: self.l1_share(version, done),
            version,
        })
    }

    fn learning_rate(&self, version: Version, done: f64) -> f32 {
        let full = match version {
            Version::First => self.config.learning_rate(),
            Version::Second => self.config.second_learning_rate(),
        };
        match self.config.schedule() {
            Schedule::Constant => full,
            Schedule::Cosine => {
                let share = 0.5 * (1.0 + libm::cos(core::f64::consts::PI * done));
                (f64::from(full) * share) as f32
            }
        }
    }

    /// Grows from 0 to 1 over the ramp; Version II begins with filters that need none.
    fn l1_share(&self, version: Version, done: f64) -> f32 {
        let ramp = f64::from(self.config.ramp());
        if version == Version::First && done < ramp { (done / ramp) as f32 } else { 1.0 }
    }
}
