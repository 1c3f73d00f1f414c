//! A temporal filter as tables: frames of two-valued noise are filtered as bits, in the order and with the bits of the sum itself.

use core::fmt;

use wide::f32x4;

use crate::{cell::TemporalFilter, config::NUM_LAGS};

/// Checkers that go through at once: one word of each lag.
pub(super) const WORD: usize = u64::BITS as usize;

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
    pub(super) fn filter(&self, lags: &[u64; NUM_LAGS], filtered: &mut [f32]) {
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
