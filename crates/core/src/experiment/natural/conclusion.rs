//! What pictures before cells and networks allow one to conclude, in words.

use crate::{
    config::Presentation,
    experiment::natural::{MeanScores, NaturalImages, OwnPictures, ScoreReference},
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
        match (self.kept.reference, &self.own) {
            (ScoreReference::Network, _) => self.unknown(say),
            (ScoreReference::Answers, None) => self.known(say),
            (ScoreReference::Answers, Some(own)) => self.recorded(say, own),
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
    fn unknown(&self, say: Say) -> String {
        let (kept, removed) = (self.kept.means(), self.removed.means());
        let halves_of = |means: &MeanScores| means.halves.unwrap_or(0.0);
        let words = |means: &MeanScores| [halves_of(means), means.linear_nonlinear].map(share);
        let ([halves, filter], [halves_left, filter_left]) = (words(&kept), words(&removed));
        let beyond_one_filter = removed.beyond_one_filter.unwrap_or(0.0);
        let beyond = share(beyond_one_filter);
        let is_nonlinear = beyond_one_filter > REPRODUCED
            && halves_of(&removed) > removed.linear_nonlinear + CLEARLY;
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
        let own_of = |means: &MeanScores| means.own.unwrap_or(0.0);
        let words =
            |means: &MeanScores| [own_of(means), means.rectified, means.luminance].map(share);
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
        let is_specific = best * 10 >= all * 9 && own_of(&removed) > others + CLEARLY;
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

    /// Of cells of a recording that were shown these pictures.
    fn recorded(&self, say: Say, own: &OwnPictures) -> String {
        let (kept, left) = (self.kept.means(), self.removed.means());
        let network = |means: &MeanScores| means.own.unwrap_or(0.0);
        let others = |means: &MeanScores| {
            let others = means.others.map(share);
            others.map_or(String::new(), |others| {
                words::fill(
                    say(mark!(", networks of other cells {others}")),
                    &[("others", &others)],
                )
            })
        };
        let (network_kept, network_left) = (share(network(&kept)), share(network(&left)));
        let verdict = say(if network(&left) > left.linear_nonlinear + CLEARLY {
            mark!("so the networks know more of these cells than one filter does")
        } else {
            mark!("so these pictures do not show that the networks know more than one filter")
        });
        let first = words::fill(
            say(mark!(
                "To {num} pictures of the recording itself the answers are known. They correlate with what the network predicts at {own}{others}, the one-filter LN model {filter}, and the mean luminance of the patch {light}. {trials} With the luminance taken out of answers and predictions, {own_left} is left of the network{others_left}, and {filter_left} of the LN model, {verdict}."
            )),
            &[
                ("num", &self.setting.num_pictures),
                ("own", &network_kept),
                ("others", &others(&kept)),
                ("filter", &share(kept.linear_nonlinear)),
                ("light", &share(kept.luminance)),
                ("trials", &trials_words(say, &kept, own)),
                ("own_left", &network_left),
                ("others_left", &others(&left)),
                ("filter_left", &share(left.linear_nonlinear)),
                ("verdict", &verdict),
            ],
        );
        format!("{first} {}", unknown_words(say, own))
    }
}

/// How high a correlation could be, as far as the trials tell.
fn trials_words(say: Say, kept: &MeanScores, own: &OwnPictures) -> String {
    let normalized = kept.own_normalized.zip(kept.linear_nonlinear_normalized);
    match (own.num_trials, kept.ceiling.zip(normalized)) {
        (Some(num), Some((ceiling, (network, filter)))) => words::fill(
            say(mark!(
                "By {num} trials a perfect prediction would reach {ceiling}; CC_norm is {network} for the network and {filter} for the LN model."
            )),
            &[
                ("num", &num),
                ("ceiling", &share(ceiling)),
                ("network", &share(network)),
                ("filter", &share(filter)),
            ],
        ),
        (Some(num), None) if num > 1 => words::fill(
            say(mark!(
                "The {num} trials have nothing in common, so that no ceiling can be told."
            )),
            &[("num", &num)],
        ),
        (Some(_), _) => {
            say(mark!("How high a correlation could be, one trial can't tell.")).to_owned()
        }
        (None, _) => say(mark!(
            "How high a correlation could be isn't known: the answers are means, without their trials."
        ))
        .to_owned(),
    }
}

/// What is taken as it is in the paper, since nobody says.
fn unknown_words(say: Say, own: &OwnPictures) -> String {
    match own.flash_ms {
        Some(ms) => words::fill(
            say(mark!(
                "Pictures were on for {ms} ms; in which time spikes were counted isn't known and taken to be all of a second."
            )),
            &[("ms", &ms)],
        ),
        None => say(mark!(
            "How long pictures were on isn't known and taken to be 200 ms, as in the paper; in which time spikes were counted neither, and taken to be all of a second."
        ))
        .to_owned(),
    }
}
