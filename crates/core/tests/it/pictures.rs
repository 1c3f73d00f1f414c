//! People's own pictures: what a file says of itself, how it is made smaller, what is answered.

use ganglion_core::{
    config::{Config, Draft, Mistake, Normalization, Presentation, Scene},
    experiment::{
        CellSummary, Ingredients,
        natural::{self, Mistaken, NaturalImages, ResponseMap, Setting},
    },
    network::checksum_of_bytes,
    pictures::{
        Format, Gallery, KEPT_SIDE, MAX_PICTURES, Picture, PictureRequest, PictureResponse,
        PictureSource, Reducer, Refusal, inspect, is_animated, is_whole,
    },
    stimulus::Image,
};
use proptest::prelude::*;
use std::sync::Arc;

use crate::fixtures::{network, small_setting};
use crate::made_pictures::made;

/// Every file that `made` makes.
const NAMES: [&str; 19] = [
    "good.png",
    "deep.png",
    "palette.png",
    "moving.png",
    "turned.jpg",
    "good.webp",
    "moving.webp",
    "good.gif",
    "moving.gif",
    "good.bmp",
    "upright.bmp",
    "cut.png",
    "cut.jpg",
    "notes.jpg",
    "one.png",
    "long.png",
    "large.png",
    "strip.png",
    "empty.png",
];

/// Pixels without a pattern.
fn noise(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut state = u64::from(seed) * 2 + 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    (0..4 * width * height).map(|_| next()).collect()
}

fn reduce(width: u32, height: u32, pixels: &[u8], rows: usize) -> (u32, Vec<u8>) {
    let mut reducer = Reducer::new(width, height).expect("a size that can be shown");
    for band in pixels.chunks(4 * width as usize * rows) {
        reducer.push(band);
    }
    reducer.finish().expect("all rows came")
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

#[test]
fn a_picture_that_is_small_enough_stays_as_it_is() {
    let grays: Vec<u8> = (0..64 * 32).map(|at| (at % 256) as u8).collect();
    let pixels: Vec<u8> = grays.iter().flat_map(|&gray| [gray, gray, gray, 255]).collect();
    assert_eq!(reduce(64, 32, &pixels, 5), (64, grays));
}

#[test]
fn what_is_transparent_is_middle_gray() {
    let (_, gray) = reduce(16, 16, &[0; 4 * 256], 3);
    assert_eq!(gray, [128; 256]);
}

#[test]
fn a_large_picture_keeps_its_shape_and_the_mean_of_every_area() {
    // Three by three pixels of each become one.
    let (width, height) = (3 * KEPT_SIDE as u32, 300);
    let pixels = noise(width, height, 1);
    let (kept, gray) = reduce(width, height, &pixels, 7);
    assert_eq!((kept, gray.len()), (KEPT_SIDE as u32, KEPT_SIDE * 100));
    let image = Image::from_rgba(width, height, &pixels).expect("a picture");
    for (at, gray) in gray.iter().enumerate().step_by(997) {
        let (top, left) = (at / KEPT_SIDE * 3, at % KEPT_SIDE * 3);
        let under = (0..9).map(|pixel| {
            f64::from(image.values[(top + pixel / 3) * image.width + left + pixel % 3])
        });
        let expected = 255.0 * under.sum::<f64>() / 9.0;
        assert!((f64::from(*gray) - expected).abs() <= 0.5 + 1e-4, "{at}: {gray}, not {expected}");
    }
}

#[test]
fn rows_that_are_missing_are_missed_and_more_are_left_out() {
    let mut reducer = Reducer::new(20, 20).expect("a size that can be shown");
    reducer.push(&[9; 4 * 20 * 19]);
    assert_eq!(reducer.clone().finish(), Err(Refusal::CutOff));
    reducer.push(&[9; 4 * 20 * 30]);
    assert_eq!(reducer.finish().expect("all rows came").1.len(), 400);
    assert!(matches!(Reducer::new(2_000, 20), Err(Refusal::Narrow { .. })));
    assert!(matches!(Reducer::new(30_000, 20), Err(Refusal::Size(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn bands_change_nothing_and_the_mean_stays(
        width in 40_u32..1_400,
        height in 40_u32..700,
        rows in 1_usize..90,
        seed in 0_u32..1_000,
    ) {
        // What is too narrow is refused.
        prop_assume!(Reducer::new(width, height).is_ok());
        let pixels = noise(width, height, seed);
        let (kept, gray) = reduce(width, height, &pixels, rows);
        prop_assert_eq!((kept, gray.clone()), reduce(width, height, &pixels, height as usize));
        prop_assert!(kept as usize <= KEPT_SIDE && gray.len() / kept as usize <= KEPT_SIDE);
        let image = Image::from_rgba(width, height, &pixels).expect("a picture");
        let before = mean(image.values.iter().map(|&value| f64::from(value)));
        let after = mean(gray.iter().map(|&gray| f64::from(gray) / 255.0));
        // Grays are rounded, each on its own.
        prop_assert!((before - after).abs() < 3e-4, "{} and {}", before, after);
    }

    #[test]
    fn no_bytes_make_it_panic(
        at in 0..NAMES.len(),
        cut in 0.0_f64..1.0,
        changes in prop::collection::vec((0.0_f64..0.2, any::<u8>()), 0..8),
    ) {
        let mut bytes = made(NAMES[at]);
        for (place, byte) in changes {
            let place = (place * bytes.len() as f64) as usize;
            if let Some(changed) = bytes.get_mut(place) {
                *changed = byte;
            }
        }
        bytes.truncate((cut * bytes.len() as f64) as usize);
        inspect(NAMES[at], &bytes).ok();
    }

    #[test]
    fn no_start_makes_it_panic(
        start in prop::sample::select(vec![
            b"\x89PNG\r\n\x1a\n".to_vec(), b"\xff\xd8\xff".to_vec(), b"GIF89a".to_vec(), b"BM".to_vec(),
            b"RIFF\x20\0\0\0WEBPVP8X".to_vec(), b"\0\0\0\x18ftypavif\0\0\0\0mif1".to_vec(),
            b"\0\0\0\x0cJXL \r\n\x87\n".to_vec(), b"\xff\x0a".to_vec(), b"II*\0\x08\0\0\0".to_vec(),
            b"\0\0\0\x18ftypmif1\0\0\0\0heic\0\0\0\x20meta\0\0\0\0\0\0\0\x20iprp\0\0\0\x20ipco".to_vec(),
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        inspect("any", &[start, rest].concat()).ok();
    }
}

#[test]
fn files_that_cannot_be_shown_say_why_and_what_to_do() {
    let of = |name: &str, bytes: &[u8]| match inspect(name, bytes) {
        Ok(found) => format!("“{name}” is {}. {}", found.format.name(), found.note.unwrap_or("-")),
        Err(refusal) => refusal.message(name),
    };
    let mut messages: Vec<_> = NAMES.iter().map(|name| of(name, &made(name))).collect();
    let tiff =
        b"II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\x40\0\0\0\x01\x01\x03\0\x01\0\0\0\x30\0\0\0";
    let film = b"\0\0\0\x14ftypisom\0\0\0\0mp42";
    messages.extend([
        of("scan.tif", tiff),
        of("bird.NEF", tiff),
        of("bird.raf", b"FUJIFILMCCD-RAW 0201"),
        of("eye.svg", b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"),
        of("page.html", b"<!doctype html><title>No picture</title>"),
        of("film.mp4", film),
        of("phone.heic", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"),
        of("phone.png", b"\0\0\0\x18ftypmif1\0\0\0\0avifmiaf"),
    ]);
    let others = [
        Refusal::Unreadable,
        Refusal::Heavy { megabytes: 900 },
        Refusal::Format("HEIC"),
        Refusal::Undecodable,
        Refusal::TooMany,
    ];
    messages.extend(others.map(|refusal| refusal.message("x")));
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn what_moves_is_told_from_what_does_not() {
    for (still, moving, format) in [
        ("good.gif", "moving.gif", Format::Gif),
        ("good.png", "moving.png", Format::Png),
        ("good.webp", "moving.webp", Format::WebP),
    ] {
        let (still, moving) = (made(still), made(moving));
        assert!(!is_animated(format, &still) && is_animated(format, &moving), "{format:?}");
        for bytes in [still, moving] {
            assert!(is_whole(format, &bytes), "{format:?}");
            let half = &bytes[..bytes.len() / 3];
            assert!(!is_whole(format, half), "a third of a {format:?}");
        }
    }
    let film = b"\0\0\0\x14ftypavis\0\0\0\0mif1";
    assert!(is_animated(Format::Avif, film));
}

#[test]
fn the_end_of_a_small_picture_within_a_photograph_is_not_its_own() {
    let small = [0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9];
    let start = [&[0xff, 0xd8][..], &small, &[0xff, 0xda, 0, 4, 0, 0, 1, 2, 3]].concat();
    assert!(!is_whole(Format::Jpeg, &start));
    assert!(is_whole(Format::Jpeg, &[&start[..], &[0xff, 0xd9]].concat()));
}

#[test]
fn checksums_of_files_are_those_that_everybody_computes() {
    assert_eq!(checksum_of_bytes([]), "cbf29ce484222325");
    assert_eq!(checksum_of_bytes(*b"a"), "af63dc4c8601ec8c");
}

fn model() -> (Config, Ingredients) {
    let draft = Draft { first_filters: 5, last_filters: 5, frames: 8_000, ..Draft::default() };
    let (dataset, trained) = network(&draft);
    let cells = vec![CellSummary::from(&*dataset)];
    let from = Ingredients { networks: vec![trained.into()], cells, training_secs: 0.0 };
    (draft.check().expect("valid"), from)
}

/// The number under which galleries know their cells here.
const SUBJECTS_ID: u32 = 1;

fn set_subjects(subjects_id: u32, (config, from): (&Config, &Ingredients)) -> PictureRequest {
    PictureRequest::SetSubjects {
        subjects_id,
        config: Box::new(config.clone()),
        from: Box::new(from.clone()),
    }
}

/// A gallery that knows a model cell.
fn gallery(config: &Config, from: &Ingredients) -> Gallery {
    let mut gallery = Gallery::default();
    assert_eq!(gallery.answer(set_subjects(SUBJECTS_ID, (config, from))), None);
    gallery
}

fn own(scene: Scene, number: u32) -> Picture {
    let image = scene.image(1, number, 96);
    let gray = image.values.iter().map(|gray| (255.0 * gray).round() as u8).collect();
    let (name, checksum) = (format!("{number}.png"), String::new());
    Picture { name, checksum, size: (96, 96), note: None, width: 96, gray }
}

fn message(answer: Option<PictureResponse>) -> String {
    match answer {
        Some(PictureResponse::Failed { message } | PictureResponse::Refused { message, .. }) => {
            message
        }
        _ => panic!("there is an answer, not a reason"),
    }
}

fn map(picture: PictureSource, checker: f32, is_mirrored: bool) -> PictureRequest {
    let normalization = Normalization::Half;
    PictureRequest::Map {
        subjects_id: SUBJECTS_ID,
        cell: 0,
        picture,
        checker,
        normalization,
        is_mirrored,
    }
}

fn compare(setting: Setting, pictures: Vec<u32>) -> PictureRequest {
    PictureRequest::Compare { subjects_id: SUBJECTS_ID, setting, pictures }
}

#[test]
fn a_question_about_cells_whose_place_others_have_taken_is_not_answered_by_those() {
    let (config, from) = model();
    let mut other = from.clone();
    Arc::make_mut(&mut other.networks[0])
        .parameters
        .values
        .iter_mut()
        .for_each(|value| *value = -*value);
    let mut gallery = gallery(&config, &from);
    let scene = PictureSource::Scene { scene: Scene::Noise, seed: 1, number: 2, side: 64 };
    let first = gallery.answer(map(scene, 2.0, false));
    assert!(matches!(first, Some(PictureResponse::Mapped(_))));
    gallery.answer(set_subjects(SUBJECTS_ID + 1, (&config, &other)));
    let mistake = PictureRequest::Mistake {
        subjects_id: SUBJECTS_ID,
        setting: small_setting(),
        pictures: Vec::new(),
    };
    for request in [map(scene, 2.0, false), compare(small_setting(), Vec::new()), mistake] {
        assert!(message(gallery.answer(request)).contains("taken the place"));
    }
    gallery.answer(set_subjects(SUBJECTS_ID, (&config, &from)));
    assert_eq!(gallery.answer(map(scene, 2.0, false)), first);
}

#[test]
fn own_pictures_are_shown_as_generated_ones_are() {
    let (config, from) = model();
    let subjects = natural::subjects(&config, &from).expect("one cell, one network");
    let mut gallery = gallery(&config, &from);
    let setting = small_setting();
    let generated = gallery.answer(compare(setting.clone(), Vec::new()));
    let expected = NaturalImages::new(setting.clone(), &subjects, setting.pictures());
    assert_eq!(generated, Some(PictureResponse::Compared(Box::new(expected))));
    let pictures: Vec<_> = (0..20).map(|number| own(Scene::DeadLeaves, number)).collect();
    for (id, picture) in (100..).zip(&pictures) {
        let answer = gallery.insert(id, picture.clone());
        assert_eq!(answer, PictureResponse::Decoded { id, picture: picture.clone() });
    }
    let ids: Vec<u32> = (100..120).collect();
    let setting = Setting { mistake: Mistake::Flipped, ..setting };
    let found = gallery.answer(compare(setting.clone(), ids.clone()));
    // There are fewer than the setting asks for, so the first ones are seen once more.
    let views = setting.num_pictures as usize;
    let images = || pictures.iter().cycle().take(views).map(Picture::image);
    let expected = NaturalImages::new(setting.clone(), &subjects, images());
    assert_eq!(found, Some(PictureResponse::Compared(Box::new(expected))));
    let Some(PictureResponse::Mistaken { flashed, standing }) = gallery
        .answer(PictureRequest::Mistake { subjects_id: SUBJECTS_ID, setting, pictures: ids })
    else {
        panic!("no mistakes");
    };
    for (presentation, rows) in
        [(Presentation::Flashed, flashed), (Presentation::Standing, standing)]
    {
        assert_eq!((rows.len(), rows[0].mistake), (6, Mistake::None));
        for Mistaken { mistake, own, rate_factor } in rows {
            let setting = Setting { mistake, presentation, ..small_setting() };
            let means = NaturalImages::new(setting, &subjects, images()).kept.means();
            assert_eq!((Some(own), rate_factor), (means.own, means.rate_factor), "{mistake:?}");
        }
    }
}

#[test]
fn maps_are_made_of_own_and_of_generated_pictures() {
    let (config, from) = model();
    let subjects = natural::subjects(&config, &from).expect("one cell, one network");
    let mut gallery = gallery(&config, &from);
    let picture = own(Scene::Landscape, 3);
    gallery.insert(7, picture.clone());
    let expected = |image: &Image| {
        let map = ResponseMap::new(&subjects[0], &image.in_checkers(2.0), Normalization::Half);
        Some(PictureResponse::Mapped(map))
    };
    let mut image = picture.image();
    assert_eq!(gallery.answer(map(PictureSource::Own(7), 2.0, false)), expected(&image));
    image.values.iter_mut().for_each(|gray| *gray = 1.0 - *gray);
    assert_eq!(gallery.answer(map(PictureSource::Own(7), 2.0, true)), expected(&image));
    let scene = PictureSource::Scene { scene: Scene::Noise, seed: 1, number: 2, side: 64 };
    let image = Scene::Noise.image(1, 2, 64);
    assert_eq!(gallery.answer(map(scene, 2.0, false)), expected(&image));
}

#[test]
fn nobody_waits_minutes_for_the_map_of_a_deep_network() {
    let draft = Draft {
        layers: 3,
        filter_side: 5,
        first_filters: 20,
        last_filters: 20,
        steps: 20,
        frames: 4_000,
        ..Draft::default()
    };
    let (dataset, trained) = network(&draft);
    let cells = vec![CellSummary::from(&*dataset)];
    let from = Ingredients { networks: vec![trained.into()], cells, training_secs: 0.0 };
    let mut gallery = gallery(&draft.check().expect("valid"), &from);
    let scene = PictureSource::Scene { scene: Scene::Noise, seed: 1, number: 1, side: 1_024 };
    assert!(message(gallery.answer(map(scene, 1.0, false))).contains("larger checkers"));
    assert!(matches!(gallery.answer(map(scene, 8.0, false)), Some(PictureResponse::Mapped(_))));
}

#[test]
fn questions_that_have_no_answer_say_why() {
    let (config, from) = model();
    let mut empty = Gallery::default();
    let compare_scenes = |setting: Setting| compare(setting, Vec::new());
    let mut messages = vec![
        message(empty.answer(compare_scenes(small_setting()))),
        message(empty.answer(map(PictureSource::Own(1), 2.0, false))),
    ];
    let mut gallery = gallery(&config, &from);
    gallery.insert(1, own(Scene::Noise, 1));
    let scene = |side| PictureSource::Scene { scene: Scene::Noise, seed: 1, number: 1, side };
    let asks = [
        PictureRequest::Decode { id: 4, name: "folder".to_owned() },
        compare(small_setting(), vec![1, 2]),
        PictureRequest::Mistake {
            subjects_id: SUBJECTS_ID,
            setting: Setting { checker: 13.0, ..small_setting() },
            pictures: vec![1],
        },
        compare_scenes(Setting { checker: f32::NAN, ..small_setting() }),
        compare_scenes(Setting { num_pictures: 0, ..small_setting() }),
        compare_scenes(Setting { side: 1_000_000, ..small_setting() }),
        compare_scenes(Setting { side: 20, ..small_setting() }),
        compare_scenes(Setting { num_trials: u32::MAX, ..small_setting() }),
        map(PictureSource::Own(9), 2.0, false),
        map(PictureSource::Own(1), 0.0, false),
        map(PictureSource::Own(1), f32::INFINITY, false),
        map(scene(0), 1.0, false),
        PictureRequest::Map {
            subjects_id: SUBJECTS_ID,
            cell: 1,
            picture: scene(64),
            checker: 2.0,
            normalization: Normalization::Unit,
            is_mirrored: false,
        },
    ];
    messages.extend(asks.map(|request| message(gallery.answer(request))));
    insta::assert_snapshot!(messages.join("\n"));
    assert_eq!(gallery.answer(PictureRequest::Forget { ids: vec![1, 5] }), None);
    assert!(
        message(gallery.answer(map(PictureSource::Own(1), 2.0, false))).contains("no longer here")
    );
}

#[test]
fn cells_and_networks_that_do_not_belong_together_are_not_met() {
    let (config, from) = model();
    let mut spoiled = vec![from.clone(); 5];
    spoiled[0].networks.clear();
    Arc::make_mut(&mut spoiled[1].networks[0]).parameters.values.pop();
    spoiled[2].cells[0].input_filter.pop();
    Arc::make_mut(&mut spoiled[3].networks[0]).parameters.shape.rows = 9;
    spoiled[4].cells[0].baseline.filter.clear();
    for from in spoiled {
        let request = compare(small_setting(), Vec::new());
        let message = message(gallery(&config, &from).answer(request));
        assert!(message.contains("no trained networks"), "{message}");
    }
}

#[test]
fn there_is_an_end_to_own_pictures() {
    let mut gallery = Gallery::default();
    let picture = own(Scene::Noise, 1);
    for id in 0..MAX_PICTURES as u32 {
        gallery.insert(id, picture.clone());
    }
    assert!(gallery.has_room(3) && !gallery.has_room(300));
    let answer = gallery.insert(300, picture.clone());
    assert!(message(Some(answer)).contains("Take some away"));
    gallery.answer(PictureRequest::Forget { ids: vec![3] });
    assert!(matches!(gallery.insert(300, picture), PictureResponse::Decoded { id: 300, .. }));
}

#[test]
fn questions_and_answers_survive_being_bytes() {
    let (config, from) = model();
    let request = set_subjects(SUBJECTS_ID, (&config, &from));
    let bytes = postcard::to_allocvec(&request).expect("plain data");
    assert_eq!(postcard::from_bytes::<PictureRequest>(&bytes).expect("plain data"), request);
    let answer = PictureResponse::Decoded { id: 3, picture: own(Scene::Noise, 2) };
    let bytes = postcard::to_allocvec(&answer).expect("plain data");
    assert_eq!(postcard::from_bytes::<PictureResponse>(&bytes).expect("plain data"), answer);
}
