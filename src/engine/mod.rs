//! The two engines behind [`Engine`](crate::training::Engine). Only `worker`, the command and tests
//! name one.

#[cfg(feature = "burn")]
pub mod burn;
pub mod cpu;
