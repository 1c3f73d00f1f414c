//! The first singular pair of a matrix: time course and image of a separable movie.

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

/// More rounds than any spike-triggered average needs: the ratio of the first two singular values
/// is raised to twice this power.
const NUM_ROUNDS: usize = 200;

/// First singular pair of a matrix, by power iteration on the products of its rows.
///
/// The number of rounds is fixed and only `+ * / sqrt` are used, so that the result has the same
/// bits everywhere; library decompositions pick their kernels by processor.
///
/// # Shapes
/// - `matrix`: `[num_rows, columns]`, row-major
///
/// # Panics
/// Without rows.
pub fn rank_one(matrix: &[f32], num_rows: usize) -> RankOne {
    let columns = matrix.len() / num_rows;
    let rows: Vec<&[f32]> = matrix.chunks_exact(columns).collect();
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
    };
    let products: Vec<Vec<f64>> =
        rows.iter().map(|a| rows.iter().map(|b| dot(a, b)).collect()).collect();
    let trace: f64 = (0..num_rows).map(|row| products[row][row]).sum();
    let strongest = (0..num_rows)
        .max_by(|&a, &b| products[a][a].total_cmp(&products[b][b]))
        .expect("a matrix has rows");
    let mut temporal = products[strongest].clone();
    for _ in 0..NUM_ROUNDS {
        normalize(&mut temporal);
        temporal = products
            .iter()
            .map(|row| row.iter().zip(&temporal).map(|(product, weight)| product * weight).sum())
            .collect();
    }
    let eigenvalue = normalize(&mut temporal);
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

/// Scales to unit length (a vector of zeros stays) and returns the length before.
fn normalize(vector: &mut [f64]) -> f64 {
    let norm = vector.iter().map(|value| value * value).sum::<f64>().sqrt();
    if norm > 0.0 {
        for value in vector {
            *value /= norm;
        }
    }
    norm
}
