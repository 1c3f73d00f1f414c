//! The pictures of a recording itself.

use serde::{Deserialize, Serialize};

use crate::experiment::natural::Subject;

/// What is shown of the pictures of a recording, each with a pixel for each checker of its field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnPictures {
    /// Rows and columns of a picture.
    pub field: (usize, usize),
    /// First row and column that the network of each cell sees.
    pub corners: Vec<(usize, usize)>,
    /// Pictures that are offered, `[offered][rows * columns]`, gray from 0 to 1.
    pub offered: Vec<Vec<f32>>,
    /// Trials with each picture, if that is known.
    pub num_trials: Option<usize>,
    /// Milliseconds for which a picture was on, if known.
    pub flash_ms: Option<f64>,
}

impl OwnPictures {
    /// Of cells with these pictures, of which some are offered; nothing without pictures.
    pub(super) fn new(subjects: &[Subject], offered: &[u32]) -> Option<Self> {
        let test = subjects.first()?.pictures()?;
        let tests = subjects.iter().filter_map(Subject::pictures);
        Some(Self {
            field: test.field,
            corners: tests.map(|test| test.corner).collect(),
            offered: offered.iter().map(|number| test.picture(*number as usize)).collect(),
            num_trials: test.answers.num_trials(test.num_pictures()),
            flash_ms: test.flash_ms,
        })
    }
}

/// What each network sees of all pictures, `[cells][num_pictures * checkers]`, gray; nothing unless each cell has as many.
pub(super) fn patches(subjects: &[Subject]) -> Option<Vec<Vec<f32>>> {
    let num_pictures = subjects.first()?.pictures()?.num_pictures();
    let patches = |subject: &Subject| {
        let (test, size) = (subject.pictures()?, subject.size());
        let is_within =
            test.corner.0 + size.0 <= test.field.0 && test.corner.1 + size.1 <= test.field.1;
        (is_within && test.num_pictures() == num_pictures).then(|| test.patches(size))
    };
    subjects.iter().map(patches).collect()
}
