//! Spikes of the cell and of the network, repeat by repeat, and their rates (paper: Fig. 4C).

use crate::figure::{
    Data, Datum, Drawing, Figure, Rgb, Theme,
    drawing::axes::{Area, Axis, Panel},
    drawing::{TextFormat, text_size},
    words::{grouped, share},
};
use ganglion_core::{experiment::recorded::Raster, t, tn, units::FrameRate};

/// Two rasters over one axis of time, and below them both rates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RasterFigure {
    /// Spikes of the cell.
    pub cell: Raster,
    /// Spikes drawn from the network's rate.
    pub network: Raster,
    /// Mean count of the cell over its repeats, spikes/frame.
    pub psth: Vec<f32>,
    /// The network's rate, spikes/frame.
    pub prediction: Vec<f32>,
    /// Frames shown in a second.
    pub frame_rate: FrameRate,
    /// Correlation of the two.
    pub correlation: f64,
    /// The same, divided by what the noise of the repeats allows (Schoppe et al. 2016).
    pub normalized: Option<f64>,
    /// The highest correlation that the noise of the repeats allows.
    pub highest: Option<f64>,
}

/// Height of a repeat, pixels: not less, or rows would run together.
const ROW: f64 = 0.75;
/// Width under which only the plain correlation is written, pixels.
const NARROW: f64 = 480.0;
const RASTER_HEIGHT: f64 = 150.0;
const RATES_HEIGHT: f64 = 190.0;

impl RasterFigure {
    fn num_frames(&self) -> usize {
        self.psth.len().max(self.prediction.len())
    }

    fn secs(&self) -> f64 {
        f64::from(self.frame_rate.secs_of_frames(self.num_frames() as f32))
    }

    /// The correlations, as many as there is room for.
    fn words(&self, width: f64) -> String {
        let correlation = share(self.correlation);
        match (self.normalized, self.highest) {
            (Some(normalized), Some(highest)) if width > NARROW => {
                t!(
                    "correlation {correlation}, normalized {normalized}; the noise allows {highest}",
                    correlation = correlation,
                    normalized = share(normalized),
                    highest = share(highest)
                )
            }
            _ => t!("correlation {correlation}", correlation = correlation),
        }
    }

    fn panel(&self, drawing: &Drawing) -> Panel {
        let rates = self
            .psth
            .iter()
            .chain(&self.prediction)
            .map(|rate| f64::from(self.frame_rate.spikes_per_sec(*rate)));
        let mut y = Axis::around(rates.chain([0.0]), t!("firing rate (spikes/s)"), 3);
        y.min = 0.0;
        let secs = self.secs().max(0.1);
        let mut x = Axis::around([0.0, secs], t!("time (s)"), 5);
        (x.min, x.max) = (0.0, secs);
        x.ticks.retain(|(value, _)| *value <= secs);
        let text = drawing.text_size();
        let rasters = 2.0 * raster_height(text);
        let [_, below] = Area::of(drawing).split(rasters);
        below.panel(text, 0, x, y)
    }

    fn draw_raster(
        &self,
        drawing: &mut Drawing,
        (panel, top): (&Panel, f64),
        (name, raster): (&str, &Raster),
        color: Rgb,
    ) {
        let text = drawing.text_size();
        let muted = drawing.palette.muted;
        let (bottom, rows) = (top + RASTER_HEIGHT, (RASTER_HEIGHT / ROW) as usize);
        let shown = raster.len().min(rows);
        let count = match raster.len() {
            0 => String::new(),
            all if all > shown => {
                t!("first {shown} of {all} repeats", shown = shown, all = grouped(all as u64))
            }
            all => tn!(all, "{n} repeat", "{n} repeats"),
        };
        drawing.text(name, (panel.left, top - 9.0), TextFormat::start(text, color).bold().bottom());
        let right = panel.left + panel.width;
        let format = TextFormat::start(text - 1.0, muted).end().bottom();
        drawing.text(&count, (right, top - 9.0), format);
        let height = RASTER_HEIGHT / shown.max(1) as f64;
        let tick = 0.85 * height;
        for (row, spikes) in raster.iter().take(shown).enumerate() {
            let y = top + row as f64 * height;
            for frame in spikes {
                let secs = f64::from(self.frame_rate.secs_of_frames(*frame as f32 + 0.5));
                let (x, _) = panel.at(secs, 0.0);
                drawing.line([(x, y), (x, y + tick)], color, drawing.palette.stroke);
            }
        }
        drawing.line([(panel.left, bottom), (right, bottom)], muted, drawing.palette.stroke);
    }
}

/// One rate over time, a point in the middle of each frame.
pub(in crate::figure) fn draw_rate(
    drawing: &mut Drawing,
    panel: &Panel,
    (rate, frame_rate): (&[f32], FrameRate),
    (color, width): (Rgb, f64),
) {
    let point = |(frame, rate): (usize, &f32)| {
        panel.at(
            f64::from(frame_rate.secs_of_frames(frame as f32 + 0.5)),
            f64::from(frame_rate.spikes_per_sec(*rate)),
        )
    };
    let course: Vec<_> = rate.iter().enumerate().map(point).collect();
    drawing.line(course, color, width * drawing.palette.stroke);
}

impl Figure for RasterFigure {
    fn title(&self) -> String {
        if self.num_frames() == 0 {
            return t!("Spikes of the cell and of the network").to_owned();
        }
        match self.normalized {
            Some(normalized) => t!(
                "Prediction and response correlate at {correlation}, {normalized} of what the noise allows",
                correlation = share(self.correlation),
                normalized = share(normalized)
            ),
            None => t!(
                "Prediction and response correlate at {correlation}",
                correlation = share(self.correlation)
            ),
        }
    }

    fn summary(&self) -> String {
        if self.num_frames() == 0 {
            return t!("No response has been predicted yet.").to_owned();
        }
        let secs = format!("{:.1}", self.secs());
        let repeats = tn!(self.cell.len(), "{n} repeat", "{n} repeats");
        let correlation = share(self.correlation);
        match (self.normalized, self.highest) {
            (Some(normalized), Some(highest)) => t!(
                "Over {secs} s and {repeats} the predicted rate correlates with the cell's at {correlation}; the noise of the repeats allows {highest} at most, normalized by it the correlation is {normalized}.",
                secs = secs,
                repeats = repeats,
                correlation = correlation,
                highest = share(highest),
                normalized = share(normalized)
            ),
            _ => t!(
                "Over {secs} s and {repeats} the predicted rate correlates with the cell's at {correlation}.",
                secs = secs,
                repeats = repeats,
                correlation = correlation
            ),
        }
    }

    fn is_empty(&self) -> bool {
        self.num_frames() == 0
    }

    fn data(&self) -> Option<Data> {
        let heads = [t!("Time (s)"), t!("Cell (spikes/s)"), t!("Network (spikes/s)")];
        let rate = |rates: &[f32], frame: usize| {
            rates.get(frame).map_or(Datum::Missing, |rate| {
                Datum::Number(f64::from(self.frame_rate.spikes_per_sec(*rate)), 2)
            })
        };
        let rows = (0..self.num_frames()).map(|frame| {
            let secs = f64::from(self.frame_rate.secs_of_frames(frame as f32 + 0.5));
            [Datum::Number(secs, 2), rate(&self.psth, frame), rate(&self.prediction, frame)]
        });
        Some(Data::new(heads, rows))
    }

    fn height(&self, _width: f64, theme: Theme) -> f64 {
        2.0 * raster_height(text_size(theme)) + RATES_HEIGHT
    }

    fn paint(&self, drawing: &mut Drawing) {
        let panel = self.panel(drawing);
        let (ink, accent) = (drawing.palette.ink, drawing.palette.accent);
        let text = drawing.text_size();
        let top = 2.4 * text;
        self.draw_raster(drawing, (&panel, top), (t!("cell"), &self.cell), ink);
        let top = top + raster_height(text);
        self.draw_raster(drawing, (&panel, top), (t!("network"), &self.network), accent);
        panel.draw_axes(drawing);
        draw_rate(drawing, &panel, (&self.prediction, self.frame_rate), (accent, 2.5));
        draw_rate(drawing, &panel, (&self.psth, self.frame_rate), (ink, 1.0));
        if self.num_frames() > 0 {
            let words = self.words(panel.width);
            let at = (panel.left + panel.width, panel.top - 9.0);
            drawing.text(&words, at, TextFormat::start(text, ink).end().bottom());
        }
    }
}

fn raster_height(text: f64) -> f64 {
    RASTER_HEIGHT + 2.4 * text
}
