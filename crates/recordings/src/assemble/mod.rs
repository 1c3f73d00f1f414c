//! Makes a recording of arrays whose roles are known.
//!
//! In: opened files, facts and roles. Out: a [`Recording`] with the times that it was made from, and what was odd or left out on the way.
//! Roles are proposed by [`roles`](crate::roles); whether spikes and frames fit is said by [`evidence`](crate::evidence).

mod frozen;
mod pictures;
mod read;
mod spikes;
mod trials;

use std::sync::Arc;

use ganglion_core::{recording::Recording, t};

use crate::{
    error::FileError,
    evidence::{ArrayDifferences, RecordedTimes},
    facts::ArrayFacts,
    open::OpenedFile,
    roles::{Role, RoleProposal, TimeUnit},
};

/// A recording, and what it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Assembled {
    /// Frames and counts.
    pub recording: Arc<Recording>,
    /// Times of frames and spikes, as recorded.
    pub times: RecordedTimes,
    /// How arrays differ from what was expected.
    pub differences: ArrayDifferences,
    /// What was left out, a sentence each.
    pub left_out: Vec<String>,
}

/// Why there is no recording yet; displayed as the command says it, which is in English.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unassembled {
    /// An array can't be read.
    #[error("{0}")]
    File(#[from] FileError),
    /// No array is known to be the frames.
    #[error(
        "No array is known to be the frames of the stimulus. If one is, say so: --role 'PATH=frames'."
    )]
    NoFrames,
    /// Several arrays are.
    #[error(
        "Several arrays are frames: {paths}. Name one of them only, or set the others aside: --role 'PATH=nothing'."
    )]
    SeveralFrames {
        /// Their paths.
        paths: String,
    },
    /// The array has no time axis, or is no array of frames.
    #[error("{path} can't be frames: {problem}.")]
    BadFrames {
        /// Its path.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// There are frames, but no spikes.
    #[error(
        "No array is known to be spikes. If one is, say so: --role 'PATH=counts' or 'PATH=spikes-s' (also -ms, -samples, -frames)."
    )]
    NoSpikes,
    /// Spike times need a clock.
    #[error("Spike times in {unit} need {needed} to be counted in frames.")]
    NoClock {
        /// Their unit.
        unit: TimeUnit,
        /// What is missing.
        needed: &'static str,
    },
}

use frozen::RunningPart;
use trials::StatedTrials;

/// Why a part of a recording that it may do without is not there.
pub(crate) enum PartError {
    /// An array can't be read.
    Unassembled(Unassembled),
    /// An array can't be what it is said to be, and is left out.
    LeftOut {
        /// Its path.
        path: String,
        /// Why.
        problem: String,
    },
}

impl<E: Into<Unassembled>> From<E> for PartError {
    fn from(reason: E) -> Self {
        Self::Unassembled(reason.into())
    }
}

impl ArrayFacts {
    /// Says why an array is left out.
    fn left_out(&self, problem: impl Into<String>) -> PartError {
        PartError::LeftOut { path: self.info.path.clone(), problem: problem.into() }
    }
}

/// A part, or what stands for it if it is left out, which is then told.
///
/// # Errors
/// If an array can't be read.
fn or_left_out<T: Default>(
    part: Result<T, PartError>,
    differences: &mut ArrayDifferences,
) -> Result<T, Unassembled> {
    match part {
        Ok(part) => Ok(part),
        Err(PartError::Unassembled(reason)) => Err(reason),
        Err(PartError::LeftOut { path, problem }) => {
            differences.unusable.push((path, problem));
            Ok(T::default())
        }
    }
}

/// Arrays with their roles, while a recording is made of them.
pub(crate) struct Parts<'a> {
    pub(crate) files: &'a [OpenedFile],
    pub(crate) facts: &'a [ArrayFacts],
    pub(crate) roles: &'a [RoleProposal],
}

impl<'a> Parts<'a> {
    /// Facts and role of all arrays whose role passes.
    pub(crate) fn with(
        &self,
        is_it: impl Fn(&Role) -> bool + 'a,
    ) -> impl Iterator<Item = (&'a ArrayFacts, Role)> {
        let pairs = self.facts.iter().zip(self.roles);
        pairs.filter(move |(_, role)| is_it(&role.role)).map(|(facts, role)| (facts, role.role))
    }

    /// The only array that others count on, with its axis; nothing if neither it nor they are there.
    ///
    /// # Errors
    /// In the words that are given, if it is absent, or there is another one.
    fn the_one(
        &self,
        axis_of: impl Fn(Role) -> Option<usize>,
        others: &[(&ArrayFacts, Role)],
        (absent, another): (&str, &str),
    ) -> Result<Option<(&'a ArrayFacts, usize)>, PartError> {
        let all = self.with(|_| true);
        let found: Vec<_> = all.filter_map(|(facts, role)| Some((facts, axis_of(role)?))).collect();
        match (&found[..], others) {
            ([one], _) => Ok(Some(*one)),
            ([], []) => Ok(None),
            ([], [(other, _), ..]) => Err(other.left_out(absent)),
            ([(facts, _), ..], _) => Err(facts.left_out(another)),
        }
    }

    /// The only number with a role.
    pub(crate) fn number(&self, role: Role) -> Option<f64> {
        self.with(move |found| *found == role).find_map(|(facts, _)| facts.scalar())
    }
}

/// Makes a recording.
///
/// # Errors
/// [`Unassembled`] if frames or spikes are missing or can't be read.
pub fn assemble(
    files: &[OpenedFile],
    facts: &[ArrayFacts],
    roles: &[RoleProposal],
) -> Result<Assembled, Unassembled> {
    let parts = Parts { files, facts, roles };
    let mut differences = ArrayDifferences::default();
    let mut left_out = Vec::new();
    let mut seen = read::frames(&parts, &mut differences)?;
    let num_frames = seen.frames.num_frames();
    let sample_hz = parts.number(Role::SampleRate);
    let stated_hz = parts.number(Role::RefreshRate);
    let (frame_secs, frames_a_time) = spikes::frame_secs(&parts, sample_hz, num_frames)?;
    differences.frames_a_time = frames_a_time;
    if !frame_secs.is_empty() {
        differences.frame_times = Some((num_frames, frame_secs.len()));
    }
    let mut times = RecordedTimes { frame_secs, stated_hz, ..RecordedTimes::default() };
    let clock = spikes::FrameClock::new(&times, num_frames, sample_hz).settled(&parts)?;
    let names_and_times = spikes::spike_secs(&parts, &clock, &mut differences, &mut left_out)?;
    let stated = StatedTrials::of(&parts, &clock, num_frames, &mut differences);
    let mut cells = read::counts(&parts, num_frames, &mut differences)?;
    let num_counted = cells.iter().map(|cell| cell.counts.len()).max();
    if cells.is_empty() {
        cells = spikes::count(&names_and_times, &clock, num_frames, &mut left_out);
    }
    if cells.is_empty() {
        return Err(Unassembled::NoSpikes);
    }
    for cell in &mut cells {
        cell.counts.resize(num_frames, 0);
    }
    let covered = num_counted.unwrap_or(num_frames).min(num_frames);
    let covered = if clock.is_by_frame_times { covered.min(clock.num_covered()) } else { covered };
    let measured_hz = clock.measured_hz();
    times.spike_secs = names_and_times.into_iter().map(|(_, secs)| secs).collect();
    let mut trials = trials::trials(&parts, (&mut times, stated), covered, &mut differences);
    let mut running = RunningPart { seen: &mut seen, cells: &mut cells };
    let repeats = frozen::add_repeats(&parts, &mut running, &mut differences);
    trials.extend(or_left_out(repeats, &mut differences)?);
    let pictures = pictures::pictures(&parts, (seen.field, cells.len()), &mut differences);
    let pictures = or_left_out(pictures, &mut differences)?;
    let mut recording = Recording::new(seen.frames, seen.field, cells);
    recording.trials = trials;
    recording.pictures = pictures;
    recording.refresh_hz = measured_hz.or(stated_hz);
    recording.checker_um = parts.number(Role::CheckerSize);
    if covered < num_frames {
        left_out.push(t!(
            "{num} frames behind the last count or frame time.",
            num = num_frames - covered
        ));
    }
    let known = roles.iter().filter(|role| role.role != Role::Unknown);
    recording.provenance.arrays = known.clone().map(|role| role.path.clone()).collect();
    recording.provenance.choices =
        known.map(|role| format!("{}: {}", role.path, role.role)).collect();
    Ok(Assembled { recording: Arc::new(recording), times, differences, left_out })
}
