//! The page's end of the workers: owns them, and writes what they say into the state.

mod keep;
mod show;
mod worker;

use core::time::Duration;

use leptos::{
    leptos_dom::helpers::{IntervalHandle, TimeoutHandle},
    prelude::*,
};
use web_sys::Blob;

use crate::ui::{
    client::{
        show::show,
        worker::{TrainingWorker, not_posted, start},
    },
    hooks::{known_speed, learn_speed},
};
use ganglion_components::{AppState, FiguresModule, Loading, reactive::RwSignal};
use ganglion_core::{
    config::{Config, Section},
    experiment::{Group, groups},
    pool::{Action, Known, News, Pool, SlotId},
    protocol::{Command, Event, Failure},
    recording::PassedRecording,
    t,
};

/// Time between two looks at silent workers and at the progress.
const TICK: Duration = Duration::from_millis(250);
/// Quiet time after a change before it is run.
const DEBOUNCE: Duration = Duration::from_millis(300);
/// News are collected for so long before they are shown: filters that are watched while they change are smooth fifteen times a second.
const FLUSH: Duration = Duration::from_millis(60);
/// The same for figures of many networks, all of which are drawn again: each time takes some milliseconds.
const FLUSH_FIGURES: Duration = Duration::from_millis(250);

/// Longest experiment that begins without being asked to, seconds.
const LONG_SECS: f64 = 60.0;
/// How long a run waits for networks of earlier visits: a store that does not answer must not keep it from beginning.
const STORE_LIMIT: Duration = Duration::from_secs(3);
/// How many times as long it waits for the module that reads them.
const STORE_ROUNDS: u32 = 5;
/// Products a second of one worker on a slow laptop: taken as long as nothing is known of this machine.
const FIRST_GUESS: f64 = 3e9;

/// When an experiment begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StartRule {
    /// A person asked for it.
    Now,
    /// It was opened: only if it does not take long.
    IfShort,
}

/// Runs experiments on workers and tells the state. A handle, given by context.
#[derive(Clone, Copy)]
pub struct Client {
    inner: StoredValue<ClientInner, LocalStorage>,
    state: AppState,
    figures: FiguresModule,
    /// Whether an experiment was opened that takes so long that it waits to be asked for.
    pub is_waiting: RwSignal<bool>,
}

struct ClientInner {
    pool: Pool,
    workers: Vec<Option<TrainingWorker>>,
    /// The experiment under way, for the rows it fills.
    config: Option<Config>,
    /// Networks to be kept from visit to visit, since a moment ago.
    to_keep: Vec<(Vec<u8>, Known)>,
    news: Vec<News>,
    is_flush_due: bool,
    /// The start of an experiment in a moment.
    waiting: Option<TimeoutHandle>,
    /// The recording that experiments can be about: workers are given it.
    recording: Option<Blob>,
    /// Counts what was asked for: what is looked up for an experiment before is of no use.
    num_asked: u32,
    /// The experiment that waits for networks of earlier visits, by the number with which it was asked for.
    looks_up: Option<u32>,
    num_workers: usize,
}

impl Client {
    /// With up to `num_workers` CPU workers; ends them when the page's owner is cleaned up.
    pub fn new(state: AppState, figures: FiguresModule, num_workers: usize) -> Self {
        let pool = Pool::new(num_workers);
        let inner = ClientInner {
            workers: (0..pool.num_slots()).map(|_| None).collect(),
            pool,
            config: None,
            to_keep: Vec::new(),
            news: Vec::new(),
            is_flush_due: false,
            waiting: None,
            recording: None,
            num_asked: 0,
            looks_up: None,
            num_workers: num_workers.max(1),
        };
        let is_waiting = RwSignal::new(false);
        let client = Self { inner: StoredValue::new_local(inner), state, figures, is_waiting };
        let ticks = set_interval_with_handle(move || client.tick(), TICK);
        on_cleanup(move || {
            ticks.iter().for_each(IntervalHandle::clear);
        });
        client
    }

    /// Begins an experiment after a moment in which nothing else is asked for; ends the one before at
    /// once.
    pub fn start_soon(&self, config: Config) {
        self.drive(|inner, _| inner.pool.interrupt());
        self.forget_waiting();
        self.is_waiting.set(false);
        let client = *self;
        let handle = set_timeout_with_handle(move || client.open(config), DEBOUNCE);
        self.inner.update_value(|inner| inner.waiting = handle.ok());
    }

    fn forget_waiting(&self) {
        let waiting = self.inner.try_update_value(|inner| inner.waiting.take());
        if let Some(waiting) = waiting.flatten() {
            waiting.clear();
        }
    }

    /// Begins an experiment; networks that are trained already and would come out the same stay.
    pub fn start(&self, config: Config) {
        self.look_up(config, StartRule::Now);
    }

    /// Begins an experiment if that does not take long; shows what is known of it otherwise.
    pub fn open(&self, config: Config) {
        self.look_up(config, StartRule::IfShort);
    }

    /// Takes a recording by its name, so that experiments about it can begin.
    pub fn use_recording(&self, name: String, recording: Blob) {
        self.inner.update_value(|inner| {
            inner.pool.open(PassedRecording::unread(name));
            inner.recording = Some(recording);
        });
    }

    /// Begins an experiment from nothing.
    pub fn start_afresh(&self, config: Config) {
        self.forget_waiting();
        self.inner.update_value(|inner| {
            inner.num_asked += 1;
            inner.pool.forget(&config);
        });
        self.begin(config, StartRule::Now);
    }

    /// Looks for networks of earlier visits for a moment, then begins. Emergence is meant to be watched: it begins
    /// anew at every visit.
    fn look_up(&self, config: Config, when: StartRule) {
        self.forget_waiting();
        let is_watched = config.experiment() == Section::Emergence;
        let asked = self.inner.try_update_value(|inner| {
            inner.num_asked += 1;
            inner.looks_up = (!is_watched).then_some(inner.num_asked);
            inner.num_asked
        });
        let Some(asked) = asked else { return };
        if is_watched {
            return self.begin(config, when);
        }
        self.limit_look_up(asked, (config.clone(), when), STORE_ROUNDS);
        let client = *self;
        leptos::task::spawn_local(async move {
            // Without a store everything is trained again, which the person sees.
            let found = client.figures.kept(keys_of(&config)).await.unwrap_or_default();
            client.remember(found);
            client.go_on(asked, config, when);
        });
    }

    /// Begins without networks of earlier visits if they don't come within some rounds; within one, once the figures module is there.
    fn limit_look_up(&self, asked: u32, (config, when): (Config, StartRule), rounds: u32) {
        let client = *self;
        let ask = move || {
            let loading = client.figures.loading.get_untracked();
            if loading == Loading::Coming && rounds > 1 {
                return client.limit_look_up(asked, (config, when), rounds - 1);
            }
            if client.go_on(asked, config, when) && loading == Loading::There {
                client.tell_of_store(t!(
                    "The browser's store of trained networks does not answer, so the run goes on without those of earlier visits."
                ).to_owned());
            }
        };
        set_timeout(ask, STORE_LIMIT);
    }

    /// Begins an experiment, unless it has begun or something else was asked for; returns whether it was begun.
    fn go_on(&self, asked: u32, config: Config, when: StartRule) -> bool {
        let is_next = self.inner.try_update_value(|inner| {
            let is_next = inner.looks_up.take_if(|number| *number == asked).is_some();
            is_next && inner.num_asked == asked
        });
        if is_next == Some(true) {
            self.begin(config, when);
        }
        is_next == Some(true)
    }

    /// Takes over networks of earlier visits, also late ones: for the next run.
    fn remember(&self, found: Vec<(Vec<u8>, Known)>) {
        self.inner.try_update_value(|inner| {
            for (key, known) in found {
                inner.pool.remember(key, known);
            }
        });
    }

    fn begin(&self, config: Config, when: StartRule) {
        // What is still to be told belongs to the experiment before.
        self.flush();
        let estimate = self.inner.try_update_value(|inner| inner.estimate(&config));
        let must_wait = when == StartRule::IfShort && estimate.is_some_and(|secs| secs > LONG_SECS);
        self.drive(|inner, now| {
            inner.config = Some(config.clone());
            if must_wait { inner.pool.show(config, now) } else { inner.pool.start(config, now) }
        });
        self.is_waiting.set(must_wait);
        if must_wait {
            self.load_rest();
        }
    }

    /// What the first run does not need may be loaded, once what is there is on the screen.
    fn load_rest(&self) {
        let may_load = self.state.may_load_rest;
        if !may_load.get_untracked() {
            set_timeout(move || may_load.set(true), Duration::ZERO);
        }
    }

    /// Whether there is something to see, or nothing will come. Untracked: what begins a run would begin it again when it ends.
    fn has_begun(&self) -> bool {
        untrack(|| self.state.shown.with(Option::is_some) || !self.state.is_busy())
    }

    /// Ends the experiment; what is there stays.
    pub fn cancel(&self) {
        self.load_rest();
        self.forget_waiting();
        self.is_waiting.set(false);
        self.inner.try_update_value(|inner| inner.num_asked += 1);
        self.drive(|inner, _| inner.pool.cancel());
    }

    /// Lets the workers wait.
    pub fn pause(&self) {
        self.drive(|inner, now| inner.pool.pause(now));
    }

    /// Lets them go on.
    pub fn resume(&self) {
        self.drive(|inner, now| inner.pool.resume(now));
    }

    fn tick(&self) {
        self.drive(|inner, now| inner.pool.tick(now, document().hidden()));
    }

    fn said(&self, slot: SlotId, said: Result<Event, Failure>) {
        self.drive(|inner, now| match said {
            Ok(event) => inner.pool.event(slot, event, now),
            Err(failure) => inner.pool.lost(slot, failure, now),
        });
    }

    /// Lets the pool decide and does what it says.
    fn drive(&self, decide: impl FnOnce(&mut ClientInner, f64) -> Vec<Action>) {
        let now_secs = window().performance().map_or(0.0, |clock| clock.now() / 1_000.0);
        let actions = self.inner.try_update_value(|inner| decide(inner, now_secs));
        for action in actions.into_iter().flatten() {
            self.perform(action);
        }
    }

    fn perform(&self, action: Action) {
        let client = *self;
        match action {
            Action::Spawn(slot, kind) => {
                let worker = start(kind, move |said| client.said(slot, said));
                self.keep_worker(slot, worker);
            }
            Action::Post(slot, command) => {
                let posted = self.inner.try_update_value(|inner| {
                    let Some(worker) = &inner.workers[slot.0] else { return Ok(()) };
                    match (&command, &inner.recording) {
                        (Command::Open { .. }, Some(file)) => worker.post_with(&command, file),
                        _ => worker.post(&command),
                    }
                });
                if let Some(Err(message)) = posted {
                    self.said(slot, Err(not_posted(message)));
                }
            }
            Action::Terminate(slot) => {
                // Dropped a moment later: this may be inside the worker's own listener.
                let worker = self.inner.try_update_value(|inner| inner.workers[slot.0].take());
                if let Some(worker) = worker.flatten() {
                    worker.close();
                    set_timeout(move || drop(worker), Duration::ZERO);
                }
            }
            Action::Keep(key, known) => self.keep(key, *known),
            Action::Tell(news) => self.note(news),
        }
    }

    fn keep_worker(&self, slot: SlotId, worker: Result<TrainingWorker, Failure>) {
        match worker {
            Ok(worker) => self.inner.update_value(|inner| inner.workers[slot.0] = Some(worker)),
            // Later, so that the pool is not asked again within its own decision.
            Err(failure) => {
                let client = *self;
                let said = Err(failure);
                set_timeout(move || client.said(slot, said), Duration::ZERO);
            }
        }
    }

    /// Collects news; those that a person waits for are shown at once.
    fn note(&self, news: News) {
        let is_urgent = matches!(news, News::State(_) | News::Report(_) | News::Notice(_));
        let client = *self;
        let pause = self.inner.try_update_value(|inner| {
            inner.news.push(news);
            let must_schedule = !inner.is_flush_due && !is_urgent;
            inner.is_flush_due |= must_schedule;
            must_schedule.then(|| inner.flush_pause())
        });
        if is_urgent {
            self.flush();
        } else if let Some(Some(pause)) = pause {
            set_timeout(move || client.flush(), pause);
        }
    }

    fn flush(&self) {
        let news = self.inner.try_update_value(|inner| {
            inner.is_flush_due = false;
            (core::mem::take(&mut inner.news), inner.config.clone())
        });
        let Some((news, Some(config))) = news else { return };
        if let Some(speed) = finished_speed(&news) {
            learn_speed(speed);
        }
        let is_over = news.iter().any(|news| matches!(news, News::State(_)));
        show(self.state, news, &config);
        if self.has_begun() {
            self.load_rest();
        }
        if is_over {
            let estimate = self.inner.try_update_value(|inner| inner.estimate(&config));
            self.state.estimate.set(estimate);
        }
    }
}

impl ClientInner {
    fn flush_pause(&self) -> Duration {
        let is_watched =
            self.config.as_ref().is_none_or(|config| config.experiment() == Section::Emergence);
        if is_watched { FLUSH } else { FLUSH_FIGURES }
    }

    /// Seconds that an experiment takes from here, as far as can be told.
    fn estimate(&self, config: &Config) -> f64 {
        self.pool.cost_left(config, self.num_workers) / known_speed().unwrap_or(FIRST_GUESS)
    }
}

/// What the networks of an experiment are kept under.
fn keys_of(config: &Config) -> Vec<Vec<u8>> {
    groups(config).iter().flat_map(Group::keys).collect()
}

/// Products a second of a worker, if these news end an experiment.
fn finished_speed(news: &[News]) -> Option<f64> {
    let is_finished = news.iter().any(|news| matches!(news, News::Report(_)));
    let progress = news
        .iter()
        .rev()
        .find_map(|news| if let News::Progress(progress) = news { Some(progress) } else { None });
    progress.filter(|_| is_finished)?.products_per_sec
}
