//! One file for each figure: finished numbers, title, summary in words, drawing.

mod palette;

pub use palette::Theme;
