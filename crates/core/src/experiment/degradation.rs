//! Fewer frames, more noise (paper: Fig. 6).

use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, SMALLEST_SHARE},
    experiment::{CellSummary, Group},
    training::Trained,
};

/// Shares of the training frames that networks learn from.
pub const SAMPLE_SHARES: [f32; 5] = [SMALLEST_SHARE, 0.03, 0.1, 0.3, 1.0];
/// Shares of noise; the network without noise is that of all frames.
pub const NOISE_SHARES: [f32; 6] = [0.1, 0.3, 0.5, 0.7, 0.9, 1.0];

/// Steps below which no network of few frames is trained, unless that of all frames is.
const FEWEST_STEPS: u32 = 100;

/// One network of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DegradationPoint {
    /// Position of its group in [`groups`].
    pub group: u32,
    /// Share of the training frames used, or share of noise, in `[0, 1]`.
    pub share: f32,
    /// Spikes in the frames that it learned from.
    pub num_spikes: u32,
    /// Correlation of its prediction with the spikes to the test frames.
    pub correlation: f64,
    /// Data loss of the last batches, nats a frame.
    pub training_loss: f64,
    /// Data loss on the validation frames, which are always clean, nats a frame.
    pub validation_loss: f64,
}

/// The two curves of the figure, as far as their networks are trained.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Degradation {
    /// By share of the training frames, in rising order.
    pub samples: Vec<DegradationPoint>,
    /// By share of noise, in rising order, from 0.
    pub noise: Vec<DegradationPoint>,
}

/// A network for each of [`SAMPLE_SHARES`] without noise, then for each of [`NOISE_SHARES`] with all
/// frames and the kind of noise asked for.
///
/// Few frames are seen as often as all are, in fewer steps: as many steps would learn them by heart,
/// so that three times as many frames need not predict better (over ten cells a correlation of .49
/// from 1 % and of .39 from 3 %, instead of .43 and .48).
pub fn groups(config: &Config) -> Vec<Group> {
    let samples = SAMPLE_SHARES.into_iter().map(|share| (share, 0.0));
    let noise = NOISE_SHARES.into_iter().map(|share| (1.0, share));
    samples
        .chain(noise)
        .map(|(sample_share, noise_share)| {
            Group::of(config, |draft| {
                draft.sample_share = sample_share;
                let steps = (draft.steps as f32 * sample_share).round() as u32;
                draft.steps = steps.max(FEWEST_STEPS).min(draft.steps);
                draft.noise_share = noise_share;
            })
        })
        .collect()
}

impl Degradation {
    /// From the networks that are trained: `result` gives what a group of [`groups`] has come to.
    pub fn new<'a>(result: impl Fn(u32) -> Option<(&'a CellSummary, &'a Trained)>) -> Self {
        let point = |group: usize, share: f32| {
            let (cell, network) = result(group as u32)?;
            Some(DegradationPoint {
                group: group as u32,
                share,
                num_spikes: cell.num_training_spikes,
                correlation: network.correlation,
                training_loss: network.curve.last().map_or(f64::NAN, |point| point.training_loss),
                validation_loss: network.validation_loss,
            })
        };
        let num_samples = SAMPLE_SHARES.len();
        let samples = SAMPLE_SHARES.into_iter().enumerate();
        let clean = point(num_samples - 1, 0.0);
        let noise = NOISE_SHARES.into_iter().enumerate();
        Self {
            samples: samples.filter_map(|(group, share)| point(group, share)).collect(),
            noise: clean
                .into_iter()
                .chain(noise.filter_map(|(number, share)| point(num_samples + number, share)))
                .collect(),
        }
    }
}
