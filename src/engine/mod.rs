//! Engines.
#[cfg(feature = "burn")]
pub mod burn;
