#![expect(clippy::float_cmp, reason = "frames come back bit for bit")]

use std::sync::Arc;

use ganglion_core::{
    config::{Draft, Layout, Noise, Placement, TemporalSource},
    dataset::{DatasetBuilder, RawFrames, Rows},
    statistics::cosine,
    stimulus::StimulusFrames,
};

use crate::fixtures::{build, small};
use crate::frames::floats;

#[test]
fn the_spike_triggered_average_finds_temporal_filter_and_receptive_field() {
    let dataset = build(&Draft { frames: 30_000, ..Draft::default() }).expect("spikes");
    let temporal = cosine(
        &dataset.receptive_field.temporal,
        dataset.cell.as_ref().expect("simulated").temporal(),
    );
    assert!(temporal > 0.995, "temporal {temporal}");
    let sum: Vec<f32> = dataset
        .cell
        .as_ref()
        .expect("simulated")
        .subunit_filters()
        .iter()
        .fold(vec![0.0; 64], |sum, subunit| sum.iter().zip(subunit).map(|(a, b)| a + b).collect());
    let spatial = cosine(&dataset.receptive_field.spatial, &sum);
    assert!(spatial > 0.98, "spatial {spatial}");
}

#[test]
fn splits_have_the_sizes_asked_for_and_differ() {
    let dataset = build(&small()).expect("spikes");
    let sizes = [&dataset.training, &dataset.validation, &dataset.test].map(|s| s.num_frames());
    assert_eq!(sizes, [3_000, 300, 1_000]);
    assert_ne!(floats(&dataset.training)[..64], floats(&dataset.test)[..64]);
}

#[test]
fn the_test_frames_do_not_depend_on_the_number_of_training_frames() {
    let known = |frames| Draft { frames, input: TemporalSource::Known, ..small() };
    let [few, many] = [3_000, 5_000].map(|frames| build(&known(frames)).expect("spikes"));
    assert_eq!(floats(&few.test), floats(&many.test));
    assert_eq!(few.test.counts, many.test.counts);
}

#[test]
fn the_first_training_frames_do_not_depend_on_their_number() {
    let known = |frames| Draft { frames, input: TemporalSource::Known, ..small() };
    let [few, many] = [3_000, 5_000].map(|frames| build(&known(frames)).expect("spikes"));
    let [few, many] = [few, many].map(|dataset| floats(&dataset.training));
    assert_eq!(few[..], many[..few.len()]);
}

#[test]
fn a_silent_cell_is_a_message_not_a_panic() {
    // One checker of an 8x8 field, and so high a threshold that gaussian noise never reaches it.
    let draft = Draft {
        layout: Layout::Custom,
        subunits: vec![Placement { row: 0, column: 0, height: 1, width: 1 }],
        rate: 0.002,
        frames: 1_000,
        batch: 100,
        ..small()
    };
    let result = (1..30).map(|seed| build(&Draft { seed, ..draft.clone() })).find_map(Result::err);
    let err = result.expect("one of thirty short recordings has no spike");
    assert!(err.to_string().contains("Raise the spike rate"), "{err}");
}

#[test]
fn the_ceiling_of_a_deterministic_cell_is_one() {
    let dataset = build(&small()).expect("spikes");
    assert!((dataset.test.ceiling() - 1.0).abs() < 1e-9);
}

#[test]
fn every_field_from_4x4_to_24x24_can_be_recorded() {
    for (rows, columns) in [(4, 4), (4, 24), (9, 13), (24, 24)] {
        let draft = Draft { rows, columns, filter_side: 4, frames: 1_000, ..small() };
        let dataset = build(&draft).expect("spikes");
        let frames = floats(&dataset.training);
        assert_eq!(frames.len(), 1_000 * (rows * columns) as usize);
        assert!(frames.iter().all(|value| value.is_finite()));
    }
}

#[test]
fn a_data_set_is_made_in_short_slices_from_the_setting_of_the_rate_on() {
    for draft in [small(), crate::fixtures::recorded()] {
        let mut builder = DatasetBuilder::new(draft.check().expect("valid").data_source());
        assert_eq!(builder.num_frames_done(), 0, "nothing is shown before the first slice");
        // Whoever makes it reports between two slices, so none may take long.
        loop {
            let before = builder.num_frames_done();
            let has_more = builder.advance().expect("spikes");
            let shown = builder.num_frames_done() - before;
            assert!(shown <= 1_000, "{shown} frames in one slice");
            if !has_more {
                break;
            }
        }
        assert!(builder.num_frames_done() > 40_000, "the setting of the rate is counted");
    }
}

#[test]
fn raw_frames_come_back_with_their_history() {
    for (noise, ending) in [(Noise::Binary, 1.0), (Noise::Gaussian, 0.5)] {
        let mut all = StimulusFrames::empty(noise, 100);
        let shown = |number: usize, checker: usize| {
            if (number + checker).is_multiple_of(3) { ending } else { -1.0 }
        };
        for number in 0..30 {
            all.push(&(0..100).map(|checker| shown(number, checker)).collect::<Vec<_>>());
        }
        let mut frame = vec![0.0; 100];
        let listed = RawFrames::new(Arc::new(all.clone()), Rows::Listed([29, 19, 24].into()));
        let raw = RawFrames::all(all);
        // Row 0 stands behind 19 frames of history.
        for (row, lag, number) in [(0, 0, 19), (0, 19, 0), (10, 3, 26)] {
            raw.read(row, lag, &mut frame);
            assert!((0..100).all(|checker| frame[checker] == shown(number, checker)));
        }
        for (row, lag, number) in [(0, 0, 29), (0, 19, 10), (1, 19, 0), (2, 3, 21)] {
            listed.read(row, lag, &mut frame);
            assert!((0..100).all(|checker| frame[checker] == shown(number, checker)));
        }
    }
}
