//! A recorded-like cell while a movie is shown to it: what it remembers, and how it drifts.

use crate::{cell::RecordedCell, config::NUM_LAGS, rng::Random};

/// SD of the logarithm of the drift.
const DRIFT_SD: f32 = 0.3;
/// Time constant of the drift, frames: five minutes.
const DRIFT_FRAMES: f64 = 9_000.0;

/// The state of one presentation.
///
/// Filtering in time and projecting on a subunit commute: each frame is projected once, and only
/// the projections are kept and filtered.
#[derive(Clone, Debug)]
pub struct Playback {
    random: Random,
    /// Projections of the last frames, newest first, of each subunit.
    projections: Vec<[f32; NUM_LAGS]>,
    log_drift: f32,
}

impl Playback {
    /// Before the first frame; noise, drift and spikes come from `random`.
    pub fn new(cell: &RecordedCell, mut random: Random) -> Self {
        let log_drift = DRIFT_SD * random.normal();
        Self { random, projections: vec![[0.0; NUM_LAGS]; cell.subunits.len()], log_drift }
    }

    /// Shows the next frame. The drive means nothing before [`NUM_LAGS`] frames were shown.
    pub fn show(&mut self, cell: &RecordedCell, frame: &[f32]) {
        for (history, projection) in self.projections.iter_mut().zip(cell.projections(frame)) {
            history.rotate_right(1);
            history[0] = projection;
        }
    }

    /// The pooled signal of the last frames in SDs from its mean.
    pub fn drive(&self, cell: &RecordedCell) -> f32 {
        cell.law.drive(self.pool(cell))
    }

    pub(super) fn pool(&self, cell: &RecordedCell) -> f32 {
        let filtered = self.projections.iter().zip(&cell.subunits).map(|(history, subunit)| {
            history.iter().zip(&subunit.temporal).map(|(value, weight)| value * weight).sum()
        });
        cell.pool(filtered)
    }

    /// Draws the spikes of one frame of a given drive, after the drift of one frame.
    pub fn spikes(&mut self, cell: &RecordedCell, drive: f32) -> u16 {
        let kept = libm::exp(-1.0 / DRIFT_FRAMES);
        let fresh = (1.0 - kept * kept).sqrt() as f32;
        self.log_drift = kept as f32 * self.log_drift + DRIFT_SD * fresh * self.random.normal();
        cell.law.spikes(drive, drift(self.log_drift), &mut self.random)
    }
}

/// Drift at a moment of which nothing is known.
pub(super) fn any_drift(random: &mut Random) -> f32 {
    drift(DRIFT_SD * random.normal())
}

fn drift(log_drift: f32) -> f32 {
    libm::expf(log_drift - 0.5 * DRIFT_SD * DRIFT_SD)
}
