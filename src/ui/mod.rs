//! The page: what a person sees and does.
//!
//! In: the link, clicks and what the workers say. Out: views, commands to workers, the link. Nothing
//! here computes results: numbers come from the stages above, drawings from `figure`, and `pool`
//! decides which worker does what.
#![expect(unreachable_pub, reason = "components are re-exported by the macro's own types")]

mod animation;
mod app;
mod canvas_backend;
mod client;
mod controls;
mod download;
mod hooks;
mod image;
mod plot;
mod redraw;
mod run_control;
mod sections;
mod settings;
mod state;

pub use app::App;
pub use download::download;
pub use image::{CheckerImage, ImageKind, ScaleBar};
pub use plot::Plot;
pub use state::AppState;
