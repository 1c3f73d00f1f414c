//! A seed beside the files of a recording: its frames become a file, with the trials that it states.

use std::rc::Rc;

use ganglion_core::{
    recording::{Crop, LARGEST_SIDE, Recording},
    stimulus::{StimulusFrames, digest},
    t,
};

use crate::{
    assemble::{Unassembled, assemble},
    error::FileError,
    evidence::{Evidence, SuspectedFault},
    facts::ArrayFacts,
    open::{OpenedFile, open},
    roles::{Role, RoleChoice, propose},
    seeded::{
        description::{SeededStimulus, TrialSeeds},
        file::{FrameFile, table_file},
        reader::SeedReader,
        search::{FieldSearch, find_field},
        verify::compare,
    },
    source::Source,
};

/// Most trials whose table is read again.
const MOST_TRIALS: usize = 10_000;

/// Longest name of an array, bytes.
const LONGEST_NAME: usize = 300;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeedStage {
    /// Looking for the receptive field.
    Searching,
    /// Drawing the part around it.
    Drawing,
}

/// What was drawn and found last, so that it is not drawn again while only roles change.
#[derive(Default)]
pub struct SeedMemory {
    /// A search, and the digest of what was searched.
    search: Option<(SeededStimulus, u64, FieldSearch)>,
    /// Frames of a part.
    frames: Option<(SeededStimulus, Crop, Rc<StimulusFrames>)>,
}

/// Files of a recording whose stimulus is only a seed.
pub struct SeededFiles<'a> {
    /// Draws its frames.
    pub reader: &'a dyn SeedReader,
    /// What is known already.
    pub memory: &'a mut SeedMemory,
    /// All files.
    pub files: &'a mut Vec<OpenedFile>,
    /// What is known of their arrays.
    pub facts: &'a mut Vec<ArrayFacts>,
    /// What was said of them.
    pub chosen: &'a mut Vec<RoleChoice>,
}

/// What was found on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct SeededFindings {
    /// A sentence each, with what to do.
    pub evidence: Vec<Evidence>,
    /// The part of each frame that was drawn.
    pub crop: Crop,
    /// Where the receptive field is; nothing if no more than what networks take was shown.
    pub search: Option<FieldSearch>,
    /// Roles of what was added, which need not be said where the seed is.
    pub roles: Vec<RoleChoice>,
}

/// Why a seed makes no recording of the files.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "{reason} The stimulus as described shows {num_frames} frames, and {num_running} without its frozen ones; counts and frame times are known by having as many."
)]
pub struct Unseeded {
    /// What is missing.
    pub reason: Unassembled,
    /// Frames of all trials.
    pub num_frames: usize,
    /// The same without frozen ones.
    pub num_running: usize,
}

impl SeededFiles<'_> {
    /// Draws the frames of a seed around the receptive field of a cell (the one that the description asks for, or the clearest), and adds them as a file
    /// with their roles. Arrays that could be its first frames are compared with them and set aside. `tell` is given what is done, how far it is, and how far it goes.
    ///
    /// # Errors
    /// [`Unseeded`] if there are no spikes to it, or a file can't be read.
    pub fn add(
        &mut self,
        stimulus: &SeededStimulus,
        tell: &mut dyn FnMut(SeedStage, usize, usize),
    ) -> Result<SeededFindings, Unseeded> {
        let (num_frames, num_running) =
            (stimulus.num_frames(), stimulus.trials * stimulus.running * stimulus.blinks);
        let found = self.add_parts(stimulus, tell);
        found.map_err(|reason| Unseeded { reason, num_frames, num_running })
    }

    fn add_parts(
        &mut self,
        stimulus: &SeededStimulus,
        tell: &mut dyn FnMut(SeedStage, usize, usize),
    ) -> Result<SeededFindings, Unassembled> {
        let (place, num_said) = (self.files.len(), self.chosen.len());
        let mut evidence = self.verify(stimulus)?;
        let parts = DrawnParts::of(stimulus, self.facts);
        let nothing = Rc::new(StimulusFrames::new(parts.running.num_frames(), 1, true));
        let frames_name = name_of("frames", &parts.running);
        self.push(&frames_name, Role::frames(0), frame_file(nothing, (1, 1)))?;
        self.add_tables(&parts.running)?;
        let is_small = stimulus.height <= LARGEST_SIDE && stimulus.width <= LARGEST_SIDE;
        let roles = propose(self.facts, self.chosen);
        let timeline = assemble(self.files, self.facts, &roles)?.recording;
        let (crop, search) = if is_small {
            (stimulus.whole(), None)
        } else {
            let search = self.search(&parts.running, &timeline, tell)?;
            evidence.push(told(&search, |cell| &timeline.cells[cell].name));
            let middle = Crop::centered((stimulus.height, stimulus.width));
            (search.place.map_or(middle, |place| place.crop(stimulus)), Some(search))
        };
        let field = (crop.rows, crop.columns);
        let frames = self.drawn(&parts.running, crop, tell)?;
        let drawn_place = self.facts.iter().position(|array| array.place.0 == place);
        self.files[place] = open(&frames_name, frame_file(frames, field))?;
        let facts = ArrayFacts::of(self.files, (place, 0), u64::MAX)?;
        if let Some(at) = drawn_place {
            self.facts[at] = facts;
        }
        if let Some(frozen) = &parts.frozen {
            let frames = draw(self.reader, frozen, crop, &mut |_, _| {})?;
            let role = Role::FrozenFrames { time_axis: 0 };
            self.push(&name_of("frozen frames", frozen), role, frame_file(frames.into(), field))?;
        }
        Ok(SeededFindings { evidence, crop, search, roles: self.chosen[num_said..].to_vec() })
    }

    /// Looks for the receptive field, unless that was done.
    fn search(
        &mut self,
        running: &SeededStimulus,
        timeline: &Recording,
        tell: &mut dyn FnMut(SeedStage, usize, usize),
    ) -> Result<FieldSearch, FileError> {
        let searched = digest_of(timeline);
        if let Some((stimulus, digest, search)) = &self.memory.search
            && (stimulus, *digest) == (running, searched)
        {
            return Ok(*search);
        }
        let search = find_field(self.reader, running, timeline, &mut |done, num| {
            tell(SeedStage::Searching, done, num);
        })?;
        self.memory.search = Some((running.clone(), searched, search));
        Ok(search)
    }

    /// All frames of a part, unless they were drawn.
    fn drawn(
        &mut self,
        running: &SeededStimulus,
        crop: Crop,
        tell: &mut dyn FnMut(SeedStage, usize, usize),
    ) -> Result<Rc<StimulusFrames>, FileError> {
        if let Some((stimulus, part, frames)) = &self.memory.frames
            && (stimulus, *part) == (running, crop)
        {
            return Ok(Rc::clone(frames));
        }
        // Room for those that come.
        self.memory.frames = None;
        let frames = Rc::new(draw(self.reader, running, crop, &mut |done, num| {
            tell(SeedStage::Drawing, done, num);
        })?);
        self.memory.frames = Some((running.clone(), crop, Rc::clone(&frames)));
        Ok(frames)
    }

    /// Compares what could be the first frames, and sets it aside unless a person said what it is.
    fn verify(&mut self, stimulus: &SeededStimulus) -> Result<Vec<Evidence>, FileError> {
        let mut evidence = Vec::new();
        for array in self.facts.iter() {
            if self.chosen.iter().any(|choice| choice.is_of(array)) {
                continue;
            }
            if let Some(found) = compare(self.reader, stimulus, self.files, array)? {
                let path = array.info.path.clone();
                self.chosen.push(RoleChoice { path, role: Role::Unknown });
                evidence.push(found);
            }
        }
        Ok(evidence)
    }

    /// Adds trials and the size of a checker, as far as they are stated.
    fn add_tables(&mut self, running: &SeededStimulus) -> Result<(), FileError> {
        if (2..=MOST_TRIALS).contains(&running.trials) {
            let (len, (before, after)) = (running.trial_len(), running.around);
            let borders: Vec<f64> = (0..running.trials)
                .flat_map(|trial| [trial * len + before, (trial + 1) * len - after])
                .map(|frame| frame as f64)
                .collect();
            let bytes = table_file(&borders, (running.trials, 2));
            self.push(&name_of("trials", running), Role::Trials, Box::new(bytes))?;
        }
        if let Some(side) = running.checker_um {
            let bytes = table_file(&[side], (1, 1));
            self.push(&name_of("side of a checker", running), Role::CheckerSize, Box::new(bytes))?;
        }
        Ok(())
    }

    fn push(&mut self, name: &str, role: Role, source: Box<dyn Source>) -> Result<(), FileError> {
        self.files.push(open(name, source)?);
        self.facts.push(ArrayFacts::of(self.files, (self.files.len() - 1, 0), u64::MAX)?);
        self.chosen.push(RoleChoice { path: name.to_owned(), role });
        Ok(())
    }
}

/// A stimulus whose frozen frames stand behind the running ones of each trial, or by themselves, as the counts do.
struct DrawnParts {
    running: SeededStimulus,
    /// Frozen frames, once, if they stand by themselves.
    frozen: Option<SeededStimulus>,
}

impl DrawnParts {
    fn of(stimulus: &SeededStimulus, facts: &[ArrayFacts]) -> Self {
        let together = Self { running: stimulus.clone(), frozen: None };
        let Some(part) = stimulus.frozen else { return together };
        let running = SeededStimulus { frozen: None, ..stimulus.clone() };
        let has = |num_frames: usize| facts.iter().any(|array| has_axis(array, num_frames));
        if has(stimulus.num_frames()) || !has(running.num_frames()) {
            return together;
        }
        let frozen = SeededStimulus {
            seeds: TrialSeeds::RunsOn(part.seed),
            trials: 1,
            around: (0, 0),
            running: part.frames,
            ..running.clone()
        };
        Self { running, frozen: Some(frozen) }
    }
}

/// Whether an array has an entry for each of so many frames, along one axis, or along trials and time.
fn has_axis(array: &ArrayFacts, num_frames: usize) -> bool {
    let sizes = array.sizes();
    let is_it = |(index, size): (usize, &usize)| {
        let mut products = sizes.iter().skip(index + 1).map(|other| other.saturating_mul(*size));
        *size == num_frames || (sizes.len() > 1 && products.any(|product| product == num_frames))
    };
    sizes.iter().enumerate().any(is_it)
}

/// What an array of a seed is called; nobody calls a file so.
fn name_of(what: &str, stimulus: &SeededStimulus) -> String {
    let mut name = format!("{what} of {stimulus}");
    name.truncate(LONGEST_NAME);
    name
}

fn frame_file(frames: Rc<StimulusFrames>, field: (usize, usize)) -> Box<dyn Source> {
    Box::new(FrameFile::new(frames, field))
}

/// All frames of a part.
fn draw(
    reader: &dyn SeedReader,
    stimulus: &SeededStimulus,
    crop: Crop,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<StimulusFrames, FileError> {
    /// Frames between two words of how far it is.
    const BLOCK: usize = 1 << 12;
    let mut movie = reader.begin(stimulus, Some(crop))?;
    let mut frames = stimulus.no_frames(crop.rows * crop.columns);
    let num_frames = stimulus.num_frames();
    while frames.num_frames() < num_frames {
        movie.draw(BLOCK, &mut frames)?;
        tell(frames.num_frames(), num_frames);
    }
    Ok(frames)
}

/// What tells one timeline from another: trials and counts.
fn digest_of(timeline: &Recording) -> u64 {
    let trials = timeline.trials.iter().flat_map(|trial| [trial.start as u64, trial.end as u64]);
    let counts = timeline.cells.iter().flat_map(|cell| cell.counts.iter().copied().map(u64::from));
    digest(trials.chain(counts))
}

/// What the search says.
fn told<'a>(search: &FieldSearch, name: impl Fn(usize) -> &'a str) -> Evidence {
    let Some(place) = search.place else {
        let sentence = t!("No cell has spikes while the frames of the seed were on.").to_owned();
        let advice =
            t!("See whether spikes and frames are on the same clock, and how long a trial is.");
        return Evidence::suspicious(SuspectedFault::WrongSeed, sentence, advice);
    };
    let strength = format!("{:.0}", f64::from(place.z.abs()));
    if let Some(other) = search.in_other_order.filter(|_| search.is_other_order()) {
        let sentence = t!(
            "The strongest place of {cell} has {strength} SDs of chance in this order of checkers, and {other} in the other one.",
            cell = name(other.cell),
            strength = strength,
            other = format!("{:.0}", f64::from(other.z.abs()))
        );
        let advice = t!(
            "Seed and generator are right, but a frame is filled the other way: say columns instead of rows, or rows instead of columns."
        );
        return Evidence::suspicious(SuspectedFault::WrongSeed, sentence, advice);
    }
    if place.is_found() {
        return Evidence::fine(t!(
            "The receptive field of {cell} is around row {row} from the top and column {column}, {lag} frames before the spike: {strength} SDs of chance after {frames} frames.",
            cell = name(place.cell),
            row = place.row + 1,
            column = place.column + 1,
            lag = place.lag,
            strength = strength,
            frames = search.num_frames
        ));
    }
    let sentence = t!(
        "No receptive field shows in {frames} frames of this seed: the strongest place has {strength} SDs, and chance gives up to 6.",
        frames = search.num_frames,
        strength = strength
    );
    let advice = t!(
        "Seed, generator or order are probably not those of the rig, or spikes and frames are shifted: try the other order (columns, rows), a negated seed, another number of blinks, and see how long a trial is. An array with the first frame tells which order it is."
    );
    Evidence::suspicious(SuspectedFault::WrongSeed, sentence, advice)
}
