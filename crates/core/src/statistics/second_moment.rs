//! Sums of products of every pair of numbers: what covariances are made of.

use wide::f32x4;

/// Vectors summed in single precision before they enter the sum in double precision.
const TILE: usize = 32;
/// Numbers of a vector that lie side by side.
const PANEL: usize = 8;
/// Rows of the matrix that one pass makes: with a panel's two vectors they fit the registers.
const ROWS: usize = 4;

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
        for (block, left) in self.panels.iter().enumerate() {
            for (other, right) in self.panels.iter().enumerate().skip(block) {
                for half in [0, ROWS] {
                    let products = products(left, half, right);
                    for (row, lanes) in products.into_iter().enumerate() {
                        let start = (block * PANEL + half + row) * padded + other * PANEL;
                        let numbers = lanes.into_iter().flat_map(|lanes| lanes.to_array());
                        for (sum, number) in self.sum[start..start + PANEL].iter_mut().zip(numbers)
                        {
                            *sum += f64::from(number);
                        }
                    }
                }
            }
        }
        self.in_tile = 0;
    }
}

/// Products of four numbers of one panel, from `half` on, with the eight of another.
fn products(left: &TilePanel, half: usize, right: &TilePanel) -> [[f32x4; 2]; ROWS] {
    let mut sums = [[f32x4::ZERO; 2]; ROWS];
    for (left, right) in left.iter().zip(right) {
        let [a, b, c, d, e, f, g, h] = *right;
        let right = [f32x4::from([a, b, c, d]), f32x4::from([e, f, g, h])];
        let left = if half == 0 { &left[..ROWS] } else { &left[ROWS..] };
        for (sums, number) in sums.iter_mut().zip(left) {
            let number = f32x4::splat(*number);
            sums[0] += number * right[0];
            sums[1] += number * right[1];
        }
    }
    sums
}
