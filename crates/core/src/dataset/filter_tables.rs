//! A temporal filter as tables: frames of two-valued noise are filtered as bits, in the order and with the bits of the sum itself.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use core::fmt;

use wide::f32x4;

use crate::{
    cell::TemporalFilter,
    config::NUM_LAGS,
    vectors::{Kernel, Vectors},
};

/// Checkers that go through at once: one word of each lag.
const WORD: usize = u64::BITS as usize;

/// Checkers behind one number of a table.
const LANES: usize = 4;
/// Lags behind one number of the first table.
const FIRST: usize = 2;
const LOW: u64 = 0x0f0f_0f0f_0f0f_0f0f;

/// What each four checkers add to the sum, by their bits.
///
/// ```text
/// x[c] = ((k[0] s[0][c] + k[1] s[1][c]) + k[2] s[2][c]) + ...,    s = -1 or +1
/// ```
///
/// A product by -1 or +1 is only a sign, so that a number of a table has the bits of the product. Of the first two lags the table
/// holds the sum, as nothing is added before them.
#[derive(Clone)]
pub(super) struct FilterTables {
    pub(super) kernel: TemporalFilter,
    /// Of the first two lags, by the bits of lag 0 in front of those of lag 1.
    first: [f32x4; 256],
    /// Of each other lag.
    rest: [[f32x4; 16]; NUM_LAGS - FIRST],
}

impl fmt::Debug for FilterTables {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FilterTables").finish_non_exhaustive()
    }
}

impl FilterTables {
    pub(super) fn new(kernel: &TemporalFilter) -> Self {
        let signed = |weight: f32, bits: usize, lane: usize| {
            weight * if bits >> lane & 1 == 1 { 1.0 } else { -1.0 }
        };
        let of_two = |bits: usize| {
            let sum =
                |lane| 0.0 + signed(kernel[0], bits, lane) + signed(kernel[1], bits, LANES + lane);
            f32x4::from(core::array::from_fn::<f32, LANES, _>(sum))
        };
        let of_one = |weight: f32, bits: usize| {
            f32x4::from(core::array::from_fn::<f32, LANES, _>(|lane| signed(weight, bits, lane)))
        };
        Self {
            kernel: *kernel,
            first: core::array::from_fn(of_two),
            rest: core::array::from_fn(|lag| {
                core::array::from_fn(|bits| of_one(kernel[FIRST + lag], bits))
            }),
        }
    }

    /// Filters the checkers of one word.
    ///
    /// # Shapes
    /// - `lags`: the word of each lag
    /// - `filtered`: at most [`WORD`]
    #[inline]
    fn filter(&self, lags: &[u64; NUM_LAGS], filtered: &mut [f32]) {
        let [zero, one, rest @ ..] = lags;
        // Bits of four checkers in each byte: those of bytes' lower halves, and of their upper ones.
        let first = [zero & LOW | (one & LOW) << 4, zero >> 4 & LOW | one & !LOW];
        let first = first.map(u64::to_le_bytes);
        // In the upper half of each byte, so that a shift tells the compiler that none is above 15.
        let rest = rest.map(|word| [word << 4 & !LOW, word & !LOW].map(u64::to_le_bytes));
        for (half, filtered) in filtered.chunks_mut(WORD / 2).enumerate() {
            // Eight sums at a time stay in registers.
            let place = |index: usize| (index % 2, WORD / 16 * half + index / 2);
            let mut sums: [f32x4; WORD / 2 / LANES] = core::array::from_fn(|index| {
                let (parity, byte) = place(index);
                self.first[usize::from(first[parity][byte])]
            });
            for (table, bits) in self.rest.iter().zip(&rest) {
                for (index, sum) in sums.iter_mut().enumerate() {
                    let (parity, byte) = place(index);
                    *sum += table[usize::from(bits[parity][byte] >> 4)];
                }
            }
            let (whole, rest) = filtered.as_chunks_mut::<LANES>();
            for (filtered, sum) in whole.iter_mut().zip(&sums) {
                *filtered = sum.to_array();
            }
            if !rest.is_empty() {
                rest.copy_from_slice(&sums[whole.len()].to_array()[..rest.len()]);
            }
        }
    }
}

/// Filters a frame of two-valued noise.
pub(super) struct FilterBits<'a> {
    pub(super) tables: &'a FilterTables,
    /// `[NUM_LAGS, words]`, the frame itself last.
    pub(super) window: &'a [u64],
    /// `[checkers]`, to be written.
    pub(super) filtered: &'a mut [f32],
}

impl Kernel for FilterBits<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) {
        let Self { tables, window, filtered } = self;
        let num_words = window.len() / NUM_LAGS;
        for (word, filtered) in filtered.chunks_mut(WORD).enumerate() {
            // Where vectors are wide, to give many checkers their sign is quicker than to look them up.
            let sums = match V::GROUPS {
                1 => {
                    let lag = |lag| window[(NUM_LAGS - 1 - lag) * num_words + word];
                    tables.filter(&core::array::from_fn(lag), filtered);
                    continue;
                }
                2 => filter_by_signs::<V, 8>(vectors, &tables.kernel, (window, word)),
                _ => filter_by_signs::<V, 4>(vectors, &tables.kernel, (window, word)),
            };
            match filtered.as_mut_array() {
                Some(filtered) => *filtered = sums,
                None => filtered.copy_from_slice(&sums[..filtered.len()]),
            }
        }
    }
}

/// The sum itself, for the checkers of one word of each frame of a window: so many vectors are one word long.
#[inline(always)]
fn filter_by_signs<V: Vectors, const VECTORS: usize>(
    vectors: V,
    kernel: &TemporalFilter,
    (window, word): (&[u64], usize),
) -> [f32; WORD] {
    let mut sums = [vectors.splat(0.0); VECTORS];
    let frames = window.chunks_exact(window.len() / NUM_LAGS).rev();
    for (weight, frame) in kernel.iter().zip(frames) {
        let weight = vectors.splat(*weight);
        for (at, sum) in sums.iter_mut().enumerate() {
            *sum = vectors.add(*sum, vectors.signed(weight, frame[word], at * (WORD / VECTORS)));
        }
    }
    let mut filtered = [0.0; WORD];
    let mut places = filtered.as_chunks_mut::<LANES>().0.iter_mut();
    for sum in sums {
        for (numbers, place) in vectors.store(sum).as_ref().iter().zip(&mut places) {
            *place = numbers.to_array();
        }
    }
    filtered
}

#[cfg(test)]
mod tests {
    use super::{FilterBits, FilterTables, NUM_LAGS, WORD};
    use crate::vectors::VectorWidth;

    #[test]
    fn vectors_of_every_width_give_the_bits_of_the_definition() {
        let kernel =
            core::array::from_fn(|lag| if lag == 3 { 0.0 } else { 0.7 - 0.13 * lag as f32 });
        let tables = FilterTables::new(&kernel);
        for size in [1, 3, 8, 30, WORD, WORD + 17, 4 * WORD] {
            let words = size.div_ceil(WORD);
            let word =
                |at: usize| (at as u64 + 3).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(7);
            let window: Vec<u64> = (0..NUM_LAGS * words).map(word).collect();
            let checker = |at: usize| {
                kernel.iter().enumerate().fold(0.0_f32, |sum, (lag, weight)| {
                    let word = window[(NUM_LAGS - 1 - lag) * words + at / WORD];
                    sum + weight * if word >> (at % WORD) & 1 == 1 { 1.0 } else { -1.0 }
                })
            };
            let expected: Vec<u32> = (0..size).map(|at| checker(at).to_bits()).collect();
            for width in VectorWidth::all() {
                let mut filtered = vec![0.0; size];
                let bits = FilterBits { tables: &tables, window: &window, filtered: &mut filtered };
                width.run(bits);
                let found: Vec<u32> = filtered.iter().map(|number| number.to_bits()).collect();
                assert_eq!(found, expected, "{size}, {width:?}");
            }
        }
    }
}
