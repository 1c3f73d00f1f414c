//! Pictures that the cells of a recording were shown: what their networks predict, and what is said of it.

use ganglion_core::{
    config::{Noise, Scene},
    dataset::PictureTest,
    experiment::natural::{
        Beside, FlashTiming, NaturalImages, ScoreReference, Scores, Setting, TrialScores,
    },
    recording::{CellCounts, PictureAnswers, Recording, ShownPictures},
    rng::{Random, Stream},
    statistics::{correlation, reliability},
    stimulus::StimulusFrames,
    units::FrameRate,
};

use crate::fixtures::{small_setting, unknown_subjects_with};

const NUM: usize = 40;
const NUM_CELLS: usize = 2;
/// Rows and columns of the field of the recording, and the corner of what networks see of it.
type Place = ((usize, usize), (usize, usize));
const WHOLE: Place = ((16, 16), (0, 0));

/// Gray of the pictures: what lies outside of the corner is of no picture.
fn gray((field, corner): Place) -> Vec<u8> {
    let mut random = Random::new(3, Stream::Live, 0);
    let picture = |number: usize| {
        let image = Scene::Landscape.image(5, number as u32, 64).in_checkers(4.0);
        let mut gray: Vec<u8> =
            (0..field.0 * field.1).map(|_| (255.0 * random.uniform()) as u8).collect();
        for row in 0..16 {
            for column in 0..16 {
                gray[(corner.0 + row) * field.1 + corner.1 + column] =
                    (255.0 * image.values[row * 16 + column]).round() as u8;
            }
        }
        gray
    };
    (0..NUM).flat_map(picture).collect()
}

fn found_at(place: Place, answers: &[PictureAnswers], flash_ms: Option<f64>) -> NaturalImages {
    let (gray, answers) = (gray(place), answers.to_vec());
    let shown = ShownPictures { gray, answers, flash_ms };
    let pictures = |number: u32| PictureTest::new(&shown, number as usize - 1, place);
    let subjects = unknown_subjects_with(NUM_CELLS as u32, &pictures);
    NaturalImages::of_recording(small_setting(), &subjects).expect("it has pictures")
}

fn found(answers: &[PictureAnswers]) -> NaturalImages {
    found_at(WHOLE, answers, Some(200.0))
}

fn silent() -> Vec<PictureAnswers> {
    vec![PictureAnswers::Means(vec![0.0; NUM]); NUM_CELLS]
}

/// What the network of each cell predicts.
fn predicted() -> Vec<Vec<f32>> {
    let found = found(&silent());
    (0..NUM_CELLS).map(|cell| found.kept.predictions[cell][cell].clone()).collect()
}

fn drawn(rates: &[f32], num_trials: usize, number: u32) -> PictureAnswers {
    let mut random = Random::new(11, Stream::PictureSpikes, number);
    let trials = (0..num_trials).flat_map(|_| rates).map(|rate| random.poisson(*rate));
    PictureAnswers::Trials(trials.collect())
}

#[test]
fn answers_that_a_network_predicts_exactly_correlate_at_one_and_all_else_as_with_it() {
    let rates = predicted();
    let affine = |rates: &Vec<f32>| {
        PictureAnswers::Means(rates.iter().map(|rate| 2.0 * rate + 0.3).collect())
    };
    let found = found(&rates.iter().map(affine).collect::<Vec<_>>());
    assert_eq!((found.kept.reference, found.beside), (ScoreReference::Answers, Beside::OneFilter));
    assert_eq!(found.setting.num_pictures as usize, NUM);
    for (cell, scores) in found.kept.scores.iter().enumerate() {
        assert!(scores.own.is_some_and(|own| (own - 1.0).abs() < 1e-6), "{scores:?}");
        let one_filter = correlation(&found.kept.linear_nonlinear[cell], &rates[cell]);
        assert!((scores.linear_nonlinear - one_filter).abs() < 1e-6, "{scores:?}");
        assert!(scores.halves.is_some() && scores.trials.is_none(), "{scores:?}");
    }
    let left = found.removed.means();
    assert!(left.own.is_some_and(|own| (own - 1.0).abs() < 1e-5) && left.luminance == 0.0);
    let words = found.conclusion();
    for expected in ["40 pictures of the recording itself", "without their trials", "on for 200 ms"]
    {
        assert!(words.contains(expected), "{expected}: {words}");
    }
    let text = serde_json::to_string(&found).expect("plain data");
    let read: NaturalImages = serde_json::from_str(&text).expect("plain data");
    assert_eq!(read.own, found.own);
}

#[test]
fn trials_tell_the_ceiling_and_how_much_of_it_is_reached() {
    let rates = predicted();
    let draw = |num_trials: usize| -> Vec<PictureAnswers> {
        (0..).zip(&rates).map(|(number, rates)| drawn(rates, num_trials, number)).collect()
    };
    let answers = draw(30);
    let found_30 = found(&answers);
    for (cell, answers) in answers.iter().enumerate() {
        let PictureAnswers::Trials(counts) = answers else { panic!("they are") };
        let own = reliability(counts, &rates[cell]);
        let one_filter = reliability(counts, &found_30.kept.linear_nonlinear[cell]);
        let expected = TrialScores {
            ceiling: own.ceiling,
            own: own.normalized,
            linear_nonlinear: one_filter.normalized,
        };
        let Scores { own: known, trials, .. } = found_30.kept.scores[cell].clone();
        assert_eq!(trials, Some(expected));
        assert!((known.expect("answers") - own.correlation).abs() < 1e-6);
        assert!(own.normalized.is_some_and(|norm| (norm - 1.0).abs() < 0.15), "{own:?}");
        assert!(found_30.removed.scores[cell].trials.is_none());
    }
    assert!(found_30.conclusion().contains("By 30 trials"), "{}", found_30.conclusion());
    // Pictures count as answered by what was counted, not by what is predicted.
    let one = found(&draw(1));
    assert!(one.kept.scores.iter().all(|scores| scores.trials.is_none()));
    assert!(one.conclusion().contains("one trial can't tell"), "{}", one.conclusion());
    let none = found(&silent());
    assert!(none.examples.num_answering.iter().all(|num| *num == 0));
    let all = found(&vec![PictureAnswers::Means(vec![3.0; NUM]); NUM_CELLS]);
    assert!(all.examples.num_answering.iter().all(|num| *num as usize == NUM_CELLS));
    for constant in [&none, &all] {
        let scores = constant.kept.scores.iter().chain(&constant.removed.scores);
        let is_finite = |one: &Scores| {
            [one.own.unwrap_or(0.0), one.linear_nonlinear, one.luminance, one.rate_factor]
                .iter()
                .all(|value| value.is_finite())
        };
        assert!(scores.clone().all(is_finite), "{:?}", constant.kept.scores);
    }
    let same = vec![PictureAnswers::Trials(vec![2; 5 * NUM]); NUM_CELLS];
    assert!(found(&same).conclusion().contains("have nothing in common"));
}

#[test]
fn a_network_sees_its_part_of_a_picture_and_nothing_else() {
    let answers: Vec<_> = (0..).zip(&predicted()).map(|(n, rates)| drawn(rates, 4, n)).collect();
    let whole = found(&answers);
    for place in [((20, 18), (4, 2)), ((16, 30), (0, 14)), ((17, 17), (1, 0))] {
        let part = found_at(place, &answers, Some(200.0));
        assert_eq!(part.kept, whole.kept, "{place:?}");
        assert_eq!(part.removed, whole.removed, "{place:?}");
        let own = part.own.expect("pictures");
        assert_eq!((own.field, own.corners), (place.0, vec![place.1; NUM_CELLS]));
        let offered = part.examples.offered.len();
        assert!(own.offered.len() == offered && own.offered[0].len() == place.0.0 * place.0.1);
    }
    // Luminance alone explains answers that are luminance.
    let lights = whole.kept.luminance.clone();
    let bright = |light: &Vec<f32>| PictureAnswers::Means(light.iter().map(|l| 4.0 + l).collect());
    let by_light = found(&lights.iter().map(bright).collect::<Vec<_>>());
    for (kept, left) in by_light.kept.scores.iter().zip(&by_light.removed.scores) {
        assert!((kept.luminance - 1.0).abs() < 1e-6, "{kept:?}");
        assert!(left.own.is_some_and(|own| own.abs() < 0.05), "{left:?}");
    }
}

#[test]
fn flashes_last_as_long_as_the_recording_says() {
    let timing = |flash_ms| {
        let timing = FlashTiming::new(FrameRate::of_recording(Some(30.0)), flash_ms);
        (timing.num_on, timing.num_frames)
    };
    assert_eq!(timing(None), (6, 30));
    assert_eq!(timing(Some(500.0)), (15, 30));
    assert_eq!(timing(Some(2_000.0)), (60, 60));
    assert_eq!(timing(Some(1.0)).0, 1);
    assert_eq!(timing(Some(60_000.0)), (1_000, 1_000));
    let brief = found_at(WHOLE, &silent(), None);
    assert!(brief.conclusion().contains("taken to be 200 ms, as in the paper"));
    let long = found_at(WHOLE, &silent(), Some(600.0));
    assert_ne!(brief.kept.predictions, long.kept.predictions);
}

#[test]
fn what_is_no_test_of_a_cell_is_none() {
    let whole = |answers: Vec<PictureAnswers>| {
        let shown = ShownPictures { gray: gray(WHOLE), answers, flash_ms: None };
        PictureTest::new(&shown, 0, WHOLE)
    };
    assert!(whole(vec![]).is_none());
    assert!(whole(vec![PictureAnswers::Means(vec![1.0; NUM - 1])]).is_none());
    assert!(whole(vec![PictureAnswers::Trials(vec![1; 3 * NUM + 1])]).is_none());
    assert!(whole(vec![PictureAnswers::Trials(Vec::new())]).is_none());
    let test = whole(vec![PictureAnswers::Trials((0..2 * NUM as u16).collect())]).expect("two");
    let means = test.answers.means(NUM);
    assert_eq!((means[0], means[7], test.answers.num_trials(NUM)), (20.0, 27.0, Some(2)));
    let subjects = unknown_subjects_with(2, &|number| (number == 1).then(|| test.clone()));
    let found = NaturalImages::of_recording(Setting::default(), &subjects);
    assert!(found.is_none(), "a cell without answers");
}

#[test]
fn pictures_are_packed_behind_a_recording_that_others_can_still_read() {
    let mut frames = StimulusFrames::empty(Noise::Binary, 6);
    (0..50).for_each(|at| frames.push(&[if at % 3 == 0 { 1.0 } else { -1.0 }; 6]));
    let cell = CellCounts { name: "cell".to_owned(), counts: vec![1; 50] };
    let plain = Recording::new(frames, (2, 3), vec![cell]);
    let with = |answers, flash_ms| {
        let gray = vec![7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6];
        let pictures = Some(ShownPictures { gray, answers: vec![answers], flash_ms });
        Recording { pictures, ..plain.clone() }
    };
    let trials = with(PictureAnswers::Trials(vec![0, 1, 2, 300]), Some(200.0));
    let means = with(PictureAnswers::Means(vec![0.5, 1.5]), None);
    let written = |recording: &Recording| recording.write(Vec::new()).expect("memory takes all");
    let old = written(&plain);
    for recording in [&trials, &means] {
        let bytes = written(recording);
        assert_eq!(bytes.len(), recording.num_bytes());
        assert_eq!(Recording::read(&bytes[..]).as_ref(), Ok(recording));
        assert_eq!(bytes[..old.len()], *old, "the form of old builds");
        for end in (0..bytes.len()).filter(|end| *end != old.len()) {
            assert!(Recording::read(&bytes[..end]).is_err(), "cut at {end}");
        }
    }
    assert_eq!(Recording::read(&old[..]), Ok(plain.clone()));
    let names = [&plain, &trials, &means].map(Recording::name);
    assert!(names[0] != names[1] && names[1] != names[2] && names[0] != names[2], "{names:?}");
    let slower = with(PictureAnswers::Trials(vec![0, 1, 2, 300]), Some(300.0));
    assert_ne!(slower.name(), names[1]);
}
