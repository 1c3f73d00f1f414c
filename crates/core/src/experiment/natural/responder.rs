//! What stands beside a network and answers pictures as it does: the cell, or a model of one filter.

use crate::{
    cell::{Course, PictureCell},
    experiment::natural::Subject,
    rng::Random,
    stimulus::Image,
};

/// It, ready for pictures that are shown with given courses of time.
pub(super) enum Responder<'a> {
    /// The cell.
    Cell(PictureCell),
    /// The one-filter model of a subject, with how strongly pictures reach it at each moment.
    OneFilter(&'a Subject, Vec<f32>),
}

impl<'a> Responder<'a> {
    /// With one course for each moment at which it is asked.
    pub(super) fn new(subject: &'a Subject, courses: &[Course]) -> Self {
        match subject.cell() {
            Some(cell) => Self::Cell(PictureCell::new(cell, courses)),
            None => Self::OneFilter(subject, subject.gains(courses)),
        }
    }

    /// What a patch does to it at each moment: the drive of a cell, the expected spikes of a model.
    ///
    /// # Shapes
    /// - `patch`: `[checkers]`, contrast
    pub(super) fn drives(&self, patch: &[f32]) -> Vec<f32> {
        match self {
            Self::Cell(cell) => cell.drives(&cell.projections(patch)),
            Self::OneFilter(subject, gains) => {
                let baseline = subject.baseline();
                let generator = baseline.generators_of_pictures(patch)[0];
                gains.iter().map(|gain| baseline.count(gain * generator)).collect()
            }
        }
    }

    /// Spikes expected in a frame, given what the patch does in it.
    pub(super) fn rate(&self, drive: f32) -> f32 {
        match self {
            Self::Cell(cell) => cell.rate(drive),
            Self::OneFilter(..) => drive,
        }
    }

    /// Draws the spikes of one trial.
    pub(super) fn spikes(&self, drives: &[f32], random: &mut Random) -> Vec<u16> {
        match self {
            Self::Cell(cell) => cell.spikes(drives, random),
            Self::OneFilter(..) => poisson(drives, random),
        }
    }

    /// Spikes expected at the first moment at every place of a picture, a pixel for each checker.
    pub(super) fn map(&self, contrast: &[f32], width: usize) -> Vec<f32> {
        let (subject, gain) = match self {
            Self::Cell(cell) => return cell.map(contrast, width),
            Self::OneFilter(subject, gains) => (subject, gains[0]),
        };
        let (rows, columns) = subject.size();
        let picture = Image::new(width, contrast.len() / width.max(1), contrast.to_vec());
        if rows > picture.height || columns > width {
            return Vec::new();
        }
        let baseline = subject.baseline();
        let places = (0..=picture.height - rows)
            .flat_map(|top| (0..=width - columns).map(move |left| (left, top)));
        let rate = |place: (usize, usize)| {
            let patch = picture.cut(place, (columns, rows)).values;
            baseline.count(gain * baseline.generators_of_pictures(&patch)[0])
        };
        places.map(rate).collect()
    }
}

/// Draws counts of a Poisson process.
pub(super) fn poisson(rates: &[f32], random: &mut Random) -> Vec<u16> {
    rates.iter().map(|&rate| random.poisson(rate)).collect()
}
