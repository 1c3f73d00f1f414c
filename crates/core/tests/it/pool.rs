//! Plays workers against the pool.

use ganglion_core::{
    analysis::LinearNonlinear,
    config::{CellSource, Config, Draft, EngineChoice, Section, Version},
    experiment::{self, CellSummary, Report},
    link,
    network::{Channels, NetworkId, Parameters, Shape},
    pool::{Action, EngineKind, News, Pool, Progress, RunState, SlotId, WorkerKind, words},
    protocol::{BUILD, Command, Event, Failure, FailureKind, PROTOCOL, RunId, Stage},
    training::Trained,
};

fn config(change: impl FnOnce(&mut Draft)) -> Config {
    let mut draft = Draft { last_filters: 3, restarts: 2, ..Draft::default() };
    change(&mut draft);
    draft.check().expect("the draft is sound")
}

fn ready() -> Event {
    Event::Ready {
        protocol: PROTOCOL,
        build: BUILD.to_owned(),
        engine: "cpu".to_owned(),
        adapter: "a processor".to_owned(),
    }
}

fn cell() -> CellSummary {
    CellSummary {
        frame_rate: ganglion_core::units::FrameRate::default(),
        checker_um: None,
        num_training_spikes: 10,
        baseline: LinearNonlinear::default(),
        baseline_correlation: 0.5,
        ceiling: Some(1.0),
        sta: Vec::new(),
        temporal: Vec::new(),
        spatial: Vec::new(),
        input_filter: Vec::new(),
        psth: vec![0.0, 1.0, 0.5],
        test_movie: None,
        pictures: None,
    }
}

/// What a worker would have trained; only the id matters.
fn trained(config: &Config, id: NetworkId) -> Trained {
    let shape = Shape::of(config, id.num_filters);
    Trained {
        id,
        parameters: Parameters { shape, values: vec![0.5; shape.num_parameters()] },
        channels: Channels::Filtered,
        first: None,
        curve: Vec::new(),
        validation_loss: 1.0 / f64::from(1 + id.restart),
        penalized_loss: 1.0 / f64::from(1 + id.restart),
        correlation: 0.5,
        rate_correlation: Some(0.5),
    }
}

/// What a worker says at the end of a task.
fn finished(run: RunId, networks: Vec<Trained>) -> Event {
    Event::Finished {
        run,
        networks,
        samples_per_sec: 1.0,
        dispatches_per_step: None,
        agreement: None,
    }
}

/// Workers that do what they are told, the youngest first; returns everything the page was told.
fn play(pool: &mut Pool, config: &Config, first: Vec<Action>) -> Vec<News> {
    play_slowly(pool, config, first, |_| 0.001)
}

/// The same where what they are told takes its time, seconds.
fn play_slowly(
    pool: &mut Pool,
    config: &Config,
    first: Vec<Action>,
    secs: impl Fn(&Action) -> f64,
) -> Vec<News> {
    let (mut actions, mut news) = (first, Vec::new());
    let mut now_secs = 1.0;
    while let Some(action) = actions.pop() {
        let began_secs = now_secs;
        now_secs += secs(&action);
        if let Action::Tell(told) = action {
            news.push(told);
        } else {
            actions.extend(answered(pool, config, action, (began_secs, now_secs)));
        }
    }
    news
}

/// What comes of an action that a worker has begun and done, seconds.
fn answered(
    pool: &mut Pool,
    config: &Config,
    action: Action,
    (began_secs, now_secs): (f64, f64),
) -> Vec<Action> {
    match action {
        Action::Spawn(slot, WorkerKind::Cpu | WorkerKind::Analysis) => {
            pool.event(slot, ready(), now_secs)
        }
        Action::Spawn(slot, WorkerKind::Gpu) => {
            let message = "There is no adapter.".to_owned();
            let failure = Failure { kind: FailureKind::NoAdapter, message };
            pool.event(slot, Event::Failed { run: None, failure }, now_secs)
        }
        Action::Post(slot, Command::Start { run, networks, .. }) => {
            let networks = networks.into_iter().map(|id| trained(config, id)).collect();
            let events = [
                (Event::Recorded { run, cell: Box::new(cell()) }, began_secs),
                (Event::Progress { run, stage: Stage::Training, done: 0, total: 10 }, began_secs),
                (finished(run, networks), now_secs),
            ];
            let mut actions = Vec::new();
            for (event, secs) in events {
                actions.extend(pool.event(slot, event, secs));
            }
            actions
        }
        Action::Post(slot, Command::Measure { run, .. }) => {
            pool.event(slot, Event::Measured { run, samples_per_sec: 100.0 }, now_secs)
        }
        Action::Post(slot, Command::Compute { run, from, .. }) => {
            assert_eq!(from.networks.len(), from.cells.len(), "a network for each cell");
            pool.event(slot, Event::Computed { run, found: None }, now_secs)
        }
        Action::Post(
            _,
            Command::Stop { .. }
            | Command::Pause { .. }
            | Command::Resume { .. }
            | Command::Open { .. },
        )
        | Action::Terminate(_)
        | Action::Keep(..)
        | Action::Tell(_) => Vec::new(),
    }
}

fn report(news: &[News]) -> Report {
    let report = news.iter().rev().find_map(|news| {
        if let News::Report(report) = news { Some((**report).clone()) } else { None }
    });
    report.expect("the experiment finished")
}

#[test]
fn results_do_not_depend_on_the_number_of_workers() {
    let config = config(|_| ());
    let reports = [1, 2, 7].map(|num_workers| {
        let mut pool = Pool::new(num_workers);
        let first = pool.start(config.clone(), 0.0);
        report(&play(&mut pool, &config, first)).networks
    });
    assert_eq!(reports[0].len(), 3);
    assert!(reports[0].iter().all(|network| network.restart == 1 && network.restarts == 2));
    assert!(reports.iter().all(|networks| *networks == reports[0]));
}

#[test]
fn without_webgpu_the_cpu_goes_on_and_the_report_says_why() {
    for engine in [EngineChoice::Gpu, EngineChoice::Auto] {
        let config = config(|draft| draft.engine = engine);
        let mut pool = Pool::new(2);
        let first = pool.start(config.clone(), 0.0);
        let news = play(&mut pool, &config, first);
        let running = report(&news).running;
        assert_eq!(running.engine, "cpu");
        assert_eq!(running.fallback.as_deref(), Some("There is no adapter."));
        assert!(news.iter().any(|news| matches!(news, News::Notice(_))));
    }
}

/// The next thing that the pool wants of the GPU worker, everything else left undone.
fn asked_of_gpu(actions: &[Action]) -> Option<(SlotId, Command)> {
    actions.iter().find_map(|action| {
        if let Action::Post(slot, command @ Command::Start { .. }) = action
            && *slot == SlotId(1)
        {
            Some((*slot, command.clone()))
        } else {
            None
        }
    })
}

#[test]
fn what_webgpu_cannot_train_concerns_that_experiment_alone() {
    let wish = |version| {
        config(|draft| {
            draft.version = version;
            draft.engine = EngineChoice::Gpu;
        })
    };
    let mut pool = Pool::new(1);
    pool.start(wish(Version::Second), 0.0);
    let first = pool.event(SlotId(1), ready(), 0.1);
    let Some((gpu, Command::Start { run, .. })) = asked_of_gpu(&first) else {
        panic!("WebGPU is asked");
    };
    let message = "The graphics engine cannot train space-time filters.".to_owned();
    let failure = Failure { kind: FailureKind::Unsupported, message: message.clone() };
    let refused = Event::Failed { run: Some(run), failure };
    let actions = pool.event(gpu, refused, 0.2);
    assert!(!actions.contains(&Action::Terminate(gpu)), "the worker is sound");
    let running = report(&play(&mut pool, &wish(Version::Second), actions)).running;
    assert_eq!((running.engine.as_str(), running.fallback), ("cpu", Some(message)));

    let next = pool.start(wish(Version::First), 1.0);
    assert!(asked_of_gpu(&next).is_some(), "{next:?}");
}

/// How many networks WebGPU is given at once, again and again until all are trained.
fn batches_on_gpu(change: impl FnOnce(&mut Draft)) -> Vec<usize> {
    let config = config(|draft| {
        change(draft);
        draft.engine = EngineChoice::Gpu;
    });
    let mut pool = Pool::new(1);
    pool.start(config.clone(), 0.0);
    let mut actions = pool.event(SlotId(1), ready(), 0.1);
    let mut batches = Vec::new();
    while let Some((gpu, Command::Start { run, networks, .. })) = asked_of_gpu(&actions) {
        batches.push(networks.len());
        let networks = networks.into_iter().map(|id| trained(&config, id)).collect();
        pool.event(gpu, Event::Recorded { run, cell: Box::new(cell()) }, 0.2);
        let finished = Event::Finished {
            run,
            networks,
            samples_per_sec: 1.0,
            dispatches_per_step: Some(70.0),
            agreement: None,
        };
        actions = pool.event(gpu, finished, 0.3);
    }
    assert!(actions.contains(&Action::Tell(News::State(RunState::Finished))), "{actions:?}");
    batches
}

#[test]
fn webgpu_trains_as_many_networks_at_once_as_its_memory_takes() {
    assert_eq!(batches_on_gpu(|_| ()), [6], "small networks all at once");
    let large = batches_on_gpu(|draft| {
        (draft.rows, draft.columns, draft.filter_side) = (24, 24, 3);
        (draft.first_filters, draft.last_filters, draft.restarts) = (16, 16, 5);
    });
    // 484 positions x 16 filters x 300 frames x 4 bytes: 9 MB each.
    assert_eq!(large, [3, 2]);
    let huge = batches_on_gpu(|draft| {
        (draft.rows, draft.columns, draft.filter_side) = (24, 24, 3);
        (draft.first_filters, draft.last_filters, draft.restarts) = (32, 32, 2);
        (draft.batch, draft.layers) = (8_192, 2);
    });
    assert_eq!(huge, [1, 1], "one at a time, however large");
}

#[test]
fn a_crashed_worker_is_replaced_and_its_network_trained_again() {
    let config = config(|_| ());
    let mut pool = Pool::new(1);
    pool.start(config.clone(), 0.0);
    pool.event(SlotId(0), ready(), 0.1);
    let crash = Failure { kind: FailureKind::Bug, message: "a broken promise".to_owned() };
    let after = pool.lost(SlotId(0), crash.clone(), 0.2);
    assert!(after.contains(&Action::Terminate(SlotId(0))));
    assert!(after.contains(&Action::Spawn(SlotId(0), WorkerKind::Cpu)));
    assert_eq!(report(&play(&mut pool, &config, after)).networks.len(), 3);

    pool.forget(&config);
    pool.start(config, 0.0);
    pool.lost(SlotId(0), crash.clone(), 0.2);
    let news = pool.lost(SlotId(0), crash.clone(), 0.3);
    assert!(news.contains(&Action::Tell(News::State(RunState::Failed(crash)))), "twice is enough");
}

/// Everything that is trained, by the command that asks for it.
fn num_started(actions: &[Action]) -> usize {
    actions.iter().filter(|action| matches!(action, Action::Post(_, Command::Start { .. }))).count()
}

#[test]
fn an_experiment_of_many_groups_is_shared_out_and_remembered() {
    let draft = Draft {
        seeds: 2,
        last_filters: 3,
        restarts: 2,
        ..Draft::of(Section::Saturation, CellSource::Model)
    };
    let config = draft.check().expect("the draft is sound");
    let reports = [1, 3].map(|num_workers| {
        let mut pool = Pool::new(num_workers);
        let first = pool.start(config.clone(), 0.0);
        report(&play(&mut pool, &config, first)).networks
    });
    // Two seeds, three depths, one to three filters.
    assert_eq!(reports[0].len(), 18);
    assert_eq!(reports[0], reports[1]);
    let mut links: Vec<_> = reports[0].iter().map(|network| network.link.clone()).collect();
    links.dedup();
    assert_eq!(links.len(), 6, "each group says which link it is");

    let mut pool = Pool::new(1);
    let first = pool.start(config.clone(), 0.0);
    play(&mut pool, &config, first);
    let more = Draft { seeds: 3, ..draft }.check().expect("the draft is sound");
    let again = pool.start(more.clone(), 9.0);
    let taken_over =
        again.iter().filter(|action| matches!(action, Action::Tell(News::Trained(..)))).count();
    // Two restarts with one layer, one with two or three.
    assert_eq!((taken_over, num_started(&again)), (24, 1));
    assert_eq!(report(&play(&mut pool, &more, again)).networks.len(), 27);
}

#[test]
fn what_networks_can_tell_together_is_asked_once_all_are_there() {
    let draft = Draft { num_cells: 3, ..Draft::of(Section::Transfer, CellSource::Recorded) };
    let config = draft.check().expect("the draft is sound");
    for num_workers in [1, 4] {
        let mut pool = Pool::new(num_workers);
        let first = pool.start(config.clone(), 0.0);
        let news = play(&mut pool, &config, first);
        assert_eq!(report(&news).networks.len(), 3);
        assert!(news.contains(&News::State(RunState::Finished)));
    }
}

/// Plays a search for settings in which some of the networks that are begun diverge, by their place; returns what the page is told, and
/// how many networks are kept for later visits.
fn search_with(diverging: &[usize]) -> (Vec<News>, usize) {
    let draft = Draft { num_recipes: 4, ..Draft::of(Section::Settings, CellSource::Recorded) };
    let config = draft.check().expect("the draft is sound");
    let mut pool = Pool::new(2);
    let mut actions = pool.start(config.clone(), 0.0);
    let (mut news, mut num_begun, mut num_kept) = (Vec::new(), 0, 0);
    while let Some(action) = actions.pop() {
        num_kept += usize::from(matches!(action, Action::Keep(..)));
        let place = num_begun;
        num_begun += usize::from(matches!(action, Action::Post(_, Command::Start { .. })));
        if let Action::Tell(told) = action {
            news.push(told);
        } else if let Action::Post(slot, Command::Start { run, .. }) = action
            && diverging.contains(&place)
        {
            let failure = Failure { kind: FailureKind::Loss, message: "At step 9.".to_owned() };
            let recorded = Event::Recorded { run, cell: Box::new(cell()) };
            for event in [recorded, Event::Failed { run: Some(run), failure }] {
                actions.extend(pool.event(slot, event, 1.0));
            }
        } else {
            actions.extend(answered(&mut pool, &config, action, (1.0, 2.0)));
        }
    }
    (news, num_kept)
}

#[test]
fn a_recipe_that_diverges_is_noted_and_the_search_goes_on() {
    for (diverging, num_left) in [(&[1][..], 3), (&[0, 3], 2), (&[0, 1, 2, 3], 0)] {
        let (news, num_kept) = search_with(diverging);
        assert!(news.contains(&News::State(RunState::Finished)), "{diverging:?}");
        assert_eq!(report(&news).networks.len(), num_left);
        assert_eq!(num_kept, num_left, "what diverged is tried again another time");
        let told: Vec<_> = news
            .iter()
            .filter_map(|news| {
                if let News::Trained(_, _, network) = news {
                    Some(network.has_diverged())
                } else {
                    None
                }
            })
            .collect();
        assert_eq!(told.len(), 4);
        assert_eq!(told.iter().filter(|has| **has).count(), diverging.len());
    }
}

#[test]
fn networks_of_an_earlier_visit_are_not_trained_again() {
    let draft = Draft {
        seeds: 1,
        last_filters: 2,
        restarts: 1,
        ..Draft::of(Section::Saturation, CellSource::Model)
    };
    let config = draft.check().expect("the draft is sound");
    let mut pool = Pool::new(1);
    let mut kept = Vec::new();
    let mut actions = pool.start(config.clone(), 0.0);
    actions.extend(pool.event(SlotId(0), ready(), 0.1));
    while let Some(Action::Post(slot, Command::Start { run, networks, .. })) = actions.pop() {
        let networks = networks.into_iter().map(|id| trained(&config, id)).collect();
        pool.event(slot, Event::Recorded { run, cell: Box::new(cell()) }, 0.2);
        actions = pool.event(slot, finished(run, networks), 0.3);
        for action in &actions {
            if let Action::Keep(key, known) = action {
                kept.push((key.clone(), (**known).clone()));
            }
        }
        if kept.len() == 3 {
            break;
        }
    }
    let mut pool = Pool::new(1);
    for (key, known) in &kept {
        pool.remember(key.clone(), known.clone());
    }
    let first = pool.start(config.clone(), 0.0);
    let news = play(&mut pool, &config, first);
    let num_trained = news.iter().filter(|news| matches!(news, News::Trained(..))).count();
    assert_eq!(num_trained, 6);
    assert_eq!(report(&news).networks.len(), 6);
    pool.forget(&config);
    assert_eq!(
        pool.start(config, 1.0)
            .iter()
            .filter(|action| matches!(action, Action::Tell(News::Trained(..))))
            .count(),
        0
    );
}

/// How many workers are to be ended.
fn num_ended(actions: &[Action]) -> usize {
    actions.iter().filter(|action| matches!(action, Action::Terminate(_))).count()
}

#[test]
fn workers_end_some_time_after_a_run_and_start_again_when_they_are_needed() {
    let draft = Draft { num_cells: 3, ..Draft::of(Section::Transfer, CellSource::Recorded) };
    let config = draft.check().expect("the draft is sound");
    let mut pool = Pool::new(2);
    let first = pool.start(config.clone(), 100.0);
    play(&mut pool, &config, first);
    assert!(!pool.is_busy());
    assert_eq!(num_ended(&pool.tick(110.0, false)), 0, "another run may begin at once");
    assert_eq!(num_ended(&pool.tick(140.0, false)), 3, "two that train, and one that analyses");
    assert_eq!(num_ended(&pool.tick(141.0, false)), 0, "they are gone");
    pool.forget(&config);
    let again = pool.start(config.clone(), 200.0);
    let is_spawned = |action: &Action| matches!(action, Action::Spawn(_, WorkerKind::Cpu));
    assert!(again.iter().any(is_spawned), "{again:?}");
    report(&play(&mut pool, &config, again));
}

#[test]
fn late_words_are_dropped_and_silence_is_not_waited_for() {
    let config = config(|_| ());
    let mut pool = Pool::new(1);
    pool.start(config.clone(), 0.0);
    let posted = pool.event(SlotId(0), ready(), 0.1);
    let Some(Action::Post(slot, Command::Start { run, .. })) = posted.last().cloned() else {
        panic!("the worker is given something");
    };
    assert_eq!(pool.cancel().last(), Some(&Action::Tell(News::State(RunState::Cancelled))));
    let late = Event::Progress { run, stage: Stage::Training, done: 1, total: 2 };
    assert_eq!(pool.event(slot, late, 0.2), []);

    pool.start(config, 1.0);
    assert!(!pool.tick(1.5, false).contains(&Action::Terminate(slot)));
    for tenth in 15..65 {
        let actions = pool.tick(f64::from(tenth) / 10.0, false);
        if actions.contains(&Action::Terminate(slot)) {
            return;
        }
    }
    panic!("a worker that says nothing for five seconds is replaced");
}

/// Seconds of silence after which a worker that has spoken once is replaced; `quiet` is called each second before the tick.
fn secs_of_silence(config: &Config, quiet: impl Fn(&mut Pool, f64)) -> Option<u32> {
    let mut pool = Pool::new(1);
    pool.start(config.clone(), 0.0);
    let posted = pool.event(SlotId(0), ready(), 0.1);
    let Some(Action::Post(slot, Command::Start { run, .. })) = posted.last().cloned() else {
        panic!("the worker is given something");
    };
    let word = Event::Progress { run, stage: Stage::Training, done: 1, total: 2 };
    pool.event(slot, word, 1.0);
    (1..4_000).find(|second| {
        let now_secs = 1.0 + f64::from(*second);
        quiet(&mut pool, now_secs);
        pool.tick(now_secs, false).contains(&Action::Terminate(slot))
    })
}

#[test]
fn a_worker_that_spoke_once_can_be_found_silent_again() {
    let secs = secs_of_silence(&config(|_| ()), |_, _| ()).expect("it is found");
    assert!((55..80).contains(&secs), "{secs}");
    // Scoring that may take minutes on a slow machine is waited for.
    let large = config(|draft| {
        (draft.rows, draft.columns, draft.filter_side) = (24, 24, 15);
        (draft.first_filters, draft.last_filters) = (32, 32);
        (draft.test_frames, draft.frames) = (50_000, 600_000);
    });
    let secs = secs_of_silence(&large, |_, _| ()).expect("it is found all the same");
    assert!(secs > 1_000, "{secs}");
    let paused = secs_of_silence(&config(|_| ()), |pool, now_secs| drop(pool.pause(now_secs)));
    assert_eq!(paused, None, "who is told to wait may be silent");
}

/// Products a second, as they are told once they are known, of an experiment whose one network trains for some seconds and is asked for some.
fn speed(
    config: &Config,
    num_workers: usize,
    training_secs: f64,
    analysis_secs: f64,
) -> Option<f64> {
    let mut pool = Pool::new(num_workers);
    let first = pool.start(config.clone(), 0.0);
    let news = play_slowly(&mut pool, config, first, |action| {
        let trains = matches!(action, Action::Post(_, Command::Start { .. }));
        let asks = matches!(action, Action::Post(_, Command::Compute { .. }));
        f64::from(u8::from(trains)) * training_secs + f64::from(u8::from(asks)) * analysis_secs
    });
    report(&news);
    news.iter().find_map(|news| {
        if let News::Progress(progress) = news { progress.products_per_sec } else { None }
    })
}

#[test]
fn the_speed_of_a_worker_is_that_of_its_training_alone() {
    let draft = link::decode("#1.view=recorded&nmin=4&nmax=4&restarts=1").draft;
    let config = draft.check().expect("a sound experiment");
    let network = NetworkId { num_filters: 4, restart: 0 };
    let expected = experiment::cost(&config, network) / 4.0;
    // Neither the analysis worker's time nor workers without a network count.
    for (num_workers, analysis_secs) in [(1, 0.0), (1, 400.0), (8, 400.0)] {
        let speed = speed(&config, num_workers, 4.0, analysis_secs).expect("long enough to tell");
        assert!((speed / expected - 1.0).abs() < 1e-6, "{num_workers} workers, {analysis_secs} s");
    }
    assert_eq!(speed(&config, 1, 0.1, 400.0), None, "starting takes as long");
}

#[test]
fn numbers_are_said_in_the_unit_that_fits() {
    assert_eq!(words::time_left(0.2), "less than 1 s left");
    assert_eq!(words::time_left(2.1), "3 s left");
    assert_eq!(words::time_left(100.0), "2 min left");
    assert_eq!(words::time_left(9_000.0), "3 h left");
    assert_eq!(words::speed(1_840_000.0), "1.8M samples/s");
    assert_eq!(words::speed(21_400.0), "21k samples/s");
    assert_eq!(words::measured((2.1e6, 900.0)), "measured: CPU 2.1M, WebGPU 900 samples/s");
}

#[test]
fn a_run_is_said_by_what_is_known_of_it() {
    let mut progress = Progress { engine: Some(EngineKind::Cpu), ..Progress::default() };
    assert_eq!(words::status(&RunState::Running, &progress), "Starting");
    progress.stage = Some(Stage::Recording);
    assert_eq!(words::status(&RunState::Running, &progress), "Recording spikes");
    progress.secs_left = Some(4.0);
    progress.num_workers = 3;
    assert_eq!(words::status(&RunState::Running, &progress), "4 s left");
    assert_eq!(words::engine(&progress), "CPU, 3 workers");
    assert_eq!(words::data_state(&RunState::Paused), "running");
}
