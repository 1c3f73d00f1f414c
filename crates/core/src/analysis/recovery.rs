//! How well filters match the hidden subunits.

use crate::{
    analysis::images_in_field,
    network::Parameters,
    statistics::{assign, cosine},
};

/// Similarity from which a subunit counts as found.
pub const FOUND: f64 = 0.9;

/// Filters compared with the hidden subunits, in the whole field.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// Absolute cosine, `[subunit][filter]`.
    pub similarities: Vec<Vec<f64>>,
    /// The filter matched to each subunit, at most one filter each.
    pub matching: Vec<Option<usize>>,
    /// Similarity of the subunit that is recovered worst.
    pub worst: f64,
    /// Mean similarity over subunits.
    pub mean: f64,
}

impl Recovery {
    /// Similarity of a subunit with its matched filter; where there are fewer filters than subunits,
    /// one without a filter of its own shares the filter most similar to it.
    pub fn of_subunit(&self, subunit: usize) -> f64 {
        let similarities = &self.similarities[subunit];
        self.matching[subunit].map_or_else(
            || similarities.iter().copied().fold(0.0, f64::max),
            |filter| similarities[filter],
        )
    }

    /// The subunit that a filter is matched to.
    pub fn subunit_of(&self, filter: usize) -> Option<usize> {
        self.matching.iter().position(|matched| *matched == Some(filter))
    }

    /// Whether a subunit has a filter of its own that shows it.
    pub fn is_found(&self, subunit: usize) -> bool {
        self.matching[subunit].is_some() && self.of_subunit(subunit) > FOUND
    }

    /// Number of subunits found.
    pub fn num_found(&self) -> usize {
        (0..self.matching.len()).filter(|&subunit| self.is_found(subunit)).count()
    }
}

/// Matches filters to subunits (Hungarian algorithm on the absolute cosine).
///
/// # Shapes
/// - `subunits`: `[num_subunits][rows * columns]`, the true filters
pub fn recovery(subunits: &[Vec<f32>], parameters: &Parameters) -> Recovery {
    recovery_by_images(subunits, &images_in_field(parameters))
}

/// The same for any images of the whole field, of whatever method; none recovers nothing.
///
/// # Shapes
/// - `subunits`: `[num_subunits][rows * columns]`, the true filters
/// - `images`: `[num_images][rows * columns]`
pub fn recovery_by_images(subunits: &[Vec<f32>], images: &[Vec<f32>]) -> Recovery {
    let similarities: Vec<Vec<_>> = subunits
        .iter()
        .map(|subunit| images.iter().map(|image| cosine(subunit, image).abs()).collect())
        .collect();
    let mut recovery =
        Recovery { matching: assign(&similarities), similarities, worst: 0.0, mean: 0.0 };
    let matched: Vec<_> = (0..subunits.len()).map(|subunit| recovery.of_subunit(subunit)).collect();
    recovery.worst = matched.iter().copied().fold(1.0, f64::min);
    recovery.mean = matched.iter().sum::<f64>() / matched.len() as f64;
    recovery
}
