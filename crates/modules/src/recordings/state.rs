//! Everything that is known of the recording being opened, as one `Copy` struct of signals, and what is asked of the worker.

use core::time::Duration;
use std::sync::Arc;

use js_sys::Function;
use leptos::{
    leptos_dom::helpers::set_timeout,
    prelude::{LocalStorage, StoredValue, UpdateValue as _, expect_context},
};
use web_sys::File;

use crate::recordings::{
    kept_files::KeptRecording,
    worker::{self, FiledResponse, RecordingWorker},
};
use ganglion_components::reactive::RwSignal;
use ganglion_core::{
    config::Draft,
    recording::{Crop, ImportedRecording},
    t, tn,
};
use ganglion_recordings::{
    import::{
        Absence, CellFindings, HandPurpose, ImportFindings, ImportListing, ImportProgress,
        ImportRequest, ImportResponse,
    },
    roles::Role,
};

/// Of the recording that is made to try.
const SEED: u32 = 1;

/// State of the conversation.
#[derive(Clone, Copy)]
pub(super) struct ImportState {
    /// What is in the files.
    pub(super) listing: RwSignal<ImportListing>,
    /// What it means; none before that is known.
    pub(super) findings: RwSignal<Option<Arc<ImportFindings>>>,
    /// Why there is no recording.
    pub(super) absence: RwSignal<Option<Absence>>,
    /// How far the worker is.
    pub(super) progress: RwSignal<Option<ImportProgress>>,
    /// Answers that are still to come.
    pub(super) num_asked: RwSignal<u32>,
    /// What a person should know.
    pub(super) message: RwSignal<String>,
    /// Whether files wait to be read again.
    pub(super) is_broken_off: RwSignal<bool>,
    /// Whether it is a simulated recording.
    pub(super) is_simulated: RwSignal<bool>,
    /// The stimulus, if it is only a seed, as a person describes it, or the link; else empty.
    pub(super) stimulus: RwSignal<String>,
    /// Which cell is looked at.
    pub(super) cell: RwSignal<usize>,
    /// What is cut out around it.
    pub(super) crop: RwSignal<Option<Crop>>,
    /// Whether somebody takes the recording.
    pub(super) has_taker: RwSignal<bool>,
    /// Recordings that this device keeps; why it keeps none.
    pub(super) kept: RwSignal<Result<Vec<KeptRecording>, String>>,
    /// Whether one is being written.
    pub(super) is_keeping: RwSignal<bool>,
    /// The experiment of the page.
    pub(super) page: RwSignal<Draft>,
    inner: StoredValue<ImportInner, LocalStorage>,
}

/// A request with the file that it is about.
type ImportQuestion = (ImportRequest, Option<File>);

/// What is behind the signals.
#[derive(Default)]
pub(super) struct ImportInner {
    worker: Option<RecordingWorker>,
    /// Whether the worker listens: what is posted before is lost.
    is_ready: bool,
    /// What waits for it.
    waiting: Vec<ImportQuestion>,
    /// All that another worker has to be told: files and choices, in their order.
    known: Vec<ImportQuestion>,
    /// What the recording was asked for, without an answer yet.
    asked_for: Vec<HandPurpose>,
    /// The recording that was handed over last, and what was found in it.
    used: Option<(ImportedRecording, Arc<ImportFindings>)>,
    pub(super) taker: Option<Function>,
    /// Name of the recording that was handed over last.
    pub(super) handed: String,
    /// What the link says of arrays in the files that are open, or asked for.
    pub(super) linked: String,
    /// Name of the recording that was looked for last among those that are kept.
    pub(super) looked_for: String,
}

impl ImportState {
    /// The one that a component is in.
    pub(super) fn get() -> Self {
        expect_context()
    }

    /// Of a page with an experiment.
    pub(super) fn new(page: RwSignal<Draft>) -> Self {
        Self {
            listing: RwSignal::new(ImportListing::default()),
            findings: RwSignal::new(None),
            absence: RwSignal::new(None),
            progress: RwSignal::new(None),
            num_asked: RwSignal::new(0),
            message: RwSignal::new(String::new()),
            is_broken_off: RwSignal::new(false),
            is_simulated: RwSignal::new(false),
            stimulus: RwSignal::new(String::new()),
            cell: RwSignal::new(0),
            crop: RwSignal::new(None),
            has_taker: RwSignal::new(false),
            kept: RwSignal::new(Ok(Vec::new())),
            is_keeping: RwSignal::new(false),
            page,
            inner: StoredValue::new_local(ImportInner::default()),
        }
    }

    /// Whether anything was opened.
    pub(super) fn is_empty(self) -> bool {
        self.listing.with(|listing| listing.files.is_empty() && listing.refused.is_empty())
    }

    /// Adds files to those that are open; a simulated recording makes room for them.
    pub(super) fn open(self, files: Vec<(String, File)>) {
        if files.is_empty() {
            self.message.set(
                t!("There is no file in it. Choose the files of the recording, or a folder that holds them.")
                    .to_owned(),
            );
            return;
        }
        if self.is_simulated.get_untracked() {
            self.clear();
        }
        let open = |(name, file)| (ImportRequest::Open { name }, Some(file));
        self.ask(files.into_iter().map(open).collect());
    }

    /// Makes a recording to try, in place of what is open.
    pub(super) fn simulate(self) {
        self.clear();
        self.is_simulated.set(true);
        self.ask(vec![(ImportRequest::Simulate { seed: SEED }, None)]);
    }

    /// Says what an array is; nothing to go back to what is proposed.
    pub(super) fn choose(self, path: String, role: Option<Role>) {
        self.ask(vec![(ImportRequest::Choose { path, role }, None)]);
    }

    /// Reads once more what was broken off.
    pub(super) fn read_again(self) {
        self.ask(Vec::new());
    }

    /// Breaks off whatever the worker does.
    pub(super) fn stop(self) {
        self.end_worker();
        self.is_broken_off.set(true);
        self.message
            .set(t!("Stopped. Your files are as they were, and what is shown stays.").to_owned());
    }

    /// Forgets everything.
    pub(super) fn clear(self) {
        self.end_worker();
        let (roles, stimulus) = self.said_by_link().unwrap_or_default();
        self.with_inner(|inner| {
            inner.known.clear();
            inner.linked = roles;
        });
        self.stimulus.set(stimulus);
        self.listing.set(ImportListing::default());
        self.findings.set(None);
        self.absence.set(None);
        self.message.set(String::new());
        self.is_broken_off.set(false);
        self.is_simulated.set(false);
        self.cell.set(0);
        self.crop.set(None);
    }

    /// Looks at another cell, with the crop that is proposed around it.
    pub(super) fn look_at(self, cell: usize) {
        self.cell.set(cell);
        self.propose_crop();
    }

    /// Goes back to the crop that is proposed.
    pub(super) fn propose_crop(self) {
        let cell = self.cell.get_untracked();
        let crop = self.findings.with_untracked(|findings| {
            let findings = findings.as_ref()?;
            let fit = findings.cells.get(cell)?.fit.as_ref();
            Some(fit.map_or_else(|| Crop::centered(findings.field), |fit| fit.crop))
        });
        self.crop.set(crop);
    }

    /// Reads what is found of the cell that is looked at.
    pub(super) fn of_cell<T>(
        self,
        read: impl FnOnce(&ImportFindings, &CellFindings) -> T,
    ) -> Option<T> {
        let cell = self.cell.get();
        self.findings.with(|findings| {
            let findings = findings.as_ref()?;
            findings.cells.get(cell).map(|found| read(findings, found))
        })
    }

    /// Asks the worker for the recording; one that has ended is started again.
    pub(super) fn ask_for(self, purpose: HandPurpose) {
        let (cell, crop) = (self.cell.get_untracked(), self.crop.get_untracked());
        let has_worker = self.with_inner(|inner| inner.worker.is_some()) == Some(true);
        if !has_worker {
            if purpose == HandPurpose::Use
                && let Some(used) = self.used_before()
            {
                // Who has it already needs its link alone.
                let imported = ImportedRecording { cell, crop, ..used };
                return self.hand_over(&imported, None);
            }
            self.ask(Vec::new());
        }
        self.with_inner(|inner| inner.asked_for.push(purpose));
        self.send(&ImportRequest::Hand { purpose, cell, crop }, None);
    }

    /// What was handed over last, if that is what is shown, and nothing else has been handed over since.
    fn used_before(self) -> Option<ImportedRecording> {
        let shown = self.findings.get_untracked()?;
        self.with_inner(|inner| {
            let (imported, found) = inner.used.as_ref()?;
            let is_it = Arc::ptr_eq(found, &shown) && inner.handed == imported.outline.name;
            is_it.then(|| imported.clone())
        })?
    }

    /// Notes that a recording is in use, and ends the worker unless it has something to do: its memory is given back only with it.
    fn rest(self, imported: ImportedRecording) {
        let found = self.findings.get_untracked();
        let is_free = self.with_inner(|inner| {
            inner.used = found.map(|found| (imported, found));
            inner.asked_for.is_empty()
        });
        if is_free == Some(true) && self.num_asked.get_untracked() == 0 {
            self.end_worker();
        }
    }

    /// Does something with what is behind the signals; nothing once they are gone.
    pub(super) fn with_inner<T>(self, what: impl FnOnce(&mut ImportInner) -> T) -> Option<T> {
        self.inner.try_update_value(what)
    }

    /// Tells the worker what is new, and asks what all of it means.
    fn ask(self, new: Vec<ImportQuestion>) {
        self.message.set(String::new());
        self.is_broken_off.set(false);
        let has_worker = self.inner.try_update_value(|inner| {
            inner.known.extend(new.iter().cloned());
            inner.worker.is_some()
        });
        let mut questions = new;
        if has_worker == Some(false) {
            match worker::start(move |heard| self.hear(heard)) {
                Ok(worker) => self.inner.try_update_value(|inner| inner.worker = Some(worker)),
                Err(message) => return self.lose(&message),
            };
            // A new worker knows nothing.
            let known = self.inner.try_update_value(|inner| inner.known.clone());
            questions = known.unwrap_or_default();
        }
        self.num_asked.update(|num| *num += 1);
        for (request, file) in &questions {
            self.send(request, file.as_ref());
        }
        let roles = self.with_inner(|inner| inner.linked.clone()).unwrap_or_default();
        let stimulus = self.stimulus.get_untracked();
        self.send(&ImportRequest::Look { roles, stimulus }, None);
    }

    fn send(self, request: &ImportRequest, file: Option<&File>) {
        let sent = self.inner.try_update_value(|inner| match &inner.worker {
            Some(worker) if inner.is_ready => {
                file.map_or_else(|| worker.post(request), |file| worker.post_with(request, file))
            }
            _ => {
                inner.waiting.push((request.clone(), file.cloned()));
                Ok(())
            }
        });
        if let Some(Err(message)) = sent {
            self.lose(&message);
        }
    }

    fn hear(self, heard: Result<FiledResponse, String>) {
        match heard {
            Ok((ImportResponse::Ready { .. }, _)) => {
                let waiting = self.inner.try_update_value(|inner| {
                    inner.is_ready = true;
                    core::mem::take(&mut inner.waiting)
                });
                for (request, file) in waiting.into_iter().flatten() {
                    self.send(&request, file.as_ref());
                }
            }
            Ok((ImportResponse::Progress(progress), _)) => self.progress.set(Some(progress)),
            Ok((ImportResponse::Listed(listing), _)) => self.list(listing),
            Ok((ImportResponse::Found(findings), _)) => {
                self.answered();
                self.absence.set(None);
                let is_known = |known: &Option<Arc<_>>| known.as_deref() == Some(&*findings);
                // Files that were read again change nothing of what a person has chosen.
                if !self.findings.with_untracked(is_known) {
                    let last = findings.cells.len().saturating_sub(1);
                    self.findings.set(Some(Arc::new(*findings)));
                    self.look_at(self.cell.get_untracked().min(last));
                }
            }
            Ok((ImportResponse::Nothing(absence), _)) => {
                self.answered();
                self.findings.set(None);
                self.absence.set(Some(absence));
            }
            Ok((ImportResponse::Handed { purpose, imported, .. }, Some(recording))) => {
                self.with_inner(|inner| inner.asked_for.retain(|asked| *asked != purpose));
                match purpose {
                    HandPurpose::Use => {
                        self.hand_over(&imported, Some(recording));
                        // Later: this is inside the worker's own listener.
                        set_timeout(move || self.rest(*imported), Duration::ZERO);
                    }
                    HandPurpose::Keep => self.keep(*imported, recording),
                }
            }
            // Told as an error; and no recording is handed over without its file.
            Ok((ImportResponse::Failed { .. } | ImportResponse::Handed { .. }, _)) => {}
            // Later: this is inside the worker's own listener.
            Err(message) => set_timeout(move || self.lose(&message), Duration::ZERO),
        }
    }

    fn list(self, listing: ImportListing) {
        let mut said = Vec::new();
        if !listing.twice.is_empty() {
            said.push(t!(
                "Here already, with the same content: {files}.",
                files = listing.twice.join(", ")
            ));
        }
        if listing.num_left_out > 0 {
            said.push(tn!(
                listing.num_left_out,
                "{n} file more than can be opened at a time was left out. Drop only those of the recording.",
                "{n} files more than can be opened at a time were left out. Drop only those of the recording."
            ));
        }
        if !listing.unmatched.is_empty() {
            said.push(listing.unmatched.clone());
        }
        self.message.set(said.join(" "));
        self.listing.set(listing);
    }

    fn answered(self) {
        self.num_asked.update(|num| *num = num.saturating_sub(1));
        if self.num_asked.get_untracked() == 0 {
            self.progress.set(None);
        }
    }

    /// The worker is gone.
    fn lose(self, message: &str) {
        self.end_worker();
        self.is_broken_off.set(true);
        self.message.set(message.to_owned());
    }

    fn end_worker(self) {
        self.inner.try_update_value(|inner| {
            inner.worker = None;
            inner.is_ready = false;
            inner.waiting.clear();
            inner.asked_for.clear();
        });
        self.num_asked.set(0);
        self.progress.set(None);
    }
}
