//! How text is set: size, place, color and font.

use plotters::style::{
    Color as _, FontDesc, FontFamily, FontStyle, TextStyle,
    text_anchor::{HPos, Pos, VPos},
};

use crate::figure::{FONT_RATIO, Rgb, Theme, UNIT, drawing::color_of};

/// The system's own sans.
const FONT: &str = "system-ui, sans-serif";
/// Fonts that journals take, and every printer has.
const PAPER_FONT: &str = "Arial, Helvetica, sans-serif";

/// Size and place of a text.
#[derive(Clone, Copy)]
pub(in crate::figure) struct TextFormat {
    pub(in crate::figure) size: f64,
    pub(in crate::figure) color: Rgb,
    pub(in crate::figure) horizontal: HPos,
    pub(in crate::figure) vertical: VPos,
    pub(in crate::figure) bold: bool,
}

impl TextFormat {
    /// Text that starts at its point, centered in height.
    pub(in crate::figure) fn start(size: f64, color: Rgb) -> Self {
        Self { size, color, horizontal: HPos::Left, vertical: VPos::Center, bold: false }
    }

    pub(in crate::figure) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(in crate::figure) fn end(self) -> Self {
        Self { horizontal: HPos::Right, ..self }
    }

    pub(in crate::figure) fn middle(self) -> Self {
        Self { horizontal: HPos::Center, ..self }
    }

    pub(in crate::figure) fn top(self) -> Self {
        Self { vertical: VPos::Top, ..self }
    }

    pub(in crate::figure) fn bottom(self) -> Self {
        Self { vertical: VPos::Bottom, ..self }
    }
}

pub(super) fn text_style(format: TextFormat, theme: Theme) -> TextStyle<'static> {
    let style = if format.bold { FontStyle::Bold } else { FontStyle::Normal };
    let size = format.size * f64::from(UNIT) * FONT_RATIO;
    TextStyle {
        font: FontDesc::new(FontFamily::Name(font(theme)), size, style),
        color: color_of(format.color).to_backend_color(),
        pos: Pos::new(format.horizontal, format.vertical),
    }
}

fn font(theme: Theme) -> &'static str {
    match theme {
        Theme::Light | Theme::Dark | Theme::Projector => FONT,
        Theme::Paper => PAPER_FONT,
    }
}
