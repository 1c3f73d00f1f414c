//! How faithfully a tree of clusters keeps the dissimilarities that it was made from.

use kodama::{MethodChain, nnchain};

/// Correlation of dissimilarities with the heights at which average linkage joins them: 1 if these form a perfect tree.
///
/// ```text
/// r = corr(d_ij, c_ij),    c_ij: height at which the clusters of i and j are joined
/// ```
///
/// The height at which average linkage joins two clusters is the mean of the dissimilarities between them, so that `c` is what is left of
/// `d` after means within groups of pairs. Hence both have the same mean, their covariance is the variance of `c`, and `r` is the ratio of
/// their standard deviations: no pair has to be looked up in the tree.
///
/// Where all dissimilarities are the same there is nothing to correlate: 1 if all are 0, else 0.
///
/// # Shapes
/// - `dissimilarities`: `[num * (num - 1) / 2]`, of the pairs (0, 1), (0, 2) .. (1, 2) ..
///
/// # Panics
/// Unless there is one dissimilarity for each pair.
///
/// # Source
/// Sokal & Rohlf (1962), Taxon 11:33; as a measure of consensus Brunet, Tamayo, Golub & Mesirov (2004), PNAS 101:4164.
pub fn cophenetic_correlation(mut dissimilarities: Vec<f64>, num: usize) -> f64 {
    let num_pairs = num * num.saturating_sub(1) / 2;
    assert_eq!(dissimilarities.len(), num_pairs, "one dissimilarity for each pair");
    let mean = dissimilarities.iter().sum::<f64>() / num_pairs.max(1) as f64;
    let square = |value: f64| (value - mean) * (value - mean);
    let total: f64 = dissimilarities.iter().map(|value| square(*value)).sum();
    if total <= f64::EPSILON * num_pairs as f64 {
        return if mean > 0.0 { 0.0 } else { 1.0 };
    }
    let tree = nnchain(&mut dissimilarities, num, MethodChain::Average);
    // Members of a cluster: of a single one itself, of a joined one as its step says.
    let members = |cluster: usize| cluster.checked_sub(num).map_or(1, |step| tree[step].size);
    let kept = tree.steps().iter().map(|step| {
        (members(step.cluster1) * members(step.cluster2)) as f64 * square(step.dissimilarity)
    });
    (kept.sum::<f64>() / total).sqrt().min(1.0)
}
