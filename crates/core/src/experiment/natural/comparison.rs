//! The own network beside everything else that might predict the answers.

use serde::{Deserialize, Serialize};

use crate::{
    config::{Normalization, Polarity},
    experiment::natural::{
        MeanScores, ScoreReference, Scores, Setting, Subject, responder::Responder,
        subject::PictureNetwork,
    },
    stimulus::network_sees,
};

/// Answers of cells and predictions, for one way to normalize.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// From gray to contrast.
    pub normalization: Normalization,
    /// Spikes expected by each cell itself, or counted in a recording, `[cells][num_pictures]`; no cell where nobody knows them.
    pub answers: Vec<Vec<f32>>,
    /// Spikes expected by every network at the place of every cell, `[networks][cells][num_pictures]`.
    pub predictions: Vec<Vec<Vec<f32>>>,
    /// Output of the spike-triggered average, rectified, `[cells][num_pictures]`.
    pub rectified: Vec<Vec<f32>>,
    /// Spikes expected by a model of one filter and a curve, `[cells][num_pictures]`.
    pub linear_nonlinear: Vec<Vec<f32>>,
    /// Mean gray of each patch, negative for cells driven by dark, `[cells][num_pictures]`.
    pub luminance: Vec<Vec<f32>>,
    /// What all predictions are compared with.
    pub reference: ScoreReference,
    /// Correlations with that, a row for each cell.
    pub scores: Vec<Scores>,
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
            reference: ScoreReference::default(),
            scores: Vec::new(),
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
        if setting.is_own {
            let answers = subjects.iter().filter_map(Subject::pictures);
            found.answers = answers.map(|test| test.answers.means(test.num_pictures())).collect();
        }
        if found.answers.len() < subjects.len() {
            (found.reference, found.answers) = (ScoreReference::Network, Vec::new());
        }
        found.score(setting, subjects, &shown);
        found
    }

    fn score(&mut self, setting: &Setting, subjects: &[Subject], shown: &SeenPatches) {
        let score = |(cell, subject): (usize, &Subject)| {
            let half = |network| predictions(setting, network, (subject, &shown.networks[cell]));
            let halves: Vec<_> = subject.halves().iter().map(half).collect();
            let scores = Scores::new(self, cell, &halves);
            match subject.pictures().filter(|_| setting.is_own) {
                Some(test) => scores.with_trials(self, cell, &test.answers),
                None => scores,
            }
        };
        self.scores = subjects.iter().enumerate().map(score).collect();
    }

    /// The same with the mean luminance of the patches taken out of answers and predictions.
    pub(super) fn without_luminance(&self) -> Self {
        let scores = self.scores.iter().enumerate();
        let scores = scores.map(|(cell, scores)| scores.without_luminance(self, cell)).collect();
        Self { scores, ..self.clone() }
    }

    /// Means over the cells.
    pub fn means(&self) -> MeanScores {
        MeanScores::new(&self.scores)
    }

    /// Cells whose own network predicts better than every other.
    pub fn num_own_best(&self) -> usize {
        let is_best = |scores: &&Scores| {
            scores.own.is_some_and(|own| scores.others.iter().all(|other| *other < own))
        };
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

/// Mean prediction over mean answer; 0 of a cell that did not answer at all.
pub(super) fn rate_factor(predictions: &[f32], answers: &[f32]) -> f64 {
    let sum = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>();
    let counted = sum(answers);
    if counted > 0.0 { sum(predictions) / counted } else { 0.0 }
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
