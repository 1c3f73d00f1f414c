//! Where the receptive field of a cell is, and which part of the frames is worth learning from.

use ganglion_core::statistics::{Ellipse, fit_ellipse};
use serde::{Deserialize, Serialize};

use crate::{
    evidence::{CellAverage, Evidence},
    recording::Recording,
};

/// Largest side of a crop, checkers: what a network takes.
pub const LARGEST_SIDE: usize = 24;
/// Half the side of a crop, SDs of the fit.
const SDS: f32 = 4.0;
/// Most cells that are told.
const MOST_CELLS: usize = 12;

/// A part of each frame, checkers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crop {
    /// Its first row.
    pub row: usize,
    /// Its first column.
    pub column: usize,
    /// Its height.
    pub rows: usize,
    /// Its width.
    pub columns: usize,
}

impl Crop {
    /// The largest one around the middle of a field of so many rows and columns.
    pub fn centered((rows, columns): (usize, usize)) -> Self {
        let (num_rows, num_columns) = (rows.min(LARGEST_SIDE), columns.min(LARGEST_SIDE));
        Self {
            row: (rows - num_rows) / 2,
            column: (columns - num_columns) / 2,
            rows: num_rows,
            columns: num_columns,
        }
    }

    /// Moved down and right by so many checkers, as far as the field reaches.
    #[must_use]
    pub fn moved(self, (down, right): (i32, i32), (rows, columns): (usize, usize)) -> Self {
        let shift =
            |start: usize, by: i32, most: usize| start.saturating_add_signed(by as isize).min(most);
        let row = shift(self.row, down, rows.saturating_sub(self.rows));
        let column = shift(self.column, right, columns.saturating_sub(self.columns));
        Self { row, column, ..self }
    }

    /// Higher and wider by so many checkers, as far as field and networks allow.
    #[must_use]
    pub fn grown(self, (down, right): (i32, i32), (rows, columns): (usize, usize)) -> Self {
        let grow = |len: usize, by: i32, room: usize| {
            len.saturating_add_signed(by as isize).clamp(1, room.clamp(1, LARGEST_SIDE))
        };
        Self {
            rows: grow(self.rows, down, rows - self.row),
            columns: grow(self.columns, right, columns - self.column),
            ..self
        }
    }
}

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
