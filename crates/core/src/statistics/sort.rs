//! Sorting what is few: names at a curve, filters of a network.

/// Sorts by insertion, equal items in their order; `is_before` is a strict order.
///
/// What is sorted by `slice::sort_by` takes 4.4 kB of wasm for each type and order (rustc 1.95, `opt-level = "z"`), this 0.2.
pub fn sort_few<T>(items: &mut [T], is_before: impl Fn(&T, &T) -> bool) {
    for end in 1..items.len() {
        let mut at = end;
        while at > 0 && is_before(&items[at], &items[at - 1]) {
            items.swap(at, at - 1);
            at -= 1;
        }
    }
}
