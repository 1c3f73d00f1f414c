//! What a person says that arrays are, and the words for it.

use core::mem::discriminant;

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    roles::{Reasoned, Role, TimeUnit},
};

/// What a person says that an array is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleChoice {
    /// Path of the array, or its end.
    pub path: String,
    /// What it is; of frames and counts the axis is `usize::MAX` if it isn't said.
    pub role: Role,
}

/// What may be said: word and role.
const WORDS: [(&str, Role); 16] = [
    ("frames", Role::Frames { time_axis: usize::MAX }),
    ("counts", Role::Counts { time_axis: usize::MAX }),
    ("spikes-s", Role::SpikeTimes { unit: TimeUnit::Seconds }),
    ("spikes-ms", Role::SpikeTimes { unit: TimeUnit::Milliseconds }),
    ("spikes-samples", Role::SpikeTimes { unit: TimeUnit::Samples }),
    ("spikes-frames", Role::SpikeTimes { unit: TimeUnit::Frames }),
    ("spike-cells", Role::SpikeCells),
    ("frame-times-s", Role::FrameTimes { unit: TimeUnit::Seconds }),
    ("frame-times-ms", Role::FrameTimes { unit: TimeUnit::Milliseconds }),
    ("frame-times-samples", Role::FrameTimes { unit: TimeUnit::Samples }),
    ("trials", Role::Trials),
    ("refresh-rate", Role::RefreshRate),
    ("sample-rate", Role::SampleRate),
    ("checker-um", Role::CheckerSize),
    ("seed", Role::Seed),
    ("nothing", Role::Unknown),
];

impl RoleChoice {
    /// Reads `PATH=ROLE`, where the role of frames and counts may end with the number of the time axis, from 1: `frames.npy=frames:3`.
    ///
    /// # Errors
    /// With a sentence, if there is no such role.
    pub fn read(text: &str) -> Result<Self, String> {
        let (path, word) = text
            .rsplit_once('=')
            .ok_or_else(|| format!("{text} is not PATH=ROLE, such as stimulus.npy=frames."))?;
        let words: Vec<_> = WORDS.iter().map(|(word, _)| *word).collect();
        let role = role_of(word, ':').ok_or_else(|| {
            format!("{word} is no role. There are: {}; frames and counts may name the axis of time, as in frames:3.", words.join(", "))
        })?;
        Ok(Self { path: path.to_owned(), role })
    }
}

impl RoleChoice {
    /// Whether it is about this array: by its whole path, or by its name alone.
    pub fn is_of(&self, array: &ArrayFacts) -> bool {
        let path = &array.info.path;
        let file = path.rsplit(['/', '\\']).next();
        *path == self.path || array.name() == self.path || file == Some(&self.path)
    }
}

/// The role that words say; the number of the time axis, from 1, stands behind the sign.
pub(super) fn role_of(words: &str, sign: char) -> Option<Role> {
    let (word, axis) =
        words.split_once(sign).map_or((words, None), |(word, axis)| (word, Some(axis)));
    let known = WORDS.iter().find(|(known, _)| *known == word).map(|(_, role)| *role);
    let axis = axis.map(|axis| axis.parse::<usize>().ok().filter(|axis| *axis > 0));
    match (known, axis) {
        (Some(role), None) => Some(role),
        (Some(Role::Frames { .. }), Some(Some(axis))) => Some(Role::Frames { time_axis: axis - 1 }),
        (Some(Role::Counts { .. }), Some(Some(axis))) => Some(Role::Counts { time_axis: axis - 1 }),
        (_, Some(_)) | (None, None) => None,
    }
}

/// What [`role_of`] reads.
pub(super) fn words_of(role: Role, sign: char) -> String {
    let axis = match role {
        Role::Frames { time_axis } | Role::Counts { time_axis } => Some(time_axis),
        Role::SpikeTimes { .. }
        | Role::SpikeCells
        | Role::FrameTimes { .. }
        | Role::Trials
        | Role::RefreshRate
        | Role::SampleRate
        | Role::CheckerSize
        | Role::Seed
        | Role::Unknown => None,
    };
    let is_it = |known: Role| {
        known == role || axis.is_some() && discriminant(&known) == discriminant(&role)
    };
    let word = WORDS.iter().find(|(_, known)| is_it(*known)).map_or("nothing", |(word, _)| word);
    match axis.filter(|axis| *axis != usize::MAX) {
        Some(axis) => format!("{word}{sign}{}", axis + 1),
        None => word.to_owned(),
    }
}

/// The role that was chosen for an array.
pub(super) fn choice(array: &ArrayFacts, chosen: &[RoleChoice]) -> Option<Reasoned> {
    let RoleChoice { role, .. } = chosen.iter().rev().find(|choice| choice.is_of(array))?;
    let longest =
        array.axes.iter().copied().max_by_key(|axis| array.info.shape[*axis]).unwrap_or(0);
    let mut role = *role;
    if let Role::Frames { time_axis } | Role::Counts { time_axis } = &mut role
        && *time_axis == usize::MAX
    {
        *time_axis = longest;
    }
    Some((role, t!("You said so.").to_owned()))
}
