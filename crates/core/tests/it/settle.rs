//! Whatever a link, a file, a slider or a tab asks for ends as an experiment, and soon.

#![expect(clippy::print_stdout, reason = "how many were tried, and the slowest, is worth knowing")]
#![expect(clippy::disallowed_methods, reason = "a decoder that hangs is found by the clock")]

use std::{
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use ganglion_core::{
    config::{
        CellSource, Choice as _, Draft, Kind, PARAMETERS, POSITIONS, Parameter, Placement, Scale,
        Section, Value, parameter, seal,
    },
    link,
};

/// A decoder that has not ended one text in this time never will: the slowest takes a hundredth of a second on a busy machine.
const WATCHDOG: Duration = Duration::from_secs(20);

/// Parameters that occur in any problem.
const CONTRADICTING: [&str; 13] = [
    "source", "layout", "subunits", "frames", "rows", "cols", "share", "nmin", "nmax", "side",
    "layers", "version", "batch",
];

/// Every section with every kind of cell that it is about.
fn sections() -> impl Iterator<Item = (Section, CellSource)> {
    Section::OPTIONS
        .iter()
        .flat_map(|(section, ..)| section.sources().iter().map(move |source| (*section, *source)))
}

/// Values at and beside the ends of a range and the default.
fn values(row: &Parameter, default: &Value) -> Vec<Value> {
    let mut all = match (row.kind, default) {
        (Kind::Integer { min, max }, Value::Integer(at)) => {
            let near =
                [min, min + 1, at.saturating_sub(1), *at, at.saturating_add(1), max - 1, max];
            near.map(|value| Value::Integer(value.clamp(min, max))).to_vec()
        }
        (Kind::Real { min, max, .. }, Value::Real(at)) => {
            let step = (max - min) / 64.0;
            let near = [min, min + step, at - step, *at, at + step, max - step, max];
            near.map(|value| Value::Real(value.clamp(min, max))).to_vec()
        }
        (Kind::Menu(options), _) => (0..options().len()).map(Value::Option).collect(),
        (Kind::Switch, _) => [false, true].map(Value::Switch).to_vec(),
        (Kind::Placements { .. }, _) => {
            let lists = [
                vec![],
                vec![Placement::square(2, 2)],
                vec![Placement::square(22, 22), Placement::square(0, 0)],
                vec![Placement { row: 200, column: 0, height: 200, width: 1 }],
            ];
            lists.map(Value::Placements).to_vec()
        }
        (Kind::Text { .. }, _) => {
            let sealed = [
                seal(&[Placement::square(3, 3)], 5),
                seal(&[Placement::square(14, 14), Placement::square(20, 1)], 9),
            ];
            let texts = [String::new(), "07".to_owned(), "1c.a.1.b.2.3".to_owned()];
            texts.into_iter().chain(sealed).map(Value::Text).collect()
        }
        _ => panic!("{} has a default of another type", row.key),
    };
    let mut seen: Vec<Value> = Vec::new();
    all.retain(|value| {
        let is_new = !seen.contains(value);
        seen.push(value.clone());
        is_new
    });
    all
}

/// All values of a parameter as a link writes them, in a section for a kind of cell.
fn texts(row: &'static Parameter, base: &Draft) -> Vec<(&'static str, String)> {
    let text = |value| {
        let mut draft = base.clone();
        (row.set)(&mut draft, value);
        let file: serde_json::Value =
            serde_json::from_str(&link::to_json(&draft)).expect("a file is JSON");
        let setting = &file["settings"][row.key];
        let text = setting.as_str().map(str::to_owned);
        let switch = || setting.as_bool().map(|is_on| u8::from(is_on).to_string());
        (row.key, text.or_else(switch).unwrap_or_else(|| setting.to_string()))
    };
    values(row, &row.default_value(base)).into_iter().map(text).collect()
}

/// Hands every item to `check`, which says what it is about; fails if one of them does not end.
fn watched<T>(
    items: impl Iterator<Item = T> + Send + 'static,
    check: impl Fn(&T) + Send + 'static,
    name: impl Fn(&T) -> String + Send + 'static,
) {
    const EVERY: usize = 256;
    let (tell, told) = channel();
    let worker = thread::spawn(move || {
        let (mut count, mut slowest) = (0, (Duration::ZERO, String::new()));
        for item in items {
            if count % EVERY == 0 {
                tell.send(name(&item)).expect("the test waits");
            }
            let start = Instant::now();
            check(&item);
            let spent = start.elapsed();
            if spent > slowest.0 {
                slowest = (spent, name(&item));
            }
            count += 1;
        }
        println!("{count} tried, the slowest took {:?}: {}", slowest.0, slowest.1);
        count
    });
    let mut last = "nothing yet".to_owned();
    loop {
        match told.recv_timeout(WATCHDOG) {
            Ok(name) => last = name,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => panic!("no end within {EVERY} after {last}"),
        }
    }
    let count = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    assert!(count > 0, "nothing was tried");
}

/// A link of some settings on top of a section and a kind of cell.
fn link_of((section, source): (Section, CellSource), settings: &[&(&str, String)]) -> String {
    let settings: Vec<_> = settings.iter().map(|(key, text)| format!("&{key}={text}")).collect();
    format!("#1.view={}&source={}{}", section.word(), source.word(), settings.concat())
}

/// What is read passes the check, comes back unchanged from its own link, and what was not taken is told.
fn check_link(text: &str) {
    let decoded = link::decode(text);
    assert!(decoded.draft.check().is_ok(), "{text}");
    assert!(decoded.warnings.len() <= 4, "{text}: {:?}", decoded.warnings);
    let again = link::decode(&link::encode(&decoded.draft));
    assert_eq!((&again.draft, again.warnings.len()), (&decoded.draft, 0), "{text}");
    let written = link::as_written(text);
    for row in PARAMETERS.iter().filter(|row| row.is_changed(&written)) {
        let is_kept = (row.get)(&written) == (row.get)(&decoded.draft);
        let is_told = decoded.warnings.iter().any(|warning| warning.contains(row.key));
        assert!(is_kept || is_told, "{text}: {} went without a word", row.key);
    }
}

fn all_texts(
    place: (Section, CellSource),
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<(&'static str, String)> {
    let base = Draft::of(place.0, place.1);
    let rows = PARAMETERS.iter().filter(|row| !["view", "source"].contains(&row.key));
    rows.filter(|row| is_wanted(row.key)).flat_map(|row| texts(row, &base)).collect()
}

#[test]
fn every_pair_of_settings_in_every_section_ends_as_an_experiment() {
    let pairs = sections().flat_map(|place| {
        let all = all_texts(place, |_| true);
        let numbers = (0..all.len()).flat_map(|first| (0..first).map(move |other| (first, other)));
        let numbers: Vec<_> =
            numbers.filter(|(first, other)| all[*first].0 != all[*other].0).collect();
        let link =
            move |(first, other): (usize, usize)| link_of(place, &[&all[first], &all[other]]);
        numbers.into_iter().map(link)
    });
    watched(pairs, |text| check_link(text), String::clone);
}

#[test]
fn every_three_settings_that_can_contradict_each_other_end_as_an_experiment() {
    let triples = sections().flat_map(|place| {
        let all = all_texts(place, |key| CONTRADICTING.contains(&key));
        let count = all.len();
        let numbers = (0..count)
            .flat_map(|first| (0..first).map(move |second| (first, second)))
            .flat_map(|(first, second)| (0..second).map(move |third| [first, second, third]));
        let is_mixed = |[first, second, third]: &[usize; 3]| {
            all[*first].0 != all[*second].0 && all[*second].0 != all[*third].0
        };
        let numbers: Vec<_> = numbers.filter(is_mixed).collect();
        let link = move |numbers: [usize; 3]| link_of(place, &numbers.map(|at| &all[at]));
        numbers.into_iter().map(link)
    });
    watched(triples, |text| check_link(text), String::clone);
}

#[test]
fn files_of_settings_that_can_contradict_each_other_end_as_an_experiment() {
    let pairs = sections().flat_map(|place| {
        let all = all_texts(place, |_| true);
        let few = all_texts(place, |key| CONTRADICTING.contains(&key));
        let file = move |(key, text): &(&str, String), (other, value): &(&str, String)| {
            let (view, source) = (place.0.word(), place.1.word());
            format!(
                "{{\"ganglion\": 1, \"settings\": {{\"view\": \"{view}\", \"source\": \"{source}\", \"{key}\": \"{text}\", \"{other}\": \"{value}\"}}}}"
            )
        };
        let files: Vec<_> =
            few.iter().flat_map(|one| all.iter().map(move |other| file(one, other))).collect();
        files.into_iter()
    });
    let check = |text: &String| {
        let decoded = link::from_json(text);
        assert!(decoded.draft.check().is_ok(), "{text}");
        let again = link::from_json(&link::to_json(&decoded.draft));
        assert_eq!((&again.draft, again.warnings.len()), (&decoded.draft, 0), "{text}");
    };
    watched(pairs, check, String::clone);
}

/// Every value that a slider or menu of the page can give, at each of many positions.
fn slider_values(row: &Parameter, base: &Draft) -> Vec<Value> {
    let positions = (0..=20).map(|number| POSITIONS * f64::from(number) / 20.0);
    let mut all = values(row, &row.default_value(base));
    if let Some(scale) = Scale::of(&row.kind) {
        all.extend(positions.map(|position| scale.value(scale.at(position))));
    }
    all
}

#[test]
fn every_tab_after_every_slider_shows_an_experiment_or_what_is_wrong() {
    let steps = sections().flat_map(|place| {
        let base = Draft::of(place.0, place.1);
        let rows = PARAMETERS.iter().filter(|row| row.key != "view");
        let values: Vec<_> = rows
            .flat_map(|row| slider_values(row, &base).into_iter().map(move |value| (row, value)))
            .collect();
        values.into_iter().flat_map(move |(row, value)| {
            let mut draft = base.clone();
            row.choose(&mut draft, value);
            Section::OPTIONS.iter().map(move |(section, ..)| (draft.clone(), *section, row.key))
        })
    });
    let check = |(draft, section, key): &(Draft, Section, &str)| {
        let moved = draft.moved_to(*section);
        let text = link::encode(&moved);
        assert_eq!(link::as_written(&text), moved, "{text}");
        check_link(&text);
        // Nothing else was set, so only what is wrong by itself can be wrong there.
        let is_wrong_alone = cannot_be(key, (*section, moved.source));
        let problems = moved.check().err();
        assert!(is_wrong_alone || problems.is_none(), "{text} after {key}: {problems:?}");
    };
    watched(steps, check, |(draft, section, _)| format!("{} to {section:?}", link::encode(draft)));
}

#[test]
fn a_value_that_was_set_alone_is_kept_and_defaults_give_way() {
    for place in sections() {
        let base = Draft::of(place.0, place.1);
        for row in PARAMETERS.iter().filter(|row| !["view", "source"].contains(&row.key)) {
            for setting in texts(row, &base) {
                let text = link_of(place, &[&setting]);
                let written = link::as_written(&text);
                if !row.is_changed(&written) {
                    continue;
                }
                let decoded = link::decode(&text);
                let is_kept = (row.get)(&written) == (row.get)(&decoded.draft);
                assert!(is_kept || cannot_be(row.key, place), "{text}: {:?}", decoded.warnings);
            }
        }
    }
}

/// Values that cannot be had by themselves, whatever gives way.
fn cannot_be(key: &str, (section, source): (Section, CellSource)) -> bool {
    match key {
        // No subunit; a layout that is none; a seal that is none or lies beyond the largest field.
        "layout" | "subunits" | "blind" => true,
        // The population's field is fixed.
        "rows" | "cols" => source == CellSource::Recorded,
        // No network of more than 16 filters is compared.
        "nmin" => section == Section::Saturation,
        // What is space-time has one layer.
        "layers" => section == Section::Spacetime,
        // A hundredth of the fewest frames is no smallest batch, and of the most no largest.
        "batch" | "frames" => section == Section::Degradation,
        _ => false,
    }
}

fn check_way(text: &str, settings: &[(&str, Value)], warning: &str) {
    let decoded = link::decode(text);
    for (key, value) in settings {
        let row = parameter(key).expect("a row of the table");
        assert_eq!((row.get)(&decoded.draft), *value, "{text}: {key}");
    }
    let warnings = decoded.warnings.join(" ");
    assert!(warnings.contains(warning), "{text}: {warnings}");
    assert_eq!(warnings.is_empty(), warning.is_empty(), "{text}: {warnings}");
}

#[test]
fn what_was_set_is_kept_and_what_contradicts_it_gives_way() {
    let number = Value::Integer;
    check_way(
        "#1.view=saturation&rows=7",
        &[("rows", number(7)), ("side", number(6)), ("layers", number(3))],
        "Filter size: 6",
    );
    check_way(
        "#1.view=saturation&side=8",
        &[("side", number(8)), ("layers", number(1))],
        "Conv layers: 1",
    );
    check_way("#1.rows=6", &[("rows", number(6)), ("side", number(6))], "Filter size: 6");
    check_way(
        "#1.side=9",
        &[("side", number(9)), ("rows", number(9)), ("cols", number(9))],
        "Field height: 9, Field width: 9",
    );
    check_way("#1.nmin=8", &[("nmin", number(8)), ("nmax", number(8))], "Most filters: 8");
    check_way(
        "#1.view=saturation&nmin=6&nmax=7",
        &[("nmin", number(1)), ("nmax", number(16))],
        "1, 2, 3, 4, 5, 8, 16",
    );
    check_way("#1.view=saturation&nmax=7", &[("nmin", number(1)), ("nmax", number(7))], "");
    check_way(
        "#1.frames=1000&batch=8000&seed=9",
        &[("frames", number(40_000)), ("batch", number(300)), ("seed", number(9))],
        "batch, frames",
    );
    check_way(
        "#1.share=0.001",
        &[("share", Value::Real(0.001)), ("batch", number(40))],
        "Batch size: 40",
    );
    check_way(
        "#1.layout=custom&subunits=7.7.2.2",
        &[("rows", number(9)), ("cols", number(9))],
        "outside",
    );
}
