//! Where the receptive field of a cell is, and which part of the frames is worth learning from.

use ganglion_core::{
    recording::{Crop, LARGEST_SIDE, Recording},
    statistics::{Ellipse, fit_ellipse},
    t,
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
        Some(Evidence::fine(if is_other {
            t!(
                "In {rows} rows of {columns}, {found}",
                rows = rows,
                columns = columns,
                found = found
            )
        } else {
            found
        }))
    });
    fits.take(MOST_CELLS).collect()
}

fn sentence(recording: &Recording, name: &str, fit: &ReceptiveFieldFit) -> String {
    let ReceptiveFieldFit { ellipse, is_on, crop } = fit;
    let short = |checkers: f32| format!("{:.1}", f64::from(checkers));
    let size = |checkers: f32| {
        let num = short(checkers);
        match recording.checker_um {
            Some(side) => {
                let um = format!("{:.0}", f64::from(checkers) * side);
                t!("{num} ({um} \u{b5}m)", num = num, um = um)
            }
            None => num,
        }
    };
    let Crop { row, column, rows, columns } = crop;
    let place = t!(
        "row {row}, column {column}, SDs of {major} and {minor} checkers",
        row = short(ellipse.row),
        column = short(ellipse.column),
        major = size(ellipse.major),
        minor = size(ellipse.minor)
    );
    let cut = t!(
        "rows {row} to {last_row} and columns {column} to {last_column} hold it ({rows} x {columns})",
        row = row,
        last_row = row + rows - 1,
        column = column,
        last_column = column + columns - 1,
        rows = rows,
        columns = columns
    );
    if *is_on {
        t!(
            "{cell}: an ON cell with its center in {place}; {crop}.",
            cell = name,
            place = place,
            crop = cut
        )
    } else {
        t!(
            "{cell}: an OFF cell with its center in {place}; {crop}.",
            cell = name,
            place = place,
            crop = cut
        )
    }
}
