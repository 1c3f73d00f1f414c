//! The temporal filter of a cell: the true one and the one estimated from its spikes.

use serde::{Deserialize, Serialize};

use crate::figure::{
    Data, Datum, Figure, Rgb,
    drawing::axes::{Axis, Panel},
    drawing::{Drawing, TextFormat},
    words::share,
};
use ganglion_core::{t, units::secs_of_frames};

/// Weights of the frames before a spike.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TemporalFigure {
    /// The cell's own filter, lag 0 first, unit norm.
    pub known: Option<Vec<f32>>,
    /// The filter estimated from the spikes, lag 0 first, unit norm.
    pub estimated: Option<Vec<f32>>,
    /// Cosine of the two.
    pub similarity: Option<f64>,
}

/// Similarity from which the estimate is more signal than noise.
const CLEAR: f64 = 0.9;

impl Figure for TemporalFigure {
    fn title(&self) -> String {
        match self.similarity {
            Some(cosine) if cosine > CLEAR => t!(
                "The spikes give away the temporal filter (similarity {similarity})",
                similarity = share(cosine)
            ),
            Some(cosine) => t!(
                "The temporal filter is still noisy (similarity {similarity})",
                similarity = share(cosine)
            ),
            None => t!("Temporal filter").to_owned(),
        }
    }

    fn summary(&self) -> String {
        let (Some(filter), is_true) = self.main() else {
            return t!("The temporal filter is not known yet.").to_owned();
        };
        let lag = peak_lag(filter);
        let time = milliseconds(lag);
        let peak = match (is_true, filter[lag] > 0.0) {
            (true, true) => t!(
                "The true temporal filter has its positive peak {time} ms before the spike",
                time = time
            ),
            (true, false) => t!(
                "The true temporal filter has its negative peak {time} ms before the spike",
                time = time
            ),
            (false, true) => t!(
                "The estimated temporal filter has its positive peak {time} ms before the spike",
                time = time
            ),
            (false, false) => t!(
                "The estimated temporal filter has its negative peak {time} ms before the spike",
                time = time
            ),
        };
        match self.similarity {
            Some(cosine) => t!(
                "{peak}; the two filters have a similarity of {similarity}.",
                peak = peak,
                similarity = share(cosine)
            ),
            None => t!("{peak}.", peak = peak),
        }
    }

    fn data(&self) -> Option<Data> {
        let (filter, _) = self.main();
        let weight = |filter: &Option<Vec<f32>>, lag: usize| {
            filter.as_ref().map(|filter| Datum::Share(f64::from(filter[lag])))
        };
        let heads = [
            (true, t!("Time before the spike (ms)")),
            (self.known.is_some(), t!("True weight")),
            (self.estimated.is_some(), t!("Estimated weight")),
        ];
        let columns = heads.iter().filter(|(there, _)| *there).map(|(_, head)| (*head).to_owned());
        let rows = (0..filter?.len()).map(|lag| {
            let time = Datum::Number(1e3 * f64::from(secs_of_frames(lag as f32)), 0);
            let weights = [weight(&self.known, lag), weight(&self.estimated, lag)];
            core::iter::once(time).chain(weights.into_iter().flatten()).collect()
        });
        Some(Data { columns: columns.collect(), rows: rows.collect() })
    }

    fn paint(&self, drawing: &mut Drawing) {
        let panel = self.panel(drawing.size(), drawing.text_size());
        panel.draw_axes(drawing);
        let palette = drawing.palette;
        let zero = [panel.at(panel.x.min, 0.0), panel.at(panel.x.max, 0.0)];
        drawing.line(zero, palette.muted, palette.stroke);
        let course = |filter: &[f32]| -> Vec<(f64, f64)> {
            let point = |(lag, weight): (usize, &f32)| {
                panel.at(-1e3 * f64::from(secs_of_frames(lag as f32)), f64::from(*weight))
            };
            filter.iter().enumerate().map(point).collect()
        };
        let size = drawing.text_size();
        let key = |line: f64| (panel.left + 0.5 * size, panel.top + (0.9 + 1.4 * line) * size);
        if let Some(known) = &self.known {
            drawing.line(course(known), palette.ink, 1.75 * palette.stroke);
            name_course(drawing, key(0.0), t!("true"), palette.ink);
        }
        if let Some(estimated) = &self.estimated {
            let points = course(estimated);
            drawing.line(points.iter().copied(), palette.accent, 1.25 * palette.stroke);
            for point in points {
                drawing.dot(point, 2.0 * palette.stroke, palette.accent);
            }
            name_course(drawing, key(1.0), t!("from the spikes"), palette.accent);
        }
    }
}

impl TemporalFigure {
    /// The true filter if it is known, else the estimate; whether it is the true one.
    fn main(&self) -> (Option<&Vec<f32>>, bool) {
        let there = |filter: &&Vec<f32>| !filter.is_empty();
        match self.known.as_ref().filter(there) {
            Some(known) => (Some(known), true),
            None => (self.estimated.as_ref().filter(there), false),
        }
    }

    fn panel(&self, (width, height): (f64, f64), text: f64) -> Panel {
        let all = self.known.iter().chain(&self.estimated).flatten();
        let mut y = Axis::around(all.map(|weight| f64::from(*weight)), t!("weight"), 3);
        (y.min, y.max) = (y.min.min(0.0), y.max.max(0.0));
        let (left, top) = (3.2 * text, 2.4 * text);
        Panel {
            left,
            top,
            width: (width - left - text).max(10.0),
            height: (height - top - 3.8 * text).max(10.0),
            x: Axis::with_step(-640.0, 0.0, 200.0, t!("time from the spike (ms)")),
            y,
        }
    }
}

/// A short line in the color of a course, with its name.
fn name_course(drawing: &mut Drawing, (x, y): (f64, f64), name: &str, color: Rgb) {
    let size = drawing.text_size();
    drawing.line([(x, y), (x + 1.5 * size, y)], color, 1.75 * drawing.palette.stroke);
    drawing.text(name, (x + 2.0 * size, y), TextFormat::start(size, color));
}

fn peak_lag(filter: &[f32]) -> usize {
    (0..filter.len()).max_by(|&a, &b| filter[a].abs().total_cmp(&filter[b].abs())).unwrap_or(0)
}

/// Time of a lag, ms.
fn milliseconds(lag: usize) -> String {
    format!("{:.0}", 1e3 * secs_of_frames(lag as f32))
}
