//! The frames on which networks of a real cell are tested, kept apart from the recording.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    cell::TemporalFilter,
    config::{NUM_LAGS, Version},
    dataset::{Frames, RawFrames, Rows, Split},
    stimulus::StimulusFrames,
};

/// Test frames with their history, and nothing else of a recording.
///
/// Whoever shows a network to other cells needs them, and has no recording: the page's figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestMovie {
    frames: Arc<StimulusFrames>,
    /// `[num_rows]`, the frame of each row.
    rows: Arc<[u32]>,
}

impl TestMovie {
    /// Some rows of a recording, ascending.
    pub(super) fn new(all: &StimulusFrames, rows: &[u32]) -> Self {
        let mut frames = StimulusFrames::like(all);
        let (mut own, mut contrasts) =
            (Vec::with_capacity(rows.len()), vec![0.0; all.num_checkers()]);
        let mut last: Option<u32> = None;
        for row in rows {
            // Behind a gap the history is another one.
            let is_next = last.is_some_and(|last| last + 1 == *row);
            let history = if is_next { 0 } else { NUM_LAGS as u32 - 1 };
            for frame in row - history..=*row {
                all.read(frame as usize, &mut contrasts);
                frames.push(&contrasts);
            }
            own.push(frames.num_frames() as u32 - 1);
            last = Some(*row);
        }
        Self { frames: Arc::new(frames), rows: own.into() }
    }

    /// The frames as networks see them through a temporal filter, and raw for those of Version II. Without spikes.
    pub(crate) fn split(&self, kernel: &TemporalFilter, version: Version) -> Split {
        let raw = RawFrames::new(Arc::clone(&self.frames), Rows::Listed(Arc::clone(&self.rows)));
        let counts = vec![0; self.rows.len()];
        let kept = (version == Version::Second).then(|| raw.clone());
        let frames = Frames::seen_through((raw, counts.len()), kernel, (None, None));
        Split { frames, counts, rates: Vec::new(), raw: kept }
    }
}
