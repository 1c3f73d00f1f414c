//! Everything that the image explorer knows, as one `Copy` struct of signals, and what it does with answers.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use leptos::prelude::{LocalStorage, StoredValue, UpdateValue as _, expect_context, untrack};
use web_sys::File;

use crate::image_explorer::{camera::CameraState, worker::PictureWorker};
use ganglion_components::{
    AppState,
    reactive::{Memo, RwSignal},
};
use ganglion_core::{
    config::{Config, Normalization},
    experiment::{
        Ingredients, Results, groups, kept,
        natural::{self, Beside, Mistaken, NaturalImages, Setting, Subject},
    },
    pictures::{
        FieldView, FieldViewer, Picture, PictureRequest,
        view_state::{Chosen, MAX_CHECKER, Named, ViewState},
    },
    stimulus::Image,
};
use ganglion_figures::figure::MapsFigure;

/// Something that the worker is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum OnRequest<T> {
    /// Not asked.
    #[default]
    Not,
    /// On its way: the question of this number.
    Waiting(u32),
    /// Here.
    Here(Arc<T>),
    /// It failed; what happened and what to do.
    Failed(String),
}

/// One of a person's own pictures.
#[derive(Clone, PartialEq)]
pub(super) struct Own {
    pub(super) id: u32,
    pub(super) picture: Arc<Picture>,
}

/// How far files are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) done: usize,
    pub(super) all: usize,
}

/// Each mistake, for pictures that are flashed and for pictures that stand.
pub(super) type Mistakes = [Vec<Mistaken>; 2];

/// The test of Fig. 10 on own pictures, with the pictures that it offers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OwnResult {
    pub(super) found: NaturalImages,
    pub(super) offered: Vec<Image>,
    /// The link of its cells and networks.
    pub(super) link: String,
}

/// The image explorer's state.
#[derive(Clone, Copy)]
pub(super) struct ImageExplorer {
    pub(super) app: AppState,
    /// Cells with their networks; none before they are trained.
    pub(super) subjects: RwSignal<Vec<Arc<Subject>>>,
    /// Counts the cells and networks that there were: others may be at the same positions later.
    pub(super) subjects_id: RwSignal<u32>,
    pub(super) view_state: RwSignal<ViewState>,
    pub(super) own: RwSignal<Vec<Own>>,
    /// Own pictures that the link names and that are not here.
    pub(super) wanted: RwSignal<Vec<Named>>,
    pub(super) reading: RwSignal<Reading>,
    /// What a person should know, the newest last.
    pub(super) messages: RwSignal<Vec<String>>,
    /// What an experiment shows.
    pub(super) setting: Memo<Setting>,
    pub(super) camera: RwSignal<CameraState>,
    /// The picture that is looked at.
    pub(super) image: RwSignal<Option<Arc<Image>>>,
    /// The cell before it.
    pub(super) viewer: RwSignal<Option<Arc<FieldViewer>>>,
    /// What goes on there.
    pub(super) view: RwSignal<Option<Arc<FieldView>>>,
    pub(super) map: RwSignal<OnRequest<MapsFigure>>,
    pub(super) mistakes: RwSignal<OnRequest<Mistakes>>,
    pub(super) test: RwSignal<OnRequest<OwnResult>>,
    pub(super) inner: StoredValue<ExplorerInner, LocalStorage>,
}

/// What is asked of the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pending {
    /// To decode the file of this picture.
    Decode(u32),
    /// The file of a picture once more, for a worker that took the place of a lost one.
    Again(u32),
    /// With its number: only the newest of its kind counts.
    Map(u32),
    Mistakes(u32),
    Test(u32),
}

/// What is behind the signals.
#[derive(Default)]
pub(super) struct ExplorerInner {
    pub(super) worker: Option<PictureWorker>,
    /// Whether the worker listens: what is posted before is lost.
    pub(super) is_ready: bool,
    /// Whether its last answer was that it failed, as one that breaks says.
    pub(super) has_failed: bool,
    /// What waits for it.
    pub(super) waiting: Vec<(PictureRequest, Option<File>)>,
    /// What is asked, in the order of the answers.
    pub(super) pending: VecDeque<Pending>,
    /// The files of the pictures that are here or on their way, by their numbers.
    pub(super) files: BTreeMap<u32, File>,
    pub(super) last_id: u32,
    /// Counts questions.
    pub(super) num_asked: u32,
    /// Whom the worker is to show pictures to.
    pub(super) source: Option<(Config, Ingredients)>,
}

impl ImageExplorer {
    /// The one that a component is in.
    pub(super) fn get() -> Self {
        expect_context()
    }

    pub(super) fn new(app: AppState) -> Self {
        let subjects = RwSignal::new(Vec::<Arc<Subject>>::new());
        let setting = Memo::new(move |before: Option<&Setting>| {
            let um = subjects.with(|subjects| subjects.first().and_then(|who| who.checker_um()));
            let now = app.experiment.with(|config| config.as_ref().map(Setting::new));
            let now = now.map(|now| now.with_checkers(um));
            now.or_else(|| before.cloned()).unwrap_or_default()
        });
        Self {
            app,
            subjects,
            subjects_id: RwSignal::new(0),
            view_state: RwSignal::new(ViewState::default()),
            own: RwSignal::new(Vec::new()),
            wanted: RwSignal::new(Vec::new()),
            reading: RwSignal::new(Reading::default()),
            messages: RwSignal::new(Vec::new()),
            setting,
            camera: RwSignal::new(CameraState::Off),
            image: RwSignal::new(None),
            viewer: RwSignal::new(None),
            view: RwSignal::new(None),
            map: RwSignal::new(OnRequest::Not),
            mistakes: RwSignal::new(OnRequest::Not),
            test: RwSignal::new(OnRequest::Not),
            inner: StoredValue::new_local(ExplorerInner::default()),
        }
    }

    /// Takes over what an experiment has found, once all its networks are there.
    pub(super) fn set_subjects(self, config: &Config, results: &Results) {
        let most = *config.filter_counts().end();
        let all = 0..groups(config).len() as u32;
        let networks = all.filter_map(|group| kept(&results.trained, group, most).cloned());
        let from = Ingredients {
            networks: networks.collect(),
            cells: results.cells.values().cloned().collect(),
            training_secs: 0.0,
        };
        let Some(subjects) = natural::subjects(config, &from) else { return };
        let source = Some((config.clone(), from));
        let is_new = self.inner.try_update_value(|inner| {
            let is_new = inner.source != source;
            inner.source = source;
            is_new
        });
        if is_new == Some(true) {
            self.forget_results();
            self.subjects_id.update(|subjects_id| *subjects_id += 1);
            self.subjects.set(subjects.into_iter().map(Arc::new).collect());
            self.view_state.update(|view_state| {
                let last = self.subjects.with_untracked(Vec::len) as u32 - 1;
                view_state.cell = view_state.cell.min(last);
            });
            self.send_subjects();
        }
    }

    /// What was found with other cells or pictures is not true any more.
    pub(super) fn forget_results(self) {
        self.map.set(OnRequest::Not);
        self.mistakes.set(OnRequest::Not);
        self.test.set(OnRequest::Not);
    }

    /// Side of a checker as it is now, pixels.
    pub(super) fn checker(self) -> u32 {
        let usual = self.setting.with(|setting| setting.checker as u32);
        self.view_state.with(|view_state| view_state.checker).unwrap_or(usual)
    }

    /// The largest with which the field of the cell fits on the picture.
    pub(super) fn most_checker(self) -> u32 {
        let subject = self.subject();
        let image = self.image.get();
        let fits = subject
            .zip(image)
            .map(|(subject, image)| FieldViewer::largest_checker(&subject, &image));
        fits.map_or(1, |most| most.min(MAX_CHECKER))
    }

    /// The cell before a picture, as it is set to look.
    pub(super) fn viewer_of(self, image: Arc<Image>) -> Option<Arc<FieldViewer>> {
        let subject = self.subject()?;
        let checker = self.checker().min(FieldViewer::largest_checker(&subject, &image));
        let is_mirrored = self.view_state.with(|view_state| view_state.is_mirrored);
        let how = (checker as f32, self.normalization(), is_mirrored);
        Some(Arc::new(FieldViewer::new(subject, image, how)))
    }

    /// What goes on at the place that is looked at.
    pub(super) fn view_at_place(self, viewer: &FieldViewer) -> Arc<FieldView> {
        let place = self.view_state.with(|view_state| view_state.place);
        let at = |(left, top): (u32, u32)| viewer.field((left as f32, top as f32));
        Arc::new(viewer.at(place.map_or_else(|| viewer.middle(), at)))
    }

    /// The cell that looks.
    pub(super) fn subject(self) -> Option<Arc<Subject>> {
        let cell = self.view_state.with(|view_state| view_state.cell as usize);
        self.subjects.with(|subjects| subjects.get(cell).cloned())
    }

    /// What stands beside the networks.
    pub(super) fn beside(self) -> Beside {
        self.subject().map_or(Beside::Cell, |subject| subject.beside())
    }

    /// Rows and columns of its field.
    pub(super) fn field_size(self) -> (usize, usize) {
        self.subject().map_or((1, 1), |subject| subject.size())
    }

    pub(super) fn normalization(self) -> Normalization {
        self.setting.with(|setting| setting.normalization)
    }

    pub(super) fn say(self, message: String) {
        /// More than files are taken at a time.
        const MOST: usize = 1_000;
        self.messages.update(|messages| {
            messages.retain(|old| *old != message);
            messages.push(message);
            let surplus = messages.len().saturating_sub(MOST);
            messages.drain(..surplus);
        });
    }

    /// The own picture of a checksum, if it is here.
    pub(super) fn own_of(self, checksum: &str) -> Option<Own> {
        self.own.with(|own| own.iter().find(|own| own.picture.checksum == checksum).cloned())
    }

    /// Removes an own picture.
    pub(super) fn remove(self, id: u32) {
        let removed = self.own.with_untracked(|own| {
            own.iter().find(|own| own.id == id).map(|own| own.picture.checksum.clone())
        });
        self.own.update(|own| own.retain(|own| own.id != id));
        self.forget_picture(id);
        self.test.set(OnRequest::Not);
        if removed.is_some_and(|gone| {
            self.view_state.with_untracked(|view_state| view_state.chosen == Chosen::Own(gone))
        }) {
            self.choose(Chosen::Scene(0));
        }
    }

    /// Makes room where a picture was, here and in the worker.
    pub(super) fn forget_picture(self, id: u32) {
        self.inner.try_update_value(|inner| inner.files.remove(&id));
        // A worker that takes no messages is found out with the next question, and the next one is given what is here.
        self.post(&PictureRequest::Forget { ids: vec![id] }, None).ok();
    }

    /// Looks at another picture, from its middle on.
    pub(super) fn choose(self, chosen: Chosen) {
        self.view_state.update(|view_state| {
            view_state.chosen = chosen;
            view_state.place = None;
        });
    }

    /// Goes on without the own pictures that the link takes.
    pub(super) fn do_without(self) {
        self.wanted.set(Vec::new());
        let is_missing = self.view_state.with_untracked(|view_state| match &view_state.chosen {
            Chosen::Scene(_) => false,
            Chosen::Own(checksum) => untrack(|| self.own_of(checksum)).is_none(),
        });
        if is_missing {
            self.choose(Chosen::Scene(0));
        }
    }

    /// What is looked at as a link writes it, with the own pictures that this takes.
    pub(super) fn text(self) -> String {
        let here =
            self.own.with(|own| own.iter().map(|own| Named::of(&own.picture)).collect::<Vec<_>>());
        let own = here.into_iter().chain(self.wanted.get()).collect();
        ViewState { own, ..self.view_state.get() }.to_text()
    }

    /// Takes over what a link says.
    pub(super) fn follow(self, text: &str) {
        let (view_state, warnings) = ViewState::of_text(text);
        for warning in warnings {
            self.say(warning);
        }
        let is_wanted = |named: &&Named| untrack(|| self.own_of(&named.checksum)).is_none();
        self.wanted.set(view_state.own.iter().filter(is_wanted).cloned().collect());
        self.view_state.set(ViewState { own: Vec::new(), ..view_state });
    }
}
