//! Native tests, one file for each module of the crate.

#[cfg(feature = "burn")]
mod engine_burn;
