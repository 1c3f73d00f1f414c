//! The page's end of the lines to the workers: owns them, and writes what they say into the state.

mod line;

use core::time::Duration;

use leptos::{
    leptos_dom::helpers::{IntervalHandle, TimeoutHandle},
    prelude::*,
};

use crate::{
    config::Config,
    pool::{Action, News, Pool, Row, RunState, SlotId},
    protocol::Failure,
    ui::{
        AppState,
        client::line::{Line, Said},
    },
};

/// Time between two looks at silent workers and at the progress.
const TICK: Duration = Duration::from_millis(250);
/// Quiet time after a change before it is run.
const DEBOUNCE: Duration = Duration::from_millis(300);
/// Snapshots are collected for so long before they are shown: fifteen times a second is smooth.
const FLUSH: Duration = Duration::from_millis(60);

/// Runs experiments on workers and tells the state. A handle, given by context.
#[derive(Clone, Copy)]
pub struct Client {
    inner: StoredValue<Inner, LocalStorage>,
    state: AppState,
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
}

impl Client {
    /// With up to `num_workers` CPU workers; ends them when the page's owner is cleaned up.
    pub fn new(state: AppState, num_workers: usize) -> Self {
        let inner = Inner {
            pool: Pool::new(num_workers),
            lines: (0..=num_workers.max(1)).map(|_| None).collect(),
            config: None,
            news: Vec::new(),
            is_flush_due: false,
            waiting: None,
        };
        let client = Self { inner: StoredValue::new_local(inner), state };
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
        let handle = set_timeout_with_handle(move || client.start(config), DEBOUNCE);
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
        self.forget_waiting();
        // What is still to be told belongs to the experiment before.
        self.flush();
        self.drive(|inner, now| {
            inner.config = Some(config.clone());
            inner.pool.start(config, now)
        });
    }

    /// Begins an experiment from nothing.
    pub fn start_afresh(&self, config: Config) {
        self.inner.update_value(|inner| inner.pool.forget());
        self.start(config);
    }

    /// Ends the experiment; what is there stays.
    pub fn cancel(&self) {
        self.forget_waiting();
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
            Action::Tell(news) => self.note(news),
        }
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
        if let Some((news, Some(config))) = news {
            show(self.state, news, &config);
        }
    }
}

/// Writes news into the state, each signal at most once.
fn show(state: AppState, news: Vec<News>, config: &Config) {
    let (mut row_news, mut progress, mut run) = (Vec::new(), None, None);
    for news in news {
        match news {
            News::State(state) => run = Some(state),
            News::Progress(newest) => progress = Some(newest),
            News::Cell(cell) => state.cell.set(Some(cell)),
            News::Report(report) => state.report.set(Some(*report)),
            News::Notice(notice) => state.notify(notice),
            News::Snapshot(..) | News::Point(..) | News::Trained(..) => row_news.push(news),
        }
    }
    if !row_news.is_empty() {
        state.rows.update(|rows| {
            for news in row_news {
                let (run, id) = match &news {
                    News::Snapshot(run, id, _) | News::Point(run, id, _) => (*run, *id),
                    News::Trained(run, trained) => (*run, trained.id),
                    News::State(_)
                    | News::Progress(_)
                    | News::Cell(_)
                    | News::Report(_)
                    | News::Notice(_) => continue,
                };
                let row =
                    rows.entry(id.num_filters).or_insert_with(|| Row::new(run, config.clone()));
                if row.run != run {
                    *row = Row::new(run, config.clone());
                }
                let network = row.network(id);
                match news {
                    News::Snapshot(_, _, parameters) => network.parameters = Some(parameters),
                    News::Point(_, _, point) => network.curve.push(point),
                    News::Trained(_, trained) => {
                        network.curve.clone_from(&trained.curve);
                        network.parameters = Some(trained.parameters.clone());
                        network.trained = Some(trained);
                    }
                    News::State(_)
                    | News::Progress(_)
                    | News::Cell(_)
                    | News::Report(_)
                    | News::Notice(_) => {}
                }
            }
        });
    }
    if let Some(progress) = progress {
        state.progress.set(progress);
    }
    if let Some(run) = run {
        if run == RunState::Running {
            state.report.set(None);
        }
        state.run.set(run);
    }
}
