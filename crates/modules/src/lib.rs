//! The page's modules in Leptos: the live cell and pictures to look at, in one wasm file; recordings to open, and lessons and
//! sharing, in one each.
//!
//! In: the link, the theme, what an experiment has found, or a snapshot of the page. Out: what a person changed there. A module knows neither
//! the page nor another module; what they share is `ganglion_components`.
#![cfg(target_arch = "wasm32")]
#![expect(unreachable_pub, reason = "components are re-exported by the macro's own types")]
#![expect(
    clippy::redundant_closure,
    reason = "a closure that reads is given away, the one that it calls stays in use"
)]

pub mod cell;
pub mod image_explorer;
pub mod recordings;
pub mod teaching;
