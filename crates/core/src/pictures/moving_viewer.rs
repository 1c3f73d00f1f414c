//! Who looks at what moves: a cell with its network, and what both have seen of the last frames.

use std::sync::Arc;

use crate::experiment::natural::{Moving, Subject};

/// A cell and its network before pictures that move. Whoever takes their place has seen nothing yet.
#[derive(Clone, Debug, Default)]
pub struct MovingViewer(Option<(Arc<Subject>, Moving)>);

impl MovingViewer {
    /// Shows a picture for so many frames; returns the spikes expected in each of them of what stands beside the network, and of
    /// the network.
    ///
    /// # Shapes
    /// - `patch`: `[rows * columns]`, contrast of the checkers of the field
    ///
    /// # Panics
    /// If the patch has fewer checkers than the field.
    pub fn push(&mut self, who: &Arc<Subject>, patch: &[f32], frames: usize) -> Vec<(f32, f32)> {
        // The same place in the list may be that of another cell by now.
        let known = self.0.take().filter(|(known, _)| Arc::ptr_eq(known, who));
        let (_, moving) =
            self.0.insert(known.unwrap_or_else(|| (Arc::clone(who), Moving::new(who))));
        (0..frames).map(|_| moving.push(patch)).collect()
    }
}
