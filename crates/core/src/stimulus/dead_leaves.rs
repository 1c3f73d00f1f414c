//! Discs of all sizes that hide each other: the simplest picture with the edges of natural ones.

use crate::{
    rng::Random,
    stimulus::{Image, canvas::Canvas},
};

/// Discs thrown onto each picture.
const NUM_DISCS: usize = 2_500;
/// Smallest and largest radius, canvas pixels.
const RADII: (f32, f32) = (3.0, 200.0);

/// Leaves on the ground, the last on top.
///
/// The density of radii is `r^-3`, so that the picture looks the same at every magnification; each
/// disc has a uniform gray of its own. After a blur of .7 pixels every second pixel is kept.
///
/// # Source
/// Lee, Mumford & Huang (2001), International Journal of Computer Vision 41:35, with numbers of
/// our own. Here, discs that leave at an edge come back at the other one.
pub(super) fn dead_leaves(side: usize, random: &mut Random) -> Image {
    let mut canvas = Canvas::new(side, 0.5);
    for _ in 0..NUM_DISCS {
        let extent = canvas.side as f32;
        let center = (random.uniform_in(0.0, extent), random.uniform_in(0.0, extent));
        let radius = radius(random.uniform());
        canvas.disc(center, radius, random.uniform());
    }
    canvas.into_image()
}

/// The radius that a share `u` of all discs do not reach, by the inverse of the distribution:
///
/// ```text
/// r = (a^-2 - u (a^-2 - b^-2))^-1/2
/// ```
fn radius(u: f32) -> f32 {
    let (small, large) = (1.0 / (RADII.0 * RADII.0), 1.0 / (RADII.1 * RADII.1));
    1.0 / (small - u * (small - large)).sqrt()
}
