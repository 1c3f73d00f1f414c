//! A cell before still pictures that come and go.

use crate::{
    cell::{HiddenCell, RecordedCell},
    config::NUM_LAGS,
    rng::Random,
};

/// How much of a picture is seen at each of the last frames; lag 0 is now.
pub type Course = [f32; NUM_LAGS];

/// A cell, and how strongly a picture reaches each of its subunits at each moment.
///
/// Filtering in time and projecting on a subunit commute: a picture is projected once, and every
/// moment only scales the projections.
#[derive(Clone, Debug)]
pub struct PictureCell {
    cell: HiddenCell,
    /// `[moments][subunits]`
    gains: Vec<Vec<f32>>,
}

impl PictureCell {
    /// For pictures shown with these courses of time, one for each moment at which the cell is asked.
    pub fn new(cell: &HiddenCell, courses: &[Course]) -> Self {
        let gain = |temporal: &[f32], course: &Course| -> f32 {
            temporal.iter().zip(course).map(|(weight, shown)| weight * shown).sum()
        };
        let of_subunits = |course: &Course| match cell {
            HiddenCell::Model(cell) => vec![gain(cell.temporal(), course); cell.num_subunits()],
            HiddenCell::Recorded(cell) => {
                cell.subunits().iter().map(|subunit| gain(&subunit.temporal, course)).collect()
            }
        };
        Self { gains: courses.iter().map(of_subunits).collect(), cell: cell.clone() }
    }

    /// What each subunit's spatial filter sees, before time, sign and rectification.
    ///
    /// # Shapes
    /// - `patch`: `[checkers]`, contrast
    pub fn projections(&self, patch: &[f32]) -> Vec<f32> {
        match &self.cell {
            HiddenCell::Model(cell) => cell.generators(patch).collect(),
            HiddenCell::Recorded(cell) => cell.projections(patch).collect(),
        }
    }

    /// Rectified signal of each subunit at a moment, times its weight in the pool.
    ///
    /// # Shapes
    /// - `projections`: as [`Self::projections`] gives them
    pub fn drives_of_subunits(&self, moment: usize, projections: &[f32]) -> Vec<f32> {
        let signals = projections.iter().zip(&self.gains[moment]).map(|(seen, gain)| seen * gain);
        match &self.cell {
            HiddenCell::Model(_) => signals.map(|signal| signal.max(0.0)).collect(),
            HiddenCell::Recorded(cell) => cell.rectified(signals).collect(),
        }
    }

    /// Drive of the cell at each moment.
    ///
    /// # Shapes
    /// - `projections`: as [`Self::projections`] gives them
    /// - returns `[moments]`
    pub fn drives(&self, projections: &[f32]) -> Vec<f32> {
        let of_moment = |moment| self.drive(moment, projections.iter().copied());
        (0..self.gains.len()).map(of_moment).collect()
    }

    pub(super) fn drive(&self, moment: usize, projections: impl Iterator<Item = f32>) -> f32 {
        self.pool(projections.zip(&self.gains[moment]).map(|(seen, gain)| seen * gain))
    }

    /// Drive of the cell when each moment's course of time has a picture of its own: what they bring to
    /// a subunit adds up before it rectifies.
    ///
    /// # Shapes
    /// - `projections`: `[moments]`, each as [`Self::projections`] gives them; moments without any see gray
    pub fn drive_of_all<'a>(&self, projections: impl IntoIterator<Item = &'a Vec<f32>>) -> f32 {
        let mut sums = vec![0.0; self.gains.first().map_or(0, Vec::len)];
        for (gains, seen) in self.gains.iter().zip(projections) {
            for (sum, (seen, gain)) in sums.iter_mut().zip(seen.iter().zip(gains)) {
                *sum += seen * gain;
            }
        }
        self.pool(sums.into_iter())
    }

    fn pool(&self, signals: impl Iterator<Item = f32>) -> f32 {
        match &self.cell {
            HiddenCell::Model(cell) => {
                cell.scale() * signals.map(|signal| signal.max(0.0)).sum::<f32>()
            }
            HiddenCell::Recorded(cell) => cell.drive(cell.rectified(signals).sum()),
        }
    }

    pub(super) fn cell(&self) -> &HiddenCell {
        &self.cell
    }

    /// The spatial filter of every subunit, suppressive ones too, in the order of
    /// [`Self::drives_of_subunits`].
    ///
    /// # Shapes
    /// - returns `[subunits][checkers]`
    pub fn all_filters(&self) -> Vec<Vec<f32>> {
        match &self.cell {
            HiddenCell::Model(cell) => cell.subunit_filters(),
            HiddenCell::Recorded(cell) => {
                cell.subunits().iter().map(|subunit| subunit.spatial.clone()).collect()
            }
        }
    }

    /// Spikes expected in a frame of a given drive. Of a recorded-like cell, what is left of them
    /// once no frame holds more than it can: pictures drive it far above noise.
    pub fn rate(&self, drive: f32) -> f32 {
        match &self.cell {
            HiddenCell::Model(cell) => cell.rate_of_drive(drive),
            HiddenCell::Recorded(cell) => cell.clipped_rate(drive),
        }
    }

    /// Draws the spikes of one trial; a recorded-like cell has drifted since the one before.
    ///
    /// # Shapes
    /// - `drives`: one for each moment
    /// - returns the same
    pub fn spikes(&self, drives: &[f32], random: &mut Random) -> Vec<u16> {
        match &self.cell {
            HiddenCell::Model(cell) => {
                let draw = |&drive: &f32| cell.spikes(cell.rate_of_drive(drive), random);
                drives.iter().map(draw).collect()
            }
            HiddenCell::Recorded(cell) => {
                let drift = RecordedCell::any_drift(random);
                drives.iter().map(|&drive| cell.spikes(drive, drift, random)).collect()
            }
        }
    }
}

/// For each lag, 1 where a picture that is on for `num_on` frames from frame 0 is seen at `frame`.
pub fn flash_at(frame: usize, num_on: usize) -> Course {
    core::array::from_fn(|lag| {
        let is_on = frame.checked_sub(lag).is_some_and(|shown| shown < num_on);
        f32::from(u8::from(is_on))
    })
}

/// The course for which a temporal filter answers most, upright: a picture that has stood still for
/// as long as it takes, seen through a filter of unit norm with gain 1 or -1, in the sign of the
/// filter's peak.
pub fn standing(temporal: &[f32; NUM_LAGS]) -> Course {
    let peak = temporal.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs()));
    let sign = peak.unwrap_or(1.0).signum();
    temporal.map(|weight| sign * weight)
}
