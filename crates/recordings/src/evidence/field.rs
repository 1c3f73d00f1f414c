//! In which order a file has the checkers of a frame: receptive fields are contiguous only if they are laid out rightly.

use ganglion_core::{recording::Recording, statistics::morans_i, t};

use crate::{
    evidence::{CellAverage, Evidence, SuspectedFault},
    order::sorted_by,
};

/// Checkers below this are noise, SDs.
const NOISE: f32 = 3.0;
/// Most cells that are looked at.
const MOST_CELLS: usize = 16;
/// Longest side over the shortest.
const MOST_ELONGATED: usize = 6;
/// Moran's I from which a receptive field is contiguous.
const CONTIGUOUS: f64 = 0.2;
/// How much better another order must be.
const MARGIN: f64 = 0.1;

/// A way to lay out the checkers of a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldOrder {
    /// Number of rows.
    pub rows: usize,
    /// Checkers in a row, which follow each other in the file.
    pub columns: usize,
    /// Moran's I of the averages of the strongest cells, weighted by their strength.
    pub contiguity: f64,
}

impl FieldOrder {
    /// Whether receptive fields are contiguous in it.
    pub fn is_contiguous(&self) -> bool {
        self.contiguity >= CONTIGUOUS
    }
}

/// How contiguous receptive fields are in each plausible layout.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldEvidence {
    /// All layouts that were tried, the most contiguous first.
    pub orders: Vec<FieldOrder>,
    /// What follows; nothing if no cell has structure.
    pub evidence: Option<Evidence>,
}

/// Compares all lengths of a row that divide the number of checkers.
///
/// Only the length matters: which of two axes is called row, and from which corner they run, leaves neighbors neighbors.
pub fn field_order(recording: &Recording, averages: &[CellAverage]) -> FieldEvidence {
    let (rows, columns) = recording.field;
    let images: Vec<(f64, Vec<f32>)> = averages
        .iter()
        .filter(|average| average.is_significant())
        .map(|average| {
            let keep = |z: f32| if z.abs() > NOISE { z } else { 0.0 };
            (average.strength(), average.image().into_iter().map(keep).collect())
        })
        .collect();
    let mut images = sorted_by(images, |(strength, _)| *strength);
    images.truncate(MOST_CELLS);
    if images.is_empty() {
        return FieldEvidence { orders: Vec::new(), evidence: None };
    }
    let orders: Vec<_> =
        layouts(rows * columns, columns).map(|columns| order_of(&images, columns)).collect();
    let narrow_first = sorted_by(orders, |order| -(order.columns as f64));
    let orders = sorted_by(narrow_first, |order| order.contiguity);
    let evidence = Some(judge(recording.field, &orders));
    FieldEvidence { orders, evidence }
}

/// Plausible lengths of a row.
fn layouts(num_checkers: usize, stated: usize) -> impl Iterator<Item = usize> {
    (2..=num_checkers / 2).filter(move |columns| {
        let rows = num_checkers / columns;
        let (short, long) = (rows.min(*columns), rows.max(*columns));
        let is_whole = num_checkers.is_multiple_of(*columns);
        is_whole && (long <= MOST_ELONGATED * short || *columns == stated)
    })
}

fn order_of(images: &[(f64, Vec<f32>)], columns: usize) -> FieldOrder {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (strength, image) in images {
        let weight = strength.sqrt();
        sum += weight * morans_i(image, columns);
        weights += weight;
    }
    FieldOrder { rows: images[0].1.len() / columns, columns, contiguity: sum / weights }
}

fn judge((rows, columns): (usize, usize), orders: &[FieldOrder]) -> Evidence {
    let is_known = rows > 1 && columns > 1;
    let Some(best) = orders.first() else {
        let sentence = t!(
            "{rows} x {columns} checkers have no neighbors to compare.",
            rows = rows,
            columns = columns
        );
        return Evidence::cannot_tell(sentence, "");
    };
    let stated = orders.iter().find(|order| order.columns == columns);
    let of_stated = stated.map_or(0.0, |order| order.contiguity);
    let is_as_good = of_stated > best.contiguity - MARGIN;
    let of_stated = format!("{of_stated:.2}");
    let of_best = t!(
        "{rows} rows of {columns} (Moran's I {index})",
        rows = best.rows,
        columns = best.columns,
        index = format!("{:.2}", best.contiguity)
    );
    if !best.is_contiguous() {
        let sentence = t!(
            "Receptive fields are not contiguous in any order of the checkers: the best is {best}, {rows} rows of {columns} have {index}.",
            best = of_best,
            rows = rows,
            columns = columns,
            index = of_stated
        );
        let advice = t!(
            "Receptive fields of a single checker look like this, and so does noise: use smaller checkers or more spikes."
        );
        return Evidence::cannot_tell(sentence, advice);
    }
    if is_known && is_as_good {
        return Evidence::fine(contiguous((rows, columns), &of_stated));
    }
    let fault = SuspectedFault::WrongRowLength { columns: best.columns };
    if is_known {
        let sentence = t!(
            "Receptive fields are scrambled in {rows} rows of {columns} checkers (Moran's I {index}), and contiguous in {best}.",
            rows = rows,
            columns = columns,
            index = of_stated,
            best = of_best
        );
        let advice = t!(
            "Read the frames with this length of a row, or with the two axes of a frame the other way round."
        );
        Evidence::suspicious(fault, sentence, advice)
    } else {
        let sentence = t!(
            "How long a row is isn't stated. Receptive fields are most contiguous in {best}.",
            best = of_best
        );
        Evidence::fine(sentence)
    }
}

/// What is said of a field whose stated rows give contiguous receptive fields.
fn contiguous((rows, columns): (usize, usize), index: &str) -> String {
    if rows == columns {
        t!(
            "Receptive fields are contiguous in {rows} rows of {columns} checkers (Moran's I {index}). Whether rows and columns are swapped or run from the other side can't be told from spikes, as it is for any square field.",
            rows = rows,
            columns = columns,
            index = index
        )
    } else {
        t!(
            "Receptive fields are contiguous in {rows} rows of {columns} checkers (Moran's I {index}). Whether rows and columns are swapped or run from the other side can't be told from spikes.",
            rows = rows,
            columns = columns,
            index = index
        )
    }
}
