//! Small dense matrices in double precision: products in one fixed order, whatever the machine.

/// Rows that one pass over a sum adds: fewer passes load and store it less often.
const AT_ONCE: usize = 4;
/// Sums that are made side by side.
const LANES: usize = 8;
/// Keeps rows that are nearly the same apart in the equations.
const RIDGE: f64 = 1e-12;

/// Numbers row by row.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::analysis) struct DenseMatrix {
    num_columns: usize,
    values: Vec<f64>,
}

impl DenseMatrix {
    /// Of numbers row by row.
    ///
    /// # Shapes
    /// - `values`: `[rows, num_columns]`, whole rows
    pub(in crate::analysis) fn of(num_columns: usize, values: Vec<f64>) -> Self {
        assert_eq!(values.len() % num_columns.max(1), 0, "a matrix has whole rows");
        Self { num_columns, values }
    }

    /// Zeros.
    pub(in crate::analysis) fn zeros(num_rows: usize, num_columns: usize) -> Self {
        Self { num_columns, values: vec![0.0; num_rows * num_columns] }
    }

    pub(in crate::analysis) fn num_rows(&self) -> usize {
        self.values.len() / self.num_columns
    }

    pub(in crate::analysis) fn num_columns(&self) -> usize {
        self.num_columns
    }

    pub(in crate::analysis) fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.num_columns..][..self.num_columns]
    }

    pub(in crate::analysis) fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.values[row * self.num_columns..][..self.num_columns]
    }

    pub(in crate::analysis) fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.num_columns)
    }

    pub(in crate::analysis) fn rows_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        self.values.chunks_exact_mut(self.num_columns)
    }

    /// All numbers.
    pub(in crate::analysis) fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }

    /// The product with another matrix, summed from its first row to its last; stretches of entries that are zero cost nothing.
    pub(in crate::analysis) fn times(&self, other: &Self) -> Self {
        let mut product = Self::zeros(self.num_rows(), other.num_columns);
        let size = other.num_columns;
        // A few rows of the other matrix stay near the processor while all rows of this one use them.
        for (stretch, rows) in other.values.chunks(AT_ONCE * size).enumerate() {
            let first = stretch * AT_ONCE;
            for (sums, row) in product.rows_mut().zip(self.rows()) {
                let factors = &row[first..row.len().min(first + AT_ONCE)];
                if factors.iter().any(|factor| *factor != 0.0) {
                    add_rows(sums, factors.iter().copied().zip(rows.chunks_exact(size)));
                }
            }
        }
        product
    }

    /// Columns as rows of so many numbers, with zeros behind them up to whole lanes.
    fn transposed(&self) -> Vec<[f64; LANES]> {
        let num_groups = self.num_rows().div_ceil(LANES);
        let mut columns = vec![[0.0; LANES]; num_groups * self.num_columns];
        for (index, row) in self.rows().enumerate() {
            let group = &mut columns[index / LANES * self.num_columns..][..self.num_columns];
            for (lanes, value) in group.iter_mut().zip(row) {
                lanes[index % LANES] = *value;
            }
        }
        columns
    }
}

/// Adds rows times their factors, one after the other.
pub(in crate::analysis) fn add_rows<'a>(
    sums: &mut [f64],
    terms: impl Iterator<Item = (f64, &'a [f64])>,
) {
    let mut waiting: [(f64, &[f64]); AT_ONCE] = [(0.0, &[]); AT_ONCE];
    let mut num_waiting = 0;
    for term in terms {
        waiting[num_waiting] = term;
        num_waiting += 1;
        if num_waiting == AT_ONCE {
            add_four(sums, waiting);
            num_waiting = 0;
        }
    }
    for (factor, row) in &waiting[..num_waiting] {
        for (sum, value) in sums.iter_mut().zip(*row) {
            *sum += factor * value;
        }
    }
}

fn add_four(sums: &mut [f64], rows: [(f64, &[f64]); AT_ONCE]) {
    let len = sums.len();
    let [(a, first), (b, second), (c, third), (d, fourth)] =
        rows.map(|(by, row)| (by, &row[..len]));
    for (at, sum) in sums.iter_mut().enumerate() {
        *sum = *sum + a * first[at] + b * second[at] + c * third[at] + d * fourth[at];
    }
}

/// Products of every row of `a` with every row of `b`, summed from the first column to the last; entries of `b` that are zero cost
/// nothing.
///
/// # Shapes
/// - returns `[rows of a, rows of b]`
pub(in crate::analysis) fn dots(a: &DenseMatrix, b: &DenseMatrix) -> DenseMatrix {
    let (num_rows, num_columns) = (a.num_rows(), b.num_rows());
    let mut products = DenseMatrix::zeros(num_rows, num_columns);
    let transposed = a.transposed();
    for (column, row) in b.rows().enumerate() {
        for (group, lanes) in transposed.chunks_exact(a.num_columns.max(1)).enumerate() {
            let mut sums = [0.0; LANES];
            for (factor, lanes) in row.iter().zip(lanes).filter(|(factor, _)| **factor != 0.0) {
                for (sum, value) in sums.iter_mut().zip(lanes) {
                    *sum += value * factor;
                }
            }
            let first = group * LANES;
            for (index, sum) in sums.iter().enumerate().take(num_rows - first) {
                products.values[(first + index) * num_columns + column] = *sum;
            }
        }
    }
    products
}

/// Inverse of a positive matrix of few rows (Gauss and Jordan).
pub(in crate::analysis) fn inverse(matrix: &DenseMatrix) -> DenseMatrix {
    let size = matrix.num_rows();
    let mut rows = DenseMatrix::zeros(size, 2 * size);
    for (index, row) in rows.rows_mut().enumerate() {
        row[..size].copy_from_slice(matrix.row(index));
        row[index] += RIDGE;
        row[size + index] = 1.0;
    }
    let mut row = vec![0.0; 2 * size];
    for pivot in 0..size {
        let scale = 1.0 / rows.row(pivot)[pivot];
        rows.row_mut(pivot).iter_mut().for_each(|value| *value *= scale);
        row.copy_from_slice(rows.row(pivot));
        for other in (0..size).filter(|other| *other != pivot) {
            let factor = -rows.row(other)[pivot];
            add_rows(rows.row_mut(other), core::iter::once((factor, &row[..])));
        }
    }
    let mut inverse = DenseMatrix::zeros(size, size);
    for (to, from) in inverse.rows_mut().zip(rows.rows()) {
        to.copy_from_slice(&from[size..]);
    }
    inverse
}
