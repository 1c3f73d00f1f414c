//! Random pictures with the power spectrum of natural ones and nothing else of them.

use crate::{rng::Random, statistics::fourier, stimulus::Image};

/// SD of the gray values; a few beyond black and white are cut off.
const SD: f64 = 0.2;

/// A picture with power `1/f^2` and random phases: clouds without edges.
///
/// The spectrum is drawn, then transformed back on the next power of two, of which a corner is kept.
pub(super) fn noise_image(side: usize, random: &mut Random) -> Image {
    let whole = side.next_power_of_two();
    let mut real = vec![0.0; whole * whole];
    let mut imaginary = real.clone();
    let frequency = |at: usize| at.min(whole - at) as f64;
    let mut power = 0.0;
    for at in 1..whole * whole {
        let (row, column) = (frequency(at / whole), frequency(at % whole));
        let amplitude = 1.0 / libm::sqrt(row * row + column * column);
        real[at] = amplitude * f64::from(random.normal());
        imaginary[at] = amplitude * f64::from(random.normal());
        power += amplitude * amplitude;
    }
    fourier(&mut real, &mut imaginary, whole);
    let scale = SD / libm::sqrt(power);
    let rows = real.chunks_exact(whole).take(side);
    let gray = |value: &f64| (0.5 + scale * value).clamp(0.0, 1.0) as f32;
    let values = rows.flat_map(|row| row[..side].iter().map(gray)).collect();
    Image { width: side, height: side, values }
}
