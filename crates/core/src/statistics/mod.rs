//! Numbers about numbers: correlation, decomposition, autocorrelation in space, assignment.
//!
//! In: plain slices. Out: plain numbers. Knows nothing of cells and networks; everything is summed
//! in `f64` in a fixed order, so it is the same on every machine.

mod assignment;
mod cophenetic;
mod correlation;
mod courses;
mod eigen;
mod ellipse;
mod fourier;
mod iteration;
mod mean;
mod morans_i;
mod rank_one;
mod reliability;
mod second_moment;
mod sort;

pub use assignment::assign;
pub use cophenetic::cophenetic_correlation;
pub use correlation::{correlation, cosine, norm};
pub use courses::temporal_courses;
pub use eigen::{Eigen, eigen, eigenvalues};
pub use ellipse::{Ellipse, fit_ellipse};
pub use fourier::{fourier, power_slope, radial_power};
pub use mean::mean;
pub use morans_i::morans_i;
pub use rank_one::{RankOne, rank_one};
pub use reliability::{Reliability, mean_response, reliability, spearman_brown, split_half};
pub use second_moment::SecondMoment;
pub use sort::sort_few;
