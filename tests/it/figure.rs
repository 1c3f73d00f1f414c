use ganglion_core::{
    cell::{GanglionCell, LiveCell, LiveEstimate},
    config::{Draft, Layout, Placement},
    tn,
    training::CurvePoint,
};
use ganglion_figures::figure::{
    EmergenceFigure, Figure, FigureRow, FilterGrid, FilterImage, GridFilter, LabeledImage,
    LearningCurve, LearningCurves, PaperWidth, Rgb, SignedImage, TemporalFigure, Theme, cell_words,
    identity, paper_svg, words,
};

const THEMES: [Theme; 4] = [Theme::Light, Theme::Dark, Theme::Projector, Theme::Paper];

fn lightness(color: Rgb) -> f64 {
    // CIE L* of the relative luminance.
    116.0 * color.relative_luminance().cbrt() - 16.0
}

#[test]
fn zero_is_the_surface_and_the_ends_are_the_named_colors() {
    for theme in THEMES {
        let palette = theme.palette();
        assert_eq!(theme.signed(0.0), palette.surface);
        assert_eq!(theme.signed(-1.0), palette.negative);
        assert_eq!(theme.signed(7.0), palette.positive);
        assert_eq!(theme.signed(f32::NAN), palette.surface);
    }
}

#[test]
fn lightness_falls_evenly_and_alike_on_both_sides() {
    for theme in THEMES {
        let zero = lightness(theme.palette().surface);
        for step in 1..=10 {
            let value = step as f32 / 10.0;
            let [below, above] = [-value, value].map(|value| lightness(theme.signed(value)) - zero);
            let end = lightness(theme.palette().positive) - zero;
            assert!((below - above).abs() < 8.0, "{theme:?} {value}: {below:.1}, {above:.1}");
            assert!((above / end - f64::from(value)).abs() < 0.08, "{theme:?} {value}: {above:.1}");
        }
    }
}

#[test]
fn text_and_graphics_are_seen_in_every_theme() {
    for theme in THEMES {
        let palette = theme.palette();
        for color in [palette.ink, palette.muted, palette.accent] {
            assert!(color.contrast(palette.surface) >= 4.5, "{theme:?} {color:?}");
        }
        for color in [palette.negative, palette.positive] {
            assert!(color.contrast(palette.surface) >= 3.0, "{theme:?} {color:?}");
        }
    }
    for index in 0..7 {
        let color = identity(index);
        assert!(color.contrast(color.opposite()) >= 4.5, "numeral of subunit {}", index + 1);
    }
}

#[test]
fn numbers_are_written_as_the_field_writes_them() {
    let written = [0.98, 1.0, -0.05, 0.004, -0.004, 12.5].map(words::share);
    assert_eq!(written, [".98", "1.00", "\u{2212}.05", ".00", ".00", "12.50"]);
    assert_eq!([7, 1_204, 600_000].map(words::grouped), ["7", "1,204", "600,000"]);
    let counted = |count: u64| tn!(count, "{n} spike", "{n} spikes");
    assert_eq!(counted(1), "1 spike");
    assert_eq!(counted(2_000), "2,000 spikes");
    assert_eq!([0, 4, 11].map(words::spelled), ["no", "four", "11"]);
}

#[test]
fn an_image_says_where_its_peaks_are() {
    let image = SignedImage::new(vec![0.0, 0.9, 0.0, -0.3, 0.0, 0.0], 3);
    assert_eq!(
        image.describe(),
        "2x3 checkers, positive peak .90 at row 1, column 2, negative peak \u{2212}.30 at row 2, column 1"
    );
    assert_eq!(SignedImage::new(vec![0.0; 4], 2).describe(), "2x2 checkers, empty");
}

fn temporal() -> TemporalFigure {
    let config = Draft::default().check().expect("valid");
    let cell = GanglionCell::new(&config.model_cell(), &config.stimulus());
    let known = cell.temporal().to_vec();
    let estimated = known.iter().enumerate().map(|(lag, weight)| weight + 0.02 * (lag % 3) as f32);
    TemporalFigure {
        estimated: Some(estimated.collect()),
        known: Some(known),
        similarity: Some(0.99),
    }
}

fn curves() -> LearningCurves {
    let network = |num_filters: u32| LearningCurve {
        label: format!("N = {num_filters}"),
        points: (1..=8)
            .map(|reading| {
                let left = 1.0 / f64::from(reading);
                CurvePoint {
                    step: reading * 133,
                    training_loss: 0.2 + 0.3 * left,
                    validation_loss: 0.21 + 0.3 * left / f64::from(num_filters),
                    validation_correlation: 0.68 - 0.4 * left / f64::from(num_filters),
                }
            })
            .collect(),
    };
    LearningCurves {
        networks: (1..=5).map(network).collect(),
        ceiling: Some(0.729),
        num_steps: 1_064,
    }
}

fn emergence() -> EmergenceFigure {
    let square = |row: usize, column: usize| {
        let mut values = vec![0.02; 49];
        for at in [0, 1, 7, 8] {
            values[row * 7 + column + at] = 0.5;
        }
        SignedImage::new(values, 7)
    };
    let row = |num_filters: usize| FigureRow {
        filters: (0..num_filters)
            .map(|filter| FilterImage {
                image: square(2 * (filter / 2), 2 * (filter % 2)),
                is_effective: filter < 4,
                subunit: (filter < 4).then_some((filter, 0.99)),
            })
            .collect(),
        correlation: 0.66,
        num_effective: num_filters.min(4),
        similarities: (0..4).map(|unit| if unit < num_filters { 0.99 } else { 0.0 }).collect(),
    };
    EmergenceFigure {
        rows: (1..=5).map(row).collect(),
        images: vec![LabeledImage {
            label: "hidden cell".to_owned(),
            image: SignedImage::new(vec![0.1; 64], 8),
            outlines: vec![Placement::square(2, 2), Placement::square(4, 4)],
        }],
        ceiling: 1.0,
        reveal: true,
    }
}

#[test]
fn figures_state_their_finding() {
    let emergence = emergence();
    assert_eq!(emergence.title(), "Four filters reveal all four hidden subunits");
    assert_eq!(
        emergence.summary(),
        "With four filters the network found all four hidden subunits: similarity .99 to .99; its prediction correlates with the spikes at .66, the ceiling is 1.00."
    );
    assert_eq!(
        temporal().summary(),
        "The true temporal filter has its positive peak 133 ms before the spike; the two filters have a similarity of .99."
    );
    assert_eq!(curves().title(), "Prediction levels off at .63 to .67; the ceiling is .73");
}

#[test]
fn sentences_are_right_for_none_some_and_all() {
    for all in 1..=5_usize {
        for found in 0..=all {
            let mut emergence = emergence();
            emergence.rows.truncate(all);
            for row in &mut emergence.rows {
                row.similarities =
                    (0..all).map(|unit| if unit < found { 0.99 } else { 0.2 }).collect();
            }
            let filter = |index: u32| GridFilter {
                index,
                image: SignedImage::new(vec![0.1; 4], 2),
                feature: None,
                is_effective: (index as usize) < found,
                is_pruned: false,
                morans_i: 0.3,
                relative_norm: 0.5,
            };
            let grid =
                FilterGrid { filters: (0..all as u32).map(filter).collect(), can_switch: false };
            let said =
                [emergence.title(), emergence.summary(), grid.title(), grid.summary()].join("\n");
            assert_is_english(&said.to_lowercase());
            let is_all =
                said.contains("none") || said.contains("no hidden") || said.contains("no work");
            assert_eq!(is_all, found == 0, "{found} of {all}: {said}");
            assert_eq!(
                grid.summary().contains("the others"),
                found < all,
                "{found} of {all}: {said}"
            );
        }
    }
}

/// What no sentence says.
fn assert_is_english(said: &str) {
    let wrong = [
        "no of",
        " all one",
        " all two",
        "one filters",
        "one filter reveal ",
        "one of the one",
        "two of the two",
    ];
    for words in wrong {
        assert!(!said.contains(words), "{words:?} in {said}");
    }
}

#[test]
fn figures_without_numbers_say_so() {
    assert_eq!(EmergenceFigure::default().summary(), "No network is trained yet.");
    assert_eq!(LearningCurves::default().summary(), "No network has been read yet.");
    assert_eq!(TemporalFigure::default().summary(), "The temporal filter is not known yet.");
    let empty = TemporalFigure { known: Some(Vec::new()), ..TemporalFigure::default() };
    assert_eq!(empty.summary(), "The temporal filter is not known yet.");
}

#[test]
fn tables_have_a_cell_for_each_column() {
    let (emergence, curves, temporal) = (emergence(), curves(), temporal());
    let figures: [&dyn Figure; 3] = [&emergence, &curves, &temporal];
    for figure in figures {
        let table = figure.table().expect("a table");
        assert!(!table.rows.is_empty());
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        let data = figure.data().expect("numbers");
        assert!(!data.rows.is_empty());
        assert!(data.rows.iter().all(|row| row.len() == data.columns.len()));
    }
}

/// Colors of the screen have no place on paper.
#[test]
fn figures_for_print_are_white_with_black_ink_and_as_wide_as_a_column() {
    for (width, millimeters) in [(PaperWidth::OneColumn, 85.0), (PaperWidth::TwoColumns, 174.0)] {
        for figure in [&emergence() as &dyn Figure, &curves(), &temporal()] {
            let svg = paper_svg(figure, width, "#1.seed=7");
            let of = |key: &str| {
                let value = svg.split_once(&format!("{key}=\"")).expect("it is there").1;
                value.split_once('"').expect("it ends").0.to_owned()
            };
            let side = of("width");
            let side: f64 =
                side.strip_suffix("mm").expect("millimeters").parse().expect("a number");
            assert!((side - millimeters).abs() < 0.2, "{side}");
            let view: Vec<f64> =
                of("viewBox").split(' ').map(|part| part.parse().expect("a number")).collect();
            // Text of 12 logical pixels, four to one of them, is printed with 7 points at least.
            let points = side / view[2] * 4.0 * 12.0 / 25.4 * 72.0;
            assert!((7.0..8.0).contains(&points), "{points}");
            assert!(!svg.contains("system-ui") && svg.contains("Arial"), "fonts of the screen");
            let upper = svg.to_uppercase();
            for screen in [Theme::Light, Theme::Dark].map(|theme| theme.palette().surface) {
                assert!(!upper.contains(&screen.css().to_uppercase()), "{screen:?}");
            }
            assert!(upper.contains("#FFFFFF") && upper.contains("#000000"));
            assert!(svg.contains("<metadata>#1.seed=7</metadata>"));
            assert_eq!(svg.matches(&figure.title()).count(), 1, "no title is drawn");
        }
    }
}

#[test]
fn signed_images_on_paper_have_their_scale_beside_them() {
    let with_images = paper_svg(&emergence(), PaperWidth::OneColumn, "#1.");
    assert!(with_images.contains("of the largest weight"), "{with_images}");
    let without = paper_svg(&curves(), PaperWidth::OneColumn, "#1.");
    assert!(!without.contains("of the largest weight"));
}

#[cfg(feature = "cli")]
mod drawings {
    use ganglion_figures::figure::svg;

    use super::*;

    #[test]
    fn temporal_filter() {
        insta::assert_snapshot!(svg(&temporal(), (480, 240), Theme::Light, "#1."));
    }

    #[test]
    fn learning_curves() {
        insta::assert_snapshot!(svg(&curves(), (840, 300), Theme::Light, "#1.spikes=bern"));
    }

    #[test]
    fn emergence_in_the_dark() {
        let figure = emergence();
        let height = figure.height(900.0, Theme::Dark) as u32;
        insta::assert_snapshot!(svg(&figure, (900, height), Theme::Dark, "#1.reveal=1&nmax=5"));
    }

    #[test]
    fn figures_without_numbers_are_drawn_too() {
        svg(&EmergenceFigure::default(), (400, 200), Theme::Projector, "#1.");
        svg(&LearningCurves::default(), (400, 200), Theme::Projector, "#1.");
        svg(&TemporalFigure::default(), (400, 200), Theme::Projector, "#1.");
    }
}

fn live(draft: &Draft) -> LiveCell {
    LiveCell::new(&LiveCell::config(draft).expect("a valid cell"))
}

fn estimate_of(draft: &Draft, num_frames: usize) -> LiveEstimate {
    let mut live = live(draft);
    for _ in 0..num_frames {
        live.step();
    }
    live.estimate().expect("it fired")
}

#[test]
fn the_finding_of_the_live_cell_is_true_of_its_layout() {
    let draft = Draft::default();
    let early = estimate_of(&draft, 60);
    let finding = |draft: &Draft, estimate: &LiveEstimate| {
        cell_words::finding(&draft.placements(), Some(estimate))
    };
    assert!(finding(&draft, &early).contains("still noisy"), "{}", finding(&draft, &early));
    let late = estimate_of(&draft, 20_000);
    assert!(finding(&draft, &late).contains("where subunits touch"), "{}", finding(&draft, &late));
    let spread = Draft { layout: Layout::Spread, ..draft };
    let late = estimate_of(&spread, 20_000);
    assert!(finding(&spread, &late).contains("lie apart"), "{}", finding(&spread, &late));
    assert!(cell_words::finding(&[], None).contains("No spike yet"));
}

#[test]
fn time_is_told_in_the_unit_that_fits() {
    assert_eq!([7.4, 138.0, 5_400.0].map(cell_words::duration), ["7 s", "2.3 min", "1.5 h"]);
    assert_eq!(
        cell_words::counts(412, 4_120),
        "412 spikes in 4,120 frames: 2.3 min of stimulus at 30 Hz"
    );
}
