use ganglion_core::{
    config::{
        CellSource, Choice as _, Draft, Kind, Layout, MODEL_VERSION, PARAMETERS, Placement,
        Section, SpikeGeneration, Value,
    },
    link::{self, MAX_FILE_LENGTH, MAX_FILE_WARNINGS, MAX_LENGTH},
};
use proptest::prelude::*;

use crate::corrupt_links::CORRUPT;

#[test]
fn the_default_experiment_has_the_shortest_link() {
    assert_eq!(link::encode_of(&Draft::default(), 1), "#1.");
    assert_eq!(link::encode(&Draft::default()), format!("#1.model={MODEL_VERSION}"));
}

#[test]
fn a_link_holds_only_what_differs() {
    let draft = Draft {
        seed: 42,
        spikes: SpikeGeneration::Bernoulli,
        rate: 0.07,
        layout: Layout::Custom,
        subunits: vec![
            Placement::square(2, 3),
            Placement { row: 0, column: 1, height: 3, width: 1 },
        ],
        ..Draft::default()
    };
    let text = "#1.layout=custom&subunits=2.3.2.2_0.1.3.1&spikes=bern&rate=0.07&seed=42";
    assert_eq!(link::encode_of(&draft, 1), text);
    let decoded = link::decode(&format!("https://example.org/ganglion/{text}"));
    assert_eq!(decoded.draft, draft);
    assert_eq!(decoded.warnings, Vec::<String>::new());
}

#[test]
fn corrupt_links_become_defaults_with_a_warning_that_names_the_part() {
    for (text, word) in CORRUPT {
        let decoded = link::decode(text);
        assert!(decoded.draft.check().is_ok(), "{text}");
        let warnings = decoded.warnings.join(" ");
        assert!(warnings.to_lowercase().contains(&word.to_lowercase()), "{text}: {warnings}");
    }
}

#[test]
fn what_is_sound_in_a_corrupt_link_is_kept() {
    let decoded = link::decode("#1.seed=5&rate=9&nmax=8");
    assert_eq!(decoded.draft, Draft { seed: 5, last_filters: 8, ..Draft::default() });
    assert_eq!(decoded.warnings.len(), 1);
}

#[test]
fn an_empty_fragment_is_the_default_without_a_warning() {
    for text in ["", "#", "https://example.org/", "#1."] {
        let decoded = link::decode(text);
        assert_eq!(decoded.draft, Draft::default(), "{text}");
        assert!(decoded.warnings.is_empty(), "{text}: {:?}", decoded.warnings);
    }
}

#[test]
fn an_endless_link_is_cut_and_said_so() {
    let decoded = link::decode(&format!("#1.seed=3&{}", "é".repeat(MAX_LENGTH)));
    assert_eq!(decoded.draft.seed, 3);
    assert!(decoded.warnings[0].contains("longer"), "{:?}", decoded.warnings);
}

/// Any value that a parameter admits.
fn value(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Integer { min, max } => (min..=max).prop_map(Value::Integer).boxed(),
        Kind::Real { min, max, .. } => (min..=max).prop_map(Value::Real).boxed(),
        Kind::Menu(options) => (0..options().len()).prop_map(Value::Option).boxed(),
        Kind::Switch => any::<bool>().prop_map(Value::Switch).boxed(),
        Kind::Placements { max } => {
            let placement = (0..20_u8, 0..20_u8, 1..5_u8, 1..5_u8)
                .prop_map(|(row, column, height, width)| Placement { row, column, height, width });
            proptest::collection::vec(placement, 0..max).prop_map(Value::Placements).boxed()
        }
        Kind::Text { .. } => "[a-zA-Z0-9._~-]{0,40}".prop_map(Value::Text).boxed(),
    }
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let values: Vec<_> = PARAMETERS.iter().map(|row| value(row.kind)).collect();
    (0..Section::OPTIONS.len(), any::<prop::sample::Index>(), values).prop_map(
        |(section, source, values)| {
            let section = Section::OPTIONS[section].0;
            let sources = section.sources();
            let base = Draft::of(section, sources[source.index(sources.len())]);
            let mut draft = base.clone();
            for (row, value) in PARAMETERS.iter().zip(values) {
                // These do not go with every other value.
                if !["view", "source", "version", "layers"].contains(&row.key) {
                    (row.set)(&mut draft, value);
                }
            }
            if draft.source == CellSource::Recorded {
                (draft.rows, draft.columns) = (base.rows, base.columns);
            }
            draft.batch = draft.batch.min(if section == Section::Degradation { 16 } else { 1_000 });
            draft.sample_share = draft.sample_share.max(0.9);
            draft
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// What is drawn is often no valid experiment. Nothing is thrown away for that: what decoding
    /// makes of it has to survive as well, so no number of draws is too unlucky for this test.
    #[test]
    fn every_valid_experiment_survives_its_link_and_every_other_is_told(draft in any_draft()) {
        let text = link::encode(&draft);
        let first = link::decode(&text);
        if draft.check().is_ok() {
            prop_assert!(text.len() <= MAX_LENGTH, "{} characters", text.len());
            prop_assert_eq!(&first.draft, &draft);
            prop_assert_eq!(&first.warnings, &Vec::<String>::new());
        } else {
            prop_assert!(!first.warnings.is_empty(), "{text}");
        }
        let again = link::decode(&link::encode(&first.draft));
        prop_assert_eq!(&again.draft, &first.draft);
        prop_assert_eq!(&again.warnings, &Vec::<String>::new());
        let file = link::from_json(&link::to_json(&first.draft));
        prop_assert_eq!(file, again);
    }

    #[test]
    fn no_text_makes_decoding_fail(text in "(#1\\.)?([a-z0-9]{0,9}=[-0-9a-z._]{0,9}&){0,9}.{0,40}") {
        prop_assert!(link::decode(&text).draft.check().is_ok());
    }
}

#[test]
fn the_default_family_stays_under_300_characters() {
    for preset in &ganglion_core::config::PRESETS {
        let mut draft = Draft { seed: u32::MAX, ..Draft::default() };
        (preset.apply)(&mut draft);
        assert!(link::encode(&draft).len() < 300, "{}", preset.name);
    }
}

#[test]
fn every_section_has_a_short_link_and_its_own_defaults() {
    for (section, word, _) in Section::OPTIONS {
        for source in section.sources() {
            let draft = Draft { seed: 7, ..Draft::of(*section, *source) };
            let text = link::encode(&draft);
            assert!(text.len() < 60, "{text}");
            let decoded = link::decode(&text);
            assert_eq!((&decoded.draft, decoded.warnings.len()), (&draft, 0), "{text}");
        }
        assert_eq!(
            link::decode(&format!("#1.view={word}")).draft,
            Draft::of(*section, section.sources()[0])
        );
    }
}

#[test]
fn the_order_of_the_settings_does_not_matter() {
    let last = link::decode("#1.frames=90000&seed=3&source=recorded&view=methods").draft;
    let first = link::decode("#1.view=methods&source=recorded&seed=3&frames=90000").draft;
    assert_eq!((last.frames, last.rows), (90_000, 16));
    assert_eq!(last, first);
}

#[test]
fn a_kind_of_cell_that_a_section_is_not_about_is_warned_of() {
    let decoded = link::decode("#1.view=transfer&source=model");
    assert_eq!(decoded.draft, Draft::of(Section::Transfer, CellSource::Recorded));
    assert_eq!(decoded.warnings.len(), 1, "{:?}", decoded.warnings);
}

#[test]
fn a_file_holds_every_setting_and_the_link() {
    let draft = Draft {
        seed: 42,
        rate: 0.07,
        reveal: true,
        layout: Layout::Custom,
        subunits: vec![Placement::square(2, 3)],
        ..Draft::default()
    };
    let text = link::to_json(&draft);
    let file: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(file["ganglion"], 1);
    assert_eq!(file["link"], link::encode(&draft));
    let settings = file["settings"].as_object().expect("settings are an object");
    assert_eq!(settings.len(), PARAMETERS.len());
    for (key, value) in [("seed", "42"), ("rate", "0.07"), ("reveal", "true"), ("nmax", "5")] {
        assert_eq!(settings[key].to_string(), value);
    }
    assert_eq!(settings["subunits"], "2.3.2.2");
    let read = link::from_json(&text);
    assert_eq!((read.draft, read.warnings.len()), (draft, 0));
}

/// The settings of a file in these words, and its warnings as one text.
fn from_settings(settings: &str) -> (Draft, String) {
    let read = link::from_json(&format!("{{\"ganglion\": 1, \"settings\": {settings}}}"));
    (read.draft, read.warnings.join(" "))
}

#[test]
fn a_file_is_read_as_tolerantly_as_a_link() {
    for (setting, word) in [
        ("\"unknown\": 3", "unknown"),
        ("\"seed\": -1", "Seed"),
        ("\"seed\": true", "Seed"),
        ("\"seed\": null", "Seed"),
        ("\"seed\": 1.5", "Seed"),
        ("\"seed\": [1]", "Seed"),
        ("\"seed\": {\"a\": 1}", "Seed"),
        ("\"seed\": 5, \"seed\": 6", "twice"),
        ("\"rate\": \"NaN\"", "Spike rate"),
        ("\"rate\": 1e300", "Spike rate"),
        ("\"reveal\": \"yes\"", "Reveal"),
        ("\"nmin\": 5, \"nmax\": 2", "fewest"),
        ("\"version\": 3", "Network"),
    ] {
        let (draft, warnings) = from_settings(&format!("{{{setting}, \"frames\": 9000}}"));
        assert_eq!(draft.frames, 9_000, "{setting}");
        assert!(warnings.contains(word), "{setting}: {warnings}");
    }
    let (draft, warnings) = from_settings(
        "{\"frames\": \"9000\", \"reveal\": 1, \"source\": \"recorded\", \"view\": \"methods\"}",
    );
    assert_eq!((draft.section, draft.rows, draft.frames), (Section::Methods, 16, 9_000));
    assert_eq!((draft.reveal, warnings.as_str()), (true, ""));
}

#[test]
fn a_file_that_is_no_experiment_is_refused_with_the_reason() {
    let deep = format!("{{\"ganglion\": 1, \"settings\": {}", "[".repeat(9_000));
    let long = " ".repeat(MAX_FILE_LENGTH + 1);
    for (text, word) in [
        ("", "not JSON"),
        ("NaN", "not JSON"),
        ("[]", "not JSON"),
        ("{\"ganglion\": 1, \"settings\": {\"rate\": NaN}}", "line 1, column 38"),
        ("{\"ganglion\": 1, \"settings\": 7}", "not JSON of an experiment"),
        ("{\"settings\": {\"seed\": 2}}", "does not say"),
        ("{\"ganglion\": 2, \"settings\": {}}", "version “2”"),
        ("{\"ganglion\": 1}", "no settings"),
        (&deep, "not JSON"),
        (&long, "longer than 400000"),
    ] {
        let read = link::from_json(text);
        assert_eq!(read.draft, Draft::default(), "{text:.60}");
        assert_eq!(read.warnings.len(), 1, "{text:.60}: {:?}", read.warnings);
        assert!(read.warnings[0].contains(word), "{text:.60}: {:?}", read.warnings);
    }
    let read = link::from_json("{\"ganglion\": 1, \"link\": \"#1.seed=2&rate=9\"}");
    assert_eq!((read.draft.seed, read.warnings.len()), (2, 1), "a link alone will do");
}

#[test]
fn a_text_full_of_mistakes_gives_few_warnings() {
    let read = link::decode(&format!("#1.seed=4&{}", "a&".repeat(900)));
    assert_eq!((read.draft.seed, read.warnings.len()), (4, 2 * PARAMETERS.len() - 1));
    let settings: Vec<String> = (0..900).map(|number| format!("\"k{number}\": 0")).collect();
    let (_, warnings) = from_settings(&format!("{{{}}}", settings.join(",")));
    let num_left_out = 900 - 4 * PARAMETERS.len();
    assert!(warnings.contains(&format!("{num_left_out} were left out")), "{warnings}");
    let num_more = 1 + 4 * PARAMETERS.len() - MAX_FILE_WARNINGS;
    assert!(warnings.ends_with(&format!("beyond these: {num_more}.")), "{warnings}");
}

fn warnings_at(text: &str, model_version: u32) -> String {
    link::decode_at(text, model_version).warnings.join(" ")
}

#[test]
fn a_link_says_which_version_of_the_model_made_it_and_another_one_says_so() {
    let draft = Draft { seed: 7, ..Draft::default() };
    let [first, second, third] = [1, 2, 3].map(|version| link::encode_of(&draft, version));
    assert_eq!((first.as_str(), third.as_str()), ("#1.seed=7", "#1.seed=7&model=3"));
    for text in [&first, &second, &third] {
        assert_eq!(link::decode_at(text, 3).draft, draft, "{text}");
        assert_eq!(link::as_written(text), draft, "{text}");
    }
    for here in [1, 2, 3] {
        assert_eq!(warnings_at(&first, here), "", "it says nothing of its version");
    }
    assert_eq!(warnings_at(&third, 3), "");
    let older = warnings_at(&second, 3);
    assert!(older.contains("version 2") && older.contains("approximately"), "{older}");
    let newer = warnings_at(&third, 2);
    assert!(newer.contains("version 3") && newer.contains("Load the page again"), "{newer}");
    for empty in ["", "#", "#1."] {
        assert_eq!(warnings_at(empty, 3), "", "nothing was made by nobody: {empty}");
    }
    for text in ["#1.model=", "#1.model=0", "#1.model=x", "#1.model=-1", "#1.model=99999999999"] {
        assert!(warnings_at(text, 3).contains("model"), "{text}");
    }
    let file = link::to_json(&draft).replace(&link::encode(&draft), &third);
    let read = link::from_json(&file);
    assert_eq!(read.draft, draft);
    assert!(read.warnings.join(" ").contains("version 3"), "{:?}", read.warnings);
}
