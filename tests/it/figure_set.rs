//! The figures: what the page asks of its figures.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ganglion_core::{
    analysis::pruning,
    config::{Choice as _, Config, Draft, Section},
    engine::cpu::CpuEngines,
    experiment::{CellSummary, Computed, Encoded, Results, TaskId, groups, recorded::CellPage},
    link,
};
use ganglion_figures::figure::{
    CURVES, Caption, FigureId, FigureRequest, FigureResponse, FigureSet, HitRegion, LearningCurves,
    NETWORK, ResultsId, Theme,
};

use crate::fixtures::{network, recorded};

/// Every section but the live cell, which shows the experiment of another.
fn experiments() -> impl Iterator<Item = Section> {
    let all = Section::OPTIONS.iter().map(|(section, ..)| *section);
    all.filter(|section| section.experiment() == *section)
}

fn config(section: Section) -> Config {
    Draft::default().moved_to(section).check().expect("defaults are in range")
}

fn show(figures: &mut FigureSet, section: Section) -> Vec<Caption> {
    add(figures, FigureSet::ONLY, &config(section), Results::default())
}

fn add(figures: &mut FigureSet, id: ResultsId, config: &Config, results: Results) -> Vec<Caption> {
    match figures.answer(FigureRequest::Show { id, config: Box::new(config.clone()), results }) {
        FigureResponse::Captions(captions) => captions,
        FigureResponse::Table(_)
        | FigureResponse::Images(_)
        | FigureResponse::Text(_)
        | FigureResponse::Verdict { .. }
        | FigureResponse::HitRegions(_)
        | FigureResponse::Remarks(_)
        | FigureResponse::Network { .. }
        | FigureResponse::Nothing => panic!("figures are told by captions"),
    }
}

#[test]
fn every_section_has_its_figures_before_anything_is_found() {
    for section in experiments() {
        let mut figures = FigureSet::default();
        let captions = show(&mut figures, section);
        assert!(!captions.is_empty(), "{section:?}");
        for caption in captions {
            let (figure, theme) = (caption.figure, Theme::Light);
            assert!(!caption.title.is_empty() && !caption.summary.is_empty(), "{caption:?}");
            let height = figures.height(figure, 360.0, theme);
            assert!(height.is_some_and(|height| height > 0.0), "{caption:?}");
            assert!(figures.drawing(figure, (360.0, 240.0), theme).is_some());
        }
    }
}

/// What is written in a drawing, without the title and description of the file.
fn written(svg: &str) -> Vec<&str> {
    let texts = svg.split("<text").skip(1).filter_map(|text| text.split_once('>'));
    texts.filter_map(|(_, text)| text.split("</text>").next()).map(str::trim).collect()
}

#[test]
fn figures_that_wait_for_a_run_claim_no_number_and_say_so() {
    const LINK: &str = "#1.";
    let mut wrong = Vec::new();
    for section in experiments() {
        let mut figures = FigureSet::default();
        for caption in show(&mut figures, section) {
            let svg = figures.svg(caption.figure, (960.0, 0.0), Theme::Light, LINK);
            let svg = svg.expect("a caption has its figure");
            let texts = written(&svg);
            let has_number =
                |text: &&str| *text != LINK && text.contains(|sign: char| sign.is_ascii_digit());
            if texts.iter().any(has_number) || !texts.contains(&&*caption.summary) {
                wrong.push(format!("{section:?} {}: {texts:?}", caption.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_single_figure_stays_when_an_experiment_is_shown() {
    let mut figures = FigureSet::default();
    figures.answer(FigureRequest::Curves(LearningCurves::default()));
    show(&mut figures, Section::Saturation);
    assert!(matches!(
        figures.answer(FigureRequest::Table { figure: CURVES }),
        FigureResponse::Table(_)
    ));
}

#[test]
fn results_that_come_in_pieces_give_the_figures_of_the_whole() {
    let draft = Draft {
        frames: 1_000,
        test_frames: 1_000,
        epochs: 1,
        first_filters: 1,
        last_filters: 3,
        seeds: 1,
        restarts: 1,
        layers: 1,
        ..Draft::default().moved_to(Section::Saturation)
    };
    let config = draft.check().expect("valid");
    let finished = ganglion::native::run(config.clone(), 2, || CpuEngines, |_| ());
    let whole = finished.expect("it ends").results;
    let expected = FigureSet::new(&config, &whole);
    let mut figures = FigureSet::default();
    let mut captions = Vec::new();
    for (group, cell) in whole.cells {
        let new = Results { cells: BTreeMap::from([(group, cell)]), ..Results::default() };
        captions = add(&mut figures, FigureSet::ONLY, &config, new);
    }
    assert!(whole.trained.len() >= 3, "{} networks", whole.trained.len());
    for (task, network) in whole.trained {
        let before = captions;
        let new = Results { trained: BTreeMap::from([(task, network)]), ..Results::default() };
        captions = add(&mut figures, FigureSet::ONLY, &config, new);
        assert_ne!(captions, before);
    }
    assert_eq!(captions, expected.captions(FigureSet::ONLY));

    // Other results take nothing over; those before the last two are forgotten, and asked for there is nothing.
    let first = FigureRequest::Table { figure: captions[0].figure };
    let others = add(&mut figures, ResultsId(2), &config, Results::default());
    assert_eq!(others, show_empty(&config, ResultsId(2)));
    assert_eq!(figures.captions(FigureSet::ONLY), captions);
    add(&mut figures, ResultsId(3), &config, Results::default());
    assert!(figures.captions(FigureSet::ONLY).is_empty());
    assert!(matches!(figures.answer(first), FigureResponse::Nothing));
}

fn show_empty(config: &Config, id: ResultsId) -> Vec<Caption> {
    add(&mut FigureSet::default(), id, config, Results::default())
}

#[test]
fn a_figure_is_written_as_high_as_it_needs_and_keeps_its_link() {
    let mut figures = FigureSet::default();
    show(&mut figures, Section::Methods);
    let write = |number| FigureRequest::Write {
        figure: FigureId { results: FigureSet::ONLY, number },
        size: (640.0, 0.0),
        theme: Theme::Dark,
        link: "#1.view=methods".to_owned(),
    };
    let FigureResponse::Text(text) = figures.answer(write(0)) else { panic!("a file is text") };
    assert!(text.contains("<metadata>#1.view=methods</metadata>"), "{text}");
    assert!(matches!(figures.answer(write(99)), FigureResponse::Nothing));
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
    let found = Results {
        cells: BTreeMap::from([(0, cell)]),
        trained: BTreeMap::from([(TaskId { group: 0, network: trained.id }, Arc::new(trained))]),
        computed: Some(Encoded::new(&computed)),
    };
    let mut figures = FigureSet::new(&config, &found);
    let before = figures.captions(FigureSet::ONLY);
    let size = (800.0, 600.0);
    let figure = before.iter().find(|caption| caption.name == "filters").expect("there").figure;
    let theme = Theme::Light;
    let pick = || FigureRequest::Pick { figure, at: (20.0, 20.0), size, theme };
    let FigureResponse::Captions(after) = figures.answer(pick()) else { panic!("captions") };
    assert!(after[figure.number as usize].summary.contains("1 filter switched off"), "{after:?}");
    assert_ne!(after[0].title, before[0].title);
    let FigureResponse::Captions(again) = figures.answer(pick()) else { panic!("captions") };
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
    let found = Results {
        cells: BTreeMap::from([(0, CellSummary::from(&*dataset))]),
        trained: BTreeMap::from([(task, Arc::new(trained))]),
        computed: None,
    };
    let mut figures = FigureSet::new(&config, &found);
    let figure = FigureId { results: FigureSet::ONLY, number: 0 };
    let (size, theme) = ((800.0, 600.0), Theme::Light);
    let FigureResponse::HitRegions(regions) =
        figures.answer(FigureRequest::HitRegions { figure, size, theme })
    else {
        panic!("a point is a region")
    };
    let HitRegion { left, top, width, height } = regions[0];
    let at = (left + 0.5 * width, top + 0.5 * height);
    let FigureResponse::Network { caption, link, .. } =
        figures.answer(FigureRequest::Pick { figure, at, size, theme })
    else {
        panic!("a point stands for a network")
    };
    assert_eq!(caption.figure, NETWORK);
    assert_eq!(link::decode(&link).draft, *groups[0].config.draft());
    assert!(figures.drawing(NETWORK, size, theme).is_some());
}
