//! What the page takes from the browser, one hook a file.

mod fragment;
mod language;
mod layout;
mod section_module;
mod speed;
mod teaching;
mod theme;
mod workers;

pub use fragment::{Steps, UseFragment, use_fragment};
pub use language::use_language;
pub use layout::{Rect, rect_of, use_layout_changes};
pub use section_module::SectionModule;
pub use speed::{known_speed, learn_speed};
pub use teaching::use_teaching;
pub use theme::{remember_theme, use_theme};
pub use workers::{set_worker_count, worker_count};
