//! How far predictions of pictures agree, where nobody knows what the cell would answer.

use serde::{Deserialize, Serialize};

use crate::{
    experiment::natural::{Comparison, comparison::rate_factor},
    statistics::{correlation, mean},
};

/// How far what is predicted for one cell agrees: correlations over the pictures. Two networks may well agree and both be wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictionAgreement {
    /// Of the networks that learned from the first and from the second half of the frames.
    pub halves: f64,
    /// Of what both add to the one-filter model: the partial correlation of their predictions, given those of that model. Both
    /// depart from the same model, so that what is wrong with it counts too.
    pub beyond_one_filter: f64,
    /// Of the own network and the network of each other cell.
    pub others: Vec<f64>,
    /// Of the own network and the rectified output of the spike-triggered average.
    pub rectified: f64,
    /// Of the own network and the one-filter model.
    pub linear_nonlinear: f64,
    /// Of the own network and the mean luminance of the patch alone.
    pub luminance: f64,
    /// Mean prediction of the own network over that of the one-filter model.
    pub rate_factor: f64,
}

/// Means over the cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanAgreement {
    /// Of the networks of both halves.
    pub halves: f64,
    /// Of what both add to the one-filter model.
    pub beyond_one_filter: f64,
    /// Of the own network and those of other cells, if there are any.
    pub others: Option<f64>,
    /// Of the own network and the one-filter model.
    pub linear_nonlinear: f64,
}

impl PredictionAgreement {
    /// # Shapes
    /// - `halves`: `[2][num_pictures]`, predictions of the networks of both halves; without them nothing agrees
    pub(super) fn new(found: &Comparison, cell: usize, halves: &[Vec<f32>]) -> Self {
        let own = &found.predictions[cell][cell];
        let one_filter = &found.linear_nonlinear[cell];
        let others = (0..found.predictions.len()).filter(|&network| network != cell);
        let (halves, beyond_one_filter) = match halves {
            [first, second] => {
                let both = correlation(first, second);
                let with_one = [first, second].map(|half| correlation(half, one_filter));
                (both, partial(both, with_one))
            }
            _ => (0.0, 0.0),
        };
        Self {
            halves,
            beyond_one_filter,
            others: others.map(|other| correlation(&found.predictions[other][cell], own)).collect(),
            rectified: correlation(&found.rectified[cell], own),
            linear_nonlinear: correlation(one_filter, own),
            luminance: correlation(&found.luminance[cell], own),
            rate_factor: rate_factor(own, one_filter),
        }
    }
}

impl MeanAgreement {
    /// Of the cells of a comparison; nothing where their answers are known.
    pub fn of(found: &Comparison) -> Option<Self> {
        let all = || found.agreements.iter();
        Some(Self {
            halves: mean(all().map(|cell| cell.halves))?,
            beyond_one_filter: mean(all().map(|cell| cell.beyond_one_filter))?,
            others: mean(all().flat_map(|cell| cell.others.iter().copied())),
            linear_nonlinear: mean(all().map(|cell| cell.linear_nonlinear))?,
        })
    }
}

/// Correlation of two series once a third is taken out of both, given its correlations with them.
///
/// ```text
/// r = (ab - ac bc) / sqrt((1 - ac^2)(1 - bc^2))
/// ```
///
/// 0 where the third explains one of them.
fn partial(ab: f64, [ac, bc]: [f64; 2]) -> f64 {
    let left = (1.0 - ac * ac) * (1.0 - bc * bc);
    // What is left after rounding is nothing.
    if left > 1e-12 { (ab - ac * bc) / left.sqrt() } else { 0.0 }
}
