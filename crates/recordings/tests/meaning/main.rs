//! What arrays mean, and the evidence that they belong together, on recordings that the project's own cells make.

#![expect(clippy::print_stdout, reason = "how many are right is worth reading")]

mod faults;
mod files;
mod frozen;
mod pictures;
mod roles;
mod seed_session;
mod seeds;
mod simulated;
mod sums;
