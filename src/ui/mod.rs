//! The page: what a person sees and does.
//!
//! In: the link, clicks and what the workers say. Out: views, commands to workers, the link. Nothing
//! here computes results: numbers come from the stages above, drawings from `figure`.
//!
//! `run`, `pool` and `words` are plain Rust and tested natively; the rest needs a browser.

#![cfg_attr(
    all(feature = "ui", target_arch = "wasm32"),
    expect(unreachable_pub, reason = "the component macro makes public types that are re-exported")
)]

pub mod pool;
pub mod run;
pub mod scale;
pub mod words;

#[cfg(all(feature = "ui", target_arch = "wasm32"))]
mod app;
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
mod client;
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
mod controls;
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
mod hooks;
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
mod run_control;
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
mod sections;
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
mod settings;
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
mod state;

#[cfg(all(feature = "ui", target_arch = "wasm32"))]
pub use app::App;
#[cfg(all(feature = "ui", target_arch = "wasm32"))]
pub use state::AppState;
