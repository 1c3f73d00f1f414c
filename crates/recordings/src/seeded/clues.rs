//! What files say of a stimulus that is only a seed: words of its description, each with a reason.

use ganglion_core::t;
use serde::{Deserialize, Serialize};

use crate::{
    facts::ArrayFacts,
    roles::{Role, RoleProposal},
};

/// What numbers in files are called, without signs, and the words of a description that they are.
const NAMES: [(&str, &[&str]); 8] = [
    ("seed", &["seed", "startseed", "firstseed", "runningseed", "seedrunning", "rngseed"]),
    ("frozen-seed", &["frozenseed", "secondseed", "seedfrozen", "seed2"]),
    ("blinks", &["nblinks", "blinks", "framedwell", "dwell"]),
    ("trials", &["ntrials", "numtrials", "trials"]),
    ("running", &["runningframes", "nrunning", "numrunning", "framespertrial"]),
    ("frozen", &["frozenframes", "nfrozen", "numfrozen"]),
    ("width", &["nx", "xsize", "width", "numx"]),
    ("height", &["ny", "ysize", "height", "numy"]),
];

/// A word of a description, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeedClue {
    /// What it says, as a description calls it; `width` and `height` stand for the size of a frame.
    pub key: String,
    /// How much.
    pub value: String,
    /// Why.
    pub reason: String,
}

/// What files say of a stimulus that is only a seed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeedClues {
    /// Whether a seed may be all that there is of the stimulus: there are no frames, but spikes or a seed.
    pub is_likely: bool,
    /// Words, the one that goes first of each key.
    pub words: Vec<SeedClue>,
}

impl SeedClues {
    /// Of arrays with what they probably are, in the order of the facts.
    pub fn of(facts: &[ArrayFacts], roles: &[RoleProposal]) -> Self {
        let has = |is_it: fn(&Role) -> bool| roles.iter().any(|role| is_it(&role.role));
        let is_frames = |role: &Role| matches!(role, Role::Frames { .. });
        let is_spikes = |role: &Role| {
            matches!(role, Role::Counts { .. } | Role::SpikeTimes { .. } | Role::Seed)
        };
        let mut clues = Self { is_likely: !has(is_frames) && has(is_spikes), words: Vec::new() };
        for (array, role) in facts.iter().zip(roles) {
            clues.add_number(array, role.role);
        }
        for (array, role) in facts.iter().zip(roles) {
            if role.role == Role::Trials {
                let num = array.sizes().first().copied().unwrap_or_default();
                let reason = t!("{path} has as many rows.", path = array.info.path);
                clues.add("trials", num.to_string(), reason);
            }
        }
        for (array, role) in facts.iter().zip(roles) {
            if let Role::Counts { time_axis } = role.role {
                let len = array.info.shape.get(time_axis).copied().unwrap_or_default();
                clues.add_length(array, len);
            }
        }
        clues
    }

    /// A number that stands by itself.
    fn add_number(&mut self, array: &ArrayFacts, role: Role) {
        let Some(value) = array.scalar() else { return };
        let reason = t!("{path} holds {value}.", path = array.info.path, value = value);
        if role == Role::CheckerSize {
            self.add("checker", value.to_string(), reason);
            return;
        }
        let name: String = array.name().chars().filter(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        let key = NAMES.iter().find(|(_, names)| names.contains(&name.as_str()));
        if let Some((key, _)) = key.filter(|_| array.is_whole()) {
            self.add(key, value.to_string(), reason);
        }
    }

    /// So many frames were shown, in trials if there are any.
    fn add_length(&mut self, array: &ArrayFacts, num_frames: u64) {
        let number = |key: &str, otherwise: u64| {
            let word = self.words.iter().find(|word| word.key == key);
            word.map_or(Some(otherwise), |word| word.value.parse().ok())
        };
        let all = number("trials", 1).zip(number("blinks", 1)).zip(number("frozen", 0));
        let Some(((trials, blinks), frozen)) = all else { return };
        let drawn = trials.checked_mul(blinks).filter(|num| *num > 0).unwrap_or(1);
        let running = (num_frames / drawn).saturating_sub(frozen);
        if num_frames.is_multiple_of(drawn) && running > 0 {
            let reason = t!(
                "{path} has {frames} frames. If frozen frames are among them, or trials divide them, say how many.",
                path = array.info.path,
                frames = num_frames
            );
            self.add("running", running.to_string(), reason);
        }
    }

    fn add(&mut self, key: &str, value: String, reason: String) {
        if self.words.iter().all(|word| word.key != key) {
            self.words.push(SeedClue { key: key.to_owned(), value, reason });
        }
    }
}
