//! The page: what a person sees and does.
//!
//! In: the link, clicks and what the workers say. Out: views, commands to workers, the link. Nothing
//! here computes results: numbers come from the stages above, drawings from `figure`, and `pool`
//! decides which worker does what.
#![expect(unreachable_pub, reason = "components are re-exported by the macro's own types")]
#![expect(
    clippy::redundant_closure,
    reason = "a closure that reads is given away, the one that it calls stays in use"
)]

mod animation;
mod app;
mod canvas;
mod client;
mod controls;
mod download;
mod drawn;
mod hooks;
mod image;
mod plot;
mod reactive;
mod redraw;
mod run_control;
mod sections;
mod settings;
mod state;
mod views;

pub use app::App;
pub use download::download;
pub use image::{CheckerImage, ImageKind, ScaleBar};
pub use plot::{Plot, table_view};
pub use state::AppState;
