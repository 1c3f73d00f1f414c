//! What a person says that arrays are, and the words for it.

use ganglion_core::t;

use crate::{
    facts::ArrayFacts,
    roles::{Context, Reasoned, Role, TimeUnit, frozen, pictures, stimuli},
};

/// An axis, or the number of a stimulus, of which nothing was said.
pub(super) const UNSAID: usize = usize::MAX;

/// What a person says that an array is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleChoice {
    /// Path of the array, or its end.
    pub path: String,
    /// What it is; axes are `usize::MAX` if they aren't said.
    pub role: Role,
}

/// What may be said: word and role.
const WORDS: [(&str, Role); 33] = [
    ("frames", Role::frames(UNSAID)),
    ("frames-turned", Role::Frames { time_axis: UNSAID, is_turned: true }),
    ("counts", Role::Counts { time_axis: UNSAID }),
    ("frozen-frames", Role::FrozenFrames { time_axis: UNSAID }),
    ("frozen-counts", Role::FrozenCounts { trial_axis: UNSAID, time_axis: UNSAID }),
    ("pictures", Role::Pictures { picture_axis: UNSAID }),
    ("picture-counts", Role::PictureCounts { picture_axis: UNSAID, trial_axis: UNSAID }),
    ("picture-means", Role::PictureMeans { picture_axis: UNSAID }),
    ("flash-ms", Role::FlashDuration),
    ("picture-checker-px", Role::PictureChecker),
    ("spikes-s", Role::SpikeTimes { unit: TimeUnit::Seconds }),
    ("spikes-ms", Role::SpikeTimes { unit: TimeUnit::Milliseconds }),
    ("spikes-samples", Role::SpikeTimes { unit: TimeUnit::Samples }),
    ("spikes-frames", Role::SpikeTimes { unit: TimeUnit::Frames }),
    ("spike-cells", Role::SpikeCells),
    ("good-cells", Role::GoodCells),
    ("frame-times-s", Role::FrameTimes { unit: TimeUnit::Seconds }),
    ("frame-times-ms", Role::FrameTimes { unit: TimeUnit::Milliseconds }),
    ("frame-times-samples", Role::FrameTimes { unit: TimeUnit::Samples }),
    ("trials", Role::Trials),
    ("trial-times-s", Role::TrialTimes { unit: TimeUnit::Seconds }),
    ("trial-times-ms", Role::TrialTimes { unit: TimeUnit::Milliseconds }),
    ("trial-times-samples", Role::TrialTimes { unit: TimeUnit::Samples }),
    ("stimuli-s", Role::Stimuli { unit: TimeUnit::Seconds, number: UNSAID }),
    ("stimuli-ms", Role::Stimuli { unit: TimeUnit::Milliseconds, number: UNSAID }),
    ("stimuli-samples", Role::Stimuli { unit: TimeUnit::Samples, number: UNSAID }),
    ("delay-s", Role::MonitorDelay { unit: TimeUnit::Seconds }),
    ("delay-ms", Role::MonitorDelay { unit: TimeUnit::Milliseconds }),
    ("refresh-rate", Role::RefreshRate),
    ("sample-rate", Role::SampleRate),
    ("checker-um", Role::CheckerSize),
    ("seed", Role::Seed),
    ("nothing", Role::Unknown),
];

impl RoleChoice {
    /// Reads `PATH=ROLE`, where the role of frames and counts may end with the numbers of its axes, from 1: `frames.npy=frames:3` names that
    /// of time, `repeats.npy=frozen-counts:1:2` those of repeats and time; `borders.txt=stimuli-s:2` names the stimulus that the frames are.
    ///
    /// # Errors
    /// With a sentence, if there is no such role.
    pub fn read(text: &str) -> Result<Self, String> {
        let (path, word) = text
            .rsplit_once('=')
            .ok_or_else(|| format!("{text} is not PATH=ROLE, such as stimulus.npy=frames."))?;
        let words: Vec<_> = WORDS.iter().map(|(word, _)| *word).collect();
        let role = role_of(word, ':').ok_or_else(|| {
            format!("{word} is no role. There are: {}; frames and counts may name the axis of time, as in frames:3 (frames-turned, if columns come before rows), frozen-counts those of repeats and time, picture-counts those of pictures and trials, stimuli-s the number of the stimulus.", words.join(", "))
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

/// The role that words say; the numbers of its axes, from 1, stand behind the sign, all or none of them.
pub(super) fn role_of(words: &str, sign: char) -> Option<Role> {
    let mut parts = words.split(sign);
    let word = parts.next()?;
    let mut role = WORDS.iter().find(|(known, _)| *known == word).map(|(_, role)| *role)?;
    let numbers: Option<Vec<usize>> =
        parts.map(|number| number.parse().ok().filter(|number| *number > 0)).collect();
    let (numbers, axes) = (numbers?, axes_of(&mut role));
    if !numbers.is_empty() && numbers.len() != axes.len() {
        return None;
    }
    axes.into_iter().zip(numbers).for_each(|(axis, number)| *axis = number - 1);
    Some(role)
}

/// What [`role_of`] reads.
pub(super) fn words_of(role: Role, sign: char) -> String {
    let (mut plain, mut axes) = (role, role);
    for axis in axes_of(&mut plain) {
        *axis = UNSAID;
    }
    let word = WORDS.iter().find(|(_, known)| *known == plain).map_or("nothing", |(word, _)| word);
    let numbers = axes_of(&mut axes).into_iter().filter(|axis| **axis != UNSAID);
    numbers.fold(word.to_owned(), |words, axis| format!("{words}{sign}{}", *axis + 1))
}

/// The axes of a role, or its number of a stimulus, in the order in which words name them.
fn axes_of(role: &mut Role) -> Vec<&mut usize> {
    match role {
        Role::Frames { time_axis, .. }
        | Role::Counts { time_axis }
        | Role::FrozenFrames { time_axis } => vec![time_axis],
        Role::Pictures { picture_axis } | Role::PictureMeans { picture_axis } => {
            vec![picture_axis]
        }
        Role::PictureCounts { picture_axis, trial_axis } => vec![picture_axis, trial_axis],
        Role::FrozenCounts { trial_axis, time_axis } => vec![trial_axis, time_axis],
        Role::Stimuli { number, .. } => vec![number],
        Role::FlashDuration
        | Role::PictureChecker
        | Role::SpikeTimes { .. }
        | Role::SpikeCells
        | Role::GoodCells
        | Role::FrameTimes { .. }
        | Role::Trials
        | Role::TrialTimes { .. }
        | Role::MonitorDelay { .. }
        | Role::RefreshRate
        | Role::SampleRate
        | Role::CheckerSize
        | Role::Seed
        | Role::Unknown => Vec::new(),
    }
}

/// The role that was chosen for an array. Where one axis is asked for and not said, it is the longest; of several,
/// [`settle_axes`] finds them.
pub(super) fn choice(array: &ArrayFacts, chosen: &[RoleChoice]) -> Option<Reasoned> {
    let mut role = chosen.iter().rev().find(|choice| choice.is_of(array))?.role;
    let longest =
        array.axes.iter().copied().max_by_key(|axis| array.info.shape[*axis]).unwrap_or(0);
    if let Role::Pictures { picture_axis } = &mut role
        && *picture_axis == UNSAID
    {
        *picture_axis = pictures::axis_of(array);
    }
    if !matches!(role, Role::Stimuli { .. })
        && let [axis] = &mut axes_of(&mut role)[..]
        && **axis == UNSAID
    {
        **axis = longest;
    }
    Some((role, t!("You said so.").to_owned()))
}

/// Finds the axes, and the stimulus, of which a person said nothing, once all else is known.
pub(super) fn settle_axes(
    role: &mut Role,
    array: &ArrayFacts,
    all: &[ArrayFacts],
    context: &Context,
) {
    if let Role::Stimuli { unit, number } = role
        && *number == UNSAID
    {
        *number = stimuli::likely(array, *unit, context);
    }
    if let Role::FrozenCounts { trial_axis, time_axis } = role
        && *trial_axis == UNSAID
    {
        (*trial_axis, *time_axis) = frozen::axes_of(array, all, context);
    }
    if let Role::PictureCounts { picture_axis, trial_axis } = role
        && *trial_axis == UNSAID
    {
        (*picture_axis, *trial_axis) = pictures::answer_axes_of(array, all, context);
    }
}
