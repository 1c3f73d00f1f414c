//! What the page and its modules in Leptos are both made of: figures, small images, the state that they read, signals whose types are erased,
//! and how a module begins.
//!
//! In: values and signals. Out: views. How a section or a lesson looks and what a worker does is left to those; what only the page takes from
//! the browser, to its `ui::hooks`.
#![cfg(target_arch = "wasm32")]
#![expect(unreachable_pub, reason = "components are re-exported by the macro's own types")]
#![expect(
    clippy::redundant_closure,
    reason = "a closure that reads is given away, the one that it calls stays in use"
)]

pub mod modules_build;

pub mod page_snapshot;

pub mod address;

pub mod reactive;

pub mod views;

pub mod storage;

pub mod focus;

pub mod dialog;

pub mod animation;

pub mod redraw;

pub mod canvas;

pub mod mounting;

pub mod wasm_modules;

pub mod figures_module;

pub mod state;

pub mod image;

pub mod plot;

pub mod remote_figure;

pub use address::address_of;
pub use canvas::context_of;
pub use dialog::open_while;
pub use figures_module::{FiguresModule, Loading, Opened};
pub use focus::focus_soon;
pub use image::{CheckerImage, ImageKind, ScaleBar};
pub use modules_build::MODULES_BUILD;
pub use mounting::{InSection, begin_module, mount_module, telling};
pub use page_snapshot::{Intent, PageSnapshot};
pub use plot::{Plot, PlotFile, PlotSource, table_view};
pub use redraw::{redraw_when, use_width};
pub use remote_figure::RemoteFigure;
pub use state::{AppState, Shown};
