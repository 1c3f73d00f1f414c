//! The page's end of the lines to the workers: owns them, and writes what they say into the state.

mod line;
mod show;

use core::time::Duration;

use leptos::{
    leptos_dom::helpers::{IntervalHandle, TimeoutHandle},
    prelude::*,
};

use crate::{
    config::{Config, Section},
    experiment::{groups, task_key},
    pool::{Action, Known, News, Notice, Pool, SlotId, Topic},
    protocol::Failure,
    t,
    ui::{
        AppState,
        client::{
            line::{Line, Said},
            show::show,
        },
        hooks::{Annex, known_speed, learn_speed},
    },
};

/// Time between two looks at silent workers and at the progress.
const TICK: Duration = Duration::from_millis(250);
/// Quiet time after a change before it is run.
const DEBOUNCE: Duration = Duration::from_millis(300);
/// Snapshots are collected for so long before they are shown: fifteen times a second is smooth.
const FLUSH: Duration = Duration::from_millis(60);

/// Longest experiment that begins without being asked to, seconds.
const LONG_SECS: f64 = 60.0;

/// When an experiment begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begin {
    /// A person asked for it.
    Now,
    /// It was opened: only if it does not take long.
    IfShort,
}

/// Runs experiments on workers and tells the state. A handle, given by context.
#[derive(Clone, Copy)]
pub struct Client {
    inner: StoredValue<Inner, LocalStorage>,
    state: AppState,
    annex: Annex,
}

struct Inner {
    pool: Pool,
    lines: Vec<Option<Line>>,
    /// The experiment under way, for the rows it fills.
    config: Option<Config>,
    news: Vec<News>,
    is_flush_due: bool,
    /// The start of an experiment in a moment.
    waiting: Option<TimeoutHandle>,
    /// Counts what was asked for: what is looked up for an experiment before is of no use.
    num_asked: u32,
    num_workers: usize,
}

impl Client {
    /// With up to `num_workers` CPU workers; ends them when the page's owner is cleaned up.
    pub fn new(state: AppState, annex: Annex, num_workers: usize) -> Self {
        let pool = Pool::new(num_workers);
        let inner = Inner {
            lines: (0..pool.num_slots()).map(|_| None).collect(),
            pool,
            config: None,
            news: Vec::new(),
            is_flush_due: false,
            waiting: None,
            num_asked: 0,
            num_workers: num_workers.max(1),
        };
        let client = Self { inner: StoredValue::new_local(inner), state, annex };
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
        self.look_up(config, Begin::Now);
    }

    /// Begins an experiment if that does not take long; shows what is known of it otherwise.
    pub fn open(&self, config: Config) {
        self.look_up(config, Begin::IfShort);
    }

    /// Begins an experiment from nothing.
    pub fn start_afresh(&self, config: Config) {
        self.forget_waiting();
        self.inner.update_value(|inner| {
            inner.num_asked += 1;
            inner.pool.forget(&config);
        });
        self.begin(config, Begin::Now);
    }

    /// Looks for networks of earlier visits, then begins. Emergence is meant to be watched: it begins
    /// anew at every visit.
    fn look_up(&self, config: Config, when: Begin) {
        self.forget_waiting();
        let asked = self.inner.try_update_value(|inner| {
            inner.num_asked += 1;
            inner.num_asked
        });
        if config.experiment() == Section::Emergence {
            return self.begin(config, when);
        }
        let client = *self;
        leptos::task::spawn_local(async move {
            let groups = groups(&config);
            let keys = groups
                .iter()
                .flat_map(|group| group.networks.iter().map(|id| task_key(&group.config, *id)));
            // Without a store everything is trained again, which the person sees.
            let found = client.annex.kept(keys.collect()).await.unwrap_or_default();
            let now = client.inner.try_update_value(|inner| {
                for (key, known) in found {
                    inner.pool.remember(key, known);
                }
                inner.num_asked
            });
            if now == asked {
                client.begin(config, when);
            }
        });
    }

    fn begin(&self, config: Config, when: Begin) {
        // What is still to be told belongs to the experiment before.
        self.flush();
        self.drive(|inner, now| {
            inner.config = Some(config.clone());
            let is_long = inner.estimate(&config) > LONG_SECS;
            if when == Begin::IfShort && is_long {
                inner.pool.show(config, now)
            } else {
                inner.pool.start(config, now)
            }
        });
    }

    /// Ends the experiment; what is there stays.
    pub fn cancel(&self) {
        self.forget_waiting();
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

    fn said(&self, slot: SlotId, said: Said) {
        self.drive(|inner, now| match said {
            Said::Event(event) => inner.pool.event(slot, event, now),
            Said::Lost(failure) => inner.pool.lost(slot, failure, now),
        });
    }

    /// Lets the pool decide and does what it says.
    fn drive(&self, decide: impl FnOnce(&mut Inner, f64) -> Vec<Action>) {
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
                let line = Line::open(kind, move |said| client.said(slot, said));
                self.keep_line(slot, line);
            }
            Action::Post(slot, command) => {
                let posted = self.inner.try_update_value(|inner| {
                    inner.lines[slot.0].as_ref().map_or(Ok(()), |line| line.post(&command))
                });
                if let Some(Err(failure)) = posted {
                    self.said(slot, Said::Lost(failure));
                }
            }
            Action::Terminate(slot) => {
                // Dropped a moment later: this may be inside the line's own listener.
                let line = self.inner.try_update_value(|inner| inner.lines[slot.0].take());
                if let Some(line) = line.flatten() {
                    line.close();
                    set_timeout(move || drop(line), Duration::ZERO);
                }
            }
            Action::Keep(key, known) => self.keep(key, *known),
            Action::Tell(news) => self.note(news),
        }
    }

    fn keep(&self, key: String, known: Known) {
        let (state, annex) = (self.state, self.annex);
        leptos::task::spawn_local(async move {
            if let Err(err) = annex.keep(&key, &known).await {
                let text = t!(
                    "The browser does not keep the trained networks ({reason}), so they are trained again after a reload. Make room under “This browser” in the settings, or allow this site to store data.",
                    reason = err
                );
                state.notify(Notice { topic: Topic::Store, text });
            }
        });
    }

    fn keep_line(&self, slot: SlotId, line: Result<Line, Failure>) {
        match line {
            Ok(line) => self.inner.update_value(|inner| inner.lines[slot.0] = Some(line)),
            // Later, so that the pool is not asked again within its own decision.
            Err(failure) => {
                let client = *self;
                let said = Said::Lost(failure);
                set_timeout(move || client.said(slot, said), Duration::ZERO);
            }
        }
    }

    /// Collects news; those that a person waits for are shown at once.
    fn note(&self, news: News) {
        let is_urgent = matches!(news, News::State(_) | News::Report(_) | News::Notice(_));
        let client = *self;
        let must_schedule = self.inner.try_update_value(|inner| {
            inner.news.push(news);
            let must_schedule = !inner.is_flush_due && !is_urgent;
            inner.is_flush_due |= must_schedule;
            must_schedule
        });
        if is_urgent {
            self.flush();
        } else if must_schedule == Some(true) {
            set_timeout(move || client.flush(), FLUSH);
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
        if is_over {
            let estimate = self.inner.try_update_value(|inner| inner.estimate(&config));
            self.state.estimate.set(estimate);
        }
    }
}

impl Inner {
    /// Seconds that an experiment takes from here, as far as can be told.
    fn estimate(&self, config: &Config) -> f64 {
        self.pool.cost_left(config) / known_speed() / self.num_workers as f64
    }
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
