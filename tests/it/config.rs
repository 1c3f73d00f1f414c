use ganglion::config::{
    Draft, Layout, PARAMETERS, POSITIONS, PRESETS, Placement, Scale, parameter,
};

fn problem_keys(draft: &Draft) -> Vec<&'static str> {
    let problems = draft.check().err().unwrap_or_default();
    problems.into_iter().flat_map(|problem| problem.keys).collect()
}

#[test]
fn the_defaults_pass() {
    assert!(Draft::default().check().is_ok());
}

#[test]
fn every_default_is_in_its_range_and_every_key_is_unique() {
    for (place, row) in PARAMETERS.iter().enumerate() {
        assert!(row.admits(&row.default_value()), "{}", row.key);
        assert!(row.meaning.ends_with('.'), "{} has a sentence", row.key);
        assert!(PARAMETERS[..place].iter().all(|other| other.key != row.key), "{}", row.key);
    }
}

#[test]
fn all_problems_are_found_not_only_the_first() {
    let draft = Draft { rate: f32::NAN, epochs: 0, rows: 3, ..Draft::default() };
    let keys = problem_keys(&draft);
    assert!(["rate", "epochs", "rows"].iter().all(|key| keys.contains(key)), "{keys:?}");
}

#[test]
fn parameters_that_disagree_are_named() {
    let cases: [(Draft, &str); 5] = [
        (Draft { first_filters: 6, ..Draft::default() }, "nmin"),
        (Draft { rows: 6, ..Draft::default() }, "side"),
        (Draft { batch: 8_000, frames: 1_000, ..Draft::default() }, "batch"),
        (Draft { layout: Layout::Custom, ..Draft::default() }, "subunits"),
        (
            Draft {
                layout: Layout::Custom,
                subunits: vec![Placement::square(7, 0)],
                ..Draft::default()
            },
            "subunits",
        ),
    ];
    for (draft, key) in cases {
        assert!(problem_keys(&draft).contains(&key), "{key}");
    }
}

#[test]
fn named_layouts_move_with_the_middle_of_the_field() {
    let at = |rows, columns| Draft { rows, columns, ..Draft::default() }.placements()[0];
    assert_eq!(at(8, 8), Placement::square(2, 2));
    assert_eq!(at(4, 4), Placement::square(0, 0));
    assert_eq!(at(24, 12), Placement::square(10, 4));
}

#[test]
fn a_layout_too_wide_for_the_field_is_a_problem_not_a_panic() {
    let draft = Draft { layout: Layout::Spread, rows: 4, filter_side: 3, ..Draft::default() };
    assert!(problem_keys(&draft).contains(&"layout"));
}

#[test]
fn presets_pass_and_are_recognized() {
    for preset in &PRESETS {
        let mut draft = Draft { seed: 9, ..Draft::default() };
        (preset.apply)(&mut draft);
        assert!(draft.check().is_ok(), "{}", preset.name);
        assert!(preset.is_in_force(&draft), "{}", preset.name);
        assert_eq!(draft.seed, 9, "{} keeps the seed", preset.name);
    }
}

#[test]
fn only_cell_and_data_change_the_recording() {
    let recording = |draft: Draft| draft.check().expect("valid").recording();
    let base = recording(Draft::default());
    assert_eq!(recording(Draft { last_filters: 9, learning_rate: 0.01, ..Draft::default() }), base);
    assert_ne!(recording(Draft { seed: 2, ..Draft::default() }), base);
    assert_ne!(recording(Draft { rate: 0.2, ..Draft::default() }), base);
}

#[test]
fn a_config_is_checked_again_when_it_arrives() {
    let config = Draft::default().check().expect("valid");
    let mut json = serde_json::to_value(&config).expect("plain data");
    assert!(serde_json::from_value::<ganglion::config::Config>(json.clone()).is_ok());
    json["epochs"] = 0.into();
    let err = serde_json::from_value::<ganglion::config::Config>(json).expect_err("no epochs");
    assert!(err.to_string().contains("Epochs"), "{err}");
}

#[test]
fn a_row_is_found_by_its_key() {
    assert_eq!(parameter("nmax").map(|row| row.label), Some("Most filters"));
    assert!(parameter("").is_none());
}

#[test]
fn a_slider_finds_back_to_every_position_and_default() {
    for row in &PARAMETERS {
        let Some(scale) = Scale::of(&row.kind) else { continue };
        let default = row.default_value();
        assert_eq!(scale.value(scale.number(&default)), default, "{}", row.key);
        for position in [0.0, 250.0, 500.0, POSITIONS] {
            let number = scale.at(position);
            assert!(row.admits(&scale.value(number)), "{} {number}", row.key);
            assert!((scale.position(number) - position).abs() < 60.0, "{} {number}", row.key);
        }
    }
}

#[test]
fn a_slider_gives_numbers_of_few_digits() {
    let middle = |key: &str| {
        let row = parameter(key).expect("a row of the table");
        let scale = Scale::of(&row.kind).expect("a number");
        scale.text(scale.at(500.0))
    };
    assert_eq!(middle("rate"), "0.032");
    assert_eq!(middle("frames"), "24000");
    assert_eq!(middle("l1"), "0.013");
}
