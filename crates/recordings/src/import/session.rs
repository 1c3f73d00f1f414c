//! A recording that is opened, from the first file to the evidence.

use std::{io::ErrorKind, rc::Rc, sync::Arc};

use ganglion_core::{
    recording::{Crop, ImportedRecording, PassedRecording, RecordingOutline},
    t,
};

use crate::{
    array::ElementType,
    assemble::{Assembled, assemble},
    describe::{content, shape_of, type_of},
    error::FileError,
    facts::{ArrayFacts, MOST_ELEMENTS},
    family::FamilyReaders,
    folder::open_all,
    import::{
        Absence, HandPurpose, ImportListing, ImportRequest, ImportResponse, ImportStage,
        ListedArray, MOST_FILES, RoleOrigin, Teller,
        findings::{absence, findings},
        known::KnownFile,
        meter::{Metered, ReadingMeter},
        not_loaded, unmatched,
    },
    interpretation::judge,
    open::OpenedFile,
    roles::{LinkedRoles, Role, RoleChoice, RoleProposal, propose, roles_in_link},
    seeded::{SeedClues, SeedMemory, SeedReader, SeededFiles, SeededFindings},
    source::Source,
};

/// Seed of the shifts that evidence is compared with: the command's.
const SEED: u32 = 1;

/// Files, roles and what they mean.
pub struct ImportSession {
    tell: Teller,
    readers: FamilyReaders,
    meter: Rc<ReadingMeter>,
    /// Files that were not opened yet.
    waiting: Vec<KnownFile>,
    /// All files that were given, with their names as they were.
    known: Vec<KnownFile>,
    /// Those that were opened; behind them, while it is looked at what they mean, those of a seed.
    files: Vec<OpenedFile>,
    /// How many of them were opened.
    num_own: usize,
    facts: Vec<ArrayFacts>,
    /// What each array that was opened holds, in the order of the facts.
    contents: Vec<Option<String>>,
    refused: Vec<FileError>,
    twice: Vec<String>,
    num_left_out: usize,
    /// What a person said of arrays, by their paths: nothing to have them as proposed.
    answers: Vec<(String, Option<Role>)>,
    /// What a link says of them, and what a person does: the later goes first.
    choices: Vec<RoleChoice>,
    /// What links say of all arrays.
    roles: String,
    num_unmatched: usize,
    is_simulated: bool,
    seeds: Option<Rc<dyn SeedReader>>,
    seed_memory: SeedMemory,
    /// The seed whose frames were drawn, as links write it.
    stimulus: String,
    assembled: Option<Assembled>,
}

impl ImportSession {
    /// Without any file; `tell` is given all that there is to tell.
    pub fn new(tell: Teller, readers: FamilyReaders) -> Self {
        let meter = Rc::new(ReadingMeter::new(Rc::clone(&tell)));
        Self {
            tell,
            readers,
            meter,
            waiting: Vec::new(),
            known: Vec::new(),
            files: Vec::new(),
            num_own: 0,
            facts: Vec::new(),
            contents: Vec::new(),
            refused: Vec::new(),
            twice: Vec::new(),
            num_left_out: 0,
            answers: Vec::new(),
            choices: Vec::new(),
            roles: String::new(),
            num_unmatched: 0,
            is_simulated: false,
            seeds: None,
            seed_memory: SeedMemory::default(),
            stimulus: String::new(),
            assembled: None,
        }
    }

    /// Draws seeds by what has arrived for that.
    pub fn draw_by(&mut self, seeds: Rc<dyn SeedReader>) {
        self.seeds = Some(seeds);
    }

    /// Does what is asked; `file` is that of [`ImportRequest::Open`].
    pub fn answer(&mut self, request: ImportRequest, file: Option<Box<dyn Source>>) {
        match request {
            ImportRequest::Open { name } => {
                if let Some(file) = file {
                    self.add(name, file);
                }
            }
            ImportRequest::Simulate { seed } => self.simulate(seed),
            ImportRequest::Choose { path, role } => {
                self.answers.retain(|(known, _)| *known != path);
                self.answers.push((path, role));
            }
            ImportRequest::Look { roles, stimulus } => {
                let answer = self.look(&LinkedRoles::read(&roles), &stimulus);
                (self.tell)(answer.unwrap_or_else(ImportResponse::Nothing));
            }
            ImportRequest::Hand { purpose, cell, crop } => {
                let answer = self.hand(purpose, cell, crop);
                (self.tell)(answer);
            }
        }
    }

    fn hand(&self, purpose: HandPurpose, cell: usize, crop: Option<Crop>) -> ImportResponse {
        let Some(Assembled { recording, .. }) = &self.assembled else {
            return ImportResponse::Nothing(Absence::NoArrays);
        };
        let imported = ImportedRecording {
            outline: RecordingOutline::of(recording),
            cell,
            crop,
            roles: self.roles.clone(),
            is_simulated: self.is_simulated,
            stimulus: self.stimulus.clone(),
        };
        let recording = PassedRecording::shared(Arc::clone(recording));
        ImportResponse::Handed { purpose, imported: Box::new(imported), recording }
    }

    fn add(&mut self, name: String, source: Box<dyn Source>) {
        let new = KnownFile { name, source: source.into() };
        // What can't be read is said where it is opened.
        if self.known.iter().any(|known| known.is_same(&new).unwrap_or(false)) {
            self.twice.push(new.name);
        } else if self.known.len() >= MOST_FILES {
            self.num_left_out += 1;
        } else {
            let name = self.free_name(&new.name);
            self.waiting.push(KnownFile { name, source: Rc::clone(&new.source) });
            self.known.push(new);
        }
    }

    /// The name, or the same with a number if another file has it.
    fn free_name(&self, name: &str) -> String {
        let is_taken = |name: &String| {
            let is_it = |waiting: &KnownFile| waiting.name == *name;
            self.files.iter().any(|file| file.name == *name) || self.waiting.iter().any(is_it)
        };
        let mut free = name.to_owned();
        let mut number = 2;
        while is_taken(&free) {
            free = format!("{name} ({number})");
            number += 1;
        }
        free
    }

    fn simulate(&mut self, seed: u32) {
        self.meter.begin(ImportStage::Simulating, "", 1);
        let made = self.seeds.as_ref().ok_or_else(not_loaded);
        match made.and_then(|seeds| seeds.simulate(seed)) {
            Ok(files) => {
                for (name, bytes) in files {
                    self.add(name, Box::new(bytes));
                }
                self.is_simulated = true;
            }
            Err(message) => {
                let file = t!("the simulated recording").to_owned();
                self.refused.push(FileError::Unreadable { file, message });
            }
        }
    }

    /// Reads what is new, then says what all means.
    fn look(&mut self, linked: &LinkedRoles, stimulus: &str) -> Result<ImportResponse, Absence> {
        self.assembled = None;
        self.leave_out_seed();
        self.read_new();
        self.settle_choices(linked);
        let mut roles = propose(&self.facts, &self.choices);
        self.roles = roles_in_link(&self.facts, &self.choices, &[], &roles);
        (self.tell)(ImportResponse::Listed(self.listing(&roles)));
        if self.facts.is_empty() {
            return Err(Absence::NoArrays);
        }
        let num_bytes = self.num_bytes_of(&roles);
        let mut of_seed = Vec::new();
        if !stimulus.is_empty() {
            let seeded = self.add_seed(stimulus)?;
            roles = propose(&self.facts, &self.choices);
            self.roles = roles_in_link(&self.facts, &self.choices, &seeded.roles, &roles);
            of_seed = seeded.evidence;
        }
        self.meter.begin(ImportStage::Assembling, "", num_bytes);
        let assembled = assemble(&self.files, &self.facts, &roles).map_err(absence)?;
        let meter = Rc::clone(&self.meter);
        meter.begin(ImportStage::Comparing, "", 1);
        let mut found = judge(&assembled, SEED, &mut |done, all| {
            meter.reach(u64::from(done), u64::from(all));
        });
        found.evidence.splice(..0, of_seed);
        let findings = findings(&assembled, &found);
        self.assembled = Some(assembled);
        Ok(ImportResponse::Found(Box::new(findings)))
    }

    /// Forgets the arrays of a seed, which stand behind those of the files.
    fn leave_out_seed(&mut self) {
        self.facts.truncate(self.contents.len());
        self.files.truncate(self.num_own);
        self.stimulus.clear();
    }

    /// Adds the frames of a stimulus that is only a seed.
    fn add_seed(&mut self, description: &str) -> Result<SeededFindings, Absence> {
        let reader = self.seeds.clone().ok_or_else(|| Absence::NotDescribed(not_loaded()))?;
        let stimulus = reader.describe(description).map_err(Absence::NotDescribed)?;
        let meter = Rc::clone(&self.meter);
        let mut last = None;
        let mut files = SeededFiles {
            reader: &*reader,
            memory: &mut self.seed_memory,
            files: &mut self.files,
            facts: &mut self.facts,
            chosen: &mut self.choices,
        };
        let found = files.add(&stimulus, &mut |stage, done, all| {
            if last != Some(stage) {
                last = Some(stage);
                meter.begin(stage.into(), "", all as u64);
            }
            meter.reach(done as u64, all as u64);
        });
        let found = found.map_err(|err| Absence::Unseeded {
            reason: Box::new(absence(err.reason)),
            num_frames: err.num_frames,
            num_running: err.num_running,
        })?;
        self.stimulus = stimulus.in_link().unwrap_or_default();
        Ok(found)
    }

    /// Puts together what the link and what a person says; who says nothing more has it as proposed, whatever the link says.
    fn settle_choices(&mut self, linked: &LinkedRoles) {
        let (mut choices, num_unmatched) = linked.choices(&self.facts);
        choices.retain(|choice| !self.is_answered(&choice.path));
        let own = self
            .answers
            .iter()
            .filter_map(|(path, role)| role.map(|role| RoleChoice { path: path.clone(), role }));
        choices.extend(own);
        (self.choices, self.num_unmatched) = (choices, num_unmatched);
    }

    fn is_answered(&self, path: &str) -> bool {
        self.answers.iter().any(|(known, _)| known == path)
    }

    /// Who says what an array is.
    fn origin_of(&self, facts: &ArrayFacts) -> RoleOrigin {
        // What a person says stands behind what the link says.
        match self.choices.iter().rev().find(|choice| choice.is_of(facts)) {
            None => RoleOrigin::Proposed,
            Some(choice) if self.is_answered(&choice.path) => RoleOrigin::Chosen,
            Some(_) => RoleOrigin::Linked,
        }
    }

    fn read_new(&mut self) {
        let mut waiting = core::mem::take(&mut self.waiting);
        let names: Vec<String> = waiting.iter().map(|file| file.name.clone()).collect();
        let meter = Rc::clone(&self.meter);
        let opened: Vec<_> = open_all(names, self.readers.clone(), |name| {
            let place = waiting.iter().position(|file| file.name == *name);
            let source = place.map(|place| waiting.swap_remove(place).source);
            let source = source.ok_or(ErrorKind::NotFound)?;
            Ok(Box::new(Metered { source, meter: Rc::clone(&meter) }))
        })
        .collect();
        for opened in opened {
            match opened {
                Ok(file) => self.read_through(file),
                Err(reason) => self.refused.push(reason),
            }
        }
    }

    fn read_through(&mut self, file: OpenedFile) {
        self.refused.extend(file.refused.iter().cloned());
        // A text is read once for each of its columns.
        let is_text = file.arrays.iter().any(|info| info.stored == ElementType::Text);
        let num_times = if is_text { file.arrays.len() as u64 } else { 1 };
        self.meter.begin(ImportStage::Reading, &file.name, num_times * file.num_bytes());
        let place = self.files.len();
        self.files.push(file);
        self.num_own = self.files.len();
        for array in 0..self.files[place].arrays.len() {
            let facts = ArrayFacts::of(&self.files, (place, array), MOST_ELEMENTS);
            let known =
                facts.and_then(|facts| Ok((content(&self.files[place], array, &facts)?, facts)));
            match known {
                Ok((content, facts)) => {
                    self.contents.push(content);
                    self.facts.push(facts);
                }
                Err(reason) => self.refused.push(reason),
            }
        }
    }

    /// Bytes of the files in which an array with a role is.
    fn num_bytes_of(&self, roles: &[RoleProposal]) -> u64 {
        let is_used = |place: usize| {
            roles.iter().any(|role| role.place.0 == place && role.role.is_read_again())
        };
        let used = self.files.iter().enumerate().filter(|(place, _)| is_used(*place));
        used.map(|(_, file)| file.num_bytes()).sum()
    }

    fn listing(&self, roles: &[RoleProposal]) -> ImportListing {
        let arrays = roles.iter().zip(&self.facts).zip(&self.contents);
        let array = |((proposal, facts), content): ((&RoleProposal, &ArrayFacts), &Option<_>)| {
            let RoleProposal { path, role, reason, .. } = proposal.clone();
            ListedArray {
                path,
                shape: facts.info.shape.clone(),
                shape_text: shape_of(&facts.info),
                type_text: type_of(&facts.info),
                content: content.clone(),
                role,
                reason,
                origin: self.origin_of(facts),
            }
        };
        ImportListing {
            files: self.files.iter().map(|file| file.name.clone()).collect(),
            arrays: arrays.map(array).collect(),
            refused: self.refused.iter().map(ToString::to_string).collect(),
            twice: self.twice.clone(),
            num_left_out: self.num_left_out,
            roles: self.roles.clone(),
            num_unmatched: self.num_unmatched,
            unmatched: match self.num_unmatched {
                0 => String::new(),
                num => unmatched(num),
            },
            seed: SeedClues::of(&self.facts, roles),
        }
    }
}
