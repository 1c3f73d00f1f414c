//! What a data set is made from identifies it exactly.

use std::{
    fmt::Write as _,
    sync::{Arc, LazyLock},
};

use ganglion_core::{
    config::{
        CellSource, DataSource, Draft, Kind, Layout, Lengths, Noise, NoiseKind, PARAMETERS,
        Parameter, Placement, Section, SpikeGeneration, Value, Version, seal,
    },
    dataset::{Dataset, DatasetBuilder, DatasetError},
    experiment::task_key,
    link,
    network::{NetworkId, checksum_of_bytes},
    recording::{CellCounts, Recording},
    rng::{Random, Stream},
    stimulus::StimulusFrames,
};

fn small() -> Draft {
    Draft { frames: 1_000, test_frames: 1_000, batch: 100, ..Draft::default() }
}

fn source_of(draft: &Draft) -> Option<DataSource> {
    draft.check().ok().map(|config| config.data_source().clone())
}

fn build(source: &DataSource) -> Result<Dataset, DatasetError> {
    let mut builder = DatasetBuilder::with_recording(source, Some(opened()));
    while builder.advance()? {}
    Ok(builder.finish())
}

/// A recording of noise, of which no frame is shown twice.
fn opened() -> &'static Arc<Recording> {
    static OPENED: LazyLock<Arc<Recording>> = LazyLock::new(|| {
        let (num_frames, num_checkers) = (4_000, 40 * 40);
        let mut random = Random::new(5, Stream::Live, 0);
        let mut frames = StimulusFrames::empty(Noise::Binary, num_checkers);
        let mut frame = vec![0.0; num_checkers];
        for _ in 0..num_frames {
            frame.fill_with(|| random.normal());
            frames.push(&frame);
        }
        let cells = ["a", "b"].map(|name| CellCounts {
            name: name.to_owned(),
            counts: (0..num_frames).map(|_| random.poisson(0.2)).collect(),
        });
        Arc::new(Recording::new(frames, (40, 40), cells.to_vec()))
    });
    &OPENED
}

/// Of every number in a data set, and of the cell behind it.
fn bits(source: &DataSource) -> String {
    match build(source) {
        Ok(dataset) => {
            let mut text = String::new();
            write!(text, "{dataset:?}").expect("strings take any text");
            checksum_of_bytes(text.bytes())
        }
        Err(err) => err.to_string(),
    }
}

/// Experiments between which every branch of the building of data sets is taken.
fn bases() -> Vec<Draft> {
    let model = small();
    let bernoulli = Draft { spikes: SpikeGeneration::Bernoulli, ..small() };
    let second = Draft {
        version: Version::Second,
        noise_share: 0.5,
        noise_kind: NoiseKind::Checkers,
        sample_share: 0.5,
        ..small()
    };
    let by_hand = Draft {
        layout: Layout::Custom,
        subunits: vec![Placement::square(1, 1), Placement::square(4, 5)],
        ..small()
    };
    let recorded =
        Draft { frames: 1_000, repeats: 3, ..Draft::of(Section::Methods, CellSource::Recorded) };
    let own = Draft {
        frames: 1_000,
        test_frames: 1_000,
        recording: opened().name(),
        ..Draft::of(Section::Methods, CellSource::File)
    };
    vec![model, bernoulli, second, by_hand, recorded, own]
}

/// Some other values of a parameter.
fn others(row: &Parameter, draft: &Draft) -> Vec<Value> {
    let now = (row.get)(draft);
    let mut all = match (row.kind, &now) {
        (Kind::Integer { min, max }, Value::Integer(at)) => {
            [at + 1, (at + 3).next_multiple_of(4), min + 1]
                .map(|value| value.clamp(min, max))
                .map(Value::Integer)
                .to_vec()
        }
        (Kind::Real { min, max, .. }, Value::Real(at)) => {
            [1.5 * at + 0.1, 0.6 * at].map(|value| value.clamp(min, max)).map(Value::Real).to_vec()
        }
        (Kind::Menu(options), _) => (0..options().len()).map(Value::Option).collect(),
        (Kind::Switch, _) => [false, true].map(Value::Switch).to_vec(),
        (Kind::Placements { .. }, _) => {
            vec![Value::Placements(vec![Placement::square(2, 2), Placement::square(4, 4)])]
        }
        (Kind::Text { .. }, _) => {
            let sealed = seal(&[Placement::square(3, 3), Placement::square(0, 5)], 5);
            vec![Value::Text("abc.1".to_owned()), Value::Text(sealed)]
        }
        _ => panic!("{} has a value of another type", row.key),
    };
    all.retain(|value| *value != now);
    all
}

/// Changes of the key that change no bit, with the reason.
fn is_exempt(key: &str) -> bool {
    // The cell's scale is found by halving, and a change of the rate may end in the same half.
    key == "rate"
}

#[test]
fn a_setting_changes_the_key_if_and_only_if_it_changes_the_data_set() {
    let mut changing = Vec::new();
    for base in bases() {
        let source = source_of(&base).expect("the bases are valid");
        let before = bits(&source);
        for row in &PARAMETERS {
            for value in others(row, &base) {
                let mut draft = base.clone();
                (row.set)(&mut draft, value.clone());
                let Some(other) = source_of(&draft) else { continue };
                let is_same_key = other == source;
                let is_same_data = is_same_key || bits(&other) == before;
                // Equal keys give equal data because nothing else is handed to the builder.
                assert!(
                    is_same_key == is_same_data || is_exempt(row.key),
                    "{} of {} to {value:?}: another key for the same data",
                    row.key,
                    link::encode(&base)
                );
                if !is_same_key && !changing.contains(&row.key) {
                    changing.push(row.key);
                }
            }
        }
    }
    changing.sort_unstable();
    let expected = [
        "blind",
        "cellno",
        "cols",
        "cropcol",
        "croprow",
        "frames",
        "gain",
        "input",
        "layout",
        "noise",
        "noisekind",
        "noiseshare",
        "part",
        "polarity",
        "rate",
        "rec",
        "repeats",
        "rows",
        "seed",
        "share",
        "source",
        "spikes",
        "subunits",
        "temporal",
        "test",
        "threshold",
        "unit",
        "valshare",
        "version",
    ];
    assert_eq!(changing, expected, "what data sets depend on");
}

#[test]
fn the_same_cell_has_the_same_key_however_it_is_told() {
    let subunits = vec![
        Placement::square(2, 2),
        Placement::square(2, 4),
        Placement::square(4, 2),
        Placement::square(4, 4),
    ];
    let by_name = small();
    let by_hand = Draft { layout: Layout::Custom, subunits: subunits.clone(), ..small() };
    let sealed = |salt| Draft { sealed: seal(&subunits, salt), layout: Layout::Spread, ..small() };
    let revealed = Draft { reveal: true, ..sealed(7) };
    let id = NetworkId { num_filters: 3, restart: 1 };
    let key = |draft: &Draft| task_key(&draft.check().expect("valid"), id);
    for same in [&by_hand, &sealed(7), &sealed(200), &revealed] {
        assert_eq!(source_of(same), source_of(&by_name), "{}", link::encode(same));
        assert_eq!(key(same), key(&by_name), "{}", link::encode(same));
    }
    let other = Draft { sealed: seal(&subunits[1..], 7), ..small() };
    assert_ne!(source_of(&other), source_of(&by_name));
    assert_ne!(key(&other), key(&by_name));
}

#[test]
fn the_key_of_a_network_holds_its_training_and_not_what_is_trained_beside_it() {
    let key = |draft: Draft| {
        task_key(&draft.check().expect("valid"), NetworkId { num_filters: 2, restart: 0 })
    };
    let base = key(small());
    for same in [
        Draft { last_filters: 9, restarts: 9, ..small() },
        Draft { engine: ganglion_core::config::EngineChoice::Gpu, ..small() },
        Draft { reveal: true, seeds: 9, num_cells: 3, pictures: 99, ..small() },
    ] {
        assert_eq!(key(same.clone()), base, "{}", link::encode(&same));
    }
    for other in [
        Draft { learning_rate: 0.01, ..small() },
        Draft { epochs: 9, ..small() },
        Draft { filter_side: 5, ..small() },
        Draft { curve_points: 5, ..small() },
        Draft { seed: 2, ..small() },
        Draft { layout: Layout::Spread, ..small() },
    ] {
        assert_ne!(key(other.clone()), base, "{}", link::encode(&other));
    }
}

#[test]
fn raw_frames_that_do_not_fit_into_memory_are_told_before_any_is_shown() {
    let draft = Draft {
        version: Version::Second,
        noise: Noise::Gaussian,
        rows: 24,
        columns: 24,
        ..small()
    };
    let source = source_of(&draft).expect("valid");
    // Ten terabytes, more than any machine hands out.
    let lengths = Lengths { training: u32::MAX, used: u32::MAX, ..source.lengths };
    let mut builder = DatasetBuilder::new(&DataSource { lengths, ..source });
    let err = loop {
        match builder.advance() {
            Ok(_) => assert!(builder.num_frames_done() <= 80_000, "a frame was shown"),
            Err(err) => break err,
        }
    };
    assert_eq!(err, DatasetError::OutOfMemory { num_frames: u32::MAX as usize });
    assert!(err.to_string().contains("fewer frames"), "{err}");
}
