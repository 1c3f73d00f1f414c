//! How alike two series of numbers are.

/// Pearson correlation coefficient.
///
/// ```text
/// r = sum (a - mean a)(b - mean b) / sqrt(sum (a - mean a)^2 sum (b - mean b)^2)
/// ```
///
/// 0 where either series is constant or they are empty.
///
/// # Panics
/// If the series differ in length.
///
/// ```
/// let r = ganglion_core::statistics::correlation(&[0.1, 0.5, 0.3], &[1_u16, 3, 2]);
/// assert!((r - 1.0).abs() < 1e-6);
/// ```
pub fn correlation<A: Copy + Into<f64>, B: Copy + Into<f64>>(a: &[A], b: &[B]) -> f64 {
    assert_eq!(a.len(), b.len(), "series to correlate have one value for each frame");
    let n = a.len() as f64;
    let (mut sum_a, mut sum_b) = (0.0, 0.0);
    for (&a, &b) in a.iter().zip(b) {
        sum_a += a.into();
        sum_b += b.into();
    }
    let (mean_a, mean_b) = (sum_a / n, sum_b / n);
    let (mut aa, mut bb, mut ab) = (0.0_f64, 0.0_f64, 0.0);
    for (&a, &b) in a.iter().zip(b) {
        let (a, b) = (a.into() - mean_a, b.into() - mean_b);
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    if aa > 0.0 && bb > 0.0 { ab / (aa.sqrt() * bb.sqrt()) } else { 0.0 }
}

/// Cosine of the angle between two vectors; 0 if either has no length.
pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot: f64 = a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
    let norms = norm(a) * norm(b);
    if norms > 0.0 { dot / norms } else { 0.0 }
}

/// Euclidean length.
pub fn norm(a: &[f32]) -> f64 {
    a.iter().map(|&a| f64::from(a) * f64::from(a)).sum::<f64>().sqrt()
}
