//! Sealed cells: opened again as they were, never by accident, and not given away.

use ganglion::native;
use ganglion_core::{
    analysis::Guess,
    config::{Draft, MAX_SEALED_SUBUNITS, Placement, Section, seal, unseal},
    engine::cpu::CpuEngines,
    link,
};
use ganglion_figures::figure::{FigureRequest, FigureResponse, FigureSet, ResultsId};
use proptest::prelude::*;

fn places() -> impl Strategy<Value = Vec<Placement>> {
    let place = (0..8u8, 0..8u8, 1..4u8, 1..4u8)
        .prop_map(|(row, column, height, width)| Placement { row, column, height, width });
    proptest::collection::vec(place, 1..MAX_SEALED_SUBUNITS)
}

proptest! {
    #[test]
    fn a_seal_opens_to_what_was_sealed(subunits in places(), salt: u8) {
        prop_assert_eq!(unseal(&seal(&subunits, salt)), Some(subunits));
    }

    #[test]
    fn other_texts_are_hardly_ever_seals(text in "[0-9a-f]{1,60}") {
        if let Some(subunits) = unseal(&text) {
            // One in 256 has the right sum: it must still be a cell like any other.
            prop_assert!(!subunits.is_empty() && subunits.len() <= MAX_SEALED_SUBUNITS);
        }
    }
}

#[test]
fn a_changed_seal_is_refused_with_a_warning() {
    let sealed = seal(&[Placement::square(2, 2)], 7);
    let decoded = link::decode(&format!("#1.blind={sealed}"));
    assert_eq!(decoded.warnings, Vec::<String>::new());
    assert_eq!(decoded.draft.sealed, sealed);
    for text in ["A", "zz", "07", &sealed[..sealed.len() - 2], &sealed[1..]] {
        let decoded = link::decode(&format!("#1.blind={text}"));
        assert_eq!(decoded.draft.sealed, "", "{text}");
        assert!(decoded.warnings[0].contains("sealed cell"), "{:?}", decoded.warnings);
    }
}

#[test]
fn a_sealed_cell_is_the_one_that_runs_and_its_report_gives_nothing_away() {
    let subunits = [Placement::square(1, 1), Placement::square(4, 5)];
    let short = Draft {
        frames: 5_000,
        test_frames: 1_000,
        last_filters: 2,
        restarts: 1,
        ..Draft::default()
    };
    let sealed = Draft { sealed: seal(&subunits, 200), ..short.clone() };
    let open = Draft {
        layout: ganglion_core::config::Layout::Custom,
        subunits: subunits.to_vec(),
        ..short
    };
    assert_eq!(sealed.placements(), subunits);
    let run = |draft: &Draft| {
        let config = draft.check().expect("it can be run");
        native::run(config, 1, || CpuEngines, |_| {}).expect("it runs").report
    };
    let (blind, known) = (run(&sealed), run(&open));
    let checksums = |report: &ganglion_core::experiment::Report| {
        report.networks.iter().map(|network| network.checksum.clone()).collect::<Vec<_>>()
    };
    assert_eq!(checksums(&blind), checksums(&known));
    assert!(known.networks.iter().all(|network| network.worst_similarity.is_some()));
    assert!(blind.networks.iter().all(|network| network.worst_similarity.is_none()));
    assert!(!blind.link.contains("subunits") && blind.link.contains("blind="), "{}", blind.link);
}

#[test]
fn other_methods_work_on_a_sealed_cell_and_give_nothing_away() {
    let draft = Draft {
        sealed: seal(&[Placement::square(2, 2), Placement::square(4, 5)], 3),
        frames: 5_000,
        test_frames: 1_000,
        epochs: 1,
        restarts: 1,
        ..Draft::default().moved_to(Section::Methods)
    };
    let config = draft.check().expect("it can be run");
    let finished = native::run(config.clone(), 1, || CpuEngines, |_| {}).expect("it runs");
    let json = finished.report.to_json();
    let report: serde_json::Value = serde_json::from_str(&json).expect("a report is JSON");
    let methods = report["findings"]["methods"]["methods"].as_array().expect("methods");
    assert_eq!(methods.len(), 5);
    assert!(methods.iter().all(|method| method[1].is_null() && method[2].is_null()), "{json}");
    let mut figures = FigureSet::default();
    let show = FigureRequest::Show {
        id: ResultsId(1),
        config: Box::new(config),
        results: finished.results,
    };
    let FigureResponse::Captions(captions) = figures.answer(show) else { panic!("no captions") };
    assert!(captions[0].summary.contains("not known here"), "{captions:?}");
    let FigureResponse::Remarks(remarks) =
        figures.answer(FigureRequest::Remarks { id: ResultsId(1) })
    else {
        panic!("no remarks")
    };
    assert!(remarks.is_empty(), "{remarks:?}");
    let link = "#1.".to_owned();
    let csv = figures.answer(FigureRequest::Csv { figure: captions[0].figure, link });
    // Found, worst and mean similarity are left empty.
    let FigureResponse::Text(csv) = csv else { panic!("no numbers") };
    let rows = csv.lines().skip_while(|line| !line.starts_with("Method")).skip(1);
    assert_eq!(rows.clone().count(), 5, "{csv}");
    assert!(rows.clone().all(|line| line.contains(",,,")), "{csv}");
    let networks = figures.networks_csv(ResultsId(1), "#1.").expect("there are results");
    let mut lines = networks.lines().skip_while(|line| !line.starts_with("Group"));
    let heads: Vec<_> = lines.next().expect("heads").split(',').collect();
    let at = heads.iter().position(|head| *head == "Worst similarity").expect("a column");
    for line in lines {
        let cells: Vec<_> = line.split(',').collect();
        assert_eq!(cells.len(), heads.len(), "{line}");
        assert_eq!(&cells[at..at + 2], ["", ""], "{line}");
    }
}

#[test]
fn remarks_and_filters_of_a_sealed_cell_do_not_depend_on_what_was_found() {
    let draft = Draft {
        sealed: seal(&[Placement::square(2, 2), Placement::square(4, 5)], 3),
        frames: 5_000,
        test_frames: 1_000,
        first_filters: 1,
        last_filters: 3,
        restarts: 1,
        ..Draft::default()
    };
    let config = draft.check().expect("it can be run");
    let finished = native::run(config, 1, || CpuEngines, |_| {}).expect("it runs");
    let remarks = |reveal: bool| {
        let config = Draft { reveal, ..draft.clone() }.check().expect("it can be run");
        let mut figures = FigureSet::default();
        let (id, results) = (ResultsId(1), finished.results.clone());
        figures.answer(FigureRequest::Show { id, config: Box::new(config), results });
        let FigureResponse::Remarks(remarks) = figures.answer(FigureRequest::Remarks { id }) else {
            panic!("no remarks")
        };
        remarks
    };
    assert!(remarks(false).is_empty(), "{:?}", remarks(false));
    assert!(!remarks(true).is_empty(), "once it is revealed there is something to say");
}

#[test]
fn a_sealed_cell_is_hidden_until_it_is_revealed() {
    let sealed = Draft { sealed: seal(&[Placement::square(2, 2)], 1), ..Draft::default() };
    assert!(sealed.is_blind());
    assert!(!Draft { reveal: true, ..sealed.clone() }.is_blind());
    assert!(!Draft::default().is_blind());
    let changed = Draft { seed: 9, epochs: 3, ..sealed.clone() };
    assert_eq!(changed.with_defaults(), sealed, "the defaults don't break a seal");
    assert!(sealed.moved_to(Section::Cell).is_blind(), "another section keeps the seal");
}

fn check_guess(guess: &[(u8, u8)], found: usize, score: f64) {
    let truth = [(1, 1), (1, 5), (5, 1)].map(|(row, column)| Placement::square(row, column));
    let guess: Vec<_> = guess.iter().map(|&(row, column)| Placement::square(row, column)).collect();
    let scored = Guess::new(&truth, &guess);
    assert_eq!(scored.num_found(), found, "{guess:?}");
    assert!((scored.score() - score).abs() < 1e-9, "{guess:?}: {}", scored.score());
}

#[test]
fn a_guess_is_scored_by_its_overlap_with_the_hidden_subunits() {
    check_guess(&[], 0, 0.0);
    check_guess(&[(5, 1), (1, 1), (1, 5)], 3, 1.0);
    check_guess(&[(1, 1)], 1, 1.0 / 3.0);
    // Moved by one checker: 2 of 6 checkers are covered by both.
    check_guess(&[(1, 2), (1, 5), (5, 1)], 2, (1.0 / 3.0 + 2.0) / 3.0);
    // One too many.
    check_guess(&[(1, 1), (1, 5), (5, 1), (6, 6)], 3, 0.75);
}
