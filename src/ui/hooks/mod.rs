//! What the page takes from the browser, one hook a file.

mod annex;
mod classroom;
mod dialog;
mod focus;
pub(crate) mod fragment;
mod language;
mod layout;
mod parts;
mod room;
mod speed;
pub(crate) mod storage;
mod theme;
mod workers;

pub use annex::{Annex, Loading, Opened};
pub use classroom::{load_classroom, offer_found, tell_classroom};
pub use dialog::open_while;
pub use focus::focus_soon;
pub use fragment::{Steps, UseFragment, use_fragment};
pub use language::use_language;
pub use layout::{Rect, rect_of, use_layout_changes};
pub use room::Room;
pub use speed::{known_speed, learn_speed};
pub use theme::use_theme;
pub use workers::{set_worker_count, worker_count};
