//! What each mistake does to the own networks.

use serde::{Deserialize, Serialize};

use crate::{
    config::{Choice as _, Mistake},
    experiment::natural::{
        Setting, Subject,
        comparison::{SeenPatches, answers, predictions, rate_factor},
        mean_factor,
        setting::patches,
    },
    statistics::{correlation, mean},
    stimulus::Image,
};

/// A mistake and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mistaken {
    /// Which.
    pub mistake: Mistake,
    /// Correlation of the own networks with their cells, mean over the cells.
    pub own: f64,
    /// Predicted over true rate, geometric mean over the cells.
    pub rate_factor: f64,
}

/// Makes every mistake in turn, the first of them none, on the same pictures and the same cells. Which
/// mistake the setting names changes nothing.
///
/// Nothing where nobody knows the cells: what a mistake costs, only their answers can tell.
///
/// # Panics
/// Without cells or without pictures.
pub fn mistakes(
    setting: &Setting,
    subjects: &[Subject],
    pictures: impl Iterator<Item = Image>,
) -> Vec<Mistaken> {
    assert!(!subjects.is_empty(), "pictures are shown to cells");
    if subjects.iter().any(|subject| subject.cell().is_none()) {
        return Vec::new();
    }
    let patches = patches(setting, subjects, pictures);
    let mut true_answers: Vec<Vec<f32>> = Vec::new();
    let mut score = |&(mistake, ..): &(Mistake, _, _)| {
        let setting = Setting { mistake, ..setting.clone() };
        let shown = SeenPatches::new(&setting, subjects, &patches);
        if true_answers.is_empty() {
            // A cell makes no mistakes, so its answers are always the same.
            let of_cell = |(subject, seen): (&Subject, &Vec<f32>)| answers(&setting, subject, seen);
            true_answers = subjects.iter().zip(&shown.cells).map(of_cell).collect();
        }
        let of_network = |(subject, seen): (&Subject, &Vec<f32>)| {
            predictions(&setting, subject.network(), (subject, seen))
        };
        let predicted: Vec<_> = subjects.iter().zip(&shown.networks).map(of_network).collect();
        let both = || predicted.iter().zip(&true_answers);
        let correlations = both().map(|(predicted, answers)| correlation(predicted, answers));
        let factors = both().map(|(predicted, answers)| rate_factor(predicted, answers));
        Mistaken {
            mistake,
            own: mean(correlations).unwrap_or(0.0),
            rate_factor: mean_factor(factors),
        }
    };
    Mistake::OPTIONS.iter().map(&mut score).collect()
}
