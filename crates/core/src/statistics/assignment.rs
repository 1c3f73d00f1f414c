//! The best one-to-one assignment.

use pathfinding::{kuhn_munkres::kuhn_munkres, matrix::Matrix};

/// Assigns each row to a column of its own so that the sum of the scores is largest (Hungarian
/// algorithm). Rows beyond the number of columns, the least useful ones, stay without.
///
/// # Shapes
/// - `scores`: `[rows][columns]`, finite
/// - returns `[rows]`, the column of each
///
/// ```
/// let columns = ganglion_core::statistics::assign(&[vec![0.9, 0.8], vec![0.7, 0.1]]);
/// assert_eq!(columns, [Some(1), Some(0)]);
/// ```
pub fn assign(scores: &[Vec<f64>]) -> Vec<Option<usize>> {
    let (num_rows, num_columns) = (scores.len(), scores.first().map_or(0, Vec::len));
    if num_rows == 0 || num_columns == 0 {
        return vec![None; num_rows];
    }
    // Integers, because the algorithm needs a total order; 1e9 steps are finer than f32.
    let weight = |row: usize, column: usize| (scores[row][column] * 1e9) as i64;
    if num_rows <= num_columns {
        let weights = Matrix::from_fn(num_rows, num_columns, |(row, column)| weight(row, column));
        kuhn_munkres(&weights).1.into_iter().map(Some).collect()
    } else {
        let weights = Matrix::from_fn(num_columns, num_rows, |(column, row)| weight(row, column));
        let mut columns = vec![None; num_rows];
        for (column, row) in kuhn_munkres(&weights).1.into_iter().enumerate() {
            columns[row] = Some(column);
        }
        columns
    }
}
