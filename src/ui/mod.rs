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
pub(crate) mod hooks;
mod image;
pub(crate) mod mounting;
mod plot;
pub(crate) mod reactive;
mod redraw;
mod run_control;
mod sections;
mod settings;
mod spots;
mod state;
pub(crate) mod views;

pub use app::App;
pub use canvas::scale_canvas;
pub use download::download;
pub use image::{CheckerImage, ImageKind, ScaleBar};
pub use plot::{Plot, table_view};
pub use redraw::{redraw_when, use_width};
pub use sections::cell::Mounted as Cell;
pub use state::AppState;
