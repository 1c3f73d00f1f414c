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

mod animation;
mod app;
mod canvas;
mod client;
mod controls;
mod hit_regions;
pub(crate) mod hooks;
mod image;
pub(crate) mod mounting;
mod plot;
pub(crate) mod reactive;
mod redraw;
mod remote_figure;
mod run_control;
mod sections;
mod settings;
mod state;
mod teaching_link;
pub(crate) mod views;
mod waiting;

pub use app::App;
pub use hooks::{Intent, PageSnapshot};
pub use image::{CheckerImage, ImageKind, ScaleBar};
pub use mounting::{begin_module, telling};
pub use plot::{Plot, PlotFile, PlotSource, table_view};
pub use redraw::{redraw_when, use_width};
pub use sections::cell::MountedCell;
pub use state::AppState;
