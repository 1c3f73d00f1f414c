//! A cell and its network before pictures that move, frame by frame.

use std::collections::VecDeque;

use crate::{
    cell::{Course, PictureCell},
    config::NUM_LAGS,
    experiment::natural::Subject,
};

/// What a cell and its network see of the last frames.
///
/// Each frame is projected on the cell's subunits once, and only the projections are kept; the network
/// sees the frames through the temporal filter that it was trained behind. Before the first frame
/// everything was gray.
#[derive(Clone, Debug)]
pub struct Moving {
    subject: Subject,
    /// With one moment for each lag; none where nobody knows the cell.
    cell: Option<PictureCell>,
    /// Of the last frames, newest first.
    projections: VecDeque<Vec<f32>>,
    patches: VecDeque<Vec<f32>>,
}

impl Moving {
    /// Before the first frame.
    pub fn new(subject: &Subject) -> Self {
        let courses: [Course; NUM_LAGS] = core::array::from_fn(|seen| {
            core::array::from_fn(|lag| f32::from(u8::from(lag == seen)))
        });
        Self {
            cell: subject.cell().map(|cell| PictureCell::new(cell, &courses)),
            subject: subject.clone(),
            projections: VecDeque::with_capacity(NUM_LAGS),
            patches: VecDeque::with_capacity(NUM_LAGS),
        }
    }

    /// Shows the next frame; returns the spikes expected in it of what stands beside the network, and of the network.
    ///
    /// # Shapes
    /// - `patch`: `[rows * columns]`, contrast of the checkers of the field
    ///
    /// # Panics
    /// If the patch has fewer checkers than the field.
    pub fn push(&mut self, patch: &[f32]) -> (f32, f32) {
        if let Some(cell) = &self.cell {
            remember(&mut self.projections, cell.projections(patch));
        }
        remember(&mut self.patches, patch.to_vec());
        let mut filtered = vec![0.0; patch.len()];
        for (weight, patch) in self.subject.input_filter().iter().zip(&self.patches) {
            for (sum, contrast) in filtered.iter_mut().zip(patch) {
                *sum += weight * contrast;
            }
        }
        let beside = if let Some(cell) = &self.cell {
            cell.rate(cell.drive_of_all(&self.projections))
        } else {
            let baseline = self.subject.baseline();
            baseline.count(baseline.generators_of_pictures(&filtered)[0])
        };
        (beside, self.subject.predict(&[1.0], &filtered)[0])
    }
}

fn remember(frames: &mut VecDeque<Vec<f32>>, newest: Vec<f32>) {
    frames.truncate(NUM_LAGS - 1);
    frames.push_front(newest);
}
