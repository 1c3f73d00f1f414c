//! Filters for a growing number of filters, with their scores (paper: Fig. 2).

use crate::figure::{
    Data, Datum, Figure, SignedImage, Theme,
    drawing::{Drawing, TextFormat, text_size},
    identity,
    words::{of_hidden_subunits, sentence, share, spelled},
};
use ganglion_core::{analysis::FOUND, config::Placement, t, tn};

/// One filter of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterImage {
    /// Its weights.
    pub image: SignedImage,
    /// Whether it does anything; others are drawn as an outline.
    pub is_effective: bool,
    /// The hidden subunit it matches, from 0, with the similarity.
    pub subunit: Option<(usize, f64)>,
}

/// The network kept for one number of filters.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureRow {
    /// Its filters.
    pub filters: Vec<FilterImage>,
    /// Correlation with the spikes of the test frames.
    pub correlation: f64,
    /// Filters that do something.
    pub num_effective: usize,
    /// Similarity of each hidden subunit with its filter; 0 without one.
    pub similarities: Vec<f64>,
}

/// An image of the whole field, with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct LabeledImage {
    /// What it is.
    pub label: String,
    /// The image.
    pub image: SignedImage,
    /// Subunits outlined on it, in their order.
    pub outlines: Vec<Placement>,
}

/// The whole figure: a row for each number of filters, then the field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmergenceFigure {
    /// In rising number of filters.
    pub rows: Vec<FigureRow>,
    /// Hidden cell, spike-triggered average, the network's receptive field.
    pub images: Vec<LabeledImage>,
    /// Correlation of the cell's own rate with its spikes, test frames.
    pub ceiling: f64,
    /// Whether filters show which subunit they match.
    pub reveal: bool,
}

impl FigureRow {
    /// Subunits found.
    pub fn num_found(&self) -> usize {
        self.similarities.iter().filter(|similarity| **similarity > FOUND).count()
    }

    /// Similarity of the subunit that is matched worst.
    pub fn worst(&self) -> f64 {
        self.similarities.iter().copied().fold(1.0, f64::min)
    }
}

/// Columns of the figure, logical pixels.
struct Columns {
    filters: f64,
    side: f64,
    gap: f64,
    bar: f64,
    effective: f64,
    recovered: f64,
    right: f64,
}

const MAX_SIDE: f64 = 72.0;
const GAP: f64 = 8.0;

impl EmergenceFigure {
    /// Whether nobody is to know yet what is hidden.
    fn is_blind(&self) -> bool {
        self.rows.iter().all(|row| row.similarities.is_empty())
    }

    /// The first row that found every subunit, else the one that found most.
    fn best(&self) -> Option<&FigureRow> {
        let most = self.rows.iter().map(FigureRow::num_found).max()?;
        self.rows.iter().find(|row| row.num_found() == most)
    }

    fn columns(&self, width: f64, text: f64) -> Columns {
        let most = self.rows.iter().map(|row| row.filters.len()).max().unwrap_or(1) as f64;
        let filters = 2.5 * text;
        let scores = (0.36 * width).clamp(17.0 * text, 26.0 * text);
        let room = (width - filters - scores - 2.0 * text) / most;
        let gap = GAP.min(0.12 * room);
        let bar = width - scores;
        let right = width - 0.5 * text;
        Columns {
            filters,
            side: (room - gap).clamp(12.0, MAX_SIDE),
            gap,
            bar,
            effective: right - 6.5 * text,
            recovered: right,
            right: right - 11.0 * text,
        }
    }

    fn row_height(&self, columns: &Columns, text: f64) -> f64 {
        columns.side + if self.reveal { 1.9 * text } else { 1.2 * text }
    }

    fn draw_row(&self, drawing: &mut Drawing, row: &FigureRow, (columns, top): (&Columns, f64)) {
        let palette = drawing.palette;
        let text = drawing.text_size();
        let middle = top + 0.5 * columns.side;
        let number = TextFormat::start(1.25 * text, palette.ink).bold();
        drawing.text(&row.filters.len().to_string(), (0.5 * text, middle), number);
        for (index, filter) in row.filters.iter().enumerate() {
            let left = columns.filters + index as f64 * (columns.side + columns.gap);
            self.draw_filter(drawing, filter, (left, top, columns.side));
        }
        self.draw_scores(drawing, row, columns, middle);
    }

    fn draw_filter(
        &self,
        drawing: &mut Drawing,
        filter: &FilterImage,
        (left, top, side): (f64, f64, f64),
    ) {
        let palette = drawing.palette;
        let text = drawing.text_size();
        if !filter.is_effective {
            return drawing.frame((left, top), (side, side), palette.hairline, palette.stroke);
        }
        let checkers = filter.image.columns.max(filter.image.rows());
        drawing.image(&filter.image, (left, top), side / checkers as f64);
        let Some((subunit, similarity)) = filter.subunit.filter(|_| self.reveal) else {
            return;
        };
        let color = if similarity > FOUND { identity(subunit) } else { palette.muted };
        drawing.frame((left, top), (side, side), color, 2.5 * palette.stroke);
        let name = format!("{}  {}", subunit + 1, share(similarity));
        let format = TextFormat::start(0.9 * text, palette.ink).middle().top();
        drawing.text(&name, (left + 0.5 * side, top + side + 4.0), format);
    }

    fn draw_scores(&self, drawing: &mut Drawing, row: &FigureRow, columns: &Columns, middle: f64) {
        let palette = drawing.palette;
        let text = drawing.text_size();
        let of_ceiling = if self.ceiling > 0.0 { row.correlation / self.ceiling } else { 0.0 };
        let (width, height) = (columns.right - columns.bar - 3.0 * text, 0.7 * text);
        let corner = (columns.bar, middle - 0.5 * height);
        drawing.fill(corner, (width * of_ceiling.clamp(0.0, 1.0), height), palette.accent);
        drawing.frame(corner, (width, height), palette.muted, palette.stroke);
        let format = TextFormat::start(text, palette.ink);
        drawing.text(&share(of_ceiling), (columns.right, middle), format.end());
        drawing.text(&row.num_effective.to_string(), (columns.effective, middle), format.end());
        if row.similarities.is_empty() {
            return drawing.text("\u{2013}", (columns.recovered, middle), format.end());
        }
        let recovered =
            t!("{found} of {all}", found = row.num_found(), all = row.similarities.len());
        drawing.text(&recovered, (columns.recovered, middle - 0.6 * text), format.end());
        let worst = t!("worst {similarity}", similarity = share(row.worst()));
        let small = TextFormat::start(0.9 * text, palette.muted).end();
        drawing.text(&worst, (columns.recovered, middle + 0.8 * text), small);
    }

    fn draw_images(&self, drawing: &mut Drawing, top: f64) {
        let palette = drawing.palette;
        let text = drawing.text_size();
        let side = field_side(drawing.size().0);
        for (index, labeled) in self.images.iter().enumerate() {
            let left = 2.5 * text + index as f64 * (side + 2.0 * text);
            let checker = side / labeled.image.columns.max(labeled.image.rows()) as f64;
            drawing.image(&labeled.image, (left, top), checker);
            for (subunit, outline) in labeled.outlines.iter().enumerate() {
                let at = (
                    left + f64::from(outline.column) * checker,
                    top + f64::from(outline.row) * checker,
                );
                let size =
                    (f64::from(outline.width) * checker, f64::from(outline.height) * checker);
                drawing.frame(at, size, palette.ink, 4.0 * palette.stroke);
                drawing.frame(at, size, identity(subunit), 2.5 * palette.stroke);
                let center = (at.0 + 0.5 * size.0, at.1 + 0.5 * size.1);
                let format = TextFormat::start(text, palette.ink).bold().middle();
                drawing.text(&(subunit + 1).to_string(), center, format);
            }
            let format = TextFormat::start(0.95 * text, palette.muted).top();
            drawing.text(&labeled.label, (left, top + side + 6.0), format);
        }
    }
}

impl Figure for EmergenceFigure {
    fn title(&self) -> String {
        let Some(best) = self.best() else {
            return t!("Filters for a growing number of filters").to_owned();
        };
        if self.is_blind() {
            return t!("What do these filters tell of the sealed cell?").to_owned();
        }
        let (found, all) = (best.num_found(), best.similarities.len());
        if found == 0 {
            return t!("No hidden subunit appears in any filter").to_owned();
        }
        tn!(
            best.filters.len(),
            "{filters} reveals {subunits}",
            "{filters} reveal {subunits}",
            filters = sentence(&filters_in_words(best.filters.len())),
            subunits = of_hidden_subunits(found, all)
        )
    }

    fn summary(&self) -> String {
        let Some(best) = self.best() else {
            return t!("No network is trained yet.").to_owned();
        };
        if self.is_blind() {
            let last = self.rows.last().unwrap_or(best);
            return t!(
                "The cell is sealed: its subunits are for you to find out. With {filters}, {effective} of them effective, the prediction correlates with the spikes at {correlation}; the ceiling is {ceiling}.",
                filters = filters_in_words(last.filters.len()),
                effective = last.num_effective,
                correlation = share(last.correlation),
                ceiling = share(self.ceiling),
            );
        }
        let highest = best.similarities.iter().copied().fold(0.0, f64::max);
        t!(
            "With {filters} the network found {subunits}: similarity {worst} to {highest}; its prediction correlates with the spikes at {correlation}, the ceiling is {ceiling}.",
            filters = filters_in_words(best.filters.len()),
            subunits = of_hidden_subunits(best.num_found(), best.similarities.len()),
            worst = share(best.worst()),
            highest = share(highest),
            correlation = share(best.correlation),
            ceiling = share(self.ceiling),
        )
    }

    fn data(&self) -> Option<Data> {
        let heads = [
            t!("Filters"),
            t!("Correlation"),
            t!("Share of the ceiling"),
            t!("Effective filters"),
            t!("Worst similarity"),
            t!("Subunits found"),
        ];
        let known = |row: &FigureRow, datum: Datum| {
            if row.similarities.is_empty() { Datum::Missing } else { datum }
        };
        let rows = self.rows.iter().map(|row| {
            [
                Datum::Count(row.filters.len() as u64),
                Datum::Share(row.correlation),
                Datum::Share(row.correlation / self.ceiling),
                Datum::Count(row.num_effective as u64),
                known(row, Datum::Share(row.worst())),
                known(row, Datum::Count(row.num_found() as u64)),
            ]
        });
        Some(Data::new(heads, rows))
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        let text = text_size(theme);
        let columns = self.columns(width, text);
        let rows = self.rows.len() as f64 * self.row_height(&columns, text);
        let images = if self.images.is_empty() { 0.0 } else { field_side(width) + 4.0 * text };
        3.0 * text + rows + images + text
    }

    fn paint(&self, drawing: &mut Drawing) {
        let text = drawing.text_size();
        let columns = self.columns(drawing.size().0, text);
        let head = TextFormat::start(0.95 * text, drawing.palette.muted);
        let line = 1.2 * text;
        drawing.text("N", (0.5 * text, line), head);
        drawing.text(t!("filters"), (columns.filters, line), head);
        drawing.text(t!("of ceiling"), (columns.bar, line), head);
        drawing.text(t!("effective"), (columns.effective, line), head.end());
        drawing.text(t!("recovered"), (columns.recovered, line), head.end());
        let mut top = 2.6 * text;
        for row in &self.rows {
            self.draw_row(drawing, row, (&columns, top));
            top += self.row_height(&columns, text);
        }
        self.draw_images(drawing, top + text);
    }
}

fn field_side(width: f64) -> f64 {
    (0.2 * width).clamp(64.0, 128.0)
}

fn filters_in_words(count: usize) -> String {
    tn!(count, "{count} filter", "{count} filters", count = spelled(count))
}
