//! What arrays mean, and the evidence that they belong together, on recordings that the project's own cells make.

mod faults;
mod simulated;
mod sums;
