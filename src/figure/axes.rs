//! Axes: quantity with unit, few ticks, a light grid.

use plotters::backend::DrawingBackend;

use crate::figure::sheet::{DrawError, Look, Sheet};

/// One axis of a panel.
pub(super) struct Axis {
    pub(super) min: f64,
    pub(super) max: f64,
    /// Quantity and unit.
    pub(super) label: &'static str,
    pub(super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// From the smallest to the largest value, widened to round numbers.
    pub(super) fn around(
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
    pub(super) fn with_step(min: f64, max: f64, step: f64, label: &'static str) -> Self {
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
        Self { min, max, label, ticks }
    }

    fn share(&self, value: f64) -> f64 {
        (value - self.min) / (self.max - self.min)
    }
}

/// A rectangle with two axes, logical pixels.
pub(super) struct Panel {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) x: Axis,
    pub(super) y: Axis,
}

impl Panel {
    /// Place of a point.
    pub(super) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.left + self.x.share(x) * self.width, self.top + (1.0 - self.y.share(y)) * self.height)
    }

    /// Grid, ticks and labels.
    pub(super) fn draw_axes<DB: DrawingBackend>(
        &self,
        sheet: &Sheet<'_, DB>,
    ) -> Result<(), DrawError<DB>> {
        let palette = sheet.palette;
        let size = sheet.text_size();
        let small = Look::start(size - 1.0, palette.muted);
        let (right, bottom) = (self.left + self.width, self.top + self.height);
        for (value, text) in &self.y.ticks {
            let (_, y) = self.at(self.x.min, *value);
            sheet.line([(self.left, y), (right, y)], palette.hairline, 0.75 * palette.stroke)?;
            sheet.text(text, (self.left - 6.0, y), small.end())?;
        }
        for (value, text) in &self.x.ticks {
            let (x, _) = self.at(*value, self.y.min);
            sheet.line([(x, bottom), (x, bottom + 4.0)], palette.muted, palette.stroke)?;
            sheet.text(text, (x, bottom + 7.0), small.middle().top())?;
        }
        sheet.line([(self.left, bottom), (right, bottom)], palette.muted, palette.stroke)?;
        let label = Look::start(size, palette.muted);
        sheet.text(self.x.label, (right, bottom + 11.0 + size), label.end().top())?;
        sheet.text(self.y.label, (self.left, self.top - 9.0), label.bottom())
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
        let text = crate::figure::words::grouped(value.abs().round() as u64);
        return if value <= -0.5 { format!("\u{2212}{text}") } else { text };
    }
    let text = format!("{:.digits$}", value.abs());
    let text = text.strip_prefix('0').unwrap_or(&text);
    if value < 0.0 { format!("\u{2212}{text}") } else { text.to_owned() }
}
