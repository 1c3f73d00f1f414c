//! The pictures by which networks of a real cell are tested, kept apart from the recording.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::recording::{PictureAnswers, ShownPictures};

/// Pictures that a cell was shown, with its answers, and where on them its network looks.
///
/// Whoever shows a network pictures needs them, and has no recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PictureTest {
    /// Rows and columns of a picture: those of the field of the recording.
    pub field: (usize, usize),
    /// First row and column that the network sees.
    pub corner: (usize, usize),
    /// `[num_pictures, rows, columns]`, mean gray of each checker, 255 for white.
    gray: Arc<Vec<u8>>,
    /// What the cell answered.
    pub answers: PictureAnswers,
    /// Milliseconds for which a picture was on, if known.
    pub flash_ms: Option<f64>,
}

impl PictureTest {
    /// Of the cell of an index; nothing if it has no answers.
    pub fn new(
        pictures: &ShownPictures,
        cell: usize,
        (field, corner): ((usize, usize), (usize, usize)),
    ) -> Option<Self> {
        let gray = Arc::new(pictures.gray.clone());
        let (answers, flash_ms) = (pictures.answers.get(cell)?.clone(), pictures.flash_ms);
        let test = Self { field, corner, gray, answers, flash_ms };
        let num = test.num_pictures();
        let is_whole = match &test.answers {
            PictureAnswers::Trials(counts) => {
                !counts.is_empty() && num > 0 && counts.len().is_multiple_of(num)
            }
            PictureAnswers::Means(means) => num > 0 && means.len() == num,
        };
        is_whole.then_some(test)
    }

    /// Number of pictures.
    pub fn num_pictures(&self) -> usize {
        self.gray.len().checked_div(self.field.0 * self.field.1).unwrap_or(0)
    }

    /// A whole picture, gray from 0 to 1, `[rows * columns]`.
    ///
    /// # Panics
    /// If there is no such picture.
    pub fn picture(&self, number: usize) -> Vec<f32> {
        let len = self.field.0 * self.field.1;
        let gray = |gray: &u8| f32::from(*gray) / 255.0;
        self.gray[number * len..][..len].iter().map(gray).collect()
    }

    /// The parts of all pictures of which the network sees so many rows and columns, gray from 0 to 1.
    ///
    /// # Shapes
    /// - returns `[num_pictures * rows * columns]`
    ///
    /// # Panics
    /// Unless these lie within the pictures.
    pub fn patches(&self, (rows, columns): (usize, usize)) -> Vec<f32> {
        let patch = |number: usize| {
            let picture = self.picture(number);
            let row = |row: usize| {
                let start = (self.corner.0 + row) * self.field.1 + self.corner.1;
                picture[start..start + columns].to_vec()
            };
            (0..rows).flat_map(row).collect::<Vec<_>>()
        };
        (0..self.num_pictures()).flat_map(patch).collect()
    }
}
