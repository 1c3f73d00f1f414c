//! What each method finds of the hidden subunits, from the same spikes.

use plotters::{backend::DrawingBackend, coord::Shift, drawing::DrawingArea};

use crate::{
    analysis::FOUND,
    experiment::{Method, MethodResult, MethodsResult},
    figure::{
        DrawError, Figure, SignedImage, Table, Theme, identity,
        methods_strip::draw_strip,
        sheet::{Look, Sheet},
        words::{listed, sentence, share, spelled},
    },
};

/// One image of a method.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodImage {
    /// The image.
    pub image: SignedImage,
    /// The hidden subunit it matches, from 0, with the similarity.
    pub subunit: Option<(usize, f64)>,
}

/// One method.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodRow {
    /// Which method.
    pub method: Method,
    /// What it shows.
    pub images: Vec<MethodImage>,
    /// For each hidden subunit, the similarity with its image and whether the image is its own.
    pub similarities: Vec<(f64, bool)>,
    /// Correlation of its prediction with the spikes, if it predicts.
    pub correlation: Option<f64>,
    /// Time that it took, seconds.
    pub seconds: f64,
    /// What it has to be told beside the spikes.
    pub told: String,
}

/// A row of images for each method, with similarities beside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MethodsFigure {
    /// In the order of [`Method::ALL`].
    pub rows: Vec<MethodRow>,
    /// Correlation of the cell's own rate with its spikes, test frames.
    pub ceiling: f64,
    /// Whether images show which subunit they match.
    pub reveal: bool,
}

/// Width from which the similarities stand beside the images, pixels.
const WIDE: f64 = 560.0;
/// Largest and smallest side of an image, pixels; smaller ones go to a second line.
const SIDES: (f64, f64) = (72.0, 44.0);
const GAP: f64 = 8.0;
/// Mean width of a letter over the size of the text, rather too large.
const LETTER: f64 = 0.53;

/// Places in the figure, logical pixels.
struct Layout {
    images: f64,
    side: f64,
    per_line: usize,
    /// Left end and width of the strip of similarities, if there is room.
    strip: Option<(f64, f64)>,
    text: f64,
    letters: usize,
}

impl Layout {
    /// Height above the first row.
    fn head(&self) -> f64 {
        if self.strip.is_some() { 4.2 * self.text } else { 1.5 * self.text }
    }
}

impl MethodRow {
    /// Subunits with an image of their own that shows them.
    pub fn num_found(&self) -> usize {
        self.similarities.iter().filter(|(cosine, is_own)| *is_own && *cosine > FOUND).count()
    }

    /// Similarity of the subunit that is matched worst.
    pub fn worst(&self) -> f64 {
        self.similarities.iter().map(|(cosine, _)| *cosine).fold(1.0, f64::min)
    }

    fn scores(&self, ceiling: f64) -> String {
        let found = format!(
            "{} of {} found, worst {}",
            self.num_found(),
            self.similarities.len(),
            share(self.worst())
        );
        let correlation = self.correlation.map_or_else(
            || "predicts nothing".to_owned(),
            |correlation| format!("correlation {}, ceiling {}", share(correlation), share(ceiling)),
        );
        format!("{found} \u{b7} {correlation} \u{b7} {}", time(self.seconds))
    }

    fn from_result(found: &MethodResult, columns: usize) -> Self {
        let all = found.images.iter().flatten();
        let scale = all.fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let subunit_of = |image: usize| {
            let matched = |at: &Option<u32>| *at == Some(image as u32);
            found.matching.iter().position(matched).map(|at| (at, found.similarities[at]))
        };
        let images = found.images.iter().enumerate().map(|(index, values)| MethodImage {
            image: SignedImage::with_scale(values.clone(), columns, scale),
            subunit: subunit_of(index),
        });
        let owns = found.matching.iter().map(Option::is_some);
        Self {
            method: found.method,
            images: images.collect(),
            similarities: found.similarities.iter().copied().zip(owns).collect(),
            correlation: found.correlation,
            seconds: found.seconds,
            told: found.told.clone(),
        }
    }
}

impl MethodsFigure {
    /// Of a finished comparison; with `reveal`, images name the subunit they match.
    pub fn of_result(result: &MethodsResult, reveal: bool) -> Self {
        let columns = result.columns as usize;
        let rows = result.methods.iter().map(|found| MethodRow::from_result(found, columns));
        Self { rows: rows.collect(), ceiling: result.ceiling, reveal }
    }

    /// The height that the figure needs at a width, pixels.
    pub fn height(&self, width: f64, theme: Theme) -> f64 {
        let layout = self.layout(width, 12.0 + 4.0 * (theme.palette().stroke - 1.0));
        let rows: f64 = self.rows.iter().map(|row| self.row_height(row, &layout)).sum();
        rows + layout.head()
    }

    fn layout(&self, width: f64, text: f64) -> Layout {
        let images = 5.4 * text;
        let strip_width = (0.26 * width).clamp(140.0, 260.0);
        let strip = (width >= WIDE).then_some((width - strip_width - 1.5 * text, strip_width));
        let right = strip.map_or(width - 0.5 * text, |(left, _)| left - 1.5 * text);
        let room = (right - images).max(SIDES.1);
        let most = self.rows.iter().map(|row| row.images.len()).max().unwrap_or(1).max(1);
        let side = (room / most as f64 - GAP).clamp(SIDES.1, SIDES.0);
        Layout {
            images,
            side,
            per_line: ((room + GAP) / (side + GAP)).floor().max(1.0) as usize,
            strip,
            text,
            letters: (room / (0.95 * LETTER * text)) as usize,
        }
    }

    fn line_height(&self, layout: &Layout) -> f64 {
        layout.side + if self.reveal { 1.6 * layout.text } else { GAP }
    }

    fn row_height(&self, row: &MethodRow, layout: &Layout) -> f64 {
        let lines = row.images.len().div_ceil(layout.per_line).max(1);
        let words: usize = self.words(row, layout).iter().map(Vec::len).sum();
        lines as f64 * self.line_height(layout) + (1.3 * words as f64 + 1.2) * layout.text
    }

    /// The lines under the images: scores, then what the method was told.
    fn words(&self, row: &MethodRow, layout: &Layout) -> [Vec<String>; 2] {
        let told = format!("Told: {}.", row.told);
        [row.scores(self.ceiling), told].map(|text| wrapped(&text, layout.letters))
    }

    fn draw_row<DB: DrawingBackend>(
        &self,
        sheet: &Sheet<'_, DB>,
        row: &MethodRow,
        (layout, top): (&Layout, f64),
        theme: Theme,
    ) -> Result<(), DrawError<DB>> {
        let (palette, text) = (sheet.palette, layout.text);
        let middle = top + 0.5 * layout.side;
        let name = Look::start(1.1 * text, palette.ink).bold();
        sheet.text(row.method.name(), (0.5 * text, middle), name)?;
        for (index, image) in row.images.iter().enumerate() {
            let (line, column) = (index / layout.per_line, index % layout.per_line);
            let left = layout.images + column as f64 * (layout.side + GAP);
            let top = top + line as f64 * self.line_height(layout);
            self.draw_image(sheet, image, (left, top, layout.side), theme)?;
        }
        if row.images.is_empty() {
            let look = Look::start(text, palette.muted);
            sheet.text("nothing stands out", (layout.images, middle), look)?;
        }
        if let Some(strip) = layout.strip {
            draw_strip(sheet, &row.similarities, strip, middle)?;
        }
        let lines = row.images.len().div_ceil(layout.per_line).max(1) as f64;
        let mut line = top + lines * self.line_height(layout) + 0.5 * text;
        let [scores, told] = self.words(row, layout);
        let scores = scores.iter().map(|words| (words, palette.ink));
        for (words, color) in scores.chain(told.iter().map(|words| (words, palette.muted))) {
            sheet.text(words, (layout.images, line), Look::start(0.95 * text, color))?;
            line += 1.3 * text;
        }
        Ok(())
    }

    fn draw_image<DB: DrawingBackend>(
        &self,
        sheet: &Sheet<'_, DB>,
        image: &MethodImage,
        (left, top, side): (f64, f64, f64),
        theme: Theme,
    ) -> Result<(), DrawError<DB>> {
        let checkers = image.image.columns.max(image.image.rows()).max(1);
        sheet.image(&image.image, (left, top), side / checkers as f64, theme)?;
        let Some((subunit, cosine)) = image.subunit.filter(|_| self.reveal) else {
            return Ok(());
        };
        let palette = sheet.palette;
        let color = if cosine > FOUND { identity(subunit) } else { palette.muted };
        sheet.frame((left, top), (side, side), color, 2.5 * palette.stroke)?;
        let look = Look::start(0.9 * sheet.text_size(), palette.ink).middle().top();
        let name = format!("{}  {}", subunit + 1, share(cosine));
        sheet.text(&name, (left + 0.5 * side, top + side + 4.0), look)
    }

    /// Names of the methods for which something holds.
    fn names(&self, holds: impl Fn(&MethodRow) -> bool) -> Vec<String> {
        let rows = self.rows.iter().filter(|row| holds(row));
        rows.map(|row| row.method.name().to_owned()).collect()
    }
}

impl Figure for MethodsFigure {
    fn title(&self) -> String {
        let most = self.rows.iter().map(MethodRow::num_found).max().unwrap_or(0);
        let Some(all) = self.rows.first().map(|row| row.similarities.len()) else {
            return "Methods on the same spikes".to_owned();
        };
        if most == 0 {
            return "No method finds a hidden subunit".to_owned();
        }
        let names = self.names(|row| row.num_found() == most);
        let find = if names.len() == 1 { "finds" } else { "find" };
        let (names, all_words) = (listed(&names), spelled(all));
        if most == all {
            format!("{names} {find} all {all_words} hidden subunits")
        } else {
            format!("{names} {find} {} of the {all_words} hidden subunits", spelled(most))
        }
    }

    fn summary(&self) -> String {
        if self.rows.is_empty() {
            return "No method has been run yet.".to_owned();
        }
        let method = |row: &MethodRow| {
            let found = spelled(row.num_found());
            format!("{} {found} (worst similarity {})", row.method.name(), share(row.worst()))
        };
        let rows: Vec<_> = self.rows.iter().map(method).collect();
        let all = self.rows.first().map_or(0, |row| row.similarities.len());
        sentence(&format!(
            "of the {} hidden subunits, each method finds from the same spikes: {}.",
            spelled(all),
            listed(&rows)
        ))
    }

    fn table(&self) -> Option<Table> {
        let heads = [
            "Method",
            "Images",
            "Subunits found",
            "Worst similarity",
            "Mean similarity",
            "Correlation",
            "Time (s)",
            "Told beside the spikes",
        ];
        let rows = self.rows.iter().map(|row| {
            let sum: f64 = row.similarities.iter().map(|(cosine, _)| cosine).sum();
            vec![
                row.method.name().to_owned(),
                row.images.len().to_string(),
                row.num_found().to_string(),
                share(row.worst()),
                share(sum / row.similarities.len().max(1) as f64),
                row.correlation.map_or_else(|| "\u{2013}".to_owned(), share),
                format!("{:.3}", row.seconds),
                row.told.clone(),
            ]
        });
        Some(Table { columns: heads.map(str::to_owned).to_vec(), rows: rows.collect() })
    }

    fn draw<DB: DrawingBackend>(
        &self,
        root: &DrawingArea<DB, Shift>,
        theme: Theme,
    ) -> Result<(), DrawError<DB>> {
        let sheet = Sheet::new(root, theme)?;
        let layout = self.layout(sheet.size().0, sheet.text_size());
        let text = layout.text;
        let head = Look::start(0.95 * text, sheet.palette.muted);
        if let Some((left, width)) = layout.strip {
            let line = 1.2 * text;
            sheet.text("similarity with each subunit", (left, line), head)?;
            for (value, label) in [(0.0, "0"), (0.5, ".5"), (FOUND, ".9")] {
                sheet.text(label, (left + value * width, 2.6 * text), head.middle())?;
            }
        }
        let mut top = layout.head();
        for row in &self.rows {
            self.draw_row(&sheet, row, (&layout, top), theme)?;
            top += self.row_height(row, &layout);
        }
        Ok(())
    }
}

/// Breaks a text into lines of at most some letters, at spaces.
fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Number and unit stay on one line.
fn time(seconds: f64) -> String {
    if seconds < 0.9995 {
        format!("{:.0}\u{a0}ms", 1e3 * seconds)
    } else {
        format!("{seconds:.1}\u{a0}s")
    }
}
