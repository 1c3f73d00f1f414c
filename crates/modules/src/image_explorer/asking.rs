//! What the image explorer asks of the worker, and what it does with the answers.

use std::sync::Arc;

use leptos::prelude::{UpdateValue as _, set_timeout, untrack};
use web_sys::File;

use crate::image_explorer::{
    state::{ImageExplorer, OnRequest, Own, OwnResult, Pending, Reading},
    worker::{self, PictureWorker},
};
use ganglion_components::reactive::RwSignal;
use ganglion_core::{
    config::Draft,
    experiment::natural::NaturalImages,
    link,
    pictures::{
        MAX_PICTURES, Picture, PictureRequest, PictureResponse, PictureSource,
        view_state::{Chosen, Named},
    },
    t,
};
use ganglion_figures::figure::MapsFigure;

impl ImageExplorer {
    /// Reads files, as many as there is room for.
    pub(super) fn read(self, files: Vec<File>) {
        let taken = self.inner.try_update_value(|inner| inner.files.len()).unwrap_or(0);
        let room = MAX_PICTURES.saturating_sub(taken);
        if files.len() > room {
            self.say(t!(
                "{most} pictures are the most at a time: the first {room} of these {count} files are read. Remove pictures to make room for others.",
                most = MAX_PICTURES,
                room = room,
                count = files.len()
            ));
        }
        for file in files.into_iter().take(room) {
            let id = self.inner.try_update_value(|inner| {
                inner.last_id += 1;
                inner.files.insert(inner.last_id, file.clone());
                inner.last_id
            });
            let Some(id) = id else { return };
            self.reading.update(|reading| reading.all += 1);
            self.request(&PictureRequest::Decode { id, name: file.name() }, Pending::Decode(id));
        }
    }

    /// Asks for the answers at every place of the picture that is looked at.
    pub(super) fn ask_map(self) {
        let Some(picture) = self.source() else { return };
        let number = self.next_number();
        self.map.set(OnRequest::Waiting(number));
        let view_state = self.view_state.get_untracked();
        let request = PictureRequest::Map {
            subjects_id: self.subjects_id.get_untracked(),
            cell: view_state.cell,
            picture,
            checker: self.checker() as f32,
            normalization: self.normalization(),
            is_mirrored: view_state.is_mirrored,
        };
        self.request(&request, Pending::Map(number));
    }

    /// Asks what each mistake costs, on the pictures that the experiment shows.
    pub(super) fn ask_mistakes(self) {
        let number = self.next_number();
        self.mistakes.set(OnRequest::Waiting(number));
        let (subjects_id, setting) =
            (self.subjects_id.get_untracked(), self.setting.get_untracked());
        let request = PictureRequest::Mistake { subjects_id, setting, pictures: Vec::new() };
        self.request(&request, Pending::Mistakes(number));
    }

    /// Asks for the test of Fig. 10 on own pictures.
    pub(super) fn ask_test(self) {
        let number = self.next_number();
        self.test.set(OnRequest::Waiting(number));
        let (subjects_id, setting) =
            (self.subjects_id.get_untracked(), self.setting.get_untracked());
        let pictures = self.own.with_untracked(|own| own.iter().map(|own| own.id).collect());
        self.request(
            &PictureRequest::Compare { subjects_id, setting, pictures },
            Pending::Test(number),
        );
    }

    fn next_number(self) -> u32 {
        let number = self.inner.try_update_value(|inner| {
            inner.num_asked += 1;
            inner.num_asked
        });
        number.unwrap_or(0)
    }

    /// Breaks off everything that the worker is asked for.
    pub(super) fn cancel(self) {
        self.lose(t!("Broken off; what was here stays."), false);
    }

    /// The picture that is looked at, as the worker knows it.
    pub(super) fn source(self) -> Option<PictureSource> {
        let setting = self.setting.get_untracked();
        match self.view_state.with_untracked(|view_state| view_state.chosen.clone()) {
            Chosen::Scene(number) => Some(PictureSource::Scene {
                scene: setting.scene,
                seed: setting.seed,
                number,
                side: setting.side,
            }),
            Chosen::Own(checksum) => {
                untrack(|| self.own_of(&checksum)).map(|own| PictureSource::Own(own.id))
            }
        }
    }

    /// Tells the worker, if there is one, whom it is to show pictures to.
    pub(super) fn send_subjects(self) {
        let subjects_id = self.subjects_id.get_untracked();
        let request = self.inner.try_update_value(|inner| {
            let (config, from) = inner.source.clone().filter(|_| inner.worker.is_some())?;
            Some(PictureRequest::SetSubjects {
                subjects_id,
                config: Box::new(config),
                from: Box::new(from),
            })
        });
        if let Some(Some(request)) = request {
            // A worker that takes no messages is found out with the next question.
            self.post(&request, None).ok();
        }
    }

    fn request(self, request: &PictureRequest, pending: Pending) {
        let has_worker = self.inner.try_update_value(|inner| inner.worker.is_some());
        if has_worker == Some(false) {
            match worker::start(move |heard| self.hear(heard)) {
                Ok(worker) => self.begin(worker),
                Err(message) => return self.fail(pending, &message),
            }
        }
        let file = self.inner.try_update_value(|inner| match pending {
            Pending::Decode(id) | Pending::Again(id) => inner.files.get(&id).cloned(),
            Pending::Map(_) | Pending::Mistakes(_) | Pending::Test(_) => None,
        });
        match self.post(request, file.flatten().as_ref()) {
            Ok(()) => {
                self.inner.try_update_value(|inner| inner.pending.push_back(pending));
            }
            Err(message) => self.fail(pending, &message),
        }
    }

    /// A new worker knows nobody, and none of the pictures that are here.
    fn begin(self, worker: PictureWorker) {
        self.inner.try_update_value(|inner| inner.worker = Some(worker));
        self.send_subjects();
        for Own { id, picture } in self.own.get_untracked() {
            let request = PictureRequest::Decode { id, name: picture.name.clone() };
            self.request(&request, Pending::Again(id));
        }
    }

    pub(super) fn post(self, request: &PictureRequest, file: Option<&File>) -> Result<(), String> {
        let posted = self.inner.try_update_value(|inner| match &inner.worker {
            Some(worker) if inner.is_ready => {
                file.map_or_else(|| worker.post(request), |file| worker.post_with(request, file))
            }
            Some(_) => {
                inner.waiting.push((request.clone(), file.cloned()));
                Ok(())
            }
            None => Ok(()),
        });
        posted.unwrap_or(Ok(()))
    }

    fn hear(self, heard: Result<PictureResponse, String>) {
        match heard {
            Ok(PictureResponse::Ready { .. }) => {
                let waiting = self.inner.try_update_value(|inner| {
                    inner.is_ready = true;
                    core::mem::take(&mut inner.waiting)
                });
                for (request, file) in waiting.into_iter().flatten() {
                    if let Err(message) = self.post(&request, file.as_ref()) {
                        return self.lose(&message, false);
                    }
                }
            }
            Ok(answer) => {
                let is_failure = matches!(answer, PictureResponse::Failed { .. });
                let pending = self.inner.try_update_value(|inner| {
                    inner.has_failed = is_failure;
                    inner.pending.pop_front()
                });
                if let Some(Some(pending)) = pending {
                    self.take(answer, pending);
                }
            }
            // Later: this is inside the worker's own listener.
            Err(message) => {
                set_timeout(move || self.lose(&message, true), core::time::Duration::ZERO);
            }
        }
    }

    fn take(self, answer: PictureResponse, pending: Pending) {
        match (answer, pending) {
            (PictureResponse::Decoded { id, picture }, Pending::Decode(_)) => {
                self.keep_picture(id, picture);
                self.count();
            }
            (PictureResponse::Refused { message, .. } | PictureResponse::Failed { message }, _) => {
                self.fail(pending, &message);
            }
            (PictureResponse::Mapped(map), Pending::Map(number)) => {
                here(self.map, number, MapsFigure { map });
            }
            (PictureResponse::Mistaken { flashed, standing }, Pending::Mistakes(number)) => {
                here(self.mistakes, number, [flashed, standing]);
            }
            // Pictures may have come and gone since it was asked.
            (PictureResponse::Compared(found), Pending::Test(number))
                if waits(self.test, number) =>
            {
                if let Some(result) = self.with_pictures(*found) {
                    here(self.test, number, result);
                }
            }
            _ => {}
        }
    }

    /// A picture has come.
    fn keep_picture(self, id: u32, picture: Picture) {
        if untrack(|| self.own_of(&picture.checksum)).is_some() {
            self.say(t!("“{name}” is here already.", name = picture.name));
            self.forget_picture(id);
            return;
        }
        let name = Named::of(&picture);
        let wanted = self.wanted.get_untracked();
        let is_wanted = wanted.iter().any(|wanted| wanted.checksum == name.checksum);
        if !is_wanted && wanted.iter().any(|wanted| wanted.name == name.name) {
            self.say(t!(
                "“{name}” is here, but its content is not that of the file with which the link was made: the answers will differ.",
                name = picture.name
            ));
        }
        if let Some(note) = &picture.note {
            self.say(t!("“{name}”: {note}", name = picture.name, note = note));
        }
        self.wanted.update(|wanted| wanted.retain(|wanted| wanted.checksum != name.checksum));
        let is_first = self.own.with_untracked(Vec::is_empty);
        self.own.update(|own| own.push(Own { id, picture: Arc::new(picture) }));
        self.test.set(OnRequest::Not);
        // What a person has just opened is what that person wants to see.
        let looks_at_own = self
            .view_state
            .with_untracked(|view_state| matches!(view_state.chosen, Chosen::Own(_)));
        if is_first && !looks_at_own {
            self.choose(Chosen::Own(name.checksum));
        }
    }

    fn count(self) {
        self.reading.update(|reading| {
            reading.done += 1;
            if reading.done >= reading.all {
                *reading = Reading::default();
            }
        });
    }

    /// A result with the views of own pictures that it offers.
    fn with_pictures(self, found: NaturalImages) -> Option<OwnResult> {
        let own = self.own.get_untracked();
        if own.is_empty() {
            return None;
        }
        let image = |at: usize| own[at].picture.image();
        let view = |&number: &u32| found.setting.view(own.len(), image, number);
        let offered = found.examples.offered.iter().map(view).collect();
        Some(OwnResult { found, offered, link: self.link_of_subjects()? })
    }

    /// The link of the cells and networks that are here, with what is looked at: the settings may be those of a run that has not
    /// ended yet.
    pub(super) fn link_of_subjects(self) -> Option<String> {
        let theirs =
            self.inner.try_update_value(|inner| Some(inner.source.as_ref()?.0.draft().clone()));
        let now = self.app.draft.get_untracked();
        let theirs = theirs.flatten()?;
        Some(link::encode(&Draft {
            scene: now.scene,
            pictures: now.pictures,
            checker: now.checker,
            normalization: now.normalization,
            mistake: now.mistake,
            presentation: now.presentation,
            view_state: now.view_state,
            ..theirs
        }))
    }

    /// Something that was asked for does not come.
    fn fail(self, pending: Pending, message: &str) {
        match pending {
            Pending::Decode(id) => {
                self.inner.try_update_value(|inner| inner.files.remove(&id));
                self.say(message.to_owned());
                self.count();
            }
            Pending::Again(_) => self.say(message.to_owned()),
            Pending::Map(number) => failed(self.map, number, message),
            Pending::Mistakes(number) => failed(self.mistakes, number, message),
            Pending::Test(number) => failed(self.test, number, message),
        }
    }

    /// The worker is gone. What it was asked for first is what it failed at, unless it has said so with
    /// its last words; the rest is asked of another one, if it is to `go_on` and if workers can be started at all.
    fn lose(self, message: &str, go_on: bool) {
        let lost = self.inner.try_update_value(|inner| {
            inner.worker = None;
            inner.waiting.clear();
            let is_ready = core::mem::take(&mut inner.is_ready);
            let has_failed = core::mem::take(&mut inner.has_failed);
            (core::mem::take(&mut inner.pending), is_ready, has_failed)
        });
        let Some((pending, is_ready, has_failed)) = lost else { return };
        for (place, pending) in pending.into_iter().enumerate() {
            if place == 0 && !has_failed || !go_on || !is_ready {
                self.fail(pending, message);
                continue;
            }
            match pending {
                Pending::Decode(id) => {
                    let name =
                        self.inner.try_update_value(|inner| inner.files.get(&id).map(File::name));
                    let name = name.flatten().unwrap_or_default();
                    self.request(&PictureRequest::Decode { id, name }, pending);
                }
                // The new worker is given all that are here.
                Pending::Again(_) => {}
                Pending::Map(_) => self.ask_map(),
                Pending::Mistakes(_) => self.ask_mistakes(),
                Pending::Test(_) => self.ask_test(),
            }
        }
    }
}

/// Whether a question still counts.
fn waits<T: PartialEq + Send + Sync + 'static>(place: RwSignal<OnRequest<T>>, number: u32) -> bool {
    place.with_untracked(|asked| *asked == OnRequest::Waiting(number))
}

/// Shows an answer, if its question still counts.
fn here<T: PartialEq + Send + Sync + 'static>(
    place: RwSignal<OnRequest<T>>,
    number: u32,
    found: T,
) {
    if waits(place, number) {
        place.set(OnRequest::Here(Arc::new(found)));
    }
}

/// Says that there is no answer, if its question still counts.
fn failed<T: PartialEq + Send + Sync + 'static>(
    place: RwSignal<OnRequest<T>>,
    number: u32,
    message: &str,
) {
    if waits(place, number) {
        place.set(OnRequest::Failed(message.to_owned()));
    }
}
