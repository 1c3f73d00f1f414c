//! How well the answers to pictures are predicted, and where nobody knows them, how far predictions agree.

use serde::{Deserialize, Serialize};

use crate::{
    experiment::natural::{Comparison, comparison::rate_factor},
    recording::PictureAnswers,
    statistics::{correlation, mean, reliability},
};

/// What all that predicts the answers of a cell is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScoreReference {
    /// The answers themselves, simulated or recorded.
    #[default]
    Answers,
    /// The predictions of the own network, where nobody knows the answers.
    Network,
}

/// How well the answers of one cell are predicted: correlations over the pictures with the [`ScoreReference`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Of its own network; nothing where that is the reference.
    pub own: Option<f64>,
    /// Of the network of each other cell.
    pub others: Vec<f64>,
    /// Of the rectified output of its spike-triggered average.
    pub rectified: f64,
    /// Of one filter and a curve.
    pub linear_nonlinear: f64,
    /// Of the mean luminance of the patch alone.
    pub luminance: f64,
    /// Mean prediction of the own network over the mean answer, or over that of the one-filter model.
    pub rate_factor: f64,
    /// Of the networks that learned from the first and from the second half of the frames, with each other; nothing without such
    /// networks. Two networks may well agree and both be wrong.
    pub halves: Option<f64>,
    /// Of what both add to the one-filter model: the partial correlation of their predictions, given those of that model. Both
    /// depart from the same model, so that what is wrong with it counts too.
    pub beyond_one_filter: Option<f64>,
    /// What the trials say of it, where there are several.
    pub trials: Option<TrialScores>,
}

/// How much of what the trials have in common is predicted.
///
/// # Source
/// [`reliability`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrialScores {
    /// The correlation that a perfect prediction would reach; nothing if the trials share no signal.
    pub ceiling: Option<f64>,
    /// Normalized correlation of the own network.
    pub own: Option<f64>,
    /// Normalized correlation of the one-filter model.
    pub linear_nonlinear: Option<f64>,
}

/// Means over the cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanScores {
    /// Of the own network; nothing where that is the reference.
    pub own: Option<f64>,
    /// Of networks of other cells, if there are any.
    pub others: Option<f64>,
    /// Of the rectified spike-triggered average.
    pub rectified: f64,
    /// Of one filter and a curve.
    pub linear_nonlinear: f64,
    /// Of luminance.
    pub luminance: f64,
    /// Geometric mean of the rate factors of cells that answer at all.
    pub rate_factor: f64,
    /// Of the networks of both halves.
    pub halves: Option<f64>,
    /// Of what both add to the one-filter model.
    pub beyond_one_filter: Option<f64>,
    /// Of the correlation that a perfect prediction would reach.
    pub ceiling: Option<f64>,
    /// Of the normalized correlation of the own network.
    pub own_normalized: Option<f64>,
    /// Of the normalized correlation of the one-filter model.
    pub linear_nonlinear_normalized: Option<f64>,
}

impl Scores {
    /// # Shapes
    /// - `halves`: `[2][num_pictures]`, predictions of the networks of both halves; none of a simulated cell
    pub(super) fn new(found: &Comparison, cell: usize, halves: &[Vec<f32>]) -> Self {
        let own = &found.predictions[cell][cell];
        let one_filter = &found.linear_nonlinear[cell];
        let answers = found.answers.get(cell);
        let reference = answers.unwrap_or(own);
        let others = (0..found.predictions.len()).filter(|&network| network != cell);
        let (halves, beyond_one_filter) = match halves {
            [first, second] => {
                let both = correlation(first, second);
                let with_one = [first, second].map(|half| correlation(half, one_filter));
                (Some(both), Some(partial(both, with_one)))
            }
            _ => (None, None),
        };
        Self {
            own: answers.map(|answers| correlation(own, answers)),
            others: others
                .map(|other| correlation(&found.predictions[other][cell], reference))
                .collect(),
            rectified: correlation(&found.rectified[cell], reference),
            linear_nonlinear: correlation(one_filter, reference),
            luminance: correlation(&found.luminance[cell], reference),
            rate_factor: rate_factor(own, answers.unwrap_or(one_filter)),
            halves,
            beyond_one_filter,
            trials: None,
        }
    }

    /// The same with what the trials say.
    #[must_use]
    pub(super) fn with_trials(
        self,
        found: &Comparison,
        cell: usize,
        answers: &PictureAnswers,
    ) -> Self {
        let num_pictures = found.luminance[cell].len();
        let PictureAnswers::Trials(counts) = answers else { return self };
        if counts.len() < 2 * num_pictures {
            return self;
        }
        let own = reliability(counts, &found.predictions[cell][cell]);
        let one_filter = reliability(counts, &found.linear_nonlinear[cell]);
        let trials = TrialScores {
            ceiling: own.ceiling,
            own: own.normalized,
            linear_nonlinear: one_filter.normalized,
        };
        Self { trials: Some(trials), ..self }
    }

    /// What is left once the mean luminance of the patches is taken out of answers and predictions: partial correlations.
    ///
    /// Cells were shown pictures with their luminance, so that only this tells what is predicted beside it.
    pub(super) fn without_luminance(&self, found: &Comparison, cell: usize) -> Self {
        let luminance = &found.luminance[cell];
        let of = |with_reference: f64, predicted: &[f32]| {
            partial(with_reference, [self.luminance, correlation(predicted, luminance)])
        };
        let networks = (0..found.predictions.len()).filter(|&network| network != cell);
        Self {
            own: self.own.map(|own| of(own, &found.predictions[cell][cell])),
            others: networks
                .zip(&self.others)
                .map(|(network, with)| of(*with, &found.predictions[network][cell]))
                .collect(),
            rectified: of(self.rectified, &found.rectified[cell]),
            linear_nonlinear: of(self.linear_nonlinear, &found.linear_nonlinear[cell]),
            luminance: 0.0,
            trials: None,
            ..self.clone()
        }
    }
}

impl MeanScores {
    /// Of the cells of a comparison.
    pub(super) fn new(scores: &[Scores]) -> Self {
        let of = |value: fn(&Scores) -> f64| mean(scores.iter().map(value)).unwrap_or(0.0);
        let known = |value: fn(&Scores) -> Option<f64>| mean(scores.iter().filter_map(value));
        let by_trials = |value: fn(&TrialScores) -> Option<f64>| {
            mean(scores.iter().filter_map(|cell| value(cell.trials.as_ref()?)))
        };
        Self {
            own: known(|cell| cell.own),
            others: mean(scores.iter().flat_map(|cell| cell.others.iter().copied())),
            rectified: of(|cell| cell.rectified),
            linear_nonlinear: of(|cell| cell.linear_nonlinear),
            luminance: of(|cell| cell.luminance),
            rate_factor: mean_factor(scores.iter().map(|cell| cell.rate_factor)),
            halves: known(|cell| cell.halves),
            beyond_one_filter: known(|cell| cell.beyond_one_filter),
            ceiling: by_trials(|trials| trials.ceiling),
            own_normalized: by_trials(|trials| trials.own),
            linear_nonlinear_normalized: by_trials(|trials| trials.linear_nonlinear),
        }
    }
}

/// Geometric mean of the rate factors of cells that answer at all.
pub fn mean_factor(factors: impl Iterator<Item = f64>) -> f64 {
    let logs = factors.map(libm::log).filter(|log| log.is_finite());
    libm::exp(mean(logs).unwrap_or(0.0))
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
