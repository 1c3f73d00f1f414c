//! What arrays probably mean, with a reason for each; "don't know" where two readings fit equally.
//!
//! In: [`ArrayFacts`] of all arrays. Out: [`RoleProposal`]s. Values and lengths decide; names only settle what these leave open, since
//! `data`, `spikes` and `t` stand for anything. Making a recording of it is left to [`assemble`](crate::assemble).

mod alternatives;
mod choices;
mod frozen;
mod linked;
mod numbers;
mod pictures;
mod rows;
mod sorter;
pub(crate) mod stimuli;
mod tables;
mod trial_times;
mod units;

use core::fmt::{self, Display, Formatter};

use ganglion_core::t;
use serde::{Deserialize, Serialize};

use crate::facts::ArrayFacts;

pub use choices::RoleChoice;
pub use linked::{LinkedRoles, roles_in_link};

use choices::{choice, settle_axes};

/// Unit of recorded times; displayed in English, as provenance names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Samples of the amplifier; the sampling rate stands elsewhere.
    Samples,
    /// Frames of the stimulus, whole or not.
    Frames,
}

impl TimeUnit {
    /// Its name in the language that is spoken.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Seconds => t!("seconds"),
            Self::Milliseconds => t!("milliseconds"),
            Self::Samples => t!("samples"),
            Self::Frames => t!("frames"),
        }
    }
}

/// What an array is; displayed in English, as provenance names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// What was shown; the other axes are rows and columns, or one axis of checkers.
    Frames {
        /// Which axis is time.
        time_axis: usize,
        /// Whether the axis of columns comes before that of rows.
        is_turned: bool,
    },
    /// Spikes in each frame, of one or many cells.
    Counts {
        /// Which axis is time.
        time_axis: usize,
    },
    /// Frames of an array of their own that were shown again and again; the other axes are those of the frames.
    FrozenFrames {
        /// Which axis is time.
        time_axis: usize,
    },
    /// Spikes in each repeat of those, of one or many cells.
    FrozenCounts {
        /// Which axis is the repeats.
        trial_axis: usize,
        /// Which axis is time.
        time_axis: usize,
    },
    /// Pictures that the cells were shown; the other axes are rows and columns of pixels.
    Pictures {
        /// Which axis is the pictures.
        picture_axis: usize,
    },
    /// Spikes to each picture in each trial, of one or many cells.
    PictureCounts {
        /// Which axis is the pictures.
        picture_axis: usize,
        /// Which axis is the trials.
        trial_axis: usize,
    },
    /// Mean spikes to each picture, of one or many cells.
    PictureMeans {
        /// Which axis is the pictures.
        picture_axis: usize,
    },
    /// Milliseconds for which a picture was on.
    FlashDuration,
    /// Pixels of a picture that a checker covers along a side.
    PictureChecker,
    /// When each spike of a cell came.
    SpikeTimes {
        /// Their unit.
        unit: TimeUnit,
    },
    /// Which cell each of the spikes in another array is of.
    SpikeCells,
    /// Which of these cells are to be taken.
    GoodCells,
    /// When each frame came.
    FrameTimes {
        /// Their unit.
        unit: TimeUnit,
    },
    /// First frames of trials, or first and last frames.
    Trials,
    /// When trials began, or began and ended.
    TrialTimes {
        /// Their unit.
        unit: TimeUnit,
    },
    /// When stimuli that were shown one after the other began, or began and ended; the frames are one of them.
    Stimuli {
        /// Their unit.
        unit: TimeUnit,
        /// Which of them the frames are.
        number: usize,
    },
    /// How long after its time a frame is seen.
    MonitorDelay {
        /// Its unit.
        unit: TimeUnit,
    },
    /// Frames a second.
    RefreshRate,
    /// Samples a second.
    SampleRate,
    /// Side of a checker, micrometers.
    CheckerSize,
    /// Seed of a stimulus.
    Seed,
    /// Nothing that is needed, or not known.
    Unknown,
}

impl Role {
    /// Frames whose rows come before their columns.
    pub const fn frames(time_axis: usize) -> Self {
        Self::Frames { time_axis, is_turned: false }
    }

    /// Whether an array is read a second time for a recording: small ones are kept from the first.
    pub fn is_read_again(self) -> bool {
        matches!(
            self,
            Self::Frames { .. }
                | Self::Counts { .. }
                | Self::FrozenFrames { .. }
                | Self::FrozenCounts { .. }
                | Self::Pictures { .. }
                | Self::PictureCounts { .. }
                | Self::PictureMeans { .. }
                | Self::SpikeTimes { .. }
                | Self::SpikeCells
                | Self::FrameTimes { .. }
        )
    }
}

/// What an array probably is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleProposal {
    /// Which array of which file, by their indices.
    pub place: (usize, usize),
    /// Path of the array.
    pub path: String,
    /// What it is.
    pub role: Role,
    /// A sentence that says why.
    pub reason: String,
}

/// What is known of the recording as a whole while roles are proposed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Context {
    /// Frames of the stimulus.
    pub(crate) num_frames: Option<usize>,
    /// Frames a second, stated or measured.
    pub(crate) refresh_hz: Option<f64>,
    /// Samples a second, as stated.
    pub(crate) sample_hz: Option<f64>,
    /// First and last frame time, seconds.
    pub(crate) frame_secs: Option<(f64, f64)>,
    /// The last border of the stimuli of which the frames are one, seconds.
    pub(crate) recorded_secs: Option<f64>,
    /// Number of spikes in the longest array of spike times.
    pub(crate) num_spikes: Option<usize>,
    /// Frames that were shown again and again, if they stand in an array of their own.
    pub(crate) num_frozen: Option<usize>,
    /// Number of pictures.
    pub(crate) num_pictures: Option<usize>,
}

/// How many frames each time stands for, if times are those of triggers that come once every so many frames.
pub(crate) fn frames_a_time(num_times: usize, num_frames: usize) -> Option<usize> {
    /// More frames from trigger to trigger than anybody uses.
    const MOST: usize = 120;
    let each = (num_frames as f64 / num_times.max(1) as f64).round() as usize;
    let is_it = (2..=MOST).contains(&each) && (num_times * each).abs_diff(num_frames) <= each;
    is_it.then_some(each)
}

/// A role and its reason.
pub(crate) type Reasoned = (Role, String);

/// A number with six decimals at most.
pub(crate) fn short(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(crate) fn unknown(reason: impl Into<String>) -> Reasoned {
    (Role::Unknown, reason.into())
}

impl Display for TimeUnit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
            Self::Samples => "samples",
            Self::Frames => "frames",
        })
    }
}

impl Display for Role {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frames { time_axis, is_turned } => {
                let order = if *is_turned { ", columns before rows" } else { "" };
                write!(f, "frames, time is axis {}{order}", time_axis + 1)
            }
            Self::Counts { time_axis } => write!(f, "spike counts, time is axis {}", time_axis + 1),
            Self::FrozenFrames { time_axis } => {
                write!(f, "frozen frames, time is axis {}", time_axis + 1)
            }
            Self::FrozenCounts { trial_axis, time_axis } => write!(
                f,
                "spike counts of frozen frames, repeats are axis {}, time is axis {}",
                trial_axis + 1,
                time_axis + 1
            ),
            Self::Pictures { picture_axis } => {
                write!(f, "pictures, which follow each other along axis {}", picture_axis + 1)
            }
            Self::PictureCounts { picture_axis, trial_axis } => write!(
                f,
                "spike counts of pictures, pictures are axis {}, trials are axis {}",
                picture_axis + 1,
                trial_axis + 1
            ),
            Self::PictureMeans { picture_axis } => {
                write!(f, "mean spikes to pictures, pictures are axis {}", picture_axis + 1)
            }
            Self::FlashDuration => f.write_str("flash of a picture in milliseconds"),
            Self::PictureChecker => f.write_str("pixels of a checker on pictures"),
            Self::SpikeTimes { unit } => write!(f, "spike times in {unit}"),
            Self::SpikeCells => f.write_str("the cell of each spike"),
            Self::GoodCells => f.write_str("cells that are good"),
            Self::FrameTimes { unit } => write!(f, "frame times in {unit}"),
            Self::Trials => f.write_str("trials"),
            Self::TrialTimes { unit } => write!(f, "trials in {unit}"),
            Self::Stimuli { unit, number } => {
                write!(f, "borders of stimuli in {unit}, the frames are number {}", number + 1)
            }
            Self::MonitorDelay { unit } => write!(f, "delay of the monitor in {unit}"),
            Self::RefreshRate => f.write_str("refresh rate"),
            Self::SampleRate => f.write_str("sampling rate"),
            Self::CheckerSize => f.write_str("size of a checker"),
            Self::Seed => f.write_str("seed of the stimulus"),
            Self::Unknown => f.write_str("don't know"),
        }
    }
}

/// Finds the role of an array among all, from what is known so far.
type Round = fn(&ArrayFacts, &[ArrayFacts], &Context) -> Option<Reasoned>;

/// Proposes a role for each array.
///
/// # Shapes
/// - returns one for each of `arrays`, in their order
pub fn propose(arrays: &[ArrayFacts], chosen: &[RoleChoice]) -> Vec<RoleProposal> {
    let mut roles: Vec<Option<Reasoned>> =
        arrays.iter().map(|array| choice(array, chosen)).collect();
    let mut context = Context::default();
    // Each round knows what those before have found; scalars come twice, since times may settle them or be settled by them.
    let rounds: [Round; 13] = [
        sorter::of_sorter,
        numbers::stated,
        pictures::pictures,
        frozen::frames,
        tables::frames,
        frozen::counts,
        pictures::answers,
        rows::frame_times,
        numbers::measured,
        stimuli::borders,
        trial_times::trial_times,
        rows::spike_times,
        tables::others,
    ];
    for find in rounds {
        context = context_of(arrays, &roles, context);
        let found: Vec<Option<Reasoned>> = arrays
            .iter()
            .zip(&roles)
            .map(|(array, role)| if role.is_some() { None } else { find(array, arrays, &context) })
            .collect();
        let found = alternatives::settle(arrays, found);
        for (role, found) in roles.iter_mut().zip(found) {
            if role.is_none() {
                *role = found;
            }
        }
    }
    let context = context_of(arrays, &roles, context);
    let proposal = |(array, role): (&ArrayFacts, Option<Reasoned>)| {
        let (mut role, reason) = role.unwrap_or_else(|| unknown(nothing_known(array)));
        settle_axes(&mut role, array, arrays, &context);
        RoleProposal { place: array.place, path: array.info.path.clone(), role, reason }
    };
    arrays.iter().zip(roles).map(proposal).collect()
}

fn nothing_known(array: &ArrayFacts) -> &'static str {
    if array.info.num_elements() == 0 {
        t!("It is empty.")
    } else if array.summary.is_none() {
        t!("It holds text, or was not looked through.")
    } else {
        t!("Nothing that is known here looks like it.")
    }
}

fn context_of(arrays: &[ArrayFacts], roles: &[Option<Reasoned>], before: Context) -> Context {
    let mut context = before;
    for (array, role) in arrays.iter().zip(roles) {
        let Some((role, _)) = role else { continue };
        match role {
            Role::Frames { time_axis, .. } => {
                context.num_frames = array.info.shape.get(*time_axis).map(|size| *size as usize);
            }
            Role::FrozenFrames { time_axis } => {
                context.num_frozen = array.info.shape.get(*time_axis).map(|size| *size as usize);
            }
            Role::Pictures { picture_axis } => {
                context.num_pictures =
                    array.info.shape.get(*picture_axis).map(|size| *size as usize);
            }
            Role::SampleRate => context.sample_hz = array.scalar().or(context.sample_hz),
            Role::RefreshRate => context.refresh_hz = array.scalar().or(context.refresh_hz),
            Role::FrameTimes { unit } => {
                if let (Some(steps), Some(scale)) = (array.steps, units::secs(*unit, &context)) {
                    let (first, last) = steps.ends;
                    context.frame_secs = Some((scale * first, scale * last));
                    let num_times = array.info.num_elements() as usize;
                    let each = context.num_frames.and_then(|num| frames_a_time(num_times, num));
                    context.refresh_hz = Some(each.unwrap_or(1) as f64 / (scale * steps.median));
                }
            }
            Role::Stimuli { unit, .. } => {
                context.recorded_secs = stimuli::last_secs(array, *unit, &context);
            }
            Role::SpikeTimes { .. } => {
                let num = array.info.num_elements() as usize;
                context.num_spikes = Some(context.num_spikes.unwrap_or(0).max(num));
            }
            Role::Counts { .. }
            | Role::FrozenCounts { .. }
            | Role::PictureCounts { .. }
            | Role::PictureMeans { .. }
            | Role::FlashDuration
            | Role::PictureChecker
            | Role::SpikeCells
            | Role::GoodCells
            | Role::Trials
            | Role::TrialTimes { .. }
            | Role::MonitorDelay { .. }
            | Role::CheckerSize
            | Role::Seed
            | Role::Unknown => {}
        }
    }
    context
}
