//! What the filters of a network mean.
//!
//! In: parameters, and the hidden cell where truth is asked for. Out: numbers and images for people.
//! Pure statistics stand in `statistics`; drawing is left to `ganglion_figures`.

mod consensus;
mod ensemble;
mod feature;
mod filters;
mod guess;
mod linear_nonlinear;
mod matrix;
mod pruning;
mod recovery;
mod spacetime;
mod stc;
mod stnmf;

pub use consensus::{
    Consensus, ConsensusBuilder, ConsensusSettings, ModuleCount, SparsityConsensus,
    consensus_frames,
};
pub use ensemble::{Ensemble, EnsembleBuilder};
pub use feature::{ReceptiveFieldBuilder, features, receptive_field};
pub use filters::{FilterFacts, LARGE, STRUCTURED, filter_facts, num_effective};
pub use guess::{FOUND_OVERLAP, Guess};
pub use linear_nonlinear::{LinearNonlinear, LinearNonlinearBuilder};
pub use pruning::{Pruning, contributions, masked, pruning};
pub use recovery::{FOUND, Recovery, recovery, recovery_by_images};
pub use spacetime::{film, images, images_in_field, separated, separated_in_field};
pub use stc::{NUM_SHIFTS, SignificantAxis, Stc, StcBuilder};
pub use stnmf::{Modules, Stnmf, StnmfSettings, Update};
