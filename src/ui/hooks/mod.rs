//! What the page takes from the browser, one hook a file.

mod dialog;
mod figures;
mod focus;
pub(crate) mod fragment;
mod language;
mod layout;
mod section_module;
mod speed;
pub(crate) mod storage;
mod teaching;
mod theme;
mod wasm_modules;
mod workers;

pub use dialog::open_while;
pub use figures::{FiguresModule, Loading, Opened};
pub use focus::focus_soon;
pub use fragment::{Steps, UseFragment, use_fragment};
pub use language::use_language;
pub use layout::{Rect, rect_of, use_layout_changes};
pub use section_module::SectionModule;
pub use speed::{known_speed, learn_speed};
pub use teaching::{Intent, PageSnapshot, use_teaching};
pub use theme::{remember_theme, use_theme};
pub use workers::{set_worker_count, worker_count};
