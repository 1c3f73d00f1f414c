//! Figures of pictures: findings, sentences, tables and drawings.

use ganglion_core::{
    config::Scene,
    experiment::natural::{
        Beside, FlashTiming, NaturalImages, PictureRaster, ResponseMap, ScoreReference, TrialScores,
    },
    statistics::Ellipse,
};
use ganglion_figures::figure::{
    ControlScores, ControlsFigure, Drawing, Figure, MapsFigure, MeanSpikes, PictureColumn,
    PicturesFigure, SequenceFigure, Theme,
};

use crate::fixtures::{small_setting, subjects, unknown_subjects};

/// Trials with a burst of `strength` spikes somewhere in the second.
fn trials(seed: usize, strength: usize) -> Vec<Vec<u32>> {
    let trial = |trial: usize| {
        let first = 6 + (5 * seed + 3 * trial) % 7;
        (0..strength).map(|spike| ((first + 2 * spike / 3) % 30) as u32).collect()
    };
    (0..4).map(trial).collect()
}

fn raster(seed: usize, strength: usize) -> PictureRaster {
    PictureRaster { beside: trials(seed, strength), network: trials(seed + 1, strength + 1) }
}

fn pictures() -> PicturesFigure {
    let outline = |cell: usize| Ellipse {
        row: 0.3 + 0.2 * cell as f32,
        column: 0.4 + 0.1 * cell as f32,
        major: 0.16,
        minor: 0.12,
        angle: 0.5 * cell as f32,
    };
    let column = |at: usize| {
        let image = Scene::Landscape.image(1, at as u32, 12);
        PictureColumn {
            values: image.values,
            columns: image.width,
            outlines: (0..3).map(outline).collect(),
            rasters: (0..3).map(|cell| raster(cell + at, if cell < at { 0 } else { 6 })).collect(),
            num_answering: 3 - at as u32,
            spikes: Vec::new(),
        }
    };
    PicturesFigure {
        numbers: vec![1, 2, 3],
        pictures: (0..3).map(column).collect(),
        shares: vec![0.09, 0.25, 0.36, 0.3],
        beside: Beside::Cell,
        timing: FlashTiming::default(),
    }
}

fn sequence(num_pictures: usize) -> SequenceFigure {
    let rasters = (0..num_pictures).map(|at| raster(at, at % 4)).collect();
    SequenceFigure { number: 1, rasters, correlation: 0.95, ..SequenceFigure::default() }
}

fn scores(own: f64, others: f64, luminance: f64) -> ControlScores {
    let near = |mean: f64| (0..4).map(|cell| mean + 0.02 * f64::from(cell)).collect::<Vec<_>>();
    ControlScores {
        own: near(own),
        others: (0..4).map(|_| near(others)).collect(),
        rectified: near(0.85),
        linear_nonlinear: near(0.8),
        luminance: near(luminance),
        rate_factor: 1.8,
        trials: vec![None; 4],
    }
}

fn controls() -> ControlsFigure {
    ControlsFigure {
        kept: scores(0.94, 0.92, 0.6),
        removed: scores(0.88, 0.7, -0.1),
        conclusion: "The own network is best.".to_owned(),
        reference: ScoreReference::Answers,
        is_own: false,
    }
}

#[test]
fn figures_of_pictures_state_their_finding() {
    let (pictures, sequence, controls) = (pictures(), sequence(50), controls());
    let figures: [&dyn Figure; 3] = [&pictures, &sequence, &controls];
    let words = figures.map(|figure| format!("{}\n{}", figure.title(), figure.summary()));
    insta::assert_snapshot!(words.join("\n\n"));
    for figure in figures {
        let table = figure.table().expect("a table");
        assert!(!table.rows.is_empty());
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{table:?}");
    }
}

#[test]
fn figures_of_pictures_are_made_from_a_result() {
    let (subjects, setting) = (subjects(), small_setting());
    let found = NaturalImages::new(setting.clone(), &subjects, setting.pictures());
    let offered = found.examples.offered.iter();
    let side = setting.side as usize;
    let shown: Vec<_> =
        offered.map(|&number| setting.scene.image(setting.seed, number, side)).collect();
    let pictures = PicturesFigure::new(&found, &shown);
    assert_eq!((pictures.pictures.len(), pictures.numbers.clone()), (shown.len(), vec![1, 2, 3]));
    for picture in &pictures.pictures {
        assert!(picture.columns <= 56 && picture.outlines.len() == 3);
        assert!(picture.outlines.iter().all(|outline| (0.0..1.0).contains(&outline.row)));
    }
    let sequence = SequenceFigure::new(&found);
    assert_eq!((sequence.number, sequence.rasters.len()), (1, 24));
    let controls = ControlsFigure::new(&found);
    assert_eq!((controls.removed.own.len(), controls.kept.others[0].len()), (3, 2));
}

/// The same figures of cells that nobody knows.
fn unknown() -> (PicturesFigure, SequenceFigure, ControlsFigure) {
    let beside = Beside::OneFilter;
    (
        PicturesFigure { beside, ..pictures() },
        SequenceFigure { beside, ..sequence(50) },
        ControlsFigure {
            reference: ScoreReference::Network,
            conclusion: "Nobody knows.".to_owned(),
            ..controls()
        },
    )
}

#[test]
fn where_nobody_knows_the_cells_figures_say_what_stands_beside_the_networks() {
    let (pictures, sequence, controls) = unknown();
    let figures: [&dyn Figure; 3] = [&pictures, &sequence, &controls];
    let words = figures.map(|figure| format!("{}\n{}", figure.title(), figure.summary()));
    insta::assert_snapshot!(words.join("\n\n"));
    for figure in figures {
        let heads = figure.table().expect("a table").columns.join(", ");
        assert!(heads.contains("LN"), "{heads}");
        assert!(!heads.contains("Own network") && !heads.contains("Cell ("), "{heads}");
    }
}

#[test]
fn figures_of_cells_that_nobody_knows_are_made_from_a_result() {
    let (subjects, setting) = (unknown_subjects(2), small_setting());
    let found = NaturalImages::new(setting.clone(), &subjects, setting.pictures());
    let pictures = PicturesFigure::of_generated(&found);
    assert_eq!((pictures.beside, pictures.numbers.clone()), (Beside::OneFilter, vec![1, 2]));
    let controls = ControlsFigure::new(&found);
    assert_eq!((controls.kept.own.len(), controls.kept.others[0].len()), (2, 1));
    let halves = found.removed.scores[1].halves.expect("two networks");
    assert!((controls.removed.own[1] - halves).abs() < 1e-12);
    assert!(controls.summary().contains("times the spikes of the LN models"));
    let map =
        ResponseMap::new(&subjects[0], &Scene::Landscape.image(1, 0, 30), setting.normalization);
    let map = MapsFigure { map };
    assert!(map.title().starts_with("LN model and network"), "{}", map.title());
    assert_eq!(map.images()[0].0, "LN");
}

/// The same figures of pictures of a recording.
fn recorded() -> (PicturesFigure, SequenceFigure, ControlsFigure) {
    let spikes = |at: usize| {
        let at = at as f32;
        MeanSpikes { cell: 0.5 + at, network: 0.4 + 0.9 * at, one_filter: 0.8 + 0.5 * at }
    };
    let (mut pictures, sequence, controls) = unknown();
    for (at, picture) in pictures.pictures.iter_mut().enumerate() {
        picture.spikes = (0..3).map(|cell| spikes(at + cell)).collect();
    }
    let trials = TrialScores { ceiling: Some(0.95), own: Some(0.91), linear_nonlinear: Some(0.8) };
    let kept = ControlScores { trials: vec![Some(trials); 4], ..controls.kept.clone() };
    let (reference, conclusion) = (ScoreReference::Answers, "The answers are known.".to_owned());
    (
        pictures,
        SequenceFigure { spikes: (0..50).map(|at| spikes(at % 5)).collect(), ..sequence },
        ControlsFigure { reference, is_own: true, conclusion, kept, ..controls },
    )
}

#[test]
fn of_pictures_of_a_recording_figures_show_what_was_counted() {
    let (pictures, sequence, controls) = recorded();
    let figures: [&dyn Figure; 3] = [&pictures, &sequence, &controls];
    let words = figures.map(|figure| format!("{}\n{}", figure.title(), figure.summary()));
    insta::assert_snapshot!(words.join("\n\n"));
    for figure in figures {
        let table = figure.table().expect("a table");
        let num = table.columns.len();
        assert!(table.rows.iter().all(|row| row.len() == num), "{table:?}");
        for theme in [Theme::Light, Theme::Dark] {
            for width in [280.0, 800.0] {
                let mut drawing = Drawing::new((width, figure.height(width, theme)), theme);
                figure.paint(&mut drawing);
            }
        }
    }
    let table = controls.table().expect("a table");
    assert_eq!(table.columns[1], "Luminance");
    assert_eq!(table.rows[0][table.columns.len() - 3..], [".95", ".91", ".80"]);
    assert_eq!(table.rows[4][table.columns.len() - 3], "\u{2013}");
    let table = pictures.table().expect("a table");
    assert_eq!(table.rows[1][2..5], ["1.50", "1.30", "1.30"]);
}

#[test]
fn fewer_pictures_are_drawn_where_there_is_less_room() {
    let figure = pictures();
    let targets = |width: f64| {
        let height = figure.height(width, Theme::Light);
        let mut drawing = Drawing::new((width, height), Theme::Light);
        figure.paint(&mut drawing);
        let found = (0..width as u32).filter_map(|x| drawing.target_at((f64::from(x), 40.0)));
        found.map(|target| target[0]).max()
    };
    assert_eq!((targets(800.0), targets(280.0)), (Some(2), Some(1)));
}

#[cfg(feature = "cli")]
mod drawings {
    use ganglion_figures::figure::svg;

    use super::*;

    fn drawn(figure: &dyn Figure, width: u32, theme: Theme) -> String {
        let height = figure.height(f64::from(width), theme).ceil() as u32;
        svg(figure, (width, height), theme, "#1.")
    }

    #[test]
    fn pictures_under_cells() {
        insta::assert_snapshot!(drawn(&pictures(), 390, Theme::Light));
    }

    #[test]
    fn a_sequence_of_pictures() {
        insta::assert_snapshot!(drawn(&sequence(12), 390, Theme::Dark));
    }

    #[test]
    fn controls_beside_the_own_network() {
        insta::assert_snapshot!(drawn(&controls(), 800, Theme::Light));
    }

    #[test]
    fn figures_without_pictures_are_drawn_too() {
        for theme in [Theme::Light, Theme::Projector] {
            drawn(&PicturesFigure::default(), 390, theme);
            drawn(&SequenceFigure::default(), 390, theme);
            drawn(&ControlsFigure::default(), 390, theme);
        }
    }
}
