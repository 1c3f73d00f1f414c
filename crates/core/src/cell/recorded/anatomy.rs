//! Where the subunits of a recorded-like cell sit and how fast they are: drawn once, from a seed.

use crate::{
    cell::{TemporalFilter, recorded::RecordedSubunit, temporal::delayed_biphasic},
    rng::Random,
    statistics::Ellipse,
};

/// Height and width of the field, checkers.
pub const RECORDED_SIDE: usize = 16;
/// Fewest and most excitatory subunits.
const NUM_SUBUNITS: (u32, u32) = (4, 8);
/// SD of a subunit, checkers of 30 um, before its own factor.
const SUBUNIT_SIGMA: f32 = 0.95;
/// Least distance between two subunits, checkers.
const MIN_DISTANCE: f32 = 3.0;
/// Failed draws after which the distance is relaxed by a twentieth.
const MAX_FAILED: u32 = 500;
/// Weights below this share of the largest are cut off: 3.7 SD from the center.
const SMALLEST_WEIGHT: f32 = 1e-3;

/// What is drawn for one cell before anything is shown to it.
pub(super) struct Anatomy {
    pub(super) subunits: Vec<RecordedSubunit>,
    pub(super) outline: Ellipse,
}

/// Time course of one subunit relative to the biphasic filter.
#[derive(Clone, Copy)]
struct Timing {
    delay: f32,
    stretch: f32,
}

impl Anatomy {
    pub(super) fn draw(random: &mut Random) -> Self {
        let num_subunits = NUM_SUBUNITS.0 + random.below(NUM_SUBUNITS.1 - NUM_SUBUNITS.0 + 1);
        let outline = draw_outline(num_subunits, random);
        let jitter = random.uniform_in(0.2, 1.1);
        let cell_delay = 0.3 * random.normal();
        let mut subunits: Vec<_> = draw_places(num_subunits, &outline, random)
            .into_iter()
            .map(|place| {
                let sigma = SUBUNIT_SIGMA * random.uniform_in(0.9, 1.1);
                let weight = pooling_weight(place, &outline, num_subunits, random);
                let timing = Timing {
                    delay: cell_delay + jitter * random.normal(),
                    stretch: 1.0 + 0.15 * jitter * random.normal(),
                };
                subunit(place, sigma, weight, timing)
            })
            .collect();
        let mean_weight =
            subunits.iter().map(|subunit| subunit.weight).sum::<f32>() / num_subunits as f32;
        for _ in 0..random.below(3) {
            let place = draw_place(&outline, random);
            let weight = -mean_weight * random.uniform_in(0.4, 1.0);
            let timing = Timing { delay: cell_delay + 1.5, stretch: 1.1 };
            subunits.push(subunit(place, 1.3 * SUBUNIT_SIGMA, weight, timing));
        }
        Self { subunits, outline }
    }
}

/// Radius of the region that the subunits lie in: the area grows with their number.
fn mean_radius(num_subunits: u32) -> f32 {
    3.4 * (num_subunits as f32 / 6.0).sqrt()
}

fn draw_outline(num_subunits: u32, random: &mut Random) -> Ellipse {
    let radius = mean_radius(num_subunits);
    let stretch = random.uniform_in(1.0, 1.25).sqrt();
    let angle = random.uniform_in(0.0, core::f32::consts::PI);
    let middle = 0.5 * (RECORDED_SIDE as f32 - 1.0);
    Ellipse {
        row: middle + random.uniform_in(-0.7, 0.7),
        column: middle + random.uniform_in(-0.7, 0.7),
        major: radius * stretch,
        minor: radius / stretch,
        angle,
    }
}

/// A row and a column, uniform inside the ellipse.
fn draw_place(outline: &Ellipse, random: &mut Random) -> (f32, f32) {
    let radius = random.uniform().sqrt();
    outline.point(radius, random.uniform_in(0.0, core::f32::consts::TAU))
}

/// Places that keep their distance, one after the other.
fn draw_places(num_places: u32, outline: &Ellipse, random: &mut Random) -> Vec<(f32, f32)> {
    let mut places: Vec<(f32, f32)> = Vec::new();
    let (mut distance, mut num_failed) = (MIN_DISTANCE, 0);
    while places.len() < num_places as usize {
        let place = draw_place(outline, random);
        let is_far = |other: &(f32, f32)| squared_distance(place, *other) >= distance * distance;
        if places.iter().all(is_far) {
            places.push(place);
            num_failed = 0;
        } else {
            num_failed += 1;
        }
        if num_failed == MAX_FAILED {
            distance *= 0.95;
            num_failed = 0;
        }
    }
    places
}

fn squared_distance(a: (f32, f32), b: (f32, f32)) -> f32 {
    (a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)
}

/// Less at the rim, and uneven.
fn pooling_weight(
    place: (f32, f32),
    outline: &Ellipse,
    num_subunits: u32,
    random: &mut Random,
) -> f32 {
    let width = 1.5 * mean_radius(num_subunits);
    let squared = squared_distance(place, (outline.row, outline.column)) / (width * width);
    libm::expf(-0.5 * squared) * libm::expf(0.15 * random.normal())
}

/// A Gaussian subunit; one with a negative weight is driven by light instead of by dark.
fn subunit(place: (f32, f32), sigma: f32, weight: f32, timing: Timing) -> RecordedSubunit {
    let sign = weight.signum();
    let mut spatial: Vec<f32> = (0..RECORDED_SIDE * RECORDED_SIDE)
        .map(|checker| {
            let at = ((checker / RECORDED_SIDE) as f32, (checker % RECORDED_SIDE) as f32);
            let height = libm::expf(-0.5 * squared_distance(at, place) / (sigma * sigma));
            if height > SMALLEST_WEIGHT { height } else { 0.0 }
        })
        .collect();
    let norm = spatial.iter().map(|weight| weight * weight).sum::<f32>().sqrt();
    for weight in &mut spatial {
        *weight *= sign / norm;
    }
    // By dark: the biphasic filter is that of an ON cell.
    let temporal: TemporalFilter =
        delayed_biphasic(timing.delay, timing.stretch).map(|weight| -weight);
    RecordedSubunit { row: place.0, column: place.1, sigma, weight, spatial, temporal }
}
