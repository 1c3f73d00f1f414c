//! Sums of products of every pair of numbers: what covariances are made of.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use wide::f32x4;

use crate::vectors::{Kernel, VectorWidth, Vectors};

/// Vectors summed in single precision before they enter the sum in double precision.
const TILE: usize = 32;
/// Tiles whose products are made together: the sums in double precision are far away, and fetched once for all of them.
const TILES: usize = 8;
/// Numbers of a vector that lie side by side: those of the widest vector of the machine.
const PANEL: usize = 16;
/// Numbers of a group of lanes.
const LANES: usize = 4;

/// Some numbers of the vectors of a tile.
type TilePanel = [[f32x4; PANEL / LANES]; TILE];
/// The sums of the numbers of a panel with those of another.
type BlockSums = [[f64; PANEL]; PANEL];

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
    /// `[panels][TILES]`
    panels: Vec<TilePanel>,
    num_waiting: usize,
    /// Of each panel with itself and those behind it.
    sums: Vec<BlockSums>,
    width: VectorWidth,
}

impl SecondMoment {
    /// Of no vector yet.
    pub fn new(size: usize) -> Self {
        Self::with_width(size, VectorWidth::widest())
    }

    /// The same with vectors of a given width, which leaves no trace in what is found.
    pub fn with_width(size: usize, width: VectorWidth) -> Self {
        let num_panels = size.div_ceil(PANEL);
        Self {
            size,
            panels: vec![[[f32x4::ZERO; PANEL / LANES]; TILE]; num_panels * TILES],
            num_waiting: 0,
            sums: vec![[[0.0; PANEL]; PANEL]; num_panels * (num_panels + 1) / 2],
            width,
        }
    }

    /// Bytes that one for vectors of this size takes.
    pub fn num_bytes(size: usize) -> usize {
        let num_panels = size.div_ceil(PANEL);
        let num_blocks = num_panels * (num_panels + 1) / 2;
        num_panels * TILES * size_of::<TilePanel>() + num_blocks * size_of::<BlockSums>()
    }

    /// Adds a vector.
    ///
    /// # Shapes
    /// - `vector`: `[size]`
    /// - `weight`: at least 0
    pub fn add(&mut self, vector: &[f32], weight: f32) {
        let root = f32x4::splat(weight.sqrt());
        let (tile, at) = (self.num_waiting / TILE, self.num_waiting % TILE);
        let mut panels = self.panels[tile..].iter_mut().step_by(TILES);
        let (whole, rest) = vector.as_chunks::<PANEL>();
        for (numbers, panel) in whole.iter().zip(&mut panels) {
            for (place, quad) in panel[at].iter_mut().zip(numbers.as_chunks().0) {
                *place = root * f32x4::from(*quad);
            }
        }
        if let Some(panel) = panels.next() {
            let mut last = [0.0; PANEL];
            last[..rest.len()].copy_from_slice(rest);
            for (place, quad) in panel[at].iter_mut().zip(last.as_chunks().0) {
                *place = root * f32x4::from(*quad);
            }
        }
        self.num_waiting += 1;
        if self.num_waiting == TILES * TILE {
            self.flush();
        }
    }

    /// The whole matrix.
    ///
    /// # Shapes
    /// - returns `[size, size]`
    pub fn matrix(mut self) -> Vec<f64> {
        if self.num_waiting > 0 {
            let (tile, at) = (self.num_waiting / TILE, self.num_waiting % TILE);
            if at > 0 {
                for panel in self.panels[tile..].iter_mut().step_by(TILES) {
                    panel[at..].fill([f32x4::ZERO; PANEL / LANES]);
                }
            }
            self.flush();
        }
        let size = self.size;
        let mut matrix = vec![0.0; size * size];
        let mut rest = &self.sums[..];
        for top in (0..size).step_by(PANEL) {
            let (blocks, after) = rest.split_at((size - top).div_ceil(PANEL));
            rest = after;
            for (left, block) in (top..size).step_by(PANEL).zip(blocks) {
                for (row, sums) in (top..size).zip(block) {
                    for (column, sum) in (left..size).zip(sums).filter(|(column, _)| *column >= row)
                    {
                        matrix[row * size + column] = *sum;
                        matrix[column * size + row] = *sum;
                    }
                }
            }
        }
        matrix
    }

    fn flush(&mut self) {
        let num_tiles = self.num_waiting.div_ceil(TILE);
        let (panels, _) = self.panels.as_chunks::<TILES>();
        self.width.run(TileProducts { panels, num_tiles, sums: &mut self.sums });
        self.num_waiting = 0;
    }
}

/// Products of some tiles, and what they are added to.
struct TileProducts<'a> {
    panels: &'a [[TilePanel; TILES]],
    num_tiles: usize,
    sums: &'a mut [BlockSums],
}

impl Kernel for TileProducts<'_> {
    type Found = ();

    /// Adds the products of each panel with itself and those behind it.
    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) {
        let mut blocks = self.sums.iter_mut();
        for (at, left) in self.panels.iter().enumerate() {
            for (right, sums) in self.panels[at..].iter().zip(&mut blocks) {
                let tiles = (&left[..self.num_tiles], &right[..self.num_tiles]);
                // As many sums as stay in registers, and enough that none waits for the one before it.
                match V::GROUPS {
                    1 | 2 => add_block::<V, 4, 2>(vectors, tiles, sums),
                    _ => add_block::<V, PANEL, 1>(vectors, tiles, sums),
                }
            }
        }
    }
}

/// Adds the products of a panel with another, so many rows and vectors of columns at a time.
#[inline(always)]
fn add_block<V: Vectors, const ROWS: usize, const COLUMNS: usize>(
    vectors: V,
    (left, right): (&[TilePanel], &[TilePanel]),
    sums: &mut BlockSums,
) {
    let width = COLUMNS * V::GROUPS * LANES;
    for (above, rows) in sums.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
        for before in 0..PANEL / width {
            let first = (above * ROWS / LANES, before * COLUMNS);
            for (left, right) in left.iter().zip(right) {
                let found = products::<V, ROWS, COLUMNS>(vectors, (left, right), first);
                for (row, found) in rows.iter_mut().zip(found) {
                    let row = row[before * width..].as_chunks_mut::<LANES>().0;
                    for (found, sums) in found.into_iter().zip(row.chunks_mut(V::GROUPS)) {
                        let numbers = vectors.store(found);
                        for (sums, numbers) in sums.iter_mut().zip(numbers.as_ref()) {
                            let [a, b, c, d] = numbers.to_array().map(f64::from);
                            *sums = [sums[0] + a, sums[1] + b, sums[2] + c, sums[3] + d];
                        }
                    }
                }
            }
        }
    }
}

/// Sums of the products of some numbers of a panel with some vectors of another, from these on.
#[inline(always)]
fn products<V: Vectors, const ROWS: usize, const COLUMNS: usize>(
    vectors: V,
    (left, right): (&TilePanel, &TilePanel),
    (quad, vector): (usize, usize),
) -> [[V::Vector; COLUMNS]; ROWS] {
    let mut sums = [[vectors.splat(0.0); COLUMNS]; ROWS];
    for (left, right) in left.iter().zip(right) {
        let mut columns = [vectors.splat(0.0); COLUMNS];
        for (column, groups) in columns.iter_mut().zip(&V::vectors_of(right)[vector..]) {
            *column = vectors.load(groups);
        }
        for (row, sums) in sums.iter_mut().enumerate() {
            let number = vectors.splat(left[quad + row / LANES].as_array()[row % LANES]);
            for (sum, column) in sums.iter_mut().zip(&columns) {
                *sum = vectors.add_product(*sum, number, *column);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::{PANEL, SecondMoment, TILE, TILES, VectorWidth};

    fn number(at: usize, index: usize) -> f32 {
        ((at * 37 + index * 101) % 211) as f32 * 0.013 - 1.1
    }

    /// In `f32` within a tile and `f64` beyond it, as the contract says.
    fn by_definition(size: usize, num_vectors: usize) -> Vec<f64> {
        let entry = |row: usize, column: usize| {
            (0..num_vectors).step_by(TILE).fold(0.0, |sum, first| {
                let tile = (first..num_vectors.min(first + TILE)).fold(0.0_f32, |sum, at| {
                    let root = (1.0 + at as f32).sqrt();
                    sum + root * number(at, row) * (root * number(at, column))
                });
                sum + f64::from(tile)
            })
        };
        (0..size * size).map(|at| entry(at / size, at % size)).collect()
    }

    #[test]
    fn vectors_of_every_width_give_the_bits_of_the_definition() {
        for size in [1, 3, PANEL, 19, 2 * PANEL + 7] {
            for num_vectors in [1, TILE - 1, TILE, TILES * TILE, TILES * TILE + TILE + 5] {
                let expected = by_definition(size, num_vectors);
                for width in VectorWidth::all() {
                    let mut moment = SecondMoment::with_width(size, width);
                    for at in 0..num_vectors {
                        let vector: Vec<_> = (0..size).map(|index| number(at, index)).collect();
                        moment.add(&vector, 1.0 + at as f32);
                    }
                    let found = moment.matrix();
                    let mut pairs = found.iter().zip(&expected);
                    assert!(
                        pairs.all(|(a, b)| a.to_bits() == b.to_bits()),
                        "{size}, {num_vectors}, {width:?}"
                    );
                }
            }
        }
    }
}
