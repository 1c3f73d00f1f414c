//! Axes: quantity with unit, few ticks, a light grid.

use crate::figure::{
    drawing::{Drawing, TextFormat},
    words::{grouped, letters},
};
use ganglion_core::words::is_english;

/// One axis of a panel.
pub(in crate::figure) struct Axis {
    pub(in crate::figure) min: f64,
    pub(in crate::figure) max: f64,
    /// Quantity and unit.
    pub(in crate::figure) label: &'static str,
    pub(in crate::figure) ticks: Vec<(f64, String)>,
    /// Whether equal ratios are equally long.
    pub(in crate::figure) is_log: bool,
}

impl Axis {
    /// From the smallest to the largest value, widened to round numbers.
    pub(in crate::figure) fn around(
        values: impl IntoIterator<Item = f64>,
        label: &'static str,
        num_ticks: usize,
    ) -> Self {
        let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            (min, max) = (min.min(value), max.max(value));
        }
        if min > max {
            (min, max) = (0.0, 1.0);
        }
        if max - min < 1e-9 {
            (min, max) = (min - 0.5, max + 0.5);
        }
        let step = round_step((max - min) / num_ticks as f64);
        Self::with_step((min / step).floor() * step, (max / step).ceil() * step, step, label)
    }

    /// From `min` to `max` with a tick at every multiple of `step`.
    pub(in crate::figure) fn with_step(min: f64, max: f64, step: f64, label: &'static str) -> Self {
        let is_whole = |digits: &i32| {
            let scaled = step * libm::pow(10.0, f64::from(*digits));
            (scaled - scaled.round()).abs() < 1e-6
        };
        let digits = (0..6).find(is_whole).unwrap_or(6) as usize;
        let first = (min / step - 1e-9).ceil() as i64;
        let last = (max / step + 1e-9).floor() as i64;
        let ticks = (first..=last)
            .map(|index| {
                let value = index as f64 * step;
                (value, tick_text(value, digits))
            })
            .collect();
        Self { min, max, label, ticks, is_log: false }
    }

    /// For correlations: up to 1, and below 0 only as far as these values go.
    pub(in crate::figure) fn correlation(
        values: impl IntoIterator<Item = f64>,
        label: &'static str,
    ) -> Self {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let lowest = finite.fold(0.0, f64::min);
        Self::with_step((lowest / 0.2).floor() * 0.2, 1.0, 0.2, label)
    }

    /// Equal ratios equally long, with these ticks in rising order, all above 0.
    pub(in crate::figure) fn log(ticks: Vec<(f64, String)>, label: &'static str) -> Self {
        const ROOM: f64 = 1.1;
        let min = ticks.first().map_or(1.0, |tick| tick.0) / ROOM;
        let max = ticks.last().map_or(10.0, |tick| tick.0) * ROOM;
        Self { min, max, label, ticks, is_log: true }
    }

    fn share(&self, value: f64) -> f64 {
        let [value, min, max] = [value, self.min, self.max]
            .map(|value| if self.is_log { libm::log(value) } else { value });
        (value - min) / (max - min)
    }
}

/// A part of a drawing, logical pixels.
#[derive(Clone, Copy, Debug)]
pub(in crate::figure) struct Area {
    pub(in crate::figure) left: f64,
    pub(in crate::figure) top: f64,
    pub(in crate::figure) width: f64,
    pub(in crate::figure) height: f64,
}

impl Area {
    /// The whole drawing.
    pub(in crate::figure) fn of(drawing: &Drawing) -> Self {
        let (width, height) = drawing.size();
        Self { left: 0.0, top: 0.0, width, height }
    }

    /// Equal tiles, row by row, `across` in a row.
    pub(in crate::figure) fn tiles(
        self,
        across: usize,
        count: usize,
    ) -> impl Iterator<Item = Self> {
        let down = count.div_ceil(across).max(1);
        let (width, height) = (self.width / across as f64, self.height / down as f64);
        (0..count).map(move |index| Self {
            left: self.left + (index % across) as f64 * width,
            top: self.top + (index / across) as f64 * height,
            width,
            height,
        })
    }

    /// Two parts, the upper one of this height.
    pub(in crate::figure) fn split(self, height: f64) -> [Self; 2] {
        let below = Self { top: self.top + height, height: self.height - height, ..self };
        [Self { height, ..self }, below]
    }

    /// The panel that leaves room for text of this size and for names at the right, in letters.
    pub(in crate::figure) fn panel(self, text: f64, letters: usize, x: Axis, y: Axis) -> Panel {
        let (left, top) = (3.6 * text, 2.4 * text);
        let right = text * (1.0 + 0.6 * letters as f64);
        Panel {
            left: self.left + left,
            top: self.top + top,
            width: (self.width - left - right).max(10.0),
            height: (self.height - top - 3.8 * text).max(10.0),
            x,
            y,
        }
    }
}

/// A rectangle with two axes, logical pixels.
pub(in crate::figure) struct Panel {
    pub(in crate::figure) left: f64,
    pub(in crate::figure) top: f64,
    pub(in crate::figure) width: f64,
    pub(in crate::figure) height: f64,
    pub(in crate::figure) x: Axis,
    pub(in crate::figure) y: Axis,
}

impl Panel {
    /// Place of a point.
    pub(in crate::figure) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.left + self.x.share(x) * self.width, self.top + (1.0 - self.y.share(y)) * self.height)
    }

    /// Grid, ticks and labels.
    pub(in crate::figure) fn draw_axes(&self, drawing: &mut Drawing) {
        let palette = drawing.palette;
        let size = drawing.text_size();
        let small = TextFormat::start(size - 1.0, palette.muted);
        let (right, bottom) = (self.left + self.width, self.top + self.height);
        for (value, text) in &self.y.ticks {
            let (_, y) = self.at(self.x.min, *value);
            drawing.line([(self.left, y), (right, y)], palette.hairline, 0.75 * palette.stroke);
            drawing.text(text, (self.left - 6.0, y), small.end());
        }
        let mut free = f64::NEG_INFINITY;
        for (value, text) in &self.x.ticks {
            let (x, _) = self.at(*value, self.y.min);
            drawing.line([(x, bottom), (x, bottom + 4.0)], palette.muted, palette.stroke);
            let half = 0.3 * size * letters(text);
            // Where ticks are dense, some have no number.
            if x - half > free {
                drawing.text(text, (x, bottom + 7.0), small.middle().top());
                free = x + half + 3.0;
            }
        }
        drawing.line([(self.left, bottom), (right, bottom)], palette.muted, palette.stroke);
        let label = TextFormat::start(size, palette.muted);
        drawing.text(self.x.label, (right, bottom + 11.0 + size), label.end().top());
        drawing.text(self.y.label, (self.left, self.top - 9.0), label.bottom());
    }
}

/// 1, 2 or 5 times a power of ten, at least `step`.
fn round_step(step: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(step)));
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= step * 0.999);
    factor.unwrap_or(10.0) * power
}

fn tick_text(value: f64, digits: usize) -> String {
    if value.abs() < 1e-9 {
        return "0".to_owned();
    }
    if digits == 0 {
        let text = grouped(value.abs().round() as u64);
        return if value <= -0.5 { format!("\u{2212}{text}") } else { text };
    }
    let text = format!("{:.digits$}", value.abs());
    let text = text.strip_prefix('0').filter(|_| is_english()).unwrap_or(&text);
    if value < 0.0 { format!("\u{2212}{text}") } else { text.to_owned() }
}
