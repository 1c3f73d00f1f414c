//! The own network beside everything else that might predict the answers.

use serde::{Deserialize, Serialize};

use crate::{
    config::{Normalization, Polarity},
    experiment::natural::{
        Setting, Subject, agreement::PredictionAgreement, responder::Responder,
        subject::PictureNetwork,
    },
    statistics::{correlation, mean},
    stimulus::network_sees,
};

/// Answers of cells and predictions, for one way to normalize.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// From gray to contrast.
    pub normalization: Normalization,
    /// Spikes expected by each cell itself, `[cells][num_pictures]`; no cell where nobody knows them.
    pub answers: Vec<Vec<f32>>,
    /// Spikes expected by every network at the place of every cell, `[networks][cells][num_pictures]`.
    pub predictions: Vec<Vec<Vec<f32>>>,
    /// Output of the spike-triggered average, rectified, `[cells][num_pictures]`.
    pub rectified: Vec<Vec<f32>>,
    /// Spikes expected by a model of one filter and a curve, `[cells][num_pictures]`.
    pub linear_nonlinear: Vec<Vec<f32>>,
    /// Mean gray of each patch, negative for cells driven by dark, `[cells][num_pictures]`.
    pub luminance: Vec<Vec<f32>>,
    /// Correlations with the answers, a row for each cell; none where nobody knows the answers.
    pub scores: Vec<Scores>,
    /// How far predictions agree there, a row for each cell.
    pub agreements: Vec<PredictionAgreement>,
}

/// How well the answers of one cell are predicted: correlations over the pictures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// By its own network.
    pub own: f64,
    /// By the network of each other cell.
    pub others: Vec<f64>,
    /// By the rectified output of its spike-triggered average.
    pub rectified: f64,
    /// By one filter and a curve.
    pub linear_nonlinear: f64,
    /// By the mean luminance of the patch alone.
    pub luminance: f64,
    /// Mean prediction of the own network over the mean answer.
    pub rate_factor: f64,
}

/// Means over the cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanScores {
    /// By the own network.
    pub own: f64,
    /// By networks of other cells, if there are any.
    pub others: Option<f64>,
    /// By the rectified spike-triggered average.
    pub rectified: f64,
    /// By one filter and a curve.
    pub linear_nonlinear: f64,
    /// By luminance.
    pub luminance: f64,
    /// Geometric mean of the rate factors of cells that answer at all.
    pub rate_factor: f64,
}

impl Comparison {
    /// # Shapes
    /// - `patches`: `[cells][num_pictures * checkers]`, gray values
    pub(super) fn new(setting: &Setting, subjects: &[Subject], patches: &[Vec<f32>]) -> Self {
        let shown = SeenPatches::new(setting, subjects, patches);
        let mut found = Self {
            normalization: setting.normalization,
            answers: Vec::new(),
            predictions: vec![Vec::new(); subjects.len()],
            rectified: Vec::new(),
            linear_nonlinear: Vec::new(),
            luminance: Vec::new(),
            scores: Vec::new(),
            agreements: Vec::new(),
        };
        for (cell, subject) in subjects.iter().enumerate() {
            let checkers = subject.config().num_checkers();
            if subject.cell().is_some() {
                found.answers.push(answers(setting, subject, &shown.cells[cell]));
            }
            let seen = &shown.networks[cell];
            for (row, other) in found.predictions.iter_mut().zip(subjects) {
                row.push(predictions(setting, other.network(), (subject, seen)));
            }
            let gains = subject.gains(&setting.courses(subject.input_filter(), subject.timing()));
            let [rectified, linear_nonlinear] = one_filter(subject, &gains, seen);
            found.rectified.push(rectified);
            found.linear_nonlinear.push(linear_nonlinear);
            found.luminance.push(luminance(subject, &patches[cell], checkers));
        }
        found.scores = (0..found.answers.len()).map(|cell| found.score(cell)).collect();
        let unknown = subjects.iter().enumerate().filter(|(_, subject)| subject.cell().is_none());
        let agreement = |(cell, subject): (usize, &Subject)| {
            let half = |network| predictions(setting, network, (subject, &shown.networks[cell]));
            let halves: Vec<_> = subject.halves().iter().map(half).collect();
            PredictionAgreement::new(&found, cell, &halves)
        };
        found.agreements = unknown.map(agreement).collect();
        found
    }

    fn score(&self, cell: usize) -> Scores {
        let answers = &self.answers[cell];
        let of_network = |network: usize| correlation(&self.predictions[network][cell], answers);
        let others = (0..self.predictions.len()).filter(|&network| network != cell);
        Scores {
            own: of_network(cell),
            others: others.map(of_network).collect(),
            rectified: correlation(&self.rectified[cell], answers),
            linear_nonlinear: correlation(&self.linear_nonlinear[cell], answers),
            luminance: correlation(&self.luminance[cell], answers),
            rate_factor: rate_factor(&self.predictions[cell][cell], answers),
        }
    }

    /// Means over the cells.
    pub fn means(&self) -> MeanScores {
        let of = |value: fn(&Scores) -> f64| mean(self.scores.iter().map(value)).unwrap_or(0.0);
        MeanScores {
            own: of(|scores| scores.own),
            others: mean(self.scores.iter().flat_map(|scores| scores.others.iter().copied())),
            rectified: of(|scores| scores.rectified),
            linear_nonlinear: of(|scores| scores.linear_nonlinear),
            luminance: of(|scores| scores.luminance),
            rate_factor: mean_factor(self.scores.iter().map(|scores| scores.rate_factor)),
        }
    }

    /// Cells whose own network predicts better than every other.
    pub fn num_own_best(&self) -> usize {
        let is_best = |scores: &&Scores| scores.others.iter().all(|other| *other < scores.own);
        self.scores.iter().filter(is_best).count()
    }
}

/// Patches as cells and networks see them, `[cells][num_pictures * checkers]`.
pub(super) struct SeenPatches {
    pub(super) cells: Vec<Vec<f32>>,
    pub(super) networks: Vec<Vec<f32>>,
}

impl SeenPatches {
    pub(super) fn new(setting: &Setting, subjects: &[Subject], patches: &[Vec<f32>]) -> Self {
        let checkers = subjects[0].config().num_checkers();
        let all = patches.concat();
        let contrast = setting.normalization.contrast(&all, checkers);
        let seen = network_sees(setting.mistake, (&all, &contrast), checkers);
        let len = patches[0].len();
        let split = |values: Vec<f32>| values.chunks_exact(len).map(<[f32]>::to_vec).collect();
        Self { cells: split(contrast), networks: split(seen) }
    }
}

/// Expected spikes of what stands beside a network for each picture.
pub(super) fn answers(setting: &Setting, subject: &Subject, contrast: &[f32]) -> Vec<f32> {
    let courses = setting.courses(subject.temporal(), subject.timing());
    let beside = Responder::new(subject, &courses);
    let answer = |patch: &[f32]| -> f32 {
        beside.drives(patch).into_iter().map(|drive| beside.rate(drive)).sum()
    };
    contrast.chunks_exact(subject.config().num_checkers()).map(answer).collect()
}

/// Spikes that a network expects for each picture that a subject sees.
pub(super) fn predictions(
    setting: &Setting,
    network: &PictureNetwork,
    (subject, seen): (&Subject, &[f32]),
) -> Vec<f32> {
    let gains = network.gains(&setting.courses(network.input_filter(), subject.timing()));
    let rates = network.predict(&gains, seen);
    rates.chunks_exact(gains.len()).map(|rates| rates.iter().sum()).collect()
}

/// Mean prediction over mean answer.
pub(super) fn rate_factor(predictions: &[f32], answers: &[f32]) -> f64 {
    let sum = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>();
    sum(predictions) / sum(answers)
}

/// Geometric mean of the rate factors of cells that answer at all.
pub fn mean_factor(factors: impl Iterator<Item = f64>) -> f64 {
    let logs = factors.map(libm::log).filter(|log| log.is_finite());
    libm::exp(mean(logs).unwrap_or(0.0))
}

/// The rectified output of the one filter, and what its curve makes of it, summed over the moments.
fn one_filter(subject: &Subject, gains: &[f32], seen: &[f32]) -> [Vec<f32>; 2] {
    let baseline = subject.baseline();
    let generators = baseline.generators_of_pictures(seen);
    let sum = |of: &dyn Fn(f32) -> f32| {
        generators
            .iter()
            .map(|generator| gains.iter().map(|gain| of(gain * generator)).sum())
            .collect()
    };
    [sum(&|signal| signal.max(0.0)), sum(&|signal| baseline.count(signal))]
}

fn luminance(subject: &Subject, patches: &[f32], checkers: usize) -> Vec<f32> {
    let sign = match subject.polarity() {
        Polarity::On => 1.0,
        Polarity::Off => -1.0,
    };
    let mean = |patch: &[f32]| sign * patch.iter().sum::<f32>() / checkers as f32;
    patches.chunks_exact(checkers).map(mean).collect()
}
