//! Burn prototype.
pub mod model;
pub mod step;
