//! Moran's I: is an image smooth or noise?

/// Moran's I of an image with rook neighbours, without wrapping.
///
/// ```text
/// I = (n / sum w) * sum_ij w_ij z_i z_j / sum z_i^2,    z = image - mean
/// ```
///
/// About 0 for noise (for 7x7: mean -0.02, SD 0.105), .517 for a 2x2 block in 7x7; 0 for a constant
/// image.
///
/// # Shapes
/// - `image`: `[rows * columns]`
///
/// # Source
/// Moran (1950), Biometrika 37:17; as a test for subunits in Liu et al. (2017), Nature
/// Communications 8:149.
pub fn morans_i(image: &[f32], columns: usize) -> f64 {
    let n = image.len() as f64;
    let mean = image.iter().map(|&value| f64::from(value)).sum::<f64>() / n;
    let z: Vec<f64> = image.iter().map(|&value| f64::from(value) - mean).collect();
    let rows = z.len() / columns;
    let variance: f64 = z.iter().map(|z| z * z).sum();
    let (mut products, mut num_pairs) = (0.0, 0_u32);
    for row in 0..rows {
        for column in 0..columns {
            let here = row * columns + column;
            if column + 1 < columns {
                products += z[here] * z[here + 1];
                num_pairs += 1;
            }
            if row + 1 < rows {
                products += z[here] * z[here + columns];
                num_pairs += 1;
            }
        }
    }
    if variance > 0.0 { n / f64::from(num_pairs) * products / variance } else { 0.0 }
}
