//! Where the receptive field of a cell is, and which part of the frames is worth learning from.

use ganglion_core::{
    recording::{Crop, LARGEST_SIDE, Recording},
    statistics::{Ellipse, fit_ellipse},
};
use serde::{Deserialize, Serialize};

use crate::evidence::{CellAverage, Evidence};

/// Half the side of a crop, SDs of the fit.
const SDS: f32 = 4.0;
/// Most cells that are told.
const MOST_CELLS: usize = 12;

/// The receptive field of a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceptiveFieldFit {
    /// One SD of a Gaussian, checkers.
    pub ellipse: Ellipse,
    /// Whether the cell answers to light.
    pub is_on: bool,
    /// What to cut out around it.
    pub crop: Crop,
}

/// Fits an ellipse to the strongest frames of an average; nothing if it is no more than chance, or no row is known.
///
/// `rows` and `columns` are those of the field, checkers.
pub fn receptive_field(
    average: &CellAverage,
    (rows, columns): (usize, usize),
) -> Option<ReceptiveFieldFit> {
    if rows < 2 || columns < 2 || !average.is_significant() {
        return None;
    }
    let image = average.image();
    let ellipse = fit_ellipse(&image, columns)?;
    let strongest = image.iter().max_by(|a, b| a.abs().total_cmp(&b.abs()))?;
    let half = (SDS * ellipse.major).ceil().max(3.0);
    let (row, num_rows) = cut(ellipse.row, half, rows);
    let (column, num_columns) = cut(ellipse.column, half, columns);
    let crop = Crop { row, column, rows: num_rows, columns: num_columns };
    Some(ReceptiveFieldFit { ellipse, is_on: *strongest > 0.0, crop })
}

/// First checker and number of checkers around a center.
fn cut(center: f32, half: f32, len: usize) -> (usize, usize) {
    let num = (2 * half as usize + 1).min(LARGEST_SIDE).min(len);
    let start = (center - 0.5 * (num as f32 - 1.0)).round().max(0.0) as usize;
    (start.min(len - num), num)
}

/// A sentence for each cell, the first ones only.
pub(super) fn evidence(
    recording: &Recording,
    averages: &[CellAverage],
    field: (usize, usize),
) -> Vec<Evidence> {
    let fits = averages.iter().zip(&recording.cells);
    let fits = fits.filter_map(|(average, cell)| {
        let fit = receptive_field(average, field)?;
        let found = sentence(recording, &cell.name, &fit);
        let (rows, columns) = field;
        let is_other = field != recording.field;
        let place = if is_other { format!("In {rows} rows of {columns}, ") } else { String::new() };
        Some(Evidence::fine(format!("{place}{found}")))
    });
    fits.take(MOST_CELLS).collect()
}

fn sentence(recording: &Recording, name: &str, fit: &ReceptiveFieldFit) -> String {
    let ReceptiveFieldFit { ellipse, is_on, crop } = fit;
    let um = |checkers: f32| {
        let um = recording.checker_um.map(|side| f64::from(checkers) * side);
        um.map(|um| format!(" ({um:.0} um)")).unwrap_or_default()
    };
    let Crop { row, column, rows, columns } = crop;
    format!(
        "{name}: an {} cell with its center in row {:.1}, column {:.1}, SDs of {:.1}{} and {:.1}{} checkers; rows {row} to {} and columns {column} to {} hold it ({rows} x {columns}).",
        if *is_on { "ON" } else { "OFF" },
        ellipse.row,
        ellipse.column,
        ellipse.major,
        um(ellipse.major),
        ellipse.minor,
        um(ellipse.minor),
        row + rows - 1,
        column + columns - 1,
    )
}
