//! A recording of files, for the command's `run`.
//!
//! In: paths of files and folders, and what a person says of their arrays. Out: a recording, or a sentence that says what is missing.
//! Whether spikes and frames belong together is told by `inspect`.

use std::sync::Arc;

use ganglion_core::{
    config::{CellSource, Draft},
    recording::{Recording, RecordingOutline},
    t,
};
use ganglion_recordings::{
    assemble::assemble,
    import::unmatched,
    roles::{LinkedRoles, RoleChoice, propose, roles_in_link},
    seeded::{
        OwnSeeds, SeedMemory, SeedStage, SeededFiles, SeededFindings, SeededStimulus, Unseeded,
    },
};

use crate::native::inspect::FoundArrays;

/// A stimulus that is only a seed, and who is told how far its frames are drawn.
pub struct SeedDrawing<'a> {
    /// What was shown.
    pub stimulus: &'a SeededStimulus,
    /// Is told what for, how many frames are drawn, and of how many.
    pub tell: &'a mut dyn FnMut(SeedStage, usize, usize),
}

impl SeedDrawing<'_> {
    /// Draws the frames, and adds them to what was found in files.
    pub(super) fn add_to(
        self,
        found: &mut FoundArrays,
        chosen: &mut Vec<RoleChoice>,
    ) -> Result<SeededFindings, Unseeded> {
        let (files, facts) = (&mut found.files, &mut found.facts);
        let memory = &mut SeedMemory::default();
        SeededFiles { reader: &OwnSeeds, memory, files, facts, chosen }
            .add(self.stimulus, self.tell)
    }
}

/// A recording of files.
#[derive(Clone, Debug)]
pub struct OpenedRecording {
    /// The recording.
    pub recording: Arc<Recording>,
    /// What links say of its arrays.
    pub roles: String,
    /// What links say of a stimulus that was drawn from a seed; empty if it stands in the files.
    pub stimulus: String,
    /// What a person should know.
    pub notes: Vec<String>,
}

/// Reads a recording from files, and from all files in folders. What is `chosen` of its arrays goes before what a link says of them. Its
/// frames may be those of a seed.
///
/// # Errors
/// With a sentence, if they hold no recording, or one of them can't be read.
pub fn open_recording(
    paths: &[String],
    chosen: &[RoleChoice],
    linked: &str,
    seed: Option<SeedDrawing<'_>>,
) -> Result<OpenedRecording, String> {
    let mut found = FoundArrays::of(paths, u64::MAX);
    if let Some(reason) = found.refused.first() {
        return Err(reason.to_string());
    }
    if let Some(choice) =
        chosen.iter().find(|choice| !found.facts.iter().any(|array| choice.is_of(array)))
    {
        return Err(format!("No array is called {}.", choice.path));
    }
    let (mut choices, num_unmatched) = LinkedRoles::read(linked).choices(&found.facts);
    choices.extend_from_slice(chosen);
    let mut notes: Vec<String> =
        (num_unmatched > 0).then(|| unmatched(num_unmatched)).into_iter().collect();
    let (mut given, mut stimulus) = (Vec::new(), None);
    if let Some(seed) = seed {
        stimulus = seed.stimulus.in_link();
        let seeded = seed.add_to(&mut found, &mut choices).map_err(|err| err.to_string())?;
        given = seeded.roles;
        notes.extend(seeded.evidence.into_iter().map(|one| {
            let gap = if one.advice.is_empty() { "" } else { " " };
            format!("{}{gap}{}", one.sentence, one.advice)
        }));
    }
    let roles = propose(&found.facts, &choices);
    let assembled = assemble(&found.files, &found.facts, &roles).map_err(|err| err.to_string())?;
    Ok(OpenedRecording {
        recording: assembled.recording,
        roles: roles_in_link(&found.facts, &choices, &given, &roles),
        stimulus: stimulus.unwrap_or_default(),
        notes,
    })
}

/// The experiment of a link with a recording: what the link leaves open is taken from it.
///
/// # Errors
/// With a sentence, if the link is about another recording, or its section is about simulated cells only.
pub fn draft_with(draft: &Draft, recording: &Recording) -> Result<Draft, String> {
    if !draft.section.sources().contains(&CellSource::File) {
        return Err(t!("This section has no experiments about recordings of your own.").to_owned());
    }
    let name = recording.name();
    if !draft.recording.is_empty() && draft.recording != name {
        return Err(t!(
            "The link is about another recording: it asks for {asked}, and these files hold {here}.",
            asked = draft.recording,
            here = name
        ));
    }
    Ok(draft.with_source(CellSource::File).of_recording(&RecordingOutline::of(recording)))
}
