//! What a training leaves behind.

use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    network::{Channels, NetworkId, Parameters, Shape},
};

/// One reading of a learning curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Steps done.
    pub step: u32,
    /// Mean data loss of the batches since the last reading, nats a frame.
    pub training_loss: f64,
    /// Data loss on validation frames, nats a frame.
    pub validation_loss: f64,
    /// Correlation of prediction and spikes on validation frames.
    pub validation_correlation: f64,
}

/// A trained network with its scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// Which one.
    pub id: NetworkId,
    /// What it learned.
    pub parameters: Parameters,
    /// What its channels are: filtered frames for Version I, lags or courses of time for Version II.
    pub channels: Channels,
    /// How it got there.
    pub curve: Vec<CurvePoint>,
    /// Data loss on all validation frames, nats a frame.
    pub validation_loss: f64,
    /// The same plus the L1 penalty on the filters: the restart with the lowest is kept.
    pub penalized_loss: f64,
    /// Correlation of prediction and spikes, test frames.
    pub correlation: f64,
    /// Correlation of prediction and the cell's own rate, test frames; nothing if nobody knows that.
    pub rate_correlation: Option<f64>,
    /// For a network of Version II, the one of Version I that it began with.
    pub first: Option<Box<Self>>,
}

impl Trained {
    /// What stands for a network whose training diverged: no filter does anything, and its losses are infinite.
    pub fn diverged(config: &Config, id: NetworkId) -> Self {
        let shape = Shape::of(config, id.num_filters);
        Self {
            id,
            parameters: Parameters { shape, values: vec![0.0; shape.num_parameters()] },
            channels: Channels::Filtered,
            curve: Vec::new(),
            validation_loss: f64::INFINITY,
            penalized_loss: f64::INFINITY,
            correlation: 0.0,
            rate_correlation: None,
            first: None,
        }
    }

    /// Whether its training diverged: its loss is no finite number.
    pub fn has_diverged(&self) -> bool {
        !self.validation_loss.is_finite()
    }
}
