//! The first singular pair of a matrix: time course and image of a separable movie.

use core::slice;

use crate::statistics::iteration::{iterate, products};

/// The best approximation of a movie by one time course times one image.
#[derive(Clone, Debug, PartialEq)]
pub struct RankOne {
    /// `[rows]`, unit norm.
    pub temporal: Vec<f32>,
    /// `[columns]`, carries the singular value; its largest entry by size is positive.
    pub spatial: Vec<f32>,
    /// Share of the squared matrix that the pair explains, in `[0, 1]`.
    pub separability: f64,
}

/// First singular pair of a matrix, by iteration on the products of its rows.
///
/// # Shapes
/// - `matrix`: `[num_rows, columns]`, row-major
///
/// # Panics
/// Without rows.
pub fn rank_one(matrix: &[f32], num_rows: usize) -> RankOne {
    let columns = matrix.len() / num_rows;
    let rows: Vec<&[f32]> = matrix.chunks_exact(columns).collect();
    let products = products(&rows);
    let trace: f64 = (0..num_rows).map(|row| products[row][row]).sum();
    let strongest = (0..num_rows)
        .max_by(|&a, &b| products[a][a].total_cmp(&products[b][b]))
        .expect("a matrix has rows");
    let mut temporal = products[strongest].clone();
    let eigenvalue = iterate(&products, slice::from_mut(&mut temporal))[0];
    let mut spatial: Vec<f64> = (0..columns)
        .map(|column| {
            rows.iter().zip(&temporal).map(|(row, weight)| f64::from(row[column]) * weight).sum()
        })
        .collect();
    let peak = spatial.iter().copied().fold(0.0_f64, |a, b| if b.abs() > a.abs() { b } else { a });
    if peak < 0.0 {
        temporal.iter_mut().chain(&mut spatial).for_each(|value| *value = -*value);
    }
    RankOne {
        temporal: temporal.into_iter().map(|value| value as f32).collect(),
        spatial: spatial.into_iter().map(|value| value as f32).collect(),
        separability: if trace > 0.0 { eigenvalue / trace } else { 0.0 },
    }
}
