//! Which pictures are shown, how, and where on them the cells look.

use serde::{Deserialize, Serialize};

use crate::{
    cell::{Course, TemporalFilter, standing},
    config::{CellSource, Config, Draft, Mistake, Normalization, Presentation, Scene},
    experiment::natural::{FlashTiming, Subject},
    stimulus::{Field, Image},
    units::CHECKER_UM,
};

/// What is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Seed of the pictures and of the spikes.
    pub seed: u32,
    /// Whether they are those of the recording itself, with its answers.
    pub is_own: bool,
    /// What the pictures show; own pictures of a person are given instead where there are any.
    pub scene: Scene,
    /// How many.
    pub num_pictures: u32,
    /// Height and width of a generated picture, pixels.
    pub side: u32,
    /// Side of a checker, pixels.
    pub checker: f32,
    /// From gray to contrast.
    pub normalization: Normalization,
    /// What goes wrong on the way to the network.
    pub mistake: Mistake,
    /// How pictures meet time.
    pub presentation: Presentation,
    /// Trials for which spikes are drawn.
    pub num_trials: u32,
    /// Cells whose spikes are drawn: positions in the list of cells.
    pub shown: Vec<u32>,
}

/// Height and width of a generated picture, checkers: the field and some room to move.
const SIDE: u32 = 28;
/// Trials for which spikes are drawn.
const NUM_TRIALS: u32 = 10;
/// Largest side of a checker on a generated picture, pixels.
const MAX_CHECKER: f32 = 36.0;

impl Default for Setting {
    fn default() -> Self {
        Self::of_draft(&Draft::default())
    }
}

impl Setting {
    /// What an experiment shows: to its first three cells where spikes are drawn.
    pub fn new(config: &Config) -> Self {
        Self::of_draft(config.draft())
    }

    /// With checkers of so many micrometers, as far as somebody knows: pictures stay as large on the retina, so that a larger checker
    /// covers more of their pixels, of which it takes whole ones.
    #[must_use]
    pub fn with_checkers(self, um: Option<f32>) -> Self {
        let side = self.checker * um.unwrap_or(CHECKER_UM) / CHECKER_UM;
        let checker = side.round().clamp(1.0, MAX_CHECKER);
        Self { checker, side: SIDE * checker as u32, ..self }
    }

    fn of_draft(draft: &Draft) -> Self {
        // Only a cell that somebody knows sees what its network should have seen.
        let mistake = if draft.source == CellSource::File { Mistake::None } else { draft.mistake };
        Self {
            seed: draft.seed,
            is_own: false,
            scene: draft.scene,
            num_pictures: draft.pictures,
            side: SIDE * draft.checker,
            checker: draft.checker as f32,
            normalization: draft.normalization,
            mistake,
            presentation: draft.presentation,
            num_trials: NUM_TRIALS,
            shown: vec![0, 1, 2],
        }
    }

    /// The same for so many pictures of the recording itself, which have a pixel for each checker, and were flashed.
    pub(super) fn of_own(self, num_pictures: usize) -> Self {
        Self {
            is_own: true,
            num_pictures: num_pictures as u32,
            checker: 1.0,
            presentation: Presentation::Flashed,
            ..self
        }
    }

    /// The same with the mean of each patch taken away.
    pub(super) fn without_means(&self) -> Self {
        Self { normalization: Normalization::PatchRemoved, ..self.clone() }
    }

    /// The generated pictures, one after the other.
    pub fn pictures(&self) -> impl Iterator<Item = Image> + use<> {
        let (scene, seed, side) = (self.scene, self.seed, self.side as usize);
        (0..self.num_pictures).map(move |number| scene.image(seed, number, side))
    }

    /// How many views of a person's own pictures are shown: each picture at least once.
    pub fn num_views(&self, num_own: usize) -> u32 {
        self.num_pictures.max(num_own as u32)
    }

    /// A view of so many own pictures, as large as a generated picture: they take turns, and each is
    /// seen at one place after the other, from its middle on, as if the eye moved.
    ///
    /// # Panics
    /// Without pictures.
    pub fn view(&self, num_own: usize, own: impl Fn(usize) -> Image, number: u32) -> Image {
        let turn = number / num_own as u32;
        let picture = own(number as usize % num_own);
        let side = self.side as usize;
        let (width, height) = (side.min(picture.width), side.min(picture.height));
        let start = |step: f64, free: usize| (spread(turn, step) * free as f64).round() as usize;
        let left = start(STEPS[0], picture.width - width);
        let top = start(STEPS[1], picture.height - height);
        picture.cut((left, top), (width, height))
    }

    /// Courses of time with which pictures are shown to what has a temporal filter, one for each
    /// moment at which it is asked.
    pub(super) fn courses(&self, temporal: &TemporalFilter, timing: FlashTiming) -> Vec<Course> {
        match self.presentation {
            Presentation::Flashed => timing.courses(),
            Presentation::Standing => vec![standing(temporal)],
        }
    }
}

/// 1/p and 1/p^2 of the plastic number p, the real root of p^3 = p + 1.
const STEPS: [f64; 2] = [0.754_877_666_246_693, 0.569_840_290_998_053_3];

/// The share of the free way at which the thing of a number stands, along a side.
fn spread(number: u32, step: f64) -> f64 {
    (0.5 + f64::from(number) * step).fract()
}

/// Where a cell looks on a picture: cells spread evenly, each always at the same place.
///
/// Places follow the additive sequence whose steps are powers of the plastic number, which fills a
/// square evenly however many there are.
pub fn field_of(
    number: u32,
    (rows, columns): (usize, usize),
    checker: f32,
    image: &Image,
) -> Field {
    let place = |step: f64, side: usize, checkers: usize| {
        let share = spread(number, step);
        let free = (side as f64 - f64::from(checker) * checkers as f64).max(0.0);
        // On whole pixels, so that generated pictures are averaged without shares.
        (share * free).round() as f32
    };
    Field {
        left: place(STEPS[0], image.width, columns),
        top: place(STEPS[1], image.height, rows),
        checker,
        rows,
        columns,
    }
}

/// Gray values of the checkers under each cell, `[cells][num_pictures * checkers]`.
pub(super) fn patches(
    setting: &Setting,
    subjects: &[Subject],
    pictures: impl Iterator<Item = Image>,
) -> Vec<Vec<f32>> {
    let mut patches = vec![Vec::new(); subjects.len()];
    for picture in pictures {
        for (patches, subject) in patches.iter_mut().zip(subjects) {
            let field = field_of(subject.number(), subject.size(), setting.checker, &picture);
            patches.extend(picture.seen_by(&field));
        }
    }
    patches
}
