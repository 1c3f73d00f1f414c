//! The Fourier transform of a square picture, and how its power falls with frequency.

use core::f64::consts::{PI, TAU};

/// Transforms a complex picture in place, without a factor.
///
/// Our own, in radix 2: a few lines, the same bits everywhere, where `rustfft` chooses its kernels by processor.
///
/// # Shapes
/// - `real` and `imaginary`: `[side * side]`
///
/// # Panics
/// Unless `side` is a power of two and both parts have `side * side` values.
pub fn fourier(real: &mut [f64], imaginary: &mut [f64], side: usize) {
    assert!(side.is_power_of_two(), "only sides that are a power of two are transformed");
    assert_eq!((real.len(), imaginary.len()), (side * side, side * side), "a square picture");
    let turns: Vec<_> = (0..side / 2)
        .map(|at| {
            let angle = -TAU * at as f64 / side as f64;
            (libm::cos(angle), libm::sin(angle))
        })
        .collect();
    for _ in 0..2 {
        for (real, imaginary) in real.chunks_exact_mut(side).zip(imaginary.chunks_exact_mut(side)) {
            transform(real, imaginary, &turns);
        }
        transpose(real, side);
        transpose(imaginary, side);
    }
}

fn transpose(values: &mut [f64], side: usize) {
    for row in 0..side {
        for column in 0..row {
            values.swap(row * side + column, column * side + row);
        }
    }
}

/// One row, by Cooley and Tukey (1965).
fn transform(real: &mut [f64], imaginary: &mut [f64], turns: &[(f64, f64)]) {
    let len = real.len();
    for at in 0..len {
        // Without bits to mirror, there is nothing to swap.
        let mirrored = at.reverse_bits().checked_shr(usize::BITS - len.trailing_zeros());
        let Some(mirrored) = mirrored else { break };
        if at < mirrored {
            real.swap(at, mirrored);
            imaginary.swap(at, mirrored);
        }
    }
    let mut half = 1;
    while half < len {
        let stride = len / (2 * half);
        for start in (0..len).step_by(2 * half) {
            for at in 0..half {
                let (cosine, sine) = turns[at * stride];
                let (low, high) = (start + at, start + at + half);
                let turned_real = real[high] * cosine - imaginary[high] * sine;
                let turned_imaginary = real[high] * sine + imaginary[high] * cosine;
                (real[high], real[low]) = (real[low] - turned_real, real[low] + turned_real);
                (imaginary[high], imaginary[low]) =
                    (imaginary[low] - turned_imaginary, imaginary[low] + turned_imaginary);
            }
        }
        half *= 2;
    }
}

/// Mean power at each whole frequency, cycles a side, from 1 to half the side.
///
/// The mean is taken away and the rest is faded out at the edges (Hann), which would otherwise count
/// as the sharpest contours of all. The square in the upper left corner is used whose side is the
/// largest power of two.
///
/// # Shapes
/// - `picture`: `[rows * width]`
/// - returns `[side / 2]`
///
/// # Panics
/// If there are no pixels.
pub fn radial_power(picture: &[f32], width: usize) -> Vec<f64> {
    let shorter = width.min(picture.len() / width);
    let side = (shorter / 2 + 1).next_power_of_two();
    let rows = picture.chunks_exact(width).take(side).map(|row| &row[..side]);
    let mut real: Vec<f64> = rows.flatten().map(|&value| f64::from(value)).collect();
    let mean = real.iter().sum::<f64>() / real.len() as f64;
    let fade: Vec<f64> =
        (0..side).map(|at| libm::sin(PI * (at as f64 + 0.5) / side as f64)).collect();
    for (at, value) in real.iter_mut().enumerate() {
        let (row, column) = (fade[at / side], fade[at % side]);
        *value = (*value - mean) * row * row * column * column;
    }
    let mut imaginary = vec![0.0; real.len()];
    fourier(&mut real, &mut imaginary, side);
    let frequency = |at: usize| at.min(side - at) as f64;
    let mut sums = vec![(0.0, 0_u32); side / 2];
    for (at, (real, imaginary)) in real.iter().zip(&imaginary).enumerate() {
        let radius = libm::hypot(frequency(at / side), frequency(at % side)).round() as usize;
        if let Some((power, count)) = radius.checked_sub(1).and_then(|at| sums.get_mut(at)) {
            *power += real * real + imaginary * imaginary;
            *count += 1;
        }
    }
    sums.into_iter().map(|(power, count)| power / f64::from(count.max(1))).collect()
}

/// Exponent `s` of a power spectrum `f^s`: the slope of the straight line through the logarithms, by
/// least squares over the upper three octaves, an eighth of the highest frequency and above.
///
/// There lies nearly everything that a filter of a few checkers sees. A spectrum that is curved, as
/// that of every blurred picture, has other slopes elsewhere.
///
/// # Shapes
/// - `power`: at each whole frequency from 1 on, as [`radial_power`] gives it, or a mean of several
pub fn power_slope(power: &[f64]) -> f64 {
    let points: Vec<_> = (1..=power.len())
        .zip(power)
        .skip((power.len() / 8).saturating_sub(1))
        .map(|(at, power)| (libm::log(at as f64), libm::log(*power)))
        .collect();
    let count = points.len() as f64;
    let x_mean = points.iter().map(|(x, _)| x).sum::<f64>() / count;
    let y_mean = points.iter().map(|(_, y)| y).sum::<f64>() / count;
    let products = points.iter().map(|(x, y)| (x - x_mean) * (y - y_mean));
    let squares = points.iter().map(|(x, _)| (x - x_mean) * (x - x_mean));
    products.sum::<f64>() / squares.sum::<f64>()
}
