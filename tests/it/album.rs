//! The album: what the page asks of its figures.

use std::collections::{BTreeMap, BTreeSet};

use ganglion::{
    analysis::pruning,
    config::{Config, Draft, Section},
    experiment::{CellSummary, Computed, Found, Sealed, TaskId, groups, recorded::CellPage},
    figure::{Album, Answer, Ask, CURVES, Caption, LearningCurves, NETWORK, Spot, Theme},
    link,
};

use crate::{recorded::recorded, recorded_experiments::network};

const SECTIONS: [Section; 8] = [
    Section::Emergence,
    Section::Saturation,
    Section::Spacetime,
    Section::Recorded,
    Section::Degradation,
    Section::Transfer,
    Section::Methods,
    Section::Natural,
];

fn config(section: Section) -> Config {
    Draft::default().moved_to(section).check().expect("defaults are in range")
}

fn show(album: &mut Album, section: Section) -> Vec<Caption> {
    let ask = Ask::Show { config: Box::new(config(section)), found: Found::default() };
    match album.answer(ask) {
        Answer::Captions(captions) => captions,
        Answer::Table(_)
        | Answer::Height(_)
        | Answer::Images(_)
        | Answer::Text(_)
        | Answer::Verdict { .. }
        | Answer::Spots(_)
        | Answer::Remarks(_)
        | Answer::Network { .. }
        | Answer::Nothing => panic!("figures are told by captions"),
    }
}

#[test]
fn every_section_has_its_figures_before_anything_is_found() {
    for section in SECTIONS {
        let mut album = Album::default();
        let captions = show(&mut album, section);
        assert!(!captions.is_empty(), "{section:?}");
        for caption in captions {
            let (number, theme) = (caption.number, Theme::Light);
            assert!(!caption.title.is_empty() && !caption.summary.is_empty(), "{caption:?}");
            let height = album.answer(Ask::Height { number, width: 360.0, theme });
            assert!(matches!(height, Answer::Height(height) if height > 0.0), "{caption:?}");
            assert!(album.sheet(number, (360.0, 240.0), theme).is_some());
        }
    }
}

#[test]
fn a_single_figure_stays_when_an_experiment_is_shown() {
    let mut album = Album::default();
    album.answer(Ask::Curves(LearningCurves::default()));
    show(&mut album, Section::Saturation);
    assert!(matches!(album.answer(Ask::Table { number: CURVES }), Answer::Table(_)));
}

#[test]
fn a_figure_is_written_as_high_as_it_needs_and_keeps_its_link() {
    let mut album = Album::default();
    show(&mut album, Section::Methods);
    let write = |number| Ask::Write {
        number,
        size: (640.0, 0.0),
        theme: Theme::Dark,
        link: "#1.view=methods".to_owned(),
    };
    let Answer::Text(text) = album.answer(write(0)) else { panic!("a file is text") };
    assert!(text.contains("<metadata>#1.view=methods</metadata>"), "{text}");
    assert!(matches!(album.answer(write(99)), Answer::Nothing));
}

#[test]
fn a_filter_that_is_switched_off_takes_its_part_from_the_prediction_and_comes_back() {
    let draft = Draft {
        section: Section::Recorded,
        first_filters: 8,
        last_filters: 8,
        steps: 60,
        batch: 200,
        ..recorded()
    };
    let config = draft.check().expect("valid");
    let (dataset, trained) = network(&draft);
    let page = CellPage::new(&config, &dataset, &trained).expect("repeats");
    let whole = page.prediction.clone();
    let cell = CellSummary::from(&*dataset);
    let off = BTreeSet::from([page.order[0]]);
    let without = page.without(&config, (&cell, &trained), &off);
    assert_ne!(without.prediction, whole);
    let none = page.without(&config, (&cell, &trained), &BTreeSet::new());
    assert_eq!(none.reliability, page.reliability);
    assert_eq!(none.prediction, whole);

    let pruned = pruning(&config, &trained.parameters, &trained.channels, &dataset.test);
    let computed = Computed::Recorded(Box::new(page), pruned);
    let found = Found {
        cells: BTreeMap::from([(0, cell)]),
        trained: BTreeMap::from([(TaskId { group: 0, network: trained.id }, trained)]),
        computed: Some(Sealed::new(&computed)),
    };
    let mut album = Album::new(&config, &found);
    let before = album.captions();
    let size = (800.0, 600.0);
    let number = before.iter().find(|caption| caption.name == "filters").expect("there").number;
    let theme = Theme::Light;
    let pick = || Ask::Pick { number, at: (20.0, 20.0), size, theme };
    let Answer::Captions(after) = album.answer(pick()) else { panic!("captions") };
    assert!(after[number as usize].summary.contains("1 filter switched off"), "{after:?}");
    assert_ne!(after[0].title, before[0].title);
    let Answer::Captions(again) = album.answer(pick()) else { panic!("captions") };
    assert_eq!(again, before);
}

#[test]
fn a_point_opens_the_network_behind_it_with_a_link_to_it_alone() {
    let draft = Draft {
        frames: 3_000,
        test_frames: 1_000,
        epochs: 1,
        last_filters: 2,
        seeds: 1,
        restarts: 1,
        ..Draft::default().moved_to(Section::Saturation)
    };
    let config = draft.check().expect("valid");
    let groups = groups(&config);
    let (dataset, trained) = network(groups[0].config.draft());
    let task = TaskId { group: 0, network: trained.id };
    let found = Found {
        cells: BTreeMap::from([(0, CellSummary::from(&*dataset))]),
        trained: BTreeMap::from([(task, trained)]),
        computed: None,
    };
    let mut album = Album::new(&config, &found);
    let (number, size, theme) = (0, (800.0, 600.0), Theme::Light);
    let Answer::Spots(spots) = album.answer(Ask::Spots { number, size, theme }) else {
        panic!("a point is a spot")
    };
    let Spot { left, top, width, height } = spots[0];
    let at = (left + 0.5 * width, top + 0.5 * height);
    let Answer::Network { caption, link, .. } = album.answer(Ask::Pick { number, at, size, theme })
    else {
        panic!("a point stands for a network")
    };
    assert_eq!(caption.number, NETWORK);
    assert_eq!(link::decode(&link).draft, *groups[0].config.draft());
    assert!(album.sheet(NETWORK, size, theme).is_some());
}
