//! Pictures: how they are made and seen, and what cells and networks answer to them.

#![expect(clippy::float_cmp, reason = "the same bits are meant, not similar ones")]

use ganglion_core::{
    cell::{HiddenCell, PictureCell, flash_at, standing},
    config::{
        CellSource, Choice as _, Draft, Mistake, NUM_LAGS, Normalization, Presentation, Scene,
        Section,
    },
    experiment::{
        CellSummary, Ingredients,
        natural::{self, NaturalImages, PatchView, ResponseMap, Setting, field_of},
        task_key, transfer,
    },
    network::{initial_parameters, predict, predict_map, predict_pictures},
    rng::{Random, Stream},
    statistics::{fourier, power_slope, radial_power},
    stimulus::{Field, Image, ImageError, network_sees},
};

use crate::fixtures::{network, recorded, small_setting, subjects};

const SCENES: [Scene; 3] = [Scene::DeadLeaves, Scene::Landscape, Scene::Noise];

/// Slope of the mean power of a few pictures.
fn slope(scene: Scene) -> f64 {
    let mut sums = vec![0.0; 64];
    for number in 0..24 {
        let image = scene.image(1, number, 192);
        for (sum, power) in sums.iter_mut().zip(radial_power(&image.values, image.width)) {
            *sum += power;
        }
    }
    power_slope(&sums)
}

#[test]
fn the_spectra_of_scenes_fall_as_those_of_photographs() {
    let dead_leaves = slope(Scene::DeadLeaves);
    assert!((dead_leaves + 3.4).abs() < 0.25, "{dead_leaves}, about -3.4");
    let landscape = slope(Scene::Landscape);
    assert!((landscape + 2.8).abs() < 0.25, "{landscape}, -2.8 for photographs");
    let noise = slope(Scene::Noise);
    assert!((noise + 2.0).abs() < 0.1, "{noise}, -2 by construction");
}

#[test]
fn a_scene_is_fixed_by_seed_and_number() {
    for scene in SCENES {
        let image = scene.image(3, 7, 64);
        assert_eq!(image, scene.image(3, 7, 64));
        assert_ne!(image, scene.image(3, 8, 64));
        assert_ne!(image, scene.image(4, 7, 64));
        assert_eq!((image.width, image.height, image.values.len()), (64, 64, 64 * 64));
        assert!(image.values.iter().all(|value| (0.0..=1.0).contains(value)), "{scene:?}");
    }
}

#[test]
fn the_bits_of_scenes_stay_the_same() {
    let checksum = |scene: Scene| {
        let image = scene.image(1, 0, 48);
        format!("{scene:?} {}", ganglion_core::network::checksum(&image.values))
    };
    insta::assert_snapshot!(SCENES.map(checksum).join("\n"));
}

#[test]
fn the_transform_of_a_wave_is_one_number() {
    let side = 8;
    let wave = |at: usize| libm::cos(core::f64::consts::TAU * (2 * (at % side)) as f64 / 8.0);
    let mut real: Vec<f64> = (0..side * side).map(wave).collect();
    let mut imaginary = vec![0.0; side * side];
    fourier(&mut real, &mut imaginary, side);
    for (at, (real, imaginary)) in real.iter().zip(&imaginary).enumerate() {
        let expected = if at == 2 || at == 6 { 32.0 } else { 0.0 };
        assert!((real - expected).abs() < 1e-9 && imaginary.abs() < 1e-9, "{at}: {real}");
    }
}

#[test]
fn checkers_are_means_of_the_pixels_under_them() {
    let image = Image::new(20, 16, (0..320).map(|at| at as f32).collect());
    let field = Field { left: 2.0, top: 1.0, checker: 2.0, rows: 2, columns: 3 };
    // Rows 1 and 2, columns 2 and 3: the mean of 22, 23, 42, 43.
    assert_eq!(image.seen_by(&field), [32.5, 34.5, 36.5, 72.5, 74.5, 76.5]);
    let shifted = Field { left: 2.5, ..field };
    let seen = image.seen_by(&shifted);
    assert!(seen.iter().zip([33.0, 35.0, 37.0]).all(|(a, b)| (a - b).abs() < 1e-4), "{seen:?}");
    // Pushed back inside.
    let outside = Field { left: 99.0, top: -5.0, ..field };
    let corner = Field { left: 14.0, top: 0.0, ..field };
    assert_eq!(image.seen_by(&outside), image.seen_by(&corner));
    let whole = image.in_checkers(4.0);
    assert_eq!((whole.width, whole.height, whole.values[0]), (5, 4, 31.5));
    assert_eq!(image.in_checkers(1.0), image);
}

#[test]
fn a_field_larger_than_its_picture_sees_numbers() {
    let image = Image::new(16, 16, vec![0.25; 256]);
    let field = Field { left: 3.0, top: 3.0, checker: 3.0, rows: 16, columns: 16 };
    let seen = image.seen_by(&field);
    assert!(seen.iter().all(|value| (value - 0.25).abs() < 1e-3), "{seen:?}");
}

#[test]
fn decoded_pixels_become_gray_as_it_is_stored() {
    let mut bytes = vec![255_u8; 16 * 16 * 4];
    bytes[..12].copy_from_slice(&[0, 0, 0, 255, 0, 255, 0, 255, 9, 9, 9, 0]);
    let image = Image::from_rgba(16, 16, &bytes).expect("a picture");
    let [black, green, clear, white] = [0, 1, 2, 3].map(|at| image.values[at]);
    assert_eq!((black, clear), (0.0, 0.5), "what is transparent is middle gray");
    assert!((green - 0.7152).abs() < 1e-6 && (white - 1.0).abs() < 1e-6);
}

#[test]
fn pictures_that_cannot_be_shown_say_why() {
    let words = |err: ImageError| err.to_string();
    let size = |width, height| Image::check_size(width, height).map_err(words);
    let messages = [
        Image::from_rgba(1, 1, &[0; 4]).map_err(words).expect_err("too small"),
        size(30_000, 20).expect_err("too long"),
        size(10_000, 9_000).expect_err("too large"),
        Image::from_rgba(20, 20, &[0; 100]).map_err(words).expect_err("cut off"),
    ];
    insta::assert_snapshot!(messages.join("\n"));
    size(8_688, 5_792).expect("50 megapixels");
}

/// Mean and SD.
fn moments(values: &[f32]) -> (f32, f32) {
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    let squares: f32 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / values.len() as f32).sqrt())
}

#[test]
fn contrast_has_the_mean_and_the_spread_that_it_should() {
    let patches: Vec<f32> = (0..40).map(|at| (at * at % 17) as f32 + (at / 4) as f32).collect();
    for (kind, words, _) in Normalization::OPTIONS {
        let (mean, sd) = moments(&kind.contrast(&patches, 4));
        assert!(mean.abs() < 1e-5 && (sd - kind.sd()).abs() < 1e-5, "{words}: {mean}, {sd}");
    }
    let removed = Normalization::PatchRemoved.contrast(&patches, 4);
    assert!(removed.chunks_exact(4).all(|patch| moments(patch).0.abs() < 1e-5));
    let scale = Normalization::Unit.scale(&patches);
    assert_eq!(scale.contrast(patches[5]), Normalization::Unit.contrast(&patches, 4)[5]);
    // A picture of one gray has no contrast.
    assert_eq!(Normalization::Half.contrast(&[0.3; 8], 4), [0.0; 8]);
}

#[test]
fn a_mistake_changes_what_the_network_sees_in_its_own_way() {
    let patches = [0.0_f32, 0.2, 0.6, 1.0];
    let contrast = Normalization::Half.contrast(&patches, 2);
    let seen = |mistake| network_sees(mistake, (&patches, &contrast), 2);
    assert_eq!(seen(Mistake::None), contrast);
    assert_eq!(seen(Mistake::Raw), [0.0, 51.0, 153.0, 255.0]);
    let kept = seen(Mistake::MeanKept);
    assert!((moments(&kept).1 - 0.5).abs() < 1e-5 && kept[0] == 0.0);
    assert_eq!(seen(Mistake::Offset)[3], contrast[3] + 0.5);
    assert_eq!(seen(Mistake::Flipped)[3], -contrast[3]);
    let removed = seen(Mistake::PatchRemoved);
    assert!((removed[2] + removed[3]).abs() < 1e-6 && removed[3] > 0.0);
}

#[test]
fn a_flash_is_seen_at_the_lags_at_which_it_was_on() {
    assert_eq!(flash_at(0, 2)[..3], [1.0, 0.0, 0.0]);
    assert_eq!(flash_at(1, 2)[..3], [1.0, 1.0, 0.0]);
    assert_eq!(flash_at(2, 2)[..4], [0.0, 1.0, 1.0, 0.0]);
    assert_eq!(flash_at(40, 2), [0.0; NUM_LAGS]);
}

/// A cell of 8x8 or of the population.
fn cells() -> [HiddenCell; 2] {
    [Draft::default(), recorded()].map(|draft| {
        HiddenCell::new(draft.check().expect("valid").data_source()).expect("simulated")
    })
}

fn patch(cell: &HiddenCell, contrast: f32) -> Vec<f32> {
    vec![contrast; cell.subunit_filters()[0].len()]
}

/// Expected spikes of a flash before and after its rebound begins.
fn flashed(cell: &HiddenCell, contrast: f32) -> [f32; 2] {
    let courses: Vec<_> = (0..30).map(|frame| flash_at(frame, 6)).collect();
    let shown = PictureCell::new(cell, &courses);
    let drives = shown.drives(&shown.projections(&patch(cell, contrast)));
    let rates: Vec<f32> = drives.into_iter().map(|drive| shown.rate(drive)).collect();
    [rates[..10].iter().sum(), rates[10..].iter().sum()]
}

#[test]
fn off_cells_answer_to_dark_at_once_and_to_light_when_it_ends() {
    let [_, off] = cells();
    let ([at_once, _], [_, afterwards]) = (flashed(&off, -1.0), flashed(&off, 1.0));
    assert!(at_once > 1.0 && afterwards > 1.0, "{at_once} and {afterwards} spikes");
    assert!(flashed(&off, 1.0)[0] < 0.1 * at_once);
    let [on, _] = cells();
    let [at_once, afterwards] = flashed(&on, 1.0);
    assert!(at_once > 1.0 && flashed(&on, -1.0)[0] < 0.1 * at_once, "{at_once}, {afterwards}");
}

#[test]
fn a_picture_that_stands_reaches_every_subunit_once_and_upright() {
    for cell in cells() {
        let shown = PictureCell::new(&cell, &[standing(cell.temporal())]);
        let seen = shown.projections(&patch(&cell, 1.0));
        let total: f32 = shown.drives_of_subunits(0, &seen).iter().sum();
        let opposite = shown.projections(&patch(&cell, -1.0));
        let dark: f32 = shown.drives_of_subunits(0, &opposite).iter().sum();
        let is_off = matches!(cell, HiddenCell::Recorded(_));
        assert!(if is_off { dark > total } else { total > dark }, "{total} and {dark}");
    }
}

#[test]
fn drawn_spikes_have_the_expected_mean() {
    let [_, cell] = cells();
    let shown = PictureCell::new(&cell, &[standing(cell.temporal())]);
    for contrast in [-0.2, -0.4, -1.0, -4.0] {
        let drives = shown.drives(&shown.projections(&patch(&cell, contrast)));
        let expected = shown.rate(drives[0]);
        let mut random = Random::new(1, Stream::PictureSpikes, 0);
        let sum: u32 = (0..20_000).map(|_| u32::from(shown.spikes(&drives, &mut random)[0])).sum();
        let found = sum as f32 / 20_000.0;
        // The drift is not in the expected rate; where counts are clipped it takes a little away.
        assert!((found - expected).abs() < 0.03 + 0.06 * expected, "{found}, not {expected}");
        assert!(expected <= 5.0);
    }
}

fn random_values(count: usize) -> Vec<f32> {
    let mut random = Random::new(2, Stream::Feature, 0);
    (0..count).map(|_| random.normal()).collect()
}

#[test]
fn a_network_predicts_pictures_as_it_predicts_their_frames() {
    for layers in [1, 2] {
        let config = Draft { layers, ..recorded() }.check().expect("valid");
        let id = ganglion_core::network::NetworkId { num_filters: 6, restart: 0 };
        let parameters = initial_parameters(&config, id, 0.1);
        let (gains, patches) = ([0.0, 1.5, -0.7], random_values(5 * 256));
        let found = predict_pictures(&parameters, config.output(), &gains, &patches);
        let frames: Vec<f32> = patches
            .chunks_exact(256)
            .flat_map(|patch| gains.iter().flat_map(|gain| patch.iter().map(move |x| gain * x)))
            .collect();
        let expected = predict(&parameters, config.output(), &frames);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-4, "{layers}: {found}, not {expected}");
        }
    }
}

#[test]
fn the_map_of_a_network_is_its_prediction_at_every_place() {
    for (layers, num_filters) in [(1, 6), (1, 3), (2, 4)] {
        let config = Draft { layers, ..recorded() }.check().expect("valid");
        let id = ganglion_core::network::NetworkId { num_filters, restart: 0 };
        let parameters = initial_parameters(&config, id, 0.1);
        let (width, height) = (29, 21);
        let picture = random_values(width * height);
        let map = predict_map(&parameters, config.output(), -0.8, (&picture, width));
        assert_eq!(map.len(), (width - 15) * (height - 15));
        for (place, found) in map.iter().enumerate() {
            let (top, left) = (place / (width - 15), place % (width - 15));
            let rows = (top..top + 16).flat_map(|row| &picture[row * width + left..][..16]);
            let frame: Vec<f32> = rows.map(|value| -0.8 * value).collect();
            let expected = predict(&parameters, config.output(), &frame)[0];
            assert!((found - expected).abs() < 1e-4, "{place}: {found}, not {expected}");
        }
        assert!(predict_map(&parameters, config.output(), 1.0, (&picture, 11)).is_empty());
    }
}

#[test]
fn the_map_of_a_cell_is_its_rate_at_every_place() {
    for cell in cells() {
        let side = if matches!(cell, HiddenCell::Recorded(_)) { 16 } else { 8 };
        let shown = PictureCell::new(&cell, &[standing(cell.temporal())]);
        let width = side + 5;
        let picture = random_values(width * (side + 2));
        let map = shown.map(&picture, width);
        assert_eq!(map.len(), 6 * 3);
        for (place, found) in map.iter().enumerate() {
            let rows =
                (0..side).flat_map(|row| &picture[(row + place / 6) * width + place % 6..][..side]);
            let patch: Vec<f32> = rows.copied().collect();
            let expected = shown.rate(shown.drives(&shown.projections(&patch))[0]);
            assert!((found - expected).abs() < 2e-3, "{place}: {found}, not {expected}");
        }
    }
}

#[test]
fn pictures_are_compared_with_every_control() {
    let subjects = subjects();
    let setting = small_setting();
    let found = NaturalImages::new(setting.clone(), &subjects, setting.pictures());
    assert_eq!(found, NaturalImages::new(setting.clone(), &subjects, setting.pictures()));
    assert_eq!(found.numbers, [1, 2, 3]);
    for comparison in [&found.kept, &found.removed] {
        assert_eq!((comparison.answers.len(), comparison.answers[0].len()), (3, 24));
        assert_eq!((comparison.predictions.len(), comparison.predictions[2][1].len()), (3, 24));
        for scores in &comparison.scores {
            assert_eq!(scores.others.len(), 2);
            let own = scores.own.expect("answers are known");
            let all = [own, scores.rectified, scores.linear_nonlinear, scores.luminance];
            assert!(all.iter().all(|score| (-1.0..=1.0).contains(score)), "{scores:?}");
        }
        assert!(comparison.means().own.is_some_and(|own| own > 0.3), "{:?}", comparison.means());
    }
    let shares: f64 = (0..=3).map(|count| found.examples.share(count)).sum();
    assert!((shares - 1.0).abs() < 1e-9);
    assert_eq!((found.examples.rasters.len(), found.examples.sequence.len()), (3, 24));
    assert_eq!(found.examples.rasters[0].len(), found.examples.offered.len());
    assert_eq!(found.examples.sequence[0].beside.len(), 4);
    let text = serde_json::to_string(&found).expect("plain data");
    let read: NaturalImages = serde_json::from_str(&text).expect("plain data");
    assert_eq!(read.examples, found.examples);
    assert!(found.conclusion().contains("of 3 cells"), "{}", found.conclusion());
}

#[test]
fn the_sign_of_what_a_network_sees_matters() {
    let subjects = subjects();
    let mean = |mistake| {
        let setting = Setting { mistake, presentation: Presentation::Standing, ..small_setting() };
        let found = NaturalImages::new(setting.clone(), &subjects, setting.pictures());
        found.kept.means().own.expect("answers are known")
    };
    let (right, flipped) = (mean(Mistake::None), mean(Mistake::Flipped));
    assert!(right > flipped + 0.3, "{right} and {flipped}");
}

#[test]
fn a_model_cell_has_controls_but_no_others() {
    let draft = Draft { first_filters: 5, last_filters: 5, frames: 8_000, ..Draft::default() };
    let (dataset, trained) = network(&draft);
    let config = draft.check().expect("valid");
    let cells = vec![CellSummary::from(&*dataset)];
    let from = Ingredients { networks: vec![trained.into()], cells, training_secs: 0.0 };
    let subjects = natural::subjects(&config, &from).expect("one cell, one network");
    assert!(natural::subjects(&config, &Ingredients { cells: Vec::new(), ..from }).is_none());
    let setting = small_setting();
    let found = NaturalImages::new(setting.clone(), &subjects, setting.pictures());
    assert_eq!((found.numbers.len(), found.kept.scores[0].others.len()), (1, 0));
    assert_eq!(found.kept.means().others, None);
    assert_eq!((found.examples.rasters.len(), found.size), (1, (8, 8)));
    assert!(found.kept.scores[0].own.is_some_and(|own| own > 0.5), "{:?}", found.kept.scores);
    assert!(!found.conclusion().contains("other cells"), "{}", found.conclusion());
}

#[test]
fn a_cell_looks_at_the_same_place_of_every_picture() {
    let image = Image::new(224, 180, vec![0.0; 224 * 180]);
    let fields: Vec<_> = (1..=10).map(|number| field_of(number, (16, 16), 8.0, &image)).collect();
    assert!(fields.iter().all(|field| *field == field.inside(224, 180)), "{fields:?}");
    for (at, field) in fields.iter().enumerate() {
        assert!(!fields[..at].contains(field), "cell {at} looks where another does");
    }
}

#[test]
fn a_response_map_shows_cell_and_network() {
    let subject = &subjects()[0];
    let picture = Scene::DeadLeaves.image(1, 0, 40);
    let map = ResponseMap::new(subject, &picture, Normalization::Half);
    assert_eq!((map.width, map.height, map.beside.len(), map.network.len()), (25, 25, 625, 625));
    assert_eq!(map.difference()[7], map.network[7] - map.beside[7]);
    let tiny = ResponseMap::new(subject, &Scene::Noise.image(1, 0, 8), Normalization::Unit);
    assert_eq!((tiny.width, tiny.beside.len()), (0, 0));
}

#[test]
fn a_patch_is_seen_subunit_by_subunit_and_filter_by_filter() {
    let subject = &subjects()[0];
    let patch = vec![-0.8; 256];
    let view = PatchView::new(subject, &patch);
    let Some(HiddenCell::Recorded(cell)) = subject.cell() else { panic!("a recorded-like cell") };
    assert_eq!((view.subunits.len(), view.filters.len()), (cell.subunits().len(), 8));
    assert_eq!((view.beside.len(), view.network.len()), (30, 30));
    for (subunit, drive) in cell.subunits().iter().zip(&view.subunits) {
        assert!(*drive >= 0.0 && !subunit.is_suppressive() || *drive <= 0.0, "{drive}");
    }
    assert!(view.beside.iter().sum::<f32>() > 1.0);
}

#[test]
fn networks_for_pictures_are_those_of_the_transfer() {
    let draft = Draft::of(Section::Natural, CellSource::Recorded);
    let config = draft.check().expect("valid");
    let keys = |groups: Vec<ganglion_core::experiment::Group>| -> Vec<Vec<u8>> {
        groups.iter().map(|group| task_key(&group.config, group.networks[0])).collect()
    };
    assert_eq!(
        keys(natural::groups(&config)),
        keys(transfer::groups(
            &Draft { section: Section::Transfer, ..draft }.check().expect("valid")
        ))
    );
    let model = Draft::default().check().expect("valid");
    assert_eq!(natural::groups(&model).len(), 1);
}
