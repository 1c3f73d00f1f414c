//! A cell and its network at every place of a picture.

use serde::{Deserialize, Serialize};

use crate::{
    cell::{PictureCell, standing},
    config::Normalization,
    experiment::natural::{Beside, Subject, responder::Responder},
    network::{filter_answers, predict_map},
    stimulus::Image,
};

/// Expected spikes a frame at every place of a picture that stands still: space alone.
///
/// # Shapes
/// - `beside` and `network`: `[height * width]`, places of the field's upper left checker
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResponseMap {
    /// Places in a row.
    pub width: u32,
    /// Rows of places.
    pub height: u32,
    /// What the network stands beside.
    pub kind: Beside,
    /// By that.
    pub beside: Vec<f32>,
    /// By the network.
    pub network: Vec<f32>,
}

/// What goes on in a cell and in its network under one patch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatchView {
    /// What the network stands beside.
    pub kind: Beside,
    /// What each subunit adds to the pool while the picture stands; negative for suppressive ones. None where nobody knows the cell.
    pub subunits: Vec<f32>,
    /// What each filter adds to the input of the output then; of networks with further layers, its
    /// strongest rectified answer.
    pub filters: Vec<f32>,
    /// Expected spikes of what stands beside the network at each frame of a flash.
    pub beside: Vec<f32>,
    /// The same by the network.
    pub network: Vec<f32>,
}

impl ResponseMap {
    /// Looks at every place of a picture. Contrast is that of the whole picture: patches overlap, so
    /// a mean of each patch is not taken away.
    ///
    /// # Shapes
    /// - `picture`: one pixel for each checker, as [`Image::in_checkers`] makes it
    pub fn new(subject: &Subject, picture: &Image, normalization: Normalization) -> Self {
        let normalization = match normalization {
            Normalization::Half => Normalization::Half,
            Normalization::Unit | Normalization::PatchRemoved => Normalization::Unit,
        };
        let contrast = normalization.contrast(&picture.values, picture.values.len().max(1));
        let (rows, columns) = subject.size();
        let places = |side: usize, field: usize| (side + 1).saturating_sub(field) as u32;
        let gain = subject.standing_gain();
        let beside = Responder::new(subject, &[standing(subject.temporal())]);
        let picture_and_width = (contrast.as_slice(), picture.width);
        let unit = subject.config().output();
        Self {
            width: places(picture.width, columns),
            height: places(picture.height, rows),
            kind: subject.beside(),
            beside: beside.map(&contrast, picture.width),
            network: predict_map(subject.parameters(), unit, gain, picture_and_width),
        }
    }

    /// Network minus what it stands beside.
    pub fn difference(&self) -> Vec<f32> {
        self.network.iter().zip(&self.beside).map(|(network, beside)| network - beside).collect()
    }
}

impl PatchView {
    /// # Shapes
    /// - `patch`: `[checkers]`, contrast
    pub fn new(subject: &Subject, patch: &[f32]) -> Self {
        let courses = subject.timing().courses();
        let flashed = Responder::new(subject, &courses);
        let subunits = subject.cell().map(|cell| {
            let still = PictureCell::new(cell, &[standing(cell.temporal())]);
            still.drives_of_subunits(0, &still.projections(patch))
        });
        Self {
            kind: subject.beside(),
            subunits: subunits.unwrap_or_default(),
            filters: filters(subject, patch),
            beside: flashed.drives(patch).into_iter().map(|drive| flashed.rate(drive)).collect(),
            network: subject.predict(&subject.gains(&courses), patch),
        }
    }
}

fn filters(subject: &Subject, patch: &[f32]) -> Vec<f32> {
    let parameters = subject.parameters();
    let gain = subject.standing_gain();
    let positions = parameters.shape.num_positions();
    let answers = filter_answers(parameters, patch);
    let of_filter = |(filter, answers): (usize, &[f32])| {
        let rectified =
            answers.iter().map(|answer| (gain * answer + parameters.bias(filter)).max(0.0));
        if parameters.shape.layers > 1 {
            return rectified.fold(0.0, f32::max);
        }
        rectified.zip(parameters.dense(filter)).map(|(answer, weight)| answer * weight).sum()
    };
    answers.chunks_exact(positions).enumerate().map(of_filter).collect()
}
