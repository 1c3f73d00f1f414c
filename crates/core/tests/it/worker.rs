use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use ganglion_core::{
    config::{CellSource, Config, Draft, Placement, Section, seal},
    engine::cpu::CpuEngines,
    experiment::{Ingredients, begin},
    network::NetworkId,
    protocol::{Command, Event, FailureKind, RunId, Stage},
    rng::{Random, Stream},
    worker::{Port, Session},
};

use crate::fixtures::small;

/// A page that says given things after given numbers of breaths.
#[derive(Clone, Default)]
struct ScriptedPage {
    script: Rc<RefCell<VecDeque<(u32, Command)>>>,
    breaths: Rc<Cell<u32>>,
    /// Looks at the clock, and how long each takes: by none, a recording is made in one slice.
    looks: Rc<Cell<u32>>,
    secs_of_look: f64,
    events: Rc<RefCell<Vec<Event>>>,
}

impl Port for ScriptedPage {
    fn send(&self, event: Event) {
        self.events.borrow_mut().push(event);
    }

    fn take(&self) -> Option<Command> {
        let mut script = self.script.borrow_mut();
        let is_due = script.front().is_some_and(|(breath, _)| *breath <= self.breaths.get());
        if is_due { script.pop_front().map(|(_, command)| command) } else { None }
    }

    async fn wait(&self) -> Option<Command> {
        self.script.borrow_mut().pop_front().map(|(_, command)| command)
    }

    async fn breathe(&self) {
        self.breaths.set(self.breaths.get() + 1);
    }

    /// A clock on which every breath takes 30 ms: slices stay short, reports frequent.
    fn now_secs(&self) -> f64 {
        self.looks.set(self.looks.get() + 1);
        let events = self.events.borrow().len() as f64 * 1e-6;
        let looks = f64::from(self.looks.get()) * self.secs_of_look;
        f64::from(self.breaths.get()) * 0.03 + events + looks
    }
}

fn play(script: Vec<(u32, Command)>) -> Vec<Event> {
    play_on(0.0, None, script)
}

/// The same on a machine that takes several slices for a recording, with a worker that makes the data set of an experiment before it is
/// asked for anything.
fn play_ahead(ahead: Option<Config>, script: Vec<(u32, Command)>) -> Vec<Event> {
    play_on(0.03, ahead, script)
}

fn play_on(secs_of_look: f64, ahead: Option<Config>, script: Vec<(u32, Command)>) -> Vec<Event> {
    let script = Rc::new(RefCell::new(script.into()));
    let page = ScriptedPage { script, secs_of_look, ..Default::default() };
    pollster::block_on(Session::new(CpuEngines, Some(begin), page.clone()).serve(ahead));
    page.events.take()
}

fn config() -> Config {
    Draft { epochs: 4, ..small() }.check().expect("valid")
}

const IDS: [NetworkId; 1] = [NetworkId { num_filters: 2, restart: 0 }];

fn start(run: u32, config: Config) -> Command {
    Command::Start { run: RunId(run), config: Box::new(config), networks: IDS.to_vec() }
}

/// One letter for each event of a run, repeats folded.
fn letters(events: &[Event], of: u32) -> String {
    let letter = |event: &Event| {
        let (run, letter) = match event {
            Event::Ready { .. } => (None, '!'),
            Event::Progress { run, stage: Stage::Recording, .. } => (Some(*run), 'r'),
            Event::Progress { run, stage: Stage::Checking, .. } => (Some(*run), 'c'),
            Event::Progress { run, stage: Stage::Training, .. } => (Some(*run), 't'),
            Event::Recorded { run, .. } => (Some(*run), 'R'),
            Event::Point { run, .. } => (Some(*run), 'p'),
            Event::Snapshot { run, .. } => (Some(*run), 's'),
            Event::Measured { run, .. } => (Some(*run), 'M'),
            Event::Progress { run, stage: Stage::Computing, .. } => (Some(*run), 'k'),
            Event::Computed { run, .. } => (Some(*run), 'K'),
            Event::Finished { run, .. } => (Some(*run), 'F'),
            Event::Failed { run, .. } => (*run, 'X'),
        };
        (run == Some(RunId(of))).then_some(letter)
    };
    let mut letters: Vec<char> = events.iter().filter_map(letter).collect();
    letters.dedup();
    letters.into_iter().collect()
}

#[test]
fn a_run_records_trains_shows_and_finishes() {
    let events = play(vec![(0, start(1, config()))]);
    let letters = letters(&events, 1);
    assert!(letters.starts_with("Rc") || letters.starts_with("rRc"), "{letters}");
    assert!(letters.ends_with("sF"), "{letters}");
    assert!(letters.contains('p') && letters.contains('t'), "{letters}");
    let points = events.iter().filter(|event| matches!(event, Event::Point { .. })).count();
    assert_eq!(points, config().num_curve_points());
}

#[test]
fn the_snapshot_sent_last_is_the_network_that_is_reported() {
    let events = play(vec![(0, start(1, config()))]);
    let last = events.iter().rev().find_map(|event| {
        if let Event::Snapshot { parameters, .. } = event {
            Some(parameters.checksum())
        } else {
            None
        }
    });
    let reported = events.iter().find_map(|event| {
        if let Event::Finished { networks, .. } = event {
            Some(networks[0].parameters.checksum())
        } else {
            None
        }
    });
    assert!(last.is_some());
    assert_eq!(last, reported);
}

#[test]
fn a_stopped_run_says_nothing_more_and_the_next_one_runs() {
    let events = play(vec![
        (0, start(1, config())),
        (2, Command::Stop { run: RunId(1) }),
        (3, start(2, config())),
    ]);
    assert!(!letters(&events, 1).contains('F'));
    assert!(letters(&events, 2).ends_with('F'));
}

#[test]
fn a_new_start_ends_the_run_before() {
    let events = play(vec![(0, start(1, config())), (2, start(2, config()))]);
    assert!(!letters(&events, 1).contains('F'));
    assert!(letters(&events, 2).ends_with('F'));
}

/// Methods with a consensus of some runs.
fn compute(run: u32, consensus_runs: u32) -> Command {
    let methods = Draft::of(Section::Methods, CellSource::Model);
    let draft = Draft { frames: 3_000, test_frames: 1_000, consensus_runs, ..methods };
    let config = Box::new(draft.check().expect("valid"));
    let from = Ingredients { networks: Vec::new(), cells: Vec::new(), training_secs: 0.0 };
    Command::Compute { run: RunId(run), config, from: Box::new(from) }
}

#[test]
fn a_consensus_is_stopped_half_way() {
    let done = |events: &[Event]| {
        let done = events.iter().filter_map(|event| {
            let Event::Progress { run: RunId(1), stage: Stage::Computing, done, .. } = event else {
                return None;
            };
            Some(*done)
        });
        done.collect::<Vec<_>>()
    };
    let whole = play(vec![(0, compute(1, 3))]);
    assert_eq!(letters(&whole, 1), "kK");
    // One breath for each slice: this one is among those of the fourth part of six.
    let is_half_way = |done: &u32| (550..600).contains(done);
    let breath = done(&whole).iter().position(is_half_way).expect("slices in between") as u32;
    let stopped = play(vec![
        (0, compute(1, 3)),
        (breath, Command::Stop { run: RunId(1) }),
        (breath + 1, compute(2, 0)),
    ]);
    assert_eq!((letters(&stopped, 1), letters(&stopped, 2)), ("k".to_owned(), "kK".to_owned()));
    assert!(done(&stopped).iter().all(|done| *done < 667), "{:?}", done(&stopped));
}

#[test]
fn a_pause_changes_nothing_but_time() {
    let checksum = |script| {
        let events = play(script);
        events.into_iter().find_map(|event| {
            if let Event::Finished { networks, .. } = event {
                Some(networks[0].parameters.checksum())
            } else {
                None
            }
        })
    };
    let straight = checksum(vec![(0, start(1, config()))]);
    let paused = checksum(vec![
        (0, start(1, config())),
        (2, Command::Pause { run: RunId(1) }),
        (2, Command::Stop { run: RunId(9) }),
        (2, Command::Resume { run: RunId(1) }),
    ]);
    assert!(straight.is_some());
    assert_eq!(straight, paused);
}

#[test]
fn a_page_that_goes_away_during_a_pause_ends_the_worker() {
    let events = play(vec![(0, start(1, config())), (2, Command::Pause { run: RunId(1) })]);
    assert!(!letters(&events, 1).contains('F'));
}

#[test]
fn a_second_run_on_the_same_recording_does_not_record_again() {
    let events = play(vec![(0, start(1, config())), (9_999, start(2, config()))]);
    assert!(letters(&events, 2).starts_with('R'), "{}", letters(&events, 2));
}

#[test]
fn what_was_made_ahead_is_not_made_again_and_changes_no_bit() {
    let large = Draft { frames: 20_000, epochs: 1, ..small() }.check().expect("valid");
    let straight = play_ahead(None, vec![(0, start(1, large.clone()))]);
    assert!(letters(&straight, 1).starts_with('r'), "{}", letters(&straight, 1));
    // After it was made, and half way.
    for breath in [9_999, 10] {
        let ahead = play_ahead(Some(large.clone()), vec![(breath, start(1, large.clone()))]);
        assert_eq!(checksums(&ahead), checksums(&straight), "at breath {breath}");
        let frames = |events: &[Event]| {
            events
                .iter()
                .find_map(|event| {
                    if let Event::Progress {
                        run: RunId(1), stage: Stage::Recording, done, ..
                    } = event
                    {
                        Some(*done)
                    } else {
                        None
                    }
                })
                .unwrap_or(u32::MAX)
        };
        assert!(frames(&ahead) > frames(&straight), "it goes on where it was");
    }
    // Another data set is wanted, and nothing at all.
    let other = play_ahead(Some(large), vec![(2, start(1, config()))]);
    assert_eq!(checksums(&other), checksums(&play(vec![(0, start(1, config()))])));
    assert!(checksums(&play_ahead(Some(config()), Vec::new())).is_empty());
}

#[test]
fn a_run_that_follows_half_way_goes_on_with_the_same_data() {
    let large = |epochs| Draft { frames: 20_000, epochs, ..small() }.check().expect("valid");
    let straight = play(vec![(0, start(1, large(1)))]);
    let followed = play_ahead(None, vec![(0, start(1, large(2))), (2, start(2, large(1)))]);
    assert!(!letters(&followed, 1).contains('R'), "{}", letters(&followed, 1));
    assert_eq!(checksums(&followed), checksums(&straight));
}

#[test]
fn an_engine_is_measured_without_a_result() {
    let measure =
        Command::Measure { run: RunId(1), config: Box::new(config()), networks: IDS.to_vec() };
    let events = play(vec![(0, measure)]);
    assert!(letters(&events, 1).ends_with('M'), "{}", letters(&events, 1));
}

#[test]
fn a_recording_without_spikes_fails_with_advice() {
    let failure = (1..40).find_map(|seed| {
        let draft = Draft { seed, rate: 0.002, frames: 1_000, ..small() };
        let events = play(vec![(0, start(1, draft.check().expect("valid")))]);
        events.into_iter().find_map(|event| {
            if let Event::Failed { failure, .. } = event { Some(failure) } else { None }
        })
    });
    let failure = failure.expect("one of forty short recordings has no spike");
    assert_eq!(failure.kind, FailureKind::Data);
    assert!(failure.message.contains("Raise the spike rate"), "{}", failure.message);
}

/// Checksums of the networks of each run, in order.
fn checksums(events: &[Event]) -> Vec<String> {
    let of_event = |event: &Event| {
        if let Event::Finished { networks, .. } = event {
            Some(networks[0].parameters.checksum())
        } else {
            None
        }
    };
    events.iter().filter_map(of_event).collect()
}

#[test]
fn a_sealed_cell_is_trained_as_in_a_fresh_worker_whatever_was_trained_before() {
    let mut random = Random::new(12, Stream::Scenes, 0);
    let config =
        |draft: &Draft| Draft { epochs: 1, frames: 1_500, ..draft.clone() }.check().expect("valid");
    for number in 0..20_u8 {
        let count = 1 + random.below(5);
        let subunits: Vec<_> = (0..count)
            .map(|_| Placement::square(random.below(7) as u8, random.below(7) as u8))
            .collect();
        let sealed = config(&Draft { sealed: seal(&subunits, number), ..small() });
        let fresh = checksums(&play(vec![(0, start(1, sealed.clone()))]));
        let after =
            checksums(&play(vec![(0, start(1, config(&small()))), (9_999, start(2, sealed))]));
        assert_eq!(after[1], fresh[0], "{subunits:?}");
        assert_ne!(after[0], fresh[0], "another cell gives other networks: {subunits:?}");
    }
}
