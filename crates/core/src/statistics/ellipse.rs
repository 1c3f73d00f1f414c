//! The ellipse of a receptive field.

use serde::{Deserialize, Serialize};

/// An ellipse on a board of checkers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ellipse {
    /// Row of the center; 0 is the middle of the top row.
    pub row: f32,
    /// Column of the center; 0 is the middle of the left column.
    pub column: f32,
    /// Longer semi-axis, checkers: one SD if the ellipse was fitted to an image.
    pub major: f32,
    /// Shorter semi-axis, checkers.
    pub minor: f32,
    /// From the direction of growing columns to the longer axis, towards growing rows, radians.
    pub angle: f32,
}

/// Rounds of the fit; the covariance settles to a per cent in about ten.
const NUM_ROUNDS: usize = 40;
/// SD of the first window, checkers.
const FIRST_SD: f64 = 1.5;
/// Smallest SD of a fit, checkers: about a third of one checker.
const SMALLEST_SD: f64 = 0.35;

impl Ellipse {
    /// Row and column of a point: `radius` 1 lies on the ellipse, `angle` counts from its longer axis.
    pub fn point(&self, radius: f32, angle: f32) -> (f32, f32) {
        let along = radius * self.major * libm::cosf(angle);
        let across = radius * self.minor * libm::sinf(angle);
        let (sin, cos) = (libm::sinf(self.angle), libm::cosf(self.angle));
        (self.row + along * sin + across * cos, self.column + along * cos - across * sin)
    }

    /// Mean radius, `sqrt(major * minor)`, checkers.
    pub fn radius(&self) -> f32 {
        (self.major * self.minor).sqrt()
    }
}

/// Moments of an image under a window.
#[derive(Clone, Copy)]
struct Moments {
    row: f64,
    column: f64,
    rows: f64,
    columns: f64,
    mixed: f64,
}

/// Fits a Gaussian to the blob around the largest value by size; its semi-axes are one SD.
///
/// Adaptive moments: an image that is Gaussian with covariance `C`, seen through a window with the
/// same covariance, has moments `C / 2`. So the window's covariance is set to twice the moments,
/// again and again. Noise far away lies outside of the window. Nothing for an image of zeros.
///
/// # Shapes
/// - `image`: `[rows * columns]`
///
/// # Source
/// Bernstein and Jarvis (2002), Astronomical Journal 123:583.
///
/// # Panics
/// Without checkers.
pub fn fit_ellipse(image: &[f32], columns: usize) -> Option<Ellipse> {
    let peak = (0..image.len())
        .max_by(|&a, &b| image[a].abs().total_cmp(&image[b].abs()))
        .expect("an image has checkers");
    if image[peak] == 0.0 {
        return None;
    }
    let sign = f64::from(image[peak].signum());
    let largest = 0.5 * (image.len() / columns).max(columns) as f64;
    let mut window = Moments {
        row: (peak / columns) as f64,
        column: (peak % columns) as f64,
        rows: FIRST_SD * FIRST_SD,
        columns: FIRST_SD * FIRST_SD,
        mixed: 0.0,
    };
    for _ in 0..NUM_ROUNDS {
        let Some(seen) = moments(image, columns, sign, window) else { break };
        let doubled = Moments {
            rows: 2.0 * seen.rows,
            columns: 2.0 * seen.columns,
            mixed: 2.0 * seen.mixed,
            ..seen
        };
        let (major, minor, _) = axes(doubled);
        // A window that wants to leave the board follows noise: the last one is better.
        if major > largest || minor < SMALLEST_SD {
            break;
        }
        window = doubled;
    }
    let (major, minor, angle) = axes(window);
    Some(Ellipse {
        row: window.row as f32,
        column: window.column as f32,
        major: major as f32,
        minor: minor as f32,
        angle: angle as f32,
    })
}

/// Center and covariance of the image times the window; nothing if no weight is left.
fn moments(image: &[f32], columns: usize, sign: f64, window: Moments) -> Option<Moments> {
    let determinant = window.rows * window.columns - window.mixed * window.mixed;
    let mut sums = [0.0_f64; 6];
    for (checker, &value) in image.iter().enumerate() {
        let row = (checker / columns) as f64 - window.row;
        let column = (checker % columns) as f64 - window.column;
        let distance = (window.columns * row * row - 2.0 * window.mixed * row * column
            + window.rows * column * column)
            / determinant;
        let weight = sign * f64::from(value) * libm::exp(-0.5 * distance);
        for (sum, factor) in
            sums.iter_mut().zip([1.0, row, column, row * row, column * column, row * column])
        {
            *sum += weight * factor;
        }
    }
    let [total, row, column, rows, column_squares, mixed] = sums;
    if total <= 0.0 {
        return None;
    }
    let (row, column) = (row / total, column / total);
    let rows = rows / total - row * row;
    let column_squares = column_squares / total - column * column;
    let mixed = mixed / total - row * column;
    let is_proper = rows > 0.0 && column_squares > 0.0 && rows * column_squares > mixed * mixed;
    is_proper.then_some(Moments {
        row: window.row + row,
        column: window.column + column,
        rows,
        columns: column_squares,
        mixed,
    })
}

/// Longer and shorter SD of a covariance, and the angle of the longer one.
fn axes(moments: Moments) -> (f64, f64, f64) {
    let mean = 0.5 * (moments.rows + moments.columns);
    let half = 0.5 * (moments.columns - moments.rows);
    let spread = (half * half + moments.mixed * moments.mixed).sqrt();
    let angle = 0.5 * libm::atan2(moments.mixed, half);
    ((mean + spread).sqrt(), (mean - spread).max(0.0).sqrt(), angle)
}
