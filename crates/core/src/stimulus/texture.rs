//! Fractal texture: noise on lattices, each twice as fine and weaker than the one before.

use crate::rng::Random;

/// Side of a texture, pixels; it repeats itself beyond.
const SIDE: usize = 256;
/// Points along a side of the coarsest lattice.
const COARSEST: usize = 4;

/// Heights with mean 0 and a spread of about 1, without an edge.
pub(super) struct Texture(Vec<f32>);

impl Texture {
    /// Each lattice counts `persistence` times as much as the next coarser one: at .5 slopes are as
    /// strong in every octave.
    pub(super) fn new(persistence: f32, random: &mut Random) -> Self {
        let mut values = vec![0.0; SIDE * SIDE];
        let (mut points, mut weight, mut power) = (COARSEST, 1.0, 0.0_f32);
        while points <= SIDE {
            add_lattice(&mut values, points, weight, random);
            power += weight * weight;
            weight *= persistence;
            points *= 2;
        }
        // A uniform number in [-1, 1] has a variance of a third; between points it is less.
        let scale = 2.0 / power.sqrt();
        Self(values.into_iter().map(|value| scale * value).collect())
    }

    /// Height at a place, pixels from any corner.
    pub(super) fn at(&self, row: f32, column: f32) -> f32 {
        let wrap = |at: f32| at as i64 as usize % SIDE;
        self.0[wrap(row) * SIDE + wrap(column)]
    }

    /// How much it rises towards the left: a light from there falls on it so.
    pub(super) fn lit(&self, row: f32, column: f32) -> f32 {
        self.at(row, column) - self.at(row, column + 1.0)
    }
}

/// Adds straight ramps between random points.
fn add_lattice(values: &mut [f32], points: usize, weight: f32, random: &mut Random) {
    let cell = SIDE / points;
    let lattice: Vec<f32> =
        (0..points * points).map(|_| weight * random.uniform_in(-1.0, 1.0)).collect();
    let mut blended = vec![0.0; points + 1];
    for (row, values) in values.chunks_exact_mut(SIDE).enumerate() {
        let down = (row % cell) as f32 / cell as f32;
        let upper = &lattice[row / cell * points..][..points];
        let lower = &lattice[(row / cell + 1) % points * points..][..points];
        for (sum, (upper, lower)) in blended.iter_mut().zip(upper.iter().zip(lower)) {
            *sum = upper + (lower - upper) * down;
        }
        blended[points] = blended[0];
        for (ends, values) in blended.windows(2).zip(values.chunks_exact_mut(cell)) {
            for (column, value) in values.iter_mut().enumerate() {
                *value += ends[0] + (ends[1] - ends[0]) * (column as f32 / cell as f32);
            }
        }
    }
}
