//! A landscape: sky, ridges that fade into haze, a ground with stones and shrubs, lit from one side.

use core::f32::consts::TAU;

use crate::{
    rng::Random,
    stimulus::{Image, canvas::Canvas, texture::Texture},
};

/// Ridges between sky and ground.
const NUM_RIDGES: usize = 4;
/// Stones and shrubs on the ground, most of them far away and small.
const NUM_THINGS: usize = 150;

/// A scene with what photographs have and dead leaves have not: shading, texture, haze, an up and a
/// down. Light falls from the left.
pub(super) fn landscape(side: usize, random: &mut Random) -> Image {
    let mut canvas = Canvas::new(side, 0.0);
    let texture = Texture::new(0.78, random);
    let extent = canvas.side as f32;
    let horizon = extent * random.uniform_in(0.0, 0.85);
    let layers = layers(horizon, extent, random);
    let skyline = paint_layers(&mut canvas, &layers, &texture);
    // Behind all of them.
    paint_sky(&mut canvas, (horizon, &skyline), &texture, random);
    paint_things(&mut canvas, horizon, &texture, random);
    canvas.into_image()
}

/// What stands in front of the sky, from far to near.
struct Layer {
    /// Upper edge at each column, canvas pixels.
    skyline: Vec<f32>,
    gray: f32,
    /// How much the texture shows.
    contrast: f32,
    /// Magnification of the texture.
    zoom: f32,
    offset: f32,
}

fn layers(horizon: f32, extent: f32, random: &mut Random) -> Vec<Layer> {
    let near_gray = random.uniform_in(0.12, 0.4);
    let haze = random.uniform_in(0.55, 0.8);
    let mut layers: Vec<_> = (0..=NUM_RIDGES)
        .map(|index| {
            let nearness = index as f32 / NUM_RIDGES as f32;
            let rise = extent * 0.16 * (1.0 - nearness) * random.uniform_in(0.3, 1.4);
            let level = horizon + extent * 0.05 * index as f32;
            Layer {
                skyline: skyline(level, rise + 0.01 * extent, extent as usize, random),
                gray: haze + (near_gray - haze) * nearness,
                contrast: 0.02 + 0.09 * nearness,
                zoom: 0.8 + 1.2 * nearness,
                offset: random.uniform_in(0.0, 256.0),
            }
        })
        .collect();
    // The ground is lighter than the last hills, or it would be one dark mass.
    if let Some(ground) = layers.last_mut() {
        ground.gray += random.uniform_in(0.0, 0.25);
    }
    layers
}

/// Waves whose height falls with their number.
fn skyline(level: f32, rise: f32, len: usize, random: &mut Random) -> Vec<f32> {
    const NUM_WAVES: usize = 24;
    let mut line = vec![level; len];
    for wave in 1..=NUM_WAVES {
        let height = rise * random.uniform_in(0.2, 1.0) / libm::powf(wave as f32, 1.3);
        let (phase, step) = (random.uniform_in(0.0, TAU), TAU * wave as f32 / len as f32);
        // The sine of each next column, by turning a pointer.
        let (sine_step, cosine_step) = (libm::sinf(step), libm::cosf(step));
        let (mut sine, mut cosine) = (libm::sinf(phase), libm::cosf(phase));
        for at in &mut line {
            *at -= height * sine;
            (sine, cosine) =
                (sine * cosine_step + cosine * sine_step, cosine * cosine_step - sine * sine_step);
        }
    }
    line
}

/// Lighter towards the horizon; clouds are texture stretched sideways.
fn paint_sky(
    canvas: &mut Canvas,
    (horizon, skyline): (f32, &[f32]),
    texture: &Texture,
    random: &mut Random,
) {
    let (zenith, low) = (random.uniform_in(0.4, 0.75), random.uniform_in(0.75, 0.95));
    let (cover, depth) = (random.uniform_in(-0.6, 0.8), random.uniform_in(0.04, 0.12));
    let offset = random.uniform_in(0.0, 256.0);
    let side = canvas.side;
    for (row, pixels) in canvas.values.chunks_exact_mut(side).enumerate() {
        let height = (1.0 - row as f32 / (1.3 * horizon)).clamp(0.0, 1.0);
        let clear = low + (zenith - low) * height;
        for (column, (pixel, bottom)) in pixels.iter_mut().zip(skyline).enumerate() {
            if row as f32 >= *bottom {
                continue;
            }
            let cloud = texture.at(1.4 * row as f32, 0.5 * column as f32 + offset) + cover;
            *pixel = (clear + depth * cloud.clamp(-0.5, 2.0)).min(1.0);
        }
    }
}

/// Paints what can be seen of each layer, the nearest first; returns where the sky ends.
fn paint_layers(canvas: &mut Canvas, layers: &[Layer], texture: &Texture) -> Vec<f32> {
    let side = canvas.side;
    let mut hidden_from = vec![side as f32; side];
    for layer in layers.iter().rev() {
        let highest = layer.skyline.iter().copied().fold(f32::MAX, f32::min).max(0.0) as usize;
        let rows = canvas.values.chunks_exact_mut(side).enumerate();
        for (row, pixels) in rows.skip(highest) {
            let depth = row as f32 / layer.zoom;
            let edges = layer.skyline.iter().zip(&hidden_from);
            for (column, (pixel, (top, bottom))) in pixels.iter_mut().zip(edges).enumerate() {
                if !(*top..*bottom).contains(&(row as f32)) {
                    continue;
                }
                let along = column as f32 / layer.zoom + layer.offset;
                let height = texture.at(depth, along);
                let shade = 0.5 * height + texture.lit(depth, along);
                *pixel = (layer.gray + layer.contrast * shade).clamp(0.02, 0.98);
            }
        }
        for (bottom, top) in hidden_from.iter_mut().zip(&layer.skyline) {
            *bottom = bottom.min(*top);
        }
    }
    hidden_from
}

/// Round things on the ground, from far to near: light on the left, dark on the right, a shadow.
fn paint_things(canvas: &mut Canvas, horizon: f32, texture: &Texture, random: &mut Random) {
    let extent = canvas.side as f32;
    let mut places: Vec<f32> = (0..NUM_THINGS).map(|_| random.uniform()).collect();
    places.sort_by(f32::total_cmp);
    for near in places {
        let row = horizon + 0.12 * extent + near * near * (extent - horizon);
        let size = extent * 0.11 * near * near / libm::powf(random.uniform_in(0.02, 1.0), 0.4);
        let radius = size.clamp(2.0, 0.2 * extent) * random.uniform_in(0.4, 1.0);
        let center = (row, random.uniform_in(0.0, extent));
        let gray = random.uniform_in(0.08, 0.7);
        shadow(canvas, center, radius);
        ball(canvas, (center, radius), gray, texture);
    }
}

/// Darkens a flat ellipse at the right of a ball's foot.
fn shadow(canvas: &mut Canvas, (row, column): (f32, f32), radius: f32) {
    let foot = (row + 0.75 * radius, column + 0.5 * radius);
    each_pixel(canvas, foot, (0.35 * radius, 1.1 * radius), |pixel, _, _| *pixel *= 0.55);
}

fn ball(canvas: &mut Canvas, (center, radius): ((f32, f32), f32), gray: f32, texture: &Texture) {
    each_pixel(canvas, center, (radius, radius), |pixel, down, right| {
        let front = (1.0 - down * down - right * right).max(0.0).sqrt();
        let light = (0.55 * front - 0.6 * right - 0.5 * down).max(0.0);
        let rough = texture.at(radius * (down + 3.0), radius * (right + 3.0) + center.1);
        *pixel = (gray * (0.35 + light) + 0.1 * rough).clamp(0.02, 0.98);
    });
}

/// Every pixel of an ellipse inside the canvas, with its place in it, -1 to 1 downwards and to the
/// right.
fn each_pixel(
    canvas: &mut Canvas,
    (row, column): (f32, f32),
    (high, wide): (f32, f32),
    mut paint: impl FnMut(&mut f32, f32, f32),
) {
    let side = canvas.side;
    let span = |middle: f32, half: f32| {
        let last = (middle + half).clamp(-1.0, side as f32 - 1.0);
        (middle - half).max(0.0).ceil() as usize..(last.floor() + 1.0) as usize
    };
    for at in span(row, high) {
        let down = (at as f32 - row) / high;
        let half = wide * (1.0 - down * down).max(0.0).sqrt();
        for across in span(column, half) {
            let right = (across as f32 - column) / wide;
            paint(&mut canvas.values[at * side + across], down, right);
        }
    }
}
