//! Eigenvalues and eigenvectors of a symmetric matrix.
//!
//! Our own, in `+ - * /` and `sqrt` only: nalgebra and faer choose their kernels by processor and
//! take `hypot` from the platform, so the same link would give other bits elsewhere.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use crate::vectors::{Kernel, VectorWidth, Vectors};

/// Eigenvalues, largest first, with their vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// `[size]`, falling.
    pub values: Vec<f64>,
    /// `[size][size]`, one unit vector for each value; the largest entry by size is positive.
    pub vectors: Vec<Vec<f64>>,
}

/// Rounds after which a value counts as found; two or three are usual.
const MAX_ROUNDS: usize = 60;

/// Decomposes a symmetric matrix: Householder reflections to three diagonals, then implicit QL.
///
/// # Shapes
/// - `matrix`: `[size, size]`, symmetric and finite
///
/// # Source
/// Bowdler, Martin, Reinsch & Wilkinson (1968), Numerische Mathematik 11:293 (`tql2`), with the
/// reflections kept apart and applied at the end.
///
/// ```
/// let eigen = ganglion_core::statistics::eigen(vec![2.0, 1.0, 1.0, 2.0], 2);
/// assert!((eigen.values[0] - 3.0).abs() < 1e-12);
/// assert!((eigen.vectors[1][0] + eigen.vectors[1][1]).abs() < 1e-12);
/// ```
pub fn eigen(mut matrix: Vec<f64>, size: usize) -> Eigen {
    let mut tri = tridiagonal(&mut matrix, size);
    // Rows of `vectors` are the eigenvectors of the three diagonals: rotations mix whole rows.
    let mut vectors = vec![0.0; size * size];
    for index in 0..size {
        vectors[index * size + index] = 1.0;
    }
    tri.solve(|k, cosine, sine| {
        let (above, below) = vectors.split_at_mut((k + 1) * size);
        for (a, b) in above[k * size..].iter_mut().zip(&mut below[..size]) {
            (*a, *b) = (cosine * *a - sine * *b, sine * *a + cosine * *b);
        }
    });
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_unstable_by(|&a, &b| tri.diagonal[b].total_cmp(&tri.diagonal[a]).then(a.cmp(&b)));
    let whole = |&index: &usize| {
        let mut vector = vectors[index * size..][..size].to_vec();
        reflect_back(&matrix, size, &mut vector);
        point_up(&mut vector);
        vector
    };
    Eigen {
        vectors: order.iter().map(whole).collect(),
        values: order.iter().map(|&index| tri.diagonal[index]).collect(),
    }
}

/// Only the eigenvalues, largest first: several times quicker.
///
/// # Shapes
/// - `matrix`: `[size, size]`, symmetric and finite
pub fn eigenvalues(mut matrix: Vec<f64>, size: usize) -> Vec<f64> {
    let mut tri = tridiagonal(&mut matrix, size);
    tri.solve(|_, _, _| {});
    tri.diagonal.sort_unstable_by(|a, b| b.total_cmp(a));
    tri.diagonal
}

/// A symmetric matrix that is zero off three diagonals.
struct Tridiagonal {
    diagonal: Vec<f64>,
    /// `[size]`; the last is not used.
    beside: Vec<f64>,
}

/// Reduces the matrix; row `k` is left with the reflection that cleared column `k`, from its entry
/// `k + 1` on, scaled so that its half squared length is 1 (or zero for none).
fn tridiagonal(matrix: &mut [f64], size: usize) -> Tridiagonal {
    VectorWidth::widest().run(Reduction { matrix, size })
}

struct Reduction<'a> {
    matrix: &'a mut [f64],
    size: usize,
}

impl Kernel for Reduction<'_> {
    type Found = Tridiagonal;

    /// Rows lie across lanes, so each sum over a row is made from its first entry to its last, whatever the width.
    #[inline(always)]
    fn run<V: Vectors>(self, _vectors: V) -> Tridiagonal {
        let Self { matrix, size } = self;
        let mut tri = Tridiagonal { diagonal: vec![0.0; size], beside: vec![0.0; size] };
        let mut columns = transposed(matrix, size);
        let mut w = vec![0.0; size];
        for k in 0..size {
            tri.diagonal[k] = columns[k * size + k];
            let rest = size - k - 1;
            if rest == 0 {
                break;
            }
            let v = &mut matrix[k * size + k + 1..][..rest];
            let columns = &mut columns[(k + 1) * size..];
            for (v, column) in v.iter_mut().zip(columns.chunks_exact(size)) {
                *v = column[k];
            }
            tri.beside[k] = make_reflection(v);
            // A' = A - v w^T - w v^T with w = A v - (v^T A v / 2) v, for v^T v = 2.
            let w = &mut w[..rest];
            multiply((columns, size), v, w);
            let half = 0.5 * dot(w, v);
            for (w, v) in w.iter_mut().zip(&*v) {
                *w -= half * v;
            }
            for ((column, w_j), v_j) in columns.chunks_exact_mut(size).zip(&*w).zip(&*v) {
                for ((entry, v_i), w_i) in column[k + 1..].iter_mut().zip(&*v).zip(&*w) {
                    *entry -= v_i * w_j + w_i * v_j;
                }
            }
        }
        tri
    }
}

fn transposed(matrix: &[f64], size: usize) -> Vec<f64> {
    let column = |column: usize| matrix[column..].iter().step_by(size).copied();
    (0..size).flat_map(column).collect()
}

/// The product of what is left of a matrix, its last rows and columns, with a vector.
#[inline(always)]
fn multiply((columns, size): (&[f64], usize), v: &[f64], product: &mut [f64]) {
    let rest = product.len();
    product.fill(-0.0);
    let (fours, ones) = v.as_chunks::<4>();
    let mut columns = columns.chunks_exact(size).map(|column| &column[size - rest..]);
    let mut next = || columns.next().expect("there is a column for each entry");
    for [a, b, c, d] in fours {
        let columns = next().iter().zip(next()).zip(next()).zip(next());
        for (sum, (((first, second), third), fourth)) in product.iter_mut().zip(columns) {
            *sum = *sum + first * a + second * b + third * c + fourth * d;
        }
    }
    for v in ones {
        for (sum, entry) in product.iter_mut().zip(next()) {
            *sum += entry * v;
        }
    }
}

/// Turns a column into the reflection that maps it on its first axis; returns what stays there.
fn make_reflection(column: &mut [f64]) -> f64 {
    let length = dot(column, column).sqrt();
    if length <= 0.0 || column.len() == 1 {
        let stays = column[0];
        column.fill(0.0);
        return stays;
    }
    let stays = if column[0] > 0.0 { -length } else { length };
    column[0] -= stays;
    let scale = (2.0 / dot(column, column)).sqrt();
    for v in column {
        *v *= scale;
    }
    stays
}

/// Takes a vector from the reduced matrix back to the original.
fn reflect_back(reflections: &[f64], size: usize, vector: &mut [f64]) {
    for k in (0..size.saturating_sub(2)).rev() {
        let reflection = &reflections[k * size + k + 1..(k + 1) * size];
        let part = dot(reflection, &vector[k + 1..]);
        for (entry, v) in vector[k + 1..].iter_mut().zip(reflection) {
            *entry -= part * v;
        }
    }
}

impl Tridiagonal {
    /// Implicit QL with Wilkinson's shift; `rotate(k, cosine, sine)` sees every rotation of the
    /// rows `k` and `k + 1`.
    fn solve(&mut self, mut rotate: impl FnMut(usize, f64, f64)) {
        let size = self.diagonal.len();
        for low in 0..size {
            for _ in 0..MAX_ROUNDS {
                let high = self.end_of_block(low);
                if high == low {
                    break;
                }
                self.sweep(low, high, &mut rotate);
            }
        }
    }

    /// The last index of the block that begins at `low` and does not fall apart.
    fn end_of_block(&self, low: usize) -> usize {
        let last = self.diagonal.len() - 1;
        let is_apart = |&k: &usize| {
            let scale = self.diagonal[k].abs() + self.diagonal[k + 1].abs();
            self.beside[k].abs() <= f64::EPSILON * scale
        };
        (low..last).find(is_apart).unwrap_or(last)
    }

    fn sweep(&mut self, low: usize, high: usize, rotate: &mut impl FnMut(usize, f64, f64)) {
        let (diagonal, beside) = (&mut self.diagonal, &mut self.beside);
        let mut g = (diagonal[low + 1] - diagonal[low]) / (2.0 * beside[low]);
        let r = hypotenuse(g, 1.0);
        g = diagonal[high] - diagonal[low] + beside[low] / (g + if g < 0.0 { -r } else { r });
        let (mut sine, mut cosine, mut p) = (1.0, 1.0, 0.0);
        for k in (low..high).rev() {
            let (f, b) = (sine * beside[k], cosine * beside[k]);
            let r = hypotenuse(f, g);
            beside[k + 1] = r;
            if r == 0.0 {
                diagonal[k + 1] -= p;
                beside[high] = 0.0;
                return;
            }
            (sine, cosine) = (f / r, g / r);
            g = diagonal[k + 1] - p;
            let r = (diagonal[k] - g) * sine + 2.0 * cosine * b;
            p = sine * r;
            diagonal[k + 1] = g + p;
            g = cosine * r - b;
            rotate(k, cosine, sine);
        }
        diagonal[low] -= p;
        beside[low] = g;
        beside[high] = 0.0;
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `sqrt(a^2 + b^2)`; the entries here are neither huge nor tiny.
fn hypotenuse(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}

/// Turns a vector so that its largest entry by size is positive.
fn point_up(vector: &mut [f64]) {
    let peak = vector.iter().copied().fold(0.0_f64, |a, b| if b.abs() > a.abs() { b } else { a });
    if peak < 0.0 {
        for value in vector {
            *value = -*value;
        }
    }
}
