//! What the page takes from the browser, one hook a file.

mod annex;
mod clipboard;
mod dialog;
mod focus;
mod fragment;
mod language;
mod layout;
mod parts;
mod speed;
mod storage;
mod studio;
mod theme;
mod workers;

pub use annex::{Annex, Loading, Opened};
pub use clipboard::copy_text;
pub use dialog::open_while;
pub use focus::focus_soon;
pub use fragment::{Steps, UseFragment, address_of, use_fragment};
pub use language::use_language;
pub use layout::{Rect, rect_of, use_layout_changes};
pub use speed::{known_speed, learn_speed};
pub use studio::Studio;
pub use theme::use_theme;
pub use workers::{set_worker_count, worker_count};
