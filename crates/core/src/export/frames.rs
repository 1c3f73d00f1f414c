//! Test frames as a file, so that other programs can run a network on them.

use std::collections::BTreeMap;

use crate::{
    config::NUM_LAGS,
    dataset::{Dataset, RawFrames},
    export::npz::{self, Array},
};

/// The test frames of a data set with what came before them and the spikes, as npz.
///
/// # Shapes
/// - `frames`: `[num_frames, rows, columns]`, contrast as it was shown: whole numbers if the noise is two-valued, else `f32`
/// - `rows`: `[num_test]`, where each test frame stands among these; the 19 frames before it are its history
/// - `counts`: `[num_test]`, spikes at it, summed over the repeats
///
/// # Panics
/// If the data set keeps no raw frames.
pub fn frames_npz(dataset: &Dataset, (rows, columns): (usize, usize), link: &str) -> Vec<u8> {
    let raw = dataset.test.raw.as_ref().expect("raw frames are kept");
    let (frames, places) = windows(raw, dataset.test.num_frames());
    let is_two_valued = frames.iter().all(|contrast| contrast.abs().to_bits() == 1.0_f32.to_bits());
    let num_frames = frames.len() / (rows * columns);
    let (kind, bytes) = if is_two_valued {
        ("|i1", frames.iter().map(|contrast| *contrast as i8 as u8).collect())
    } else {
        ("<f4", frames.iter().flat_map(|contrast| contrast.to_le_bytes()).collect())
    };
    let counts = dataset.test.counts.iter().flat_map(|count| count.to_le_bytes()).collect();
    let metadata = BTreeMap::from([
        ("ganglion", env!("CARGO_PKG_VERSION").to_owned()),
        ("link", link.to_owned()),
    ]);
    let num_rows = places.len();
    let places = places.iter().flat_map(|place| place.to_le_bytes()).collect();
    let arrays = [
        Array { name: "frames", kind, shape: vec![num_frames, rows, columns], bytes },
        Array { name: "rows", kind: "<u4", shape: vec![num_rows], bytes: places },
        Array { name: "counts", kind: "<u2", shape: vec![num_rows], bytes: counts },
    ];
    npz::write_arrays(&arrays, &metadata)
}

/// Frames of some rows with their history, one after the other, and where each row stands among them.
fn windows(raw: &RawFrames, num_rows: usize) -> (Vec<f32>, Vec<u32>) {
    let num_checkers = raw.store().num_checkers();
    let mut frame = vec![0.0; num_checkers];
    let (mut frames, mut places) = (Vec::new(), Vec::new());
    let mut last: Option<usize> = None;
    for row in 0..num_rows {
        let at = raw.frame(row);
        // Behind a gap the history is another one.
        let history = if last.is_some_and(|last| last + 1 == at) { 0 } else { NUM_LAGS - 1 };
        for lag in (0..=history).rev() {
            raw.read(row, lag, &mut frame);
            frames.extend_from_slice(&frame);
        }
        places.push((frames.len() / num_checkers - 1) as u32);
        last = Some(at);
    }
    (frames, places)
}
