//! Cells and networks before pictures (paper: Fig. 10): does a network that has only seen white
//! noise predict the answer to a picture, and would anything simpler do as well?
//!
//! In: trained networks with what is known of their cells, and pictures. Out: [`NaturalImages`]. The
//! networks are those of the transfer between cells, and of the model cell the one with most filters.

mod comparison;
mod examples;
mod map;
mod mistakes;
mod moving;
mod setting;
mod subject;

use serde::{Deserialize, Serialize};

use crate::{
    config::{CellSource, Config, Presentation},
    experiment::{CellSummary, Group, Ingredients, transfer},
    mark,
    statistics::Ellipse,
    stimulus::Image,
    units::share,
    words,
};

pub use comparison::{Comparison, MeanScores, Scores};
pub use examples::{Examples, PictureRaster};
pub use map::{PatchView, ResponseMap};
pub use mistakes::{Mistaken, mistakes};
pub use moving::Moving;
pub use setting::{NUM_FRAMES, NUM_ON, Setting, field_of};
pub use subject::Subject;

/// Everything that Fig. 10 shows, and what is needed to judge it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NaturalImages {
    /// What was shown and how.
    pub setting: Setting,
    /// Numbers of the cells.
    pub numbers: Vec<u32>,
    /// Rows and columns of the field of each cell.
    pub size: (usize, usize),
    /// One SD of the receptive field of each cell, checkers of its field.
    pub outlines: Vec<Option<Ellipse>>,
    /// Answers to the pictures as the setting normalizes them.
    pub kept: Comparison,
    /// The same with the mean of each patch taken away: what is left once brightness explains
    /// nothing.
    pub removed: Comparison,
    /// Pictures to look at, with spikes.
    pub examples: Examples,
}

/// The networks to train: those of a population, with keys of their own, or that of the model cell.
pub fn groups(config: &Config) -> Vec<Group> {
    match config.source() {
        CellSource::Recorded | CellSource::File => transfer::groups(config),
        CellSource::Model => vec![Group::whole(config)],
    }
}

/// Every cell of an experiment with its network, ready for pictures; nothing unless there is a cell
/// and a network for each of its [`groups`], both made for its field.
pub fn subjects(config: &Config, from: &Ingredients) -> Option<Vec<Subject>> {
    let groups = groups(config);
    let is_whole = groups.len() == from.cells.len() && groups.len() == from.networks.len();
    let networks = from.networks.iter().map(|network| &**network);
    let known = from.cells.iter().zip(networks);
    let fits = |(group, (cell, network)): (&Group, (&CellSummary, _))| {
        Subject::fits(&group.config, cell, network)
    };
    let is_whole = is_whole && groups.iter().zip(known.clone()).all(fits);
    let subject = |(group, (cell, network)): (&Group, (&CellSummary, _))| {
        Subject::new(&group.config, cell, network)
    };
    is_whole.then(|| groups.iter().zip(known).map(subject).collect())
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
        let without = setting.without_means();
        let removed = Comparison::new(&without, subjects, &patches);
        let examples = Examples::new(&setting, subjects, &patches);
        let numbers = subjects.iter().map(Subject::number).collect();
        let outlines = subjects.iter().map(Subject::outline).collect();
        Self { size: subjects[0].size(), setting, numbers, outlines, kept, removed, examples }
    }

    /// What the comparison allows one to conclude, in words.
    pub fn conclusion(&self) -> String {
        self.conclusion_by(words::say)
    }

    /// The same in the words that `say` has for the English ones: reports stay English.
    pub(super) fn conclusion_by(&self, say: fn(&'static str) -> &'static str) -> String {
        let (kept, removed) = (self.kept.means(), self.removed.means());
        let words = |means: &MeanScores| [means.own, means.rectified, means.luminance].map(share);
        let ([own, filter, light], [own_left, filter_left, light_left]) =
            (words(&kept), words(&removed));
        let all = self.numbers.len();
        let shown = match self.setting.presentation {
            Presentation::Flashed => say(mark!("On flashed pictures as they are")),
            Presentation::Standing => say(mark!("On pictures that stand, as they are")),
        };
        let (Some(kept_others), Some(others)) = (kept.others, removed.others) else {
            return words::fill(
                say(mark!(
                    "{shown}, the network reaches a correlation of {own}, one filter {filter} and minus the mean luminance of the patch {light}; with the mean of each patch removed, {own_left}, {filter_left} and {light_left}."
                )),
                &[
                    ("shown", &shown),
                    ("own", &own),
                    ("filter", &filter),
                    ("light", &light),
                    ("own_left", &own_left),
                    ("filter_left", &filter_left),
                    ("light_left", &light_left),
                ],
            );
        };
        let best = self.removed.num_own_best();
        let (kept_others, others_left) = (share(kept_others), share(others));
        // What a network knows of its own cell must clearly exceed what others know of it.
        let is_specific = best * 10 >= all * 9 && removed.own > others + 0.05;
        let verdict = say(if is_specific {
            mark!(
                "so the networks have learned their own cells, not only what drives any cell like them"
            )
        } else {
            mark!("so these pictures do not show that each network has learned its own cell")
        });
        words::fill(
            say(mark!(
                "{shown}, the own network reaches a correlation of {own}, but networks of other cells {kept_others}, one filter {filter} and minus the mean luminance of the patch {light}: a high correlation alone proves little. With the mean of each patch removed, the own network reaches {own_left}, others {others_left}, one filter {filter_left}, luminance {light_left}, and the own network is best for {best} of {all} cells, {verdict}."
            )),
            &[
                ("shown", &shown),
                ("own", &own),
                ("kept_others", &kept_others),
                ("filter", &filter),
                ("light", &light),
                ("own_left", &own_left),
                ("others_left", &others_left),
                ("filter_left", &filter_left),
                ("light_left", &light_left),
                ("best", &best),
                ("all", &all),
                ("verdict", &verdict),
            ],
        )
    }
}
