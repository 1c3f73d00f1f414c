//! Recordings as bytes, and the memory that their frames take.

use std::sync::Arc;

use ganglion_core::{
    config::{CellSource, Draft, NUM_LAGS, Noise, Section},
    dataset::{Dataset, DatasetBuilder},
    recording::{CellCounts, Recording},
    rng::{Random, Stream},
    stimulus::StimulusFrames,
};

use crate::frames::floats;

/// A recording of noise.
fn recording((rows, columns): (usize, usize), num_frames: usize, noise: Noise) -> Recording {
    let mut random = Random::new(7, Stream::Live, 0);
    let mut frames = StimulusFrames::empty(noise, rows * columns);
    let mut frame = vec![0.0; rows * columns];
    for _ in 0..num_frames {
        frame.fill_with(|| random.normal());
        frames.push(&frame);
    }
    let cells = ["first", "second"].map(|name| CellCounts {
        name: name.to_owned(),
        counts: (0..num_frames).map(|_| random.poisson(0.3)).collect(),
    });
    let mut recording = Recording::new(frames, (rows, columns), cells.to_vec());
    recording.refresh_hz = Some(30.0);
    recording
}

#[test]
fn what_is_written_is_read_and_what_is_cut_off_is_refused() {
    for noise in [Noise::Binary, Noise::Gaussian] {
        for field in [(1, 1), (3, 5), (8, 8), (5, 13)] {
            let recording = recording(field, 50, noise);
            let bytes = recording.write(Vec::new()).expect("memory takes all");
            assert_eq!(bytes.len(), recording.num_bytes());
            assert_eq!(Recording::read(&bytes[..]).as_ref(), Ok(&recording), "{field:?}");
            for end in (0..bytes.len()).step_by(7) {
                assert!(Recording::read(&bytes[..end]).is_err(), "{field:?}, cut at {end}");
            }
        }
    }
}

#[test]
fn long_texts_of_choices_are_read_again() {
    let mut recording = recording((1, 1), 30, Noise::Binary);
    for len in [0, 1 << 10, 1 << 16, 500_000] {
        recording.provenance.choices.push("a".repeat(len));
        let bytes = recording.write(Vec::new()).expect("memory takes all");
        assert_eq!(Recording::read(&bytes[..]).as_ref(), Ok(&recording), "{len}");
    }
}

#[test]
fn a_length_that_is_wrong_is_refused_before_memory_is_taken() {
    let recording = recording((8, 8), 40, Noise::Binary);
    let bytes = recording.write(Vec::new()).expect("memory takes all");
    // Number of frames, of checkers, kind of store; then the number of words.
    let place = 3;
    let num_words = 40 + 4;
    assert_eq!(bytes[..=place], [40, 64, 0, num_words]);
    let mut wrong = bytes[..place].to_vec();
    wrong.extend([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    wrong.extend(&bytes[place + 1..]);
    assert!(Recording::read(&wrong[..]).is_err());
}

/// Data of a cell of a recording.
fn build(recording: &Arc<Recording>, frames: u32) -> Dataset {
    let (rows, columns) = (recording.field.0 as u32, recording.field.1 as u32);
    let draft = Draft {
        frames,
        rows,
        columns,
        test_frames: 1_000,
        recording: recording.name(),
        ..Draft::of(Section::Recorded, CellSource::File)
    };
    let config = draft.check().expect("it is sound");
    let mut builder = DatasetBuilder::with_recording(config.data_source(), Some(recording));
    while builder.advance().expect("all is there") {}
    builder.finish()
}

#[test]
fn beside_packed_frames_nothing_is_kept_as_floats() {
    let recording = Arc::new(recording((24, 24), 40_000, Noise::Binary));
    let [large, small] = [31_000, 3_000].map(|frames| build(&recording, frames));
    for split in [&large.training, &large.validation, &large.test] {
        assert!(split.frames.is_packed());
    }
    assert!(!small.validation.frames.is_packed() && !small.test.frames.is_packed());
    // What reports are the last frames, by the definition of the filter.
    for dataset in [&large, &small] {
        let (seen, mut frame) = (floats(&dataset.test), vec![0.0; 576]);
        for row in [0, 1, 499, 999] {
            let mut sum = vec![0.0_f64; 576];
            for lag in 0..NUM_LAGS {
                recording.frames.read(39_000 + row - lag, &mut frame);
                let weight = f64::from(dataset.input_filter[lag]);
                sum.iter_mut().zip(&frame).for_each(|(sum, now)| *sum += weight * f64::from(*now));
            }
            let near = |(seen, sum): (&f32, &f64)| (f64::from(*seen) - sum).abs() < 1e-5;
            assert!(seen[row * 576..][..576].iter().zip(&sum).all(near), "row {row}");
        }
    }
}
