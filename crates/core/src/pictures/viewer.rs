//! A cell and its network that look at one place of a picture.

use std::sync::Arc;

use crate::{
    config::Normalization,
    experiment::natural::{PatchView, Subject},
    network::filter_answers,
    stimulus::{Field, GrayScale, Image},
};

/// A cell before a picture, ready to be moved over it.
pub struct FieldViewer {
    subject: Arc<Subject>,
    image: Arc<Image>,
    checker: f32,
    normalization: Normalization,
    is_mirrored: bool,
    scale: GrayScale,
}

/// What goes on under one place.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldView {
    /// Where the cell looks, inside the picture.
    pub field: Field,
    /// What it sees there, `[checkers]`.
    pub contrast: Vec<f32>,
    /// What each filter of the network answers at each of its positions, as a picture that stands
    /// reaches it: rectified, `[filters][positions]`.
    pub answers: Vec<Vec<f32>>,
    /// Subunits, filters, and the course of a flash.
    pub patch: PatchView,
}

impl FieldViewer {
    /// Contrast is that of the whole picture in checkers of this size, pixels.
    pub fn new(
        subject: Arc<Subject>,
        image: Arc<Image>,
        (checker, normalization, is_mirrored): (f32, Normalization, bool),
    ) -> Self {
        let checkers = image.in_checkers(checker);
        let scale = match normalization {
            Normalization::Half | Normalization::Unit => normalization.scale(&checkers.values),
            Normalization::PatchRemoved => {
                normalization.scale(&without_means(&checkers, subject.size()))
            }
        };
        Self { subject, image, checker, normalization, is_mirrored, scale }
    }

    /// Largest side of a checker with which the field of a cell fits on a picture, pixels; at least 1.
    pub fn largest_checker(subject: &Subject, image: &Image) -> u32 {
        let (rows, columns) = subject.size();
        (image.width / columns).min(image.height / rows).max(1) as u32
    }

    /// The field in the middle of the picture.
    pub fn middle(&self) -> Field {
        let field = self.field((0.0, 0.0));
        let middle = |side: usize, count: usize| 0.5 * (side as f32 - self.checker * count as f32);
        let (left, top) =
            (middle(self.image.width, field.columns), middle(self.image.height, field.rows));
        self.field((left.round(), top.round()))
    }

    /// The field with its left upper corner here, pushed back onto the picture.
    pub fn field(&self, (left, top): (f32, f32)) -> Field {
        let (rows, columns) = self.subject.size();
        let field = Field { left, top, checker: self.checker, rows, columns };
        field.inside(self.image.width, self.image.height)
    }

    /// What goes on with the field at one place.
    pub fn at(&self, field: Field) -> FieldView {
        let gray = self.image.seen_by(&field);
        let mean = match self.normalization {
            Normalization::Half | Normalization::Unit => 0.0,
            Normalization::PatchRemoved => gray.iter().sum::<f32>() / gray.len() as f32,
        };
        let sign = if self.is_mirrored { -1.0 } else { 1.0 };
        let contrast: Vec<f32> =
            gray.iter().map(|gray| sign * self.scale.contrast(gray - mean)).collect();
        let patch = PatchView::new(&self.subject, &contrast);
        FieldView { answers: answers(&self.subject, &contrast), field, contrast, patch }
    }
}

/// Rectified answers of each filter at its positions.
fn answers(subject: &Subject, contrast: &[f32]) -> Vec<Vec<f32>> {
    let parameters = subject.parameters();
    let gain = subject.standing_gain();
    let of_filter = |(filter, answers): (usize, &[f32])| {
        answers.iter().map(|answer| (gain * answer + parameters.bias(filter)).max(0.0)).collect()
    };
    let all = filter_answers(parameters, contrast);
    all.chunks_exact(parameters.shape.num_positions()).enumerate().map(of_filter).collect()
}

/// The picture cut into fields, the mean of each taken away.
fn without_means(checkers: &Image, (rows, columns): (usize, usize)) -> Vec<f32> {
    let mut all = Vec::with_capacity(checkers.values.len());
    for top in (0..checkers.height).step_by(rows) {
        for left in (0..checkers.width).step_by(columns) {
            let lines = (top..(top + rows).min(checkers.height)).map(|row| {
                let right = (left + columns).min(checkers.width);
                &checkers.values[row * checkers.width..][left..right]
            });
            let patch: Vec<f32> = lines.flatten().copied().collect();
            let mean = patch.iter().sum::<f32>() / patch.len() as f32;
            all.extend(patch.iter().map(|gray| gray - mean));
        }
    }
    all
}
