//! What the studio asks of the worker, and what it does with the answers.

use std::sync::Arc;

use leptos::prelude::{UpdateValue as _, set_timeout, untrack};
use web_sys::File;

use crate::{
    experiment::natural::NaturalImages,
    figure::MapsFigure,
    pictures::{
        Answer, Ask, MAX_PICTURES, Picture, Source,
        look::{Chosen, Named},
    },
    studio::{
        state::{Asked, Own, OwnResult, Pending, Reading, Studio},
        worker::{Line, Said},
    },
    t,
    ui::reactive::RwSignal,
};

impl Studio {
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
            self.ask(&Ask::Decode { id, name: file.name() }, Pending::Decode(id));
        }
    }

    /// Asks for the answers at every place of the picture that is looked at.
    pub(super) fn ask_map(self) {
        let Some(picture) = self.source() else { return };
        let number = self.next_number();
        self.map.set(Asked::Waiting(number));
        let look = self.look.get_untracked();
        let ask = Ask::Map {
            cell: look.cell,
            picture,
            checker: self.checker() as f32,
            normalization: self.normalization(),
            is_mirrored: look.is_mirrored,
        };
        self.ask(&ask, Pending::Map(number));
    }

    /// Asks what each mistake costs, on the pictures that the experiment shows.
    pub(super) fn ask_mistakes(self) {
        let number = self.next_number();
        self.mistakes.set(Asked::Waiting(number));
        let setting = self.setting.get_untracked();
        self.ask(&Ask::Mistake { setting, pictures: Vec::new() }, Pending::Mistakes(number));
    }

    /// Asks for the test of Fig. 10 on own pictures.
    pub(super) fn ask_test(self) {
        let number = self.next_number();
        self.test.set(Asked::Waiting(number));
        let setting = self.setting.get_untracked();
        let pictures = self.own.with_untracked(|own| own.iter().map(|own| own.id).collect());
        self.ask(&Ask::Compare { setting, pictures }, Pending::Test(number));
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
    pub(super) fn source(self) -> Option<Source> {
        let setting = self.setting.get_untracked();
        match self.look.with_untracked(|look| look.chosen.clone()) {
            Chosen::Scene(number) => Some(Source::Scene {
                scene: setting.scene,
                seed: setting.seed,
                number,
                side: setting.side,
            }),
            Chosen::Own(checksum) => {
                untrack(|| self.own_of(&checksum)).map(|own| Source::Own(own.id))
            }
        }
    }

    /// Tells the worker, if there is one, whom it is to show pictures to.
    pub(super) fn introduce(self) {
        let meet = self.inner.try_update_value(|inner| {
            let (config, from) = inner.met.clone().filter(|_| inner.line.is_some())?;
            Some(Ask::Meet { config: Box::new(config), from: Box::new(from) })
        });
        if let Some(Some(meet)) = meet {
            // A worker that takes no messages is found out with the next question.
            self.post(&meet, None).ok();
        }
    }

    fn ask(self, ask: &Ask, pending: Pending) {
        let has_line = self.inner.try_update_value(|inner| inner.line.is_some());
        if has_line == Some(false) {
            match Line::open(move |said| self.hear(said)) {
                Ok(line) => self.begin(line),
                Err(message) => return self.fail(pending, &message),
            }
        }
        let file = self.inner.try_update_value(|inner| match pending {
            Pending::Decode(id) | Pending::Again(id) => inner.files.get(&id).cloned(),
            Pending::Map(_) | Pending::Mistakes(_) | Pending::Test(_) => None,
        });
        match self.post(ask, file.flatten().as_ref()) {
            Ok(()) => {
                self.inner.try_update_value(|inner| inner.pending.push_back(pending));
            }
            Err(message) => self.fail(pending, &message),
        }
    }

    /// A new worker knows nobody, and none of the pictures that are here.
    fn begin(self, line: Line) {
        self.inner.try_update_value(|inner| inner.line = Some(line));
        self.introduce();
        for Own { id, picture } in self.own.get_untracked() {
            let ask = Ask::Decode { id, name: picture.name.clone() };
            self.ask(&ask, Pending::Again(id));
        }
    }

    pub(super) fn post(self, ask: &Ask, file: Option<&File>) -> Result<(), String> {
        let posted = self.inner.try_update_value(|inner| match &inner.line {
            Some(line) if inner.is_ready => line.post(ask, file),
            Some(_) => {
                inner.waiting.push((ask.clone(), file.cloned()));
                Ok(())
            }
            None => Ok(()),
        });
        posted.unwrap_or(Ok(()))
    }

    fn hear(self, said: Said) {
        match said {
            Said::Answer(Answer::Ready { .. }) => {
                let waiting = self.inner.try_update_value(|inner| {
                    inner.is_ready = true;
                    core::mem::take(&mut inner.waiting)
                });
                for (ask, file) in waiting.into_iter().flatten() {
                    if let Err(message) = self.post(&ask, file.as_ref()) {
                        return self.lose(&message, false);
                    }
                }
            }
            Said::Answer(answer) => {
                let is_failure = matches!(answer, Answer::Failed { .. });
                let pending = self.inner.try_update_value(|inner| {
                    inner.has_failed = is_failure;
                    inner.pending.pop_front()
                });
                if let Some(Some(pending)) = pending {
                    self.take(answer, pending);
                }
            }
            // Later: this is inside the line's own listener.
            Said::Lost(message) => {
                set_timeout(move || self.lose(&message, true), core::time::Duration::ZERO);
            }
        }
    }

    fn take(self, answer: Answer, pending: Pending) {
        match (answer, pending) {
            (Answer::Decoded { id, picture }, Pending::Decode(_)) => {
                self.welcome(id, picture);
                self.count();
            }
            (Answer::Refused { message, .. } | Answer::Failed { message }, _) => {
                self.fail(pending, &message);
            }
            (Answer::Mapped(map), Pending::Map(number)) => {
                here(self.map, number, MapsFigure { map });
            }
            (Answer::Mistaken { flashed, standing }, Pending::Mistakes(number)) => {
                here(self.mistakes, number, [flashed, standing]);
            }
            (Answer::Compared(found), Pending::Test(number)) => {
                if let Some(result) = self.with_pictures(*found) {
                    here(self.test, number, result);
                }
            }
            _ => {}
        }
    }

    /// A picture has come.
    fn welcome(self, id: u32, picture: Picture) {
        if untrack(|| self.own_of(&picture.checksum)).is_some() {
            self.say(t!("“{name}” is here already.", name = picture.name));
            self.inner.try_update_value(|inner| inner.files.remove(&id));
            self.post(&Ask::Forget { ids: vec![id] }, None).ok();
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
        self.test.set(Asked::Not);
        // What a person has just opened is what that person wants to see.
        let looks_at_own = self.look.with_untracked(|look| matches!(look.chosen, Chosen::Own(_)));
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
        Some(OwnResult { found, offered })
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
            inner.line = None;
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
                    self.ask(&Ask::Decode { id, name }, pending);
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

/// Shows an answer, if its question still counts.
fn here<T: PartialEq + Send + Sync + 'static>(place: RwSignal<Asked<T>>, number: u32, found: T) {
    if place.with_untracked(|asked| *asked == Asked::Waiting(number)) {
        place.set(Asked::Here(Arc::new(found)));
    }
}

/// Says that there is no answer, if its question still counts.
fn failed<T: PartialEq + Send + Sync + 'static>(
    place: RwSignal<Asked<T>>,
    number: u32,
    message: &str,
) {
    if place.with_untracked(|asked| *asked == Asked::Waiting(number)) {
        place.set(Asked::Failed(message.to_owned()));
    }
}
