//! The running cell behind the section: one simulation, and signals that say when to look at it.

use leptos::prelude::*;

use super::sound::Clicks;
use ganglion_components::{
    animation::{prefers_reduced_motion, use_animation},
    reactive::{Effect, Memo, RwSignal},
};
use ganglion_core::{
    cell::{LiveCell, LiveEstimate},
    config::{Config, Draft, Problem},
    units::FRAME_RATE_HZ,
};
use ganglion_figures::figure::cell_words;

/// Speeds on offer: frames shown over 30 frames a second.
pub(super) const SPEEDS: [(f64, &str); 6] =
    [(0.1, "1/10"), (0.25, "1/4"), (1.0, "1"), (4.0, "4"), (16.0, "16"), (64.0, "64")];
/// Real time.
const FIRST_SPEED: usize = 2;
/// Time between two looks at the average, seconds.
const ANNOUNCE_SECS: f64 = 0.12;
/// Time between two changes of the numbers in the text, seconds.
const READ_SECS: f64 = 0.5;

/// The running cell. The simulation itself is kept out of the graph: it changes too often.
#[derive(Clone, Copy)]
pub(super) struct LiveView {
    simulation: StoredValue<Option<LiveCell>>,
    speaker: StoredValue<Option<Clicks>, LocalStorage>,
    clock: StoredValue<Clock>,
    /// The cell that runs; none while the settings make none.
    pub(super) config: Memo<Option<Config>>,
    /// What is wrong with the cell as it is set now.
    pub(super) problems: Memo<Vec<Problem>>,
    /// Whether it runs by itself.
    pub(super) is_playing: RwSignal<bool>,
    /// Position among [`SPEEDS`].
    pub(super) speed: RwSignal<usize>,
    /// Whether spikes are heard.
    pub(super) has_sound: RwSignal<bool>,
    /// Changes whenever there is something new to draw.
    pub(super) tick: RwSignal<u32>,
    /// Changes whenever another cell is built.
    built: RwSignal<u32>,
    /// The average, looked at now and then.
    pub(super) estimate: RwSignal<Option<LiveEstimate>>,
    /// Numbers of the text, read now and then.
    pub(super) readout: RwSignal<Readout>,
}

/// Numbers that the text shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Readout {
    pub(super) num_spikes: u64,
    pub(super) num_frames: u64,
    pub(super) recent_rate_hz: f32,
    pub(super) finding: String,
}

#[derive(Clone, Copy, Default)]
struct Clock {
    frames_owed: f64,
    since_announced: f64,
    since_read: f64,
}

impl LiveView {
    /// Starts on the cell of the draft; paused if the person asked for less motion.
    pub(super) fn new(draft: RwSignal<Draft>) -> Self {
        let checked = Memo::new(move |_| draft.with(LiveCell::config));
        let config = Memo::new(move |_| checked.with(|checked| checked.clone().ok()));
        let view = Self {
            simulation: StoredValue::new(
                config.with_untracked(|config| config.as_ref().map(LiveCell::new)),
            ),
            speaker: StoredValue::new_local(None),
            clock: StoredValue::new(Clock::default()),
            config,
            problems: Memo::new(move |_| {
                checked.with(|checked| checked.as_ref().err().cloned().unwrap_or_default())
            }),
            is_playing: RwSignal::new(!prefers_reduced_motion()),
            speed: RwSignal::new(FIRST_SPEED),
            has_sound: RwSignal::new(false),
            tick: RwSignal::new(0),
            built: RwSignal::new(0),
            estimate: RwSignal::new(None),
            readout: RwSignal::new(Readout::default()),
        };
        let mut is_first = true;
        Effect::new(move || {
            view.config.track();
            if !is_first {
                view.rebuild();
            }
            is_first = false;
            view.begin();
        });
        Effect::new(move || view.switch_sound());
        use_animation(view.is_playing.into(), move |secs| view.advance(secs));
        view
    }

    /// Shows one frame.
    pub(super) fn step(self) {
        self.is_playing.set(false);
        self.show(1, 0.0);
        self.announce();
        self.read();
    }

    /// Starts the average again.
    pub(super) fn forget(self) {
        self.simulation.update_value(|simulation| {
            if let Some(simulation) = simulation {
                simulation.forget();
            }
        });
        self.announce();
        self.read();
        self.tick.update(|tick| *tick = tick.wrapping_add(1));
    }

    /// Reads the simulation and is called again when there is something new to draw.
    pub(super) fn with<T>(self, read: impl FnOnce(&LiveCell) -> T) -> Option<T> {
        self.tick.track();
        self.simulation.with_value(|simulation| simulation.as_ref().map(read))
    }

    /// Reads what changes only with the cell itself.
    pub(super) fn tick_free<T>(self, read: impl FnOnce(&LiveCell) -> T) -> Option<T> {
        self.built.track();
        self.simulation.with_value(|simulation| simulation.as_ref().map(read))
    }

    /// Everything about this moment, in words.
    pub(super) fn moment(self) -> String {
        let read = |live: &LiveCell| {
            let counts = cell_words::counts(live.num_spikes(), live.num_frames());
            let finding = self.finding(live.estimate().as_ref());
            cell_words::moment(live.recent().back(), live.recent_rate_hz(), &counts, &finding)
        };
        untrack(|| self.with(read)).unwrap_or_default()
    }

    fn rebuild(self) {
        let live = self.config.with(|config| config.as_ref().map(LiveCell::new));
        self.simulation.set_value(live);
        self.built.update(|built| *built += 1);
    }

    /// Draws a new cell: it has seen a frame before anything is said of it, and one that is paused has a past to look at.
    fn begin(self) {
        let is_playing = self.is_playing.get_untracked();
        self.show(if is_playing { 1 } else { LiveCell::NUM_RECENT }, 0.0);
        self.announce();
        self.read();
        self.tick.update(|tick| *tick = tick.wrapping_add(1));
    }

    fn switch_sound(self) {
        let speaker = if self.has_sound.get() { Clicks::new().ok() } else { None };
        self.speaker.set_value(speaker);
    }

    /// Shows as many frames as belong to `secs`.
    fn advance(self, secs: f64) {
        let frames_per_sec = f64::from(FRAME_RATE_HZ) * SPEEDS[self.speed.get_untracked()].0;
        let mut clock = self.clock.get_value();
        clock.frames_owed += secs * frames_per_sec;
        clock.since_announced += secs;
        clock.since_read += secs;
        let num_frames = clock.frames_owed.floor();
        clock.frames_owed -= num_frames;
        self.show(num_frames as usize, secs);
        if clock.since_announced > ANNOUNCE_SECS {
            clock.since_announced = 0.0;
            self.announce();
        }
        if clock.since_read > READ_SECS {
            clock.since_read = 0.0;
            self.read();
        }
        self.clock.set_value(clock);
    }

    fn show(self, num_frames: usize, secs: f64) {
        if num_frames == 0 {
            return;
        }
        let spikes = self.simulation.try_update_value(|simulation| {
            let step = |live: &mut LiveCell| (0..num_frames).map(|_| u32::from(live.step())).sum();
            simulation.as_mut().map_or(0, step)
        });
        self.speaker.with_value(|speaker| {
            if let Some(speaker) = speaker {
                speaker.play(spikes.unwrap_or(0).min(8), secs);
            }
        });
        self.tick.update(|tick| *tick = tick.wrapping_add(1));
    }

    fn announce(self) {
        let estimate = untrack(|| self.with(LiveCell::estimate)).flatten();
        if self.estimate.with_untracked(|last| *last != estimate) {
            self.estimate.set(estimate);
        }
    }

    fn read(self) {
        let read = |live: &LiveCell| Readout {
            num_spikes: live.num_spikes(),
            num_frames: live.num_frames(),
            recent_rate_hz: live.recent_rate_hz(),
            finding: self.estimate.with_untracked(|estimate| self.finding(estimate.as_ref())),
        };
        self.readout.set(untrack(|| self.with(read)).unwrap_or_default());
    }

    fn finding(self, estimate: Option<&LiveEstimate>) -> String {
        self.config.with_untracked(|config| {
            let subunits = config.as_ref().map_or(&[][..], Config::subunits);
            cell_words::finding(subunits, estimate)
        })
    }
}
