//! Loss and correlation while networks learn.

use serde::{Deserialize, Serialize};

use crate::figure::{
    Data, Datum, Figure, Rgb,
    drawing::axes::{Axis, Panel},
    drawing::lines::apart,
    drawing::{Drawing, TextFormat},
    words::{grouped, share},
};
use ganglion_core::{t, tn, training::CurvePoint};

/// The readings of one network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearningCurve {
    /// Name at the end of its line, such as `N = 4`.
    pub label: String,
    /// Readings in the order of steps.
    pub points: Vec<CurvePoint>,
}

/// Two panels over the steps of a training: loss, and correlation below its ceiling.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LearningCurves {
    /// One line for each network.
    pub networks: Vec<LearningCurve>,
    /// Correlation of the cell's own rate with its spikes.
    pub ceiling: Option<f64>,
    /// Steps of the whole training.
    pub num_steps: u32,
}

/// Width under which the panels stand one above the other, pixels.
const NARROW: f64 = 560.0;

impl Figure for LearningCurves {
    fn title(&self) -> String {
        let Some((low, high)) = self.last_correlations() else {
            return t!("Learning curves").to_owned();
        };
        let reached = range(low, high);
        match self.ceiling {
            Some(ceiling) => t!(
                "Prediction levels off at {reached}; the ceiling is {ceiling}",
                reached = reached,
                ceiling = share(ceiling)
            ),
            None => t!("Prediction levels off at {reached}", reached = reached),
        }
    }

    fn summary(&self) -> String {
        let Some((low, high)) = self.last_correlations() else {
            return t!("No network has been read yet.").to_owned();
        };
        let steps = self.networks.iter().filter_map(|network| network.points.last());
        let last = steps.map(|point| point.step).max().unwrap_or(0);
        let steps = tn!(last, "{n} step", "{n} steps");
        let all = grouped(u64::from(self.num_steps.max(last)));
        let networks = tn!(self.networks.len(), "{n} network", "{n} networks");
        let reached = range(low, high);
        match self.ceiling {
            Some(ceiling) => t!(
                "After {steps} of {all}, the predictions of {networks} correlate with the spikes of the validation frames at {reached}; the noise ceiling is {ceiling}.",
                steps = steps,
                all = all,
                networks = networks,
                reached = reached,
                ceiling = share(ceiling)
            ),
            None => t!(
                "After {steps} of {all}, the predictions of {networks} correlate with the spikes of the validation frames at {reached}.",
                steps = steps,
                all = all,
                networks = networks,
                reached = reached
            ),
        }
    }

    fn data(&self) -> Option<Data> {
        let heads = [
            t!("Network"),
            t!("Step"),
            t!("Training loss (nats/frame)"),
            t!("Validation loss (nats/frame)"),
            t!("Correlation"),
        ];
        let rows = self.networks.iter().flat_map(|network| {
            network.points.iter().map(|point| {
                [
                    Datum::text(&network.label),
                    Datum::Count(u64::from(point.step)),
                    Datum::Number(point.training_loss, 4),
                    Datum::Number(point.validation_loss, 4),
                    Datum::Share(point.validation_correlation),
                ]
            })
        });
        Some(Data::new(heads, rows))
    }

    fn paint(&self, drawing: &mut Drawing) {
        let [loss, correlation] = self.panels(drawing.size(), drawing.text_size());
        loss.draw_axes(drawing);
        self.draw_lines(drawing, &loss, |point| point.validation_loss);
        correlation.draw_axes(drawing);
        if let Some(ceiling) = self.ceiling {
            let ends = [correlation.x.min, correlation.x.max].map(|x| correlation.at(x, ceiling));
            let palette = drawing.palette;
            drawing.dashes(ends[0], ends[1], palette.ink, palette.stroke);
            let name = t!("noise ceiling {ceiling}", ceiling = share(ceiling));
            // Below its line: above it stands the name of the axis.
            let format = TextFormat::start(drawing.text_size(), palette.ink).top();
            drawing.text(&name, (ends[0].0 + 6.0, ends[0].1 + 4.0), format);
        }
        self.draw_lines(drawing, &correlation, |point| point.validation_correlation);
    }
}

impl LearningCurves {
    fn last_correlations(&self) -> Option<(f64, f64)> {
        let last = self.networks.iter().filter_map(|network| network.points.last());
        last.map(|point| point.validation_correlation).fold(None, |range, value| {
            let (low, high) = range.unwrap_or((value, value));
            Some((f64::min(low, value), f64::max(high, value)))
        })
    }

    fn points(&self) -> impl Iterator<Item = &CurvePoint> {
        self.networks.iter().flat_map(|network| &network.points)
    }

    fn panels(&self, (width, height): (f64, f64), text: f64) -> [Panel; 2] {
        let steps = || {
            let last = self.points().map(|point| point.step).max().unwrap_or(1);
            let mut axis =
                Axis::around([0.0, f64::from(self.num_steps.max(last))], t!("training step"), 4);
            axis.max = f64::from(self.num_steps.max(last).max(1));
            axis.ticks.retain(|(value, _)| *value <= axis.max);
            axis
        };
        let loss = Axis::around(
            self.points().map(|point| point.validation_loss),
            t!("validation loss (nats/frame)"),
            4,
        );
        let correlation = Axis::with_step(0.0, 1.0, 0.2, t!("correlation with the spikes"));
        let (margin_left, margin_right) = (3.6 * text, 4.4 * text);
        let (margin_top, margin_bottom) = (2.4 * text, 3.8 * text);
        let across = if width < NARROW { 1.0 } else { 2.0 };
        let (cell_width, cell_height) = (width / across, height / (3.0 - across));
        let panel = |index: f64, y: Axis| Panel {
            left: margin_left + if across > 1.0 { index * cell_width } else { 0.0 },
            top: margin_top + if across > 1.0 { 0.0 } else { index * cell_height },
            width: (cell_width - margin_left - margin_right).max(10.0),
            height: (cell_height - margin_top - margin_bottom).max(10.0),
            x: steps(),
            y,
        };
        [panel(0.0, loss), panel(1.0, correlation)]
    }

    fn draw_lines(
        &self,
        drawing: &mut Drawing,
        panel: &Panel,
        quantity: impl Fn(&CurvePoint) -> f64,
    ) {
        let palette = drawing.palette;
        let mut names = Vec::new();
        for (index, network) in self.networks.iter().enumerate() {
            let points = network.points.iter().filter(|point| quantity(point).is_finite());
            let points: Vec<_> =
                points.map(|point| panel.at(f64::from(point.step), quantity(point))).collect();
            let Some(&(x, y)) = points.last() else { continue };
            let color = self.color(index, palette.muted, palette.accent);
            let is_last = index + 1 == self.networks.len();
            let width = if is_last { 2.25 } else { 1.25 };
            drawing.line(points, color, width * palette.stroke);
            drawing.dot((x, y), 2.5 * palette.stroke, color);
            names.push((x, y, network.label.as_str(), color));
        }
        let size = drawing.text_size();
        for (x, y, name, color) in apart(names, 1.15 * size) {
            drawing.text(name, (x + 7.0, y), TextFormat::start(size, color));
        }
    }

    /// From the first network, in the color of minor things, to the last, in the accent.
    fn color(&self, index: usize, first: Rgb, last: Rgb) -> Rgb {
        first.mix(last, (index + 1) as f64 / self.networks.len() as f64)
    }
}

fn range(low: f64, high: f64) -> String {
    let (low, high) = (share(low), share(high));
    if low == high { low } else { t!("{low} to {high}", low = low, high = high) }
}
