use ganglion_core::config::{
    CellSource, Choice as _, Config, Draft, Layout, PARAMETERS, POSITIONS, PRESETS, Placement,
    Scale, Section, Value, parameter, read_number, read_short_number, surprise,
};
use proptest::prelude::*;

fn problem_keys(draft: &Draft) -> Vec<&'static str> {
    let problems = draft.check().err().unwrap_or_default();
    problems.into_iter().flat_map(|problem| problem.keys).collect()
}

#[test]
fn the_defaults_pass() {
    assert!(Draft::default().check().is_ok());
}

#[test]
fn a_surprise_is_another_valid_experiment_that_says_what_is_new() {
    let draft = Draft::default();
    let mut cells = std::collections::BTreeSet::new();
    for chance in 0..60_u64 {
        let (next, new) = surprise(&draft, chance | (chance + 1) << 32);
        let new = new.expect("a model cell has other layouts");
        assert!(next.check().is_ok(), "{new:?}");
        assert_eq!(u64::from(next.seed), chance + 1);
        assert!(PRESETS.iter().any(|preset| preset.name == new.cell && preset.is_in_force(&next)));
        let recipe = PRESETS.iter().find(|preset| preset.name == new.recipe.0);
        assert!(recipe.is_some_and(|recipe| recipe.is_in_force(&next)), "{new:?}");
        cells.insert((new.layout, new.cell, new.recipe.0));
    }
    assert_eq!(cells.len(), 60, "each layout with each cell and each recipe");
    let custom =
        Draft { layout: Layout::Custom, subunits: draft.subunits.clone(), ..draft.clone() };
    for kept in [custom, Draft::of(Section::Transfer, CellSource::Recorded)] {
        let (next, new) = surprise(&kept, 7 << 32 | 5);
        assert_eq!((next, new), (Draft { seed: 7, ..kept }, None), "only the seed is new");
    }
}

#[test]
fn the_defaults_of_every_section_pass() {
    for (section, ..) in Section::OPTIONS {
        for source in section.sources() {
            let draft = Draft::of(*section, *source);
            assert_eq!(problem_keys(&draft), [""; 0], "{section:?} {source:?}");
        }
    }
}

#[test]
fn what_was_changed_goes_along_to_another_section_of_the_same_kind_of_cell() {
    let draft = Draft { seed: 9, rate: 0.2, ..Draft::default() };
    let moved = draft.moved_to(Section::Saturation);
    assert_eq!((moved.seed, moved.rate, moved.frames), (9, 0.2, 60_000));
    let moved = draft.moved_to(Section::Transfer);
    assert_eq!((moved.seed, moved.rate, moved.rows), (9, 0.1, 16));
    assert_eq!(moved.moved_to(Section::Emergence), Draft { seed: 9, ..Draft::default() });
}

#[test]
fn another_kind_of_cell_brings_its_own_defaults() {
    let mut draft = Draft { seed: 9, ..Draft::of(Section::Methods, CellSource::Model) };
    let row = parameter("source").expect("a row of the table");
    row.choose(&mut draft, Value::Option(CellSource::Recorded.index()));
    assert_eq!(draft, Draft { seed: 9, ..Draft::of(Section::Methods, CellSource::Recorded) });
}

#[test]
fn the_default_experiment_passes_the_check_that_it_goes_without() {
    assert_eq!(Draft::default().check().ok(), Some(Config::default()));
}

#[test]
fn every_default_is_in_its_range_and_every_key_is_unique() {
    for (place, row) in PARAMETERS.iter().enumerate() {
        assert!(row.admits(&row.default_value(&Draft::default())), "{}", row.key);
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
    let cases: [(Draft, &str); 10] = [
        (
            Draft { frames: 20_000, ..Draft::of(Section::Degradation, CellSource::Recorded) },
            "batch",
        ),
        (Draft { sample_share: 0.001, ..Draft::default() }, "share"),
        (Draft { source: CellSource::Recorded, ..Draft::default() }, "source"),
        (Draft { rows: 15, ..Draft::of(Section::Transfer, CellSource::Recorded) }, "rows"),
        (Draft { layers: 2, filter_side: 8, ..Draft::default() }, "layers"),
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
fn a_config_arrives_as_it_was_sent() {
    for section in Section::OPTIONS.iter().map(|(section, ..)| *section) {
        let config = Draft::default().moved_to(section).check().expect("defaults are sound");
        let bytes = postcard::to_allocvec(&config).expect("plain data");
        assert_eq!(postcard::from_bytes::<Config>(&bytes), Ok(config));
    }
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
        let default = row.default_value(&Draft::default());
        assert_eq!(scale.value(scale.number(&default)), default, "{}", row.key);
        for position in [0.0, 250.0, 500.0, POSITIONS] {
            let number = scale.at(position);
            assert!(row.admits(&scale.value(number)), "{} {number}", row.key);
            // Whole numbers are at most half a step away.
            let step = scale.position(scale.min + 1.0).min(POSITIONS);
            let nearest = if scale.step() == "1" { 60.0_f64.max(0.5 * step) } else { 60.0 };
            assert!((scale.position(number) - position).abs() <= nearest, "{} {number}", row.key);
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

#[test]
fn tiny_numbers_are_written_by_powers_of_ten() {
    let row = parameter("l1").expect("a row of the table");
    let scale = Scale::of(&row.kind).expect("a number");
    for number in [9.99e-4, 5e-4, 1.25e-5, 1e-7, 3.000_000_1e-12, f64::MIN_POSITIVE] {
        assert_eq!(scale.text(number), format!("{number:e}"));
    }
    assert_eq!([0.0, 1e-3, 0.0125].map(|number| scale.text(number)), ["0", "0.001", "0.0125"]);
}

#[test]
fn decimals_are_read_as_std_reads_them() {
    let texts = [
        "0",
        "-0.05",
        ".5",
        "5.",
        "+7",
        "40000",
        "1e-3",
        "2.5E2",
        "0.000001",
        "123456789.25",
        "1e22",
    ];
    for text in texts {
        assert_eq!(read_number(text), text.parse().ok(), "{text}");
        assert_eq!(read_short_number(text), text.parse().ok(), "{text}");
    }
    for text in
        ["", ".", "-", "e3", "1e", "nan", "inf", "1,5", "1.2.3", "0x10", " 1", "1e99999999999"]
    {
        assert_eq!(read_number(text), None, "{text}");
    }
    let long = read_number("0.123456789012345678901234567890").expect("a number");
    assert!((long - 0.123_456_789_012_345_68).abs() < 1e-16);
    assert_eq!(read_number("1e400"), Some(f64::INFINITY));
    assert_eq!(read_number("1e-400"), Some(0.0));
}

proptest! {
    #[test]
    fn a_number_in_single_precision_survives_its_text(bits in 0x3000_0000_u32..0x5000_0000) {
        let number = f32::from_bits(bits);
        prop_assert_eq!(read_short_number(&number.to_string()), Some(number));
        let text = format!("{:.9e}", f64::from(number) * 1.000_000_03);
        prop_assert_eq!(read_short_number(&text), text.parse().ok());
    }
}
