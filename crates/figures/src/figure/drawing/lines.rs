//! Lines with error bars: the panel that most figures are made of.

use crate::figure::{
    Rgb, Spread,
    drawing::axes::Panel,
    drawing::palette::Palette,
    drawing::{Drawing, TextFormat},
};
use ganglion_core::statistics::sort_few;

/// How the points of a line are marked, so that lines differ without color too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::figure) enum Mark {
    Disc,
    Ring,
    Square,
}

/// Mean with standard deviation over some quantity, with a name at its end.
pub(in crate::figure) struct Line {
    pub(in crate::figure) name: String,
    pub(in crate::figure) color: Rgb,
    pub(in crate::figure) mark: Mark,
    /// Where, and what the single runs gave.
    pub(in crate::figure) points: Vec<(f64, Vec<f64>)>,
}

/// At which end of the lines their names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::figure) enum Names {
    Start,
    End,
}

/// Pixels between the bars of neighboring lines.
const DODGE: f64 = 5.0;

/// Pixels around a run within which it is meant.
const REACH: f64 = 10.0;

/// Lines, single runs as faint dots, bars of one standard deviation, names at one end.
pub(in crate::figure) fn draw_lines(
    drawing: &mut Drawing,
    panel: &Panel,
    lines: &[Line],
    at: Names,
) {
    let mut names = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let shift = DODGE * (index as f64 - 0.5 * (lines.len() as f64 - 1.0));
        let place = |x: f64, y: f64| {
            let (left, top) = panel.at(x, y);
            (left + shift, top.clamp(panel.top, panel.top + panel.height))
        };
        let mut course = Vec::new();
        for ((x, values), number) in line.points.iter().zip(0..) {
            for (value, run) in values.iter().zip(0..).filter(|(value, _)| value.is_finite()) {
                let (left, top) = place(*x, *value);
                let corner = (left - REACH, top - REACH);
                drawing.target(corner, (2.0 * REACH, 2.0 * REACH), [index as u32, number, run]);
            }
            let Some(spread) = Spread::of(values.iter().copied()) else { continue };
            if spread.num_runs > 1 {
                draw_runs(drawing, values, |value| place(*x, value), line.color);
                let ends = [spread.mean - spread.std, spread.mean + spread.std];
                drawing.line(ends.map(|end| place(*x, end)), line.color, drawing.palette.stroke);
            }
            course.push(place(*x, spread.mean));
        }
        drawing.line(course.iter().copied(), line.color, 1.75 * drawing.palette.stroke);
        for at in &course {
            draw_mark(drawing, *at, line.mark, line.color);
        }
        let end = match at {
            Names::Start => course.first(),
            Names::End => course.last(),
        };
        if let Some((x, y)) = end {
            names.push((x - shift, *y, line.name.as_str(), named(line.color, drawing.palette)));
        }
    }
    let size = drawing.text_size();
    let aside = 0.5 * DODGE * lines.len() as f64 + 6.0;
    for (x, y, name, color) in apart(names, 1.15 * size) {
        let format = TextFormat::start(size, color);
        match at {
            Names::Start => drawing.text(name, (x - aside, y), format.end()),
            Names::End => drawing.text(name, (x + aside, y), format),
        }
    }
}

fn draw_runs(drawing: &mut Drawing, values: &[f64], place: impl Fn(f64) -> (f64, f64), color: Rgb) {
    let faint = color.mix(drawing.palette.surface, 0.6);
    for value in values.iter().filter(|value| value.is_finite()) {
        drawing.dot(place(*value), 1.75 * drawing.palette.stroke, faint);
    }
}

/// A mark at a place.
pub(in crate::figure) fn draw_mark(
    drawing: &mut Drawing,
    (x, y): (f64, f64),
    mark: Mark,
    color: Rgb,
) {
    let palette = drawing.palette;
    let radius = 3.0 * (0.5 + 0.5 * palette.stroke);
    match mark {
        Mark::Disc => drawing.dot((x, y), radius, color),
        Mark::Ring => {
            drawing.dot((x, y), radius, color);
            drawing.dot((x, y), radius - 1.5, palette.surface);
        }
        Mark::Square => {
            let side = 1.8 * radius;
            drawing.fill((x - 0.5 * side, y - 0.5 * side), (side, side), color);
        }
    }
}

/// A dashed line across the panel with its name above one end.
pub(in crate::figure) fn draw_level(
    drawing: &mut Drawing,
    panel: &Panel,
    (value, name): (f64, &str),
    at: Names,
) {
    if !(panel.y.min..=panel.y.max).contains(&value) {
        return;
    }
    let palette = drawing.palette;
    let [from, to] = [panel.x.min, panel.x.max].map(|x| panel.at(x, value));
    drawing.dashes(from, to, palette.ink, palette.stroke);
    let format = TextFormat::start(drawing.text_size(), palette.ink).bottom();
    match at {
        Names::Start => drawing.text(name, (from.0 + 6.0, from.1 - 4.0), format),
        Names::End => drawing.text(name, (to.0, to.1 - 4.0), format.end()),
    }
}

/// The color of a name: colors of subunits and cells are too faint to read, so there the ink.
fn named(color: Rgb, palette: &Palette) -> Rgb {
    if [palette.accent, palette.muted].contains(&color) { color } else { palette.ink }
}

/// Moves names down where they would overlap, in the order of their lines.
pub(in crate::figure) fn apart(
    mut names: Vec<(f64, f64, &str, Rgb)>,
    gap: f64,
) -> Vec<(f64, f64, &str, Rgb)> {
    sort_few(&mut names, |a, b| a.1 < b.1);
    let overlap: f64 = names.windows(2).map(|pair| (gap - (pair[1].1 - pair[0].1)).max(0.0)).sum();
    let mut lowest = f64::NEG_INFINITY;
    for name in &mut names {
        name.1 = (name.1 - 0.5 * overlap).max(lowest + gap);
        lowest = name.1;
    }
    names
}
