//! Cells and networks before pictures (paper: Fig. 10): does a network that has only seen white
//! noise predict the answer to a picture, and would anything simpler do as well?
//!
//! In: trained networks with what is known of their cells, and pictures. Out: [`NaturalImages`]. The
//! networks are those of the transfer between cells, and of the model cell the one with most filters.
//!
//! Nobody knows what a cell of a recording answers to pictures that it was not shown. Beside its network stands a model of one filter, and
//! what can be known is how far networks of both halves of the frames agree, and how far they depart from that model. Pictures that it was
//! shown, if the recording has some, stand for others: its answers to them are known.

mod comparison;
mod conclusion;
mod examples;
mod groups;
mod map;
mod mistakes;
mod moving;
mod own;
mod responder;
mod scores;
mod setting;
mod subject;

use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    experiment::{CellSummary, Group, Ingredients},
    statistics::Ellipse,
    stimulus::Image,
    training::Trained,
};

pub use comparison::Comparison;
pub use examples::{Examples, PictureRaster};
pub use groups::groups;
pub use map::{PatchView, ResponseMap};
pub use mistakes::{Mistaken, mistakes};
pub use moving::Moving;
pub use own::OwnPictures;
pub use scores::{MeanScores, ScoreReference, Scores, TrialScores, mean_factor};
pub use setting::{Setting, field_of};
pub use subject::{Beside, FlashTiming, PictureNetwork, Subject};

/// Everything that Fig. 10 shows, and what is needed to judge it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NaturalImages {
    /// What was shown and how.
    pub setting: Setting,
    /// What stands beside the networks.
    pub beside: Beside,
    /// How pictures are flashed.
    pub timing: FlashTiming,
    /// Numbers of the cells.
    pub numbers: Vec<u32>,
    /// Rows and columns of the field of each cell.
    pub size: (usize, usize),
    /// One SD of the receptive field of each cell, checkers of its field.
    pub outlines: Vec<Option<Ellipse>>,
    /// Answers to the pictures as the setting normalizes them.
    pub kept: Comparison,
    /// The same with the mean of each patch taken away, or the luminance out of answers and predictions: what is left once
    /// brightness explains nothing.
    pub removed: Comparison,
    /// Pictures to look at, with spikes.
    pub examples: Examples,
    /// Of the pictures of a recording, what is shown of them; nothing of others.
    pub own: Option<OwnPictures>,
}

/// What is known of a cell, with one of its networks.
type KnownNetwork<'a> = (&'a Group, &'a CellSummary, &'a Trained);

/// Every cell of an experiment with its network, ready for pictures; nothing unless there is a cell
/// and a network for each of its [`groups`], both made for its field.
pub fn subjects(config: &Config, from: &Ingredients) -> Option<Vec<Subject>> {
    let groups = groups(config);
    let is_whole = groups.len() == from.cells.len() && groups.len() == from.networks.len();
    let known = groups.iter().zip(&from.cells).zip(&from.networks);
    let known: Vec<KnownNetwork<'_>> =
        known.map(|((group, cell), network)| (group, cell, &**network)).collect();
    let fits =
        |(group, cell, network): &KnownNetwork<'_>| Subject::fits(&group.config, cell, network);
    let add = |subject: Subject, (group, cell, network): &KnownNetwork<'_>| {
        subject.with_half(&group.config, cell, network)
    };
    let subject = |of_cell: &[KnownNetwork<'_>]| {
        let ((group, cell, network), halves) = of_cell.split_first()?;
        Some(halves.iter().fold(Subject::new(&group.config, cell, network), add))
    };
    let is_whole = is_whole && known.iter().all(fits);
    let cells = known.chunks(groups::networks_of_cell(config));
    is_whole.then(|| cells.filter_map(subject).collect())
}

impl NaturalImages {
    /// Shows pictures to every cell and every network.
    ///
    /// Pictures are made or decoded one after the other, and only the patches under the cells are
    /// kept.
    ///
    /// # Panics
    /// Without cells or without pictures.
    pub fn new(
        setting: Setting,
        subjects: &[Subject],
        pictures: impl Iterator<Item = Image>,
    ) -> Self {
        assert!(!subjects.is_empty(), "pictures are shown to cells");
        let patches = setting::patches(&setting, subjects, pictures);
        let kept = Comparison::new(&setting, subjects, &patches);
        let removed = Comparison::new(&setting.without_means(), subjects, &patches);
        Self::with(setting, (subjects, &patches), (kept, removed))
    }

    /// Shows the pictures of their recording to networks; nothing if it has none, or no cell.
    ///
    /// Its cells were shown them with their luminance, and what they answered to other pictures nobody knows. So the luminance of the
    /// patches is taken out of answers and predictions, and not out of the pictures.
    pub fn of_recording(setting: Setting, subjects: &[Subject]) -> Option<Self> {
        let patches = own::patches(subjects)?;
        let setting = setting.of_own(subjects.first()?.pictures()?.num_pictures());
        let kept = Comparison::new(&setting, subjects, &patches);
        let removed = kept.without_luminance();
        let found = Self::with(setting, (subjects, &patches), (kept, removed));
        let own = OwnPictures::new(subjects, &found.examples.offered);
        Some(Self { own, ..found })
    }

    fn with(
        setting: Setting,
        (subjects, patches): (&[Subject], &[Vec<f32>]),
        (kept, removed): (Comparison, Comparison),
    ) -> Self {
        let examples = Examples::new(&setting, (subjects, patches), &kept.answers);
        Self {
            own: None,
            beside: subjects[0].beside(),
            timing: subjects[0].timing(),
            numbers: subjects.iter().map(Subject::number).collect(),
            outlines: subjects.iter().map(Subject::outline).collect(),
            size: subjects[0].size(),
            setting,
            kept,
            removed,
            examples,
        }
    }
}
