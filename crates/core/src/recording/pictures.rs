//! Pictures that the cells of a recording were shown, and what they answered.

use serde::{Deserialize, Serialize};

use crate::stimulus::digest;

/// Pictures as the checkers of the field see them, with the answers of all cells (paper: Fig. 10).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShownPictures {
    /// `[num_pictures, rows, columns]` of the field, mean gray of each checker, 255 for white.
    pub gray: Vec<u8>,
    /// What each cell of the recording answered.
    pub answers: Vec<PictureAnswers>,
    /// Milliseconds for which a picture was on, if known.
    pub flash_ms: Option<f64>,
}

/// What a cell answered to each picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PictureAnswers {
    /// `[num_trials * num_pictures]`, spikes, one trial after the other.
    Trials(Vec<u16>),
    /// `[num_pictures]`, mean spikes over trials of which no more is known.
    Means(Vec<f32>),
}

impl PictureAnswers {
    /// Spikes to each of so many pictures, averaged over the trials, `[num_pictures]`.
    pub fn means(&self, num_pictures: usize) -> Vec<f32> {
        match self {
            Self::Trials(counts) => {
                let num_trials = self.num_trials(num_pictures).unwrap_or(1) as f32;
                let sum = |picture: usize| -> f32 {
                    counts[picture..].iter().step_by(num_pictures).copied().map(f32::from).sum()
                };
                (0..num_pictures).map(|picture| sum(picture) / num_trials).collect()
            }
            Self::Means(means) => means.clone(),
        }
    }

    /// Number of trials, if it is known.
    pub fn num_trials(&self, num_pictures: usize) -> Option<usize> {
        match self {
            Self::Trials(counts) => counts.len().checked_div(num_pictures),
            Self::Means(_) => None,
        }
    }

    /// A number that differs for other answers, almost surely.
    fn digest(&self) -> u64 {
        match self {
            Self::Trials(counts) => digest(counts.iter().map(|count| u64::from(*count))),
            Self::Means(means) => digest(means.iter().map(|mean| u64::from(mean.to_bits()))),
        }
    }
}

impl ShownPictures {
    /// A number that differs for other pictures or answers, almost surely.
    pub(super) fn digest(&self) -> u64 {
        let gray = self.gray.iter().map(|gray| u64::from(*gray));
        let flash = self.flash_ms.unwrap_or_default().to_bits();
        digest(gray.chain(self.answers.iter().map(PictureAnswers::digest)).chain([flash]))
    }
}
