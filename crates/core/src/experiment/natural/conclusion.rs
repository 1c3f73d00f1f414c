//! What pictures before cells and networks allow one to conclude, in words.

use crate::{
    config::Presentation,
    experiment::natural::{MeanAgreement, MeanScores, NaturalImages},
    mark,
    units::share,
    words,
};

/// By how much a correlation clearly exceeds another one.
const CLEARLY: f64 = 0.05;
/// Correlation above which two networks say the same: a quarter of what one adds is in the other.
const REPRODUCED: f64 = 0.5;

/// The words for English ones.
type Say = fn(&'static str) -> &'static str;

impl NaturalImages {
    /// What the comparison allows one to conclude, in words.
    pub fn conclusion(&self) -> String {
        self.conclusion_by(words::say)
    }

    /// The same in the words that `say` has for the English ones: reports stay English.
    pub(in crate::experiment) fn conclusion_by(&self, say: Say) -> String {
        match MeanAgreement::of(&self.kept).zip(MeanAgreement::of(&self.removed)) {
            Some((kept, removed)) => self.unknown(say, (&kept, &removed)),
            None => self.known(say),
        }
    }

    /// How they are shown, at the beginning of a sentence.
    fn shown(&self, say: Say) -> &'static str {
        match self.setting.presentation {
            Presentation::Flashed => say(mark!("On flashed pictures as they are")),
            Presentation::Standing => say(mark!("On pictures that stand, as they are")),
        }
    }

    /// Of cells whose answers nobody knows.
    fn unknown(&self, say: Say, (kept, removed): (&MeanAgreement, &MeanAgreement)) -> String {
        let words = |means: &MeanAgreement| [means.halves, means.linear_nonlinear].map(share);
        let ([halves, filter], [halves_left, filter_left]) = (words(kept), words(removed));
        let beyond = share(removed.beyond_one_filter);
        let is_nonlinear = removed.beyond_one_filter > REPRODUCED
            && removed.halves > removed.linear_nonlinear + CLEARLY;
        let verdict = say(if is_nonlinear {
            mark!(
                "so nonlinear pooling changes what the networks predict, and does so again from other frames; that alone does not make it right"
            )
        } else {
            mark!("so these pictures do not show that the networks know more than one filter")
        });
        let (kept_others, others_left) = (
            kept.others.map(share).unwrap_or_default(),
            removed.others.map(share).unwrap_or_default(),
        );
        let sentence = say(if kept.others.is_some() {
            mark!(
                "Nobody knows what these cells answer to these pictures: whether the networks are right, and what a mistake costs, can't be told. {shown}, networks of both halves of the frames agree at a correlation of {halves}; with the network of all frames, the one-filter LN model agrees at {filter} and networks of other cells at {kept_others}. With the mean of each patch removed: {halves_left}, {filter_left} and {others_left}. What both halves add to the one filter then agrees at {beyond}, {verdict}."
            )
        } else {
            mark!(
                "Nobody knows what this cell answers to these pictures: whether the network is right, and what a mistake costs, can't be told. {shown}, networks of both halves of the frames agree at a correlation of {halves}, and the one-filter LN model agrees with the network of all frames at {filter}. With the mean of each patch removed: {halves_left} and {filter_left}. What both halves add to the one filter then agrees at {beyond}, {verdict}."
            )
        });
        words::fill(
            sentence,
            &[
                ("shown", &self.shown(say)),
                ("halves", &halves),
                ("filter", &filter),
                ("kept_others", &kept_others),
                ("halves_left", &halves_left),
                ("filter_left", &filter_left),
                ("others_left", &others_left),
                ("beyond", &beyond),
                ("verdict", &verdict),
            ],
        )
    }

    /// Of simulated cells.
    fn known(&self, say: Say) -> String {
        let (kept, removed) = (self.kept.means(), self.removed.means());
        let words = |means: &MeanScores| [means.own, means.rectified, means.luminance].map(share);
        let ([own, filter, light], [own_left, filter_left, light_left]) =
            (words(&kept), words(&removed));
        let all = self.numbers.len();
        let shown = self.shown(say);
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
        let is_specific = best * 10 >= all * 9 && removed.own > others + CLEARLY;
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
