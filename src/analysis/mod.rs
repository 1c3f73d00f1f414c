//! What the filters of a network mean.
//!
//! In: parameters, and the hidden cell where truth is asked for. Out: numbers and images for people.
//! Pure statistics stand in `statistics`; drawing is left to `figure`.

mod feature;
mod filters;
mod recovery;
mod spacetime;

pub use feature::{features, receptive_field};
pub use filters::{FilterFacts, LARGE, STRUCTURED, filter_facts, num_effective};
pub use recovery::{FOUND, Recovery, recovery};
pub use spacetime::{film, images, images_in_field, separated, separated_in_field};
