//! A figure as papers print it: as wide as a column, white, black ink, no title in it.

use serde::{Deserialize, Serialize};

use crate::figure::{
    Drawing, Figure, Theme, UNIT,
    drawing::{
        SignedScales,
        svg::{escaped, shapes_of},
    },
};
use ganglion_core::t;

/// How wide a figure is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaperWidth {
    /// One column of a page.
    #[default]
    OneColumn,
    /// The whole width of a page.
    TwoColumns,
}

/// Millimeters of a logical pixel: text of 12 pixels is printed with 7.2 points, a line of one pixel with .6 points.
const MILLIMETERS: f64 = 0.2125;

impl PaperWidth {
    /// Both, each with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::OneColumn, "one-column"), (Self::TwoColumns, "two-columns")];

    /// That of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, its_word)| *its_word == word).map(|(width, _)| *width)
    }

    /// In millimeters.
    pub fn millimeters(self) -> f64 {
        match self {
            Self::OneColumn => 85.0,
            Self::TwoColumns => 174.0,
        }
    }

    /// In logical pixels of a drawing.
    fn pixels(self) -> f64 {
        (self.millimeters() / MILLIMETERS).round()
    }
}

/// The figure as SVG for print. What else a file of ours says, its title, its sentence and the link that remakes it, stands where
/// programs find it and printers do not: the caption is the paper's.
pub fn paper_svg(figure: &dyn Figure, width: PaperWidth, link: &str) -> String {
    let (title, summary, link) =
        (escaped(&figure.title()), escaped(&figure.summary()), escaped(link));
    let drawing = drawing(figure, width.pixels());
    let (columns, rows) = (drawing.size.0 as u32, drawing.size.1.ceil() as u32);
    let (view_width, view_height) = (columns * UNIT, rows * UNIT);
    let [width, height] = [columns, rows].map(|side| f64::from(side) * MILLIMETERS);
    let shapes = shapes_of(&drawing, (columns, rows));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {view_width} {view_height}" role="img">
<title>{title}</title>
<desc>{summary}</desc>
<metadata>{link}</metadata>
{shapes}</svg>
"#
    )
}

/// With a scale of its signed images below it, unless it says that itself.
fn drawing(figure: &dyn Figure, width: f64) -> Drawing {
    let height = figure.height(width, Theme::Paper);
    let mut drawing = Drawing::new((width, height), Theme::Paper);
    drawing.add(figure);
    if drawing.scales == SignedScales::Unsaid {
        let text = drawing.text_size();
        let words = t!("of the largest weight in the image or row");
        drawing.scale_bar((0.5 * text, height + text), 1.0, words);
        drawing.size.1 += 2.0 * text;
    }
    drawing
}
