//! Sums of products of every pair of numbers: what covariances are made of.

#![expect(
    clippy::inline_always,
    reason = "a function that is not part of its caller has the vectors of the oldest machine"
)]

use wide::f32x4;

/// Vectors summed in single precision before they enter the sum in double precision.
const TILE: usize = 32;
/// Numbers of a vector that lie side by side.
const PANEL: usize = 8;

type TilePanel = [[f32; PANEL]; TILE];

/// A growing weighted sum of outer products.
///
/// ```text
/// matrix[i, j] = sum_t weight[t] * vector[t][i] * vector[t][j]
/// ```
///
/// Thirty-two vectors at a time are summed in `f32` lanes and then in `f64`, in an order that does
/// not depend on the machine.
///
/// ```
/// use ganglion_core::statistics::SecondMoment;
///
/// let mut moment = SecondMoment::new(2);
/// moment.add(&[1.0, 2.0], 1.0);
/// moment.add(&[1.0, 0.0], 4.0);
/// assert_eq!(moment.matrix(), [5.0, 2.0, 2.0, 4.0]);
/// ```
#[derive(Clone, Debug)]
pub struct SecondMoment {
    size: usize,
    panels: Vec<TilePanel>,
    in_tile: usize,
    sum: Vec<f64>,
}

impl SecondMoment {
    /// Of no vector yet.
    pub fn new(size: usize) -> Self {
        let num_panels = size.div_ceil(PANEL);
        let padded = num_panels * PANEL;
        Self {
            size,
            panels: vec![[[0.0; PANEL]; TILE]; num_panels],
            in_tile: 0,
            sum: vec![0.0; padded * padded],
        }
    }

    /// Adds a vector.
    ///
    /// # Shapes
    /// - `vector`: `[size]`
    /// - `weight`: at least 0
    pub fn add(&mut self, vector: &[f32], weight: f32) {
        let root = weight.sqrt();
        for (panel, numbers) in self.panels.iter_mut().zip(vector.chunks(PANEL)) {
            for (slot, number) in panel[self.in_tile].iter_mut().zip(numbers) {
                *slot = root * number;
            }
        }
        self.in_tile += 1;
        if self.in_tile == TILE {
            self.flush();
        }
    }

    /// The whole matrix.
    ///
    /// # Shapes
    /// - returns `[size, size]`
    pub fn matrix(mut self) -> Vec<f64> {
        if self.in_tile > 0 {
            for panel in &mut self.panels {
                panel[self.in_tile..].fill([0.0; PANEL]);
            }
            self.flush();
        }
        let padded = self.panels.len() * PANEL;
        (0..self.size * self.size)
            .map(|index| {
                let (row, column) = (index / self.size, index % self.size);
                self.sum[row.min(column) * padded + row.max(column)]
            })
            .collect()
    }

    fn flush(&mut self) {
        let padded = self.panels.len() * PANEL;
        add_products(TileProducts { panels: &self.panels, sum: &mut self.sum, padded });
        self.in_tile = 0;
    }
}

/// Products of a whole tile, and what they are added to.
struct TileProducts<'a> {
    panels: &'a [TilePanel],
    /// `[padded, padded]`, from the diagonal to the right.
    sum: &'a mut [f64],
    padded: usize,
}

impl TileProducts<'_> {
    /// Adds the products of each panel with itself and those behind it, so many rows at a time.
    #[inline(always)]
    fn add<const ROWS: usize>(
        self,
        products: impl Fn(&TilePanel, usize, &TilePanel) -> TileRows<ROWS>,
    ) {
        for (block, left) in self.panels.iter().enumerate() {
            for (other, right) in self.panels.iter().enumerate().skip(block) {
                for first in (0..PANEL).step_by(ROWS) {
                    for (row, products) in products(left, first, right).iter().enumerate() {
                        let start = (block * PANEL + first + row) * self.padded + other * PANEL;
                        let sums = self.sum[start..][..PANEL].iter_mut();
                        sums.zip(products).for_each(|(sum, number)| *sum += f64::from(*number));
                    }
                }
            }
        }
    }
}

/// Products of some numbers of a panel with those of another.
type TileRows<const ROWS: usize> = [[f32; PANEL]; ROWS];

/// By the vectors that every machine has.
fn add_by_four(tile: TileProducts<'_>) {
    tile.add(products_by_four);
}

#[cfg(not(target_arch = "x86_64"))]
fn add_products(tile: TileProducts<'_>) {
    add_by_four(tile);
}

/// By vectors of eight where there are any: each sum is one lane's, whatever the width, so bits don't depend on it.
#[cfg(target_arch = "x86_64")]
fn add_products(tile: TileProducts<'_>) {
    match pulp::x86::V3::try_new() {
        Some(simd) => pulp::Simd::vectorize(simd, tile),
        None => add_by_four(tile),
    }
}

#[cfg(target_arch = "x86_64")]
impl pulp::NullaryFnOnce for TileProducts<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.add(products_by_eight);
    }
}

/// Products of four numbers of one panel, from `first` on, with the eight of another.
#[inline(always)]
fn products_by_four(left: &TilePanel, first: usize, right: &TilePanel) -> TileRows<4> {
    let mut sums = [[f32x4::ZERO; 2]; 4];
    for (left, right) in left.iter().zip(right) {
        let [a, b, c, d, e, f, g, h] = *right;
        let right = [f32x4::from([a, b, c, d]), f32x4::from([e, f, g, h])];
        for (sums, number) in sums.iter_mut().zip(&left[first..]) {
            let number = f32x4::splat(*number);
            sums[0] += number * right[0];
            sums[1] += number * right[1];
        }
    }
    sums.map(|[low, high]| {
        let ([a, b, c, d], [e, f, g, h]) = (low.to_array(), high.to_array());
        [a, b, c, d, e, f, g, h]
    })
}

/// The same of all eight numbers, as many sums as there are wide registers for.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn products_by_eight(left: &TilePanel, _first: usize, right: &TilePanel) -> TileRows<PANEL> {
    let mut sums = [[0.0; PANEL]; PANEL];
    for (left, right) in left.iter().zip(right) {
        for (sums, number) in sums.iter_mut().zip(left) {
            for (sum, other) in sums.iter_mut().zip(right) {
                *sum += number * other;
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::{PANEL, SecondMoment, TILE, TileProducts, add_by_four};

    #[test]
    fn vectors_of_every_width_give_the_same_bits() {
        let mut moment = SecondMoment::new(19);
        for at in 0..TILE - 1 {
            let number = |index: usize| ((at * 37 + index * 101) % 211) as f32 * 0.013 - 1.1;
            moment.add(&core::array::from_fn::<f32, 19, _>(number), 1.0 + at as f32);
        }
        let padded = moment.panels.len() * PANEL;
        let mut sum = vec![0.0; padded * padded];
        add_by_four(TileProducts { panels: &moment.panels, sum: &mut sum, padded });
        moment.flush();
        assert!(sum.iter().zip(&moment.sum).all(|(a, b)| a.to_bits() == b.to_bits()));
        assert!(sum[1].abs() > 0.0);
    }
}
