//! Native tests.
#[cfg(feature = "burn")]
mod engine_burn;

