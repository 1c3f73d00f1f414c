//! The album: what the page asks of its figures.

use ganglion::{
    config::{Config, Draft, Section},
    experiment::Found,
    figure::{Album, Answer, Ask, CURVES, Caption, LearningCurves, Theme},
};

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
