//! The page: what a person sees and does.
//!
//! In: the link, clicks and what the workers say. Out: views, commands to workers, the link. Nothing
//! here computes results: numbers come from `ganglion_core`, drawings from `ganglion_figures`, and the pool
//! decides which worker does what.
#![expect(unreachable_pub, reason = "components are re-exported by the macro's own types")]
#![expect(
    clippy::redundant_closure,
    reason = "a closure that reads is given away, the one that it calls stays in use"
)]

mod app;
mod client;
mod controls;
mod hooks;
mod run_control;
mod sections;
mod settings;
mod teaching_link;
mod waiting;

pub use app::App;
