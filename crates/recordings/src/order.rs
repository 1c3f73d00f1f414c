//! Which of some values are the largest.
//!
//! In: numbers. Out: their indices. All that is sorted by a number is sorted here: each type that the standard library sorts takes some
//! kilobytes of what the page loads.

/// The indices of values, that of the largest first; of equal ones in their order.
pub(crate) fn largest_first(values: impl IntoIterator<Item = f64>) -> Vec<usize> {
    let values: Vec<f64> = values.into_iter().collect();
    ordered(&values)
}

#[inline(never)]
fn ordered(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    order
}

/// Some items in the order of their values, the largest first.
pub(crate) fn sorted_by<T>(items: Vec<T>, value: impl Fn(&T) -> f64) -> Vec<T> {
    let order = largest_first(items.iter().map(value));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|index| items[index].take()).collect()
}
