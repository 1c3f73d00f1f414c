//! Frames that are filtered whenever they are read, beside frames that are filtered once.

use std::sync::Arc;

use ganglion_core::{
    cell::{FilteredNoise, TemporalFilter},
    config::{Draft, NUM_LAGS, Noise, NoiseKind, TemporalSource, Version},
    dataset::{Dataset, EvenSpread, Frames, RawFrames, Rows, Split},
    network::{Input, Shape, generators_of},
    rng::Stream,
    stimulus::{StimulusFrames, WhiteNoise},
};

use crate::{
    fixtures::{build, small},
    network::random_parameters,
};

/// All frames of a split, `[num_frames, checkers]`.
pub(crate) fn floats(split: &Split) -> Vec<f32> {
    let mut buffer = Vec::new();
    split.frames.block(0..split.num_frames(), &mut buffer).to_vec()
}

const NUM_SHOWN: usize = 130;

/// A filter with weights of all sizes, and some that are zero.
fn kernel() -> TemporalFilter {
    core::array::from_fn(|lag| match lag {
        0 | 7 => 0.0,
        lag => (lag as f32).sin() * 0.7_f32.powi(lag as i32),
    })
}

/// Noise with the history of its first frame, and what comes out of the filter, `[NUM_SHOWN][num_checkers]`.
fn noise(noise: Noise, num_checkers: usize) -> (StimulusFrames, Vec<Vec<f32>>) {
    let mut movie =
        FilteredNoise::new(WhiteNoise::new(5, Stream::TrainingStimulus, noise), num_checkers);
    movie.draw(NUM_SHOWN);
    let mut shown = StimulusFrames::empty(noise, num_checkers);
    (1..NUM_LAGS).rev().for_each(|lag| shown.push(movie.raw(0, lag)));
    (0..NUM_SHOWN).for_each(|at| shown.push(movie.raw(at, 0)));
    let filtered = |at| {
        let mut frame = vec![0.0; num_checkers];
        movie.filter(at, &kernel(), &mut frame);
        frame
    };
    (shown, (0..NUM_SHOWN).map(filtered).collect())
}

fn bits(frames: &[f32]) -> Vec<u32> {
    frames.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn frames_that_are_filtered_as_bits_have_the_bits_of_the_sum() {
    for noise_kind in [Noise::Binary, Noise::Gaussian] {
        for num_checkers in [1, 16, 31, 63, 64, 65, 96, 100, 128, 256, 301, 576] {
            let (shown, filtered) = noise(noise_kind, num_checkers);
            let frames = Frames::packed(RawFrames::all(shown), &kernel());
            assert_eq!(frames.num_checkers(), num_checkers);
            let (all, mut buffer) = (filtered.concat(), vec![7.0; 9]);
            for rows in [0..1, 0..NUM_SHOWN, 5..9, NUM_SHOWN - 1..NUM_SHOWN, 3..3] {
                let found = frames.block(rows.clone(), &mut buffer);
                let expected = &all[rows.start * num_checkers..rows.end * num_checkers];
                assert!(bits(found) == bits(expected), "{num_checkers} checkers, {rows:?}");
            }
        }
    }
}

#[test]
fn rows_are_those_frames_that_they_say() {
    let (shown, filtered) = noise(Noise::Binary, 100);
    let shown = Arc::new(shown);
    let spread = EvenSpread::new(NUM_SHOWN, 37);
    let listed: Vec<u32> = vec![NUM_SHOWN as u32 + 18, 19, 60, 60, 20];
    let of_listed = listed.iter().map(|frame| *frame as usize - (NUM_LAGS - 1)).collect();
    for (rows, expected) in [
        (Rows::Spread(spread), (0..37).map(|row| spread.frame(row)).collect()),
        (Rows::Listed(listed.into()), of_listed),
    ] {
        let expected: Vec<usize> = expected;
        let frames = Frames::packed(RawFrames::new(Arc::clone(&shown), rows), &kernel());
        let mut buffer = Vec::new();
        for (row, at) in expected.into_iter().enumerate() {
            assert_eq!(bits(frames.block(row..row + 1, &mut buffer)), bits(&filtered[at]));
        }
    }
}

#[test]
fn a_network_sees_the_same_in_frames_that_are_kept_or_not() {
    let (shown, filtered) = noise(Noise::Binary, 100);
    let packed = Frames::packed(RawFrames::all(shown), &kernel());
    let floats = filtered.concat();
    let kept = Frames::kept(100, floats.clone());
    let shape = Shape {
        rows: 10,
        columns: 10,
        channels: 1,
        side: 5,
        num_filters: 3,
        layers: 1,
        padded: false,
        parametric: false,
    };
    let parameters = random_parameters(shape);
    let of = |input| bits(&generators_of(&parameters, input, 0..NUM_SHOWN));
    let expected = of(Input::Pictures(&floats));
    assert_eq!(of(Input::Filtered(&kept)), expected);
    assert_eq!(of(Input::Filtered(&packed)), expected);
}

/// A data set that stays packed, and one that is kept and shows the same frames.
fn packed_and_kept(change: impl Fn(&mut Draft)) -> [Dataset; 2] {
    [280_000, 2_000].map(|frames| {
        let mut draft = Draft { frames, input: TemporalSource::Known, ..small() };
        change(&mut draft);
        build(&draft).expect("spikes")
    })
}

#[test]
fn large_data_sets_show_what_small_ones_show() {
    type Change = fn(&mut Draft);
    let changes: [Change; 4] = [
        |_| (),
        |draft| draft.version = Version::Second,
        |draft| (draft.noise_kind, draft.noise_share) = (NoiseKind::Images, 0.4),
        |draft| (draft.noise_kind, draft.noise_share) = (NoiseKind::Checkers, 0.4),
    ];
    for change in changes {
        let [packed, kept] = packed_and_kept(change);
        assert!(packed.training.frames.is_packed() && !kept.training.frames.is_packed());
        let mut buffer = Vec::new();
        let found = packed.training.frames.block(0..2_000, &mut buffer);
        assert_eq!(bits(found), bits(&floats(&kept.training)));
        assert_eq!(packed.training.counts[..2_000], kept.training.counts);
        assert_eq!(bits(&floats(&packed.test)), bits(&floats(&kept.test)));
        assert_eq!(packed.training.raw.is_some(), kept.training.raw.is_some());
        let last = packed.training.frames.block(279_999..280_000, &mut buffer);
        assert!(last.iter().all(|value| value.is_finite()));
    }
}
