//! Inside two of the methods: the spectrum of the covariance, the curve of the LN model.

use crate::figure::{
    Data, Datum, Drawing, Figure, Theme,
    drawing::axes::{Area, Axis},
    drawing::lines::{Mark, Names, draw_level, draw_mark},
    words::{share, spelled},
};
use ganglion_core::{experiment::Spectrum, t, tn, units::FrameRate};

/// Change of the variance along each axis, against what chance gives.
#[derive(Clone, Debug, PartialEq)]
pub struct SpectrumFigure {
    /// What is shown.
    pub spectrum: Spectrum,
}

/// Firing rate over the output of the one filter of an LN model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NonlinearityFigure {
    /// Outputs of the filter, rising.
    pub generators: Vec<f32>,
    /// Spikes a frame at these outputs.
    pub counts: Vec<f32>,
    /// Frames shown in a second.
    pub frame_rate: FrameRate,
}

impl Figure for SpectrumFigure {
    fn title(&self) -> String {
        let Spectrum { num_excitatory, num_suppressive, .. } = self.spectrum;
        t!(
            "The covariance has {excitatory} and {suppressive}",
            excitatory = tn!(
                num_excitatory,
                "{count} excitatory axis",
                "{count} excitatory axes",
                count = spelled(num_excitatory as usize)
            ),
            suppressive = tn!(
                num_suppressive,
                "{count} suppressive axis",
                "{count} suppressive axes",
                count = spelled(num_suppressive as usize)
            )
        )
    }

    fn summary(&self) -> String {
        let spectrum = &self.spectrum;
        t!(
            "{eigenvalues} of the spike-triggered covariance, {above} above and {below} below the range that shifted spikes give ({low} to {high}); together with the average they hold {span} of the subunits' length.",
            eigenvalues = tn!(spectrum.eigenvalues.len(), "{n} eigenvalue", "{n} eigenvalues"),
            above = spectrum.num_excitatory,
            below = spectrum.num_suppressive,
            low = share(spectrum.null_low),
            high = share(spectrum.null_high),
            span = share(spectrum.span),
        )
    }

    fn data(&self) -> Option<Data> {
        let rows = self.spectrum.eigenvalues.iter().enumerate();
        let rows = rows.map(|(axis, value)| [Datum::number(axis), Datum::Number(*value, 4)]);
        Some(Data::new([t!("Axis"), t!("Change of the variance")], rows))
    }

    fn paint(&self, drawing: &mut Drawing) {
        let spectrum = &self.spectrum;
        let count = spectrum.eigenvalues.len() as f64;
        let ends = [spectrum.null_low, spectrum.null_high];
        let all = spectrum.eigenvalues.iter().copied().chain(ends);
        let y = Axis::around(all, t!("change of the variance"), 4);
        let mut x = Axis::around([0.0, count.max(1.0)], t!("axis, by rank"), 4);
        (x.min, x.max) = (0.0, count + 1.0);
        x.ticks.retain(|(value, _)| *value <= count);
        let panel = Area::of(drawing).panel(drawing.text_size(), 0, x, y);
        panel.draw_axes(drawing);
        draw_level(drawing, &panel, (spectrum.null_high, t!("chance")), Names::End);
        draw_level(drawing, &panel, (spectrum.null_low, ""), Names::End);
        let palette = drawing.palette;
        for (axis, value) in spectrum.eigenvalues.iter().enumerate() {
            let at = panel.at((axis + 1) as f64, *value);
            if (spectrum.null_low..=spectrum.null_high).contains(value) {
                draw_mark(drawing, at, Mark::Ring, palette.muted);
            } else {
                draw_mark(drawing, at, Mark::Disc, palette.accent);
            }
        }
    }
}

impl Figure for NonlinearityFigure {
    fn title(&self) -> String {
        t!("The curve behind the one filter of the LN model").to_owned()
    }

    fn summary(&self) -> String {
        let (Some(first), Some(last)) = (self.counts.first(), self.counts.last()) else {
            return t!("No curve is known yet.").to_owned();
        };
        t!(
            "From its lowest to its highest output the filter's rate goes from {first} to {last} spikes/s.",
            first = format_args!("{:.1}", self.frame_rate.spikes_per_sec(*first)),
            last = format_args!("{:.1}", self.frame_rate.spikes_per_sec(*last)),
        )
    }

    fn data(&self) -> Option<Data> {
        let rows = self.generators.iter().zip(&self.counts).map(|(output, count)| {
            let rate = self.frame_rate.spikes_per_sec(*count);
            [Datum::Number(f64::from(*output), 2), Datum::Number(f64::from(rate), 2)]
        });
        Some(Data::new([t!("Output of the filter"), t!("Rate (spikes/s)")], rows))
    }

    fn paint(&self, drawing: &mut Drawing) {
        let points = self.generators.iter().zip(&self.counts);
        let points: Vec<_> = points
            .map(|(output, count)| {
                (f64::from(*output), f64::from(self.frame_rate.spikes_per_sec(*count)))
            })
            .collect();
        let rates = points.iter().map(|point| point.1).chain([0.0]);
        let y = Axis::around(rates, t!("firing rate (spikes/s)"), 4);
        let x = Axis::around(points.iter().map(|point| point.0), t!("output of the filter"), 5);
        let panel = Area::of(drawing).panel(drawing.text_size(), 0, x, y);
        panel.draw_axes(drawing);
        let palette = drawing.palette;
        let places: Vec<_> = points.iter().map(|(x, y)| panel.at(*x, *y)).collect();
        drawing.line(places.iter().copied(), palette.accent, 1.75 * palette.stroke);
        for at in places {
            draw_mark(drawing, at, Mark::Disc, palette.accent);
        }
    }

    fn height(&self, _width: f64, _theme: Theme) -> f64 {
        260.0
    }
}
