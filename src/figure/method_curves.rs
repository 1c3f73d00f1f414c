//! Inside two of the methods: the spectrum of the covariance, the curve of the LN model.

use crate::{
    experiment::Spectrum,
    figure::{
        Figure, Sheet, Table, Theme,
        axes::{Area, Axis},
        lines::{Mark, Names, draw_level, draw_mark},
        words::{counted, share, spelled},
    },
    units::hz_of_spikes_per_frame,
};

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
}

impl Figure for SpectrumFigure {
    fn title(&self) -> String {
        let Spectrum { num_excitatory, num_suppressive, .. } = self.spectrum;
        let axes = |count: u32, noun: &str| {
            let plural = if count == 1 { "axis" } else { "axes" };
            format!("{} {noun} {plural}", spelled(count as usize))
        };
        format!(
            "The covariance has {} and {}",
            axes(num_excitatory, "excitatory"),
            axes(num_suppressive, "suppressive")
        )
    }

    fn summary(&self) -> String {
        let spectrum = &self.spectrum;
        format!(
            "{} of the spike-triggered covariance, {} above and {} below the range that shifted spikes give ({} to {}); together with the average they hold {} of the subunits' length.",
            counted(spectrum.eigenvalues.len() as u64, "eigenvalue"),
            spectrum.num_excitatory,
            spectrum.num_suppressive,
            share(spectrum.null_low),
            share(spectrum.null_high),
            share(spectrum.span),
        )
    }

    fn table(&self) -> Option<Table> {
        let rows = self.spectrum.eigenvalues.iter().enumerate();
        let rows = rows.map(|(axis, value)| vec![(axis + 1).to_string(), format!("{value:.4}")]);
        let columns = ["Axis", "Change of the variance"].map(str::to_owned).to_vec();
        Some(Table { columns, rows: rows.collect() })
    }

    fn paint(&self, sheet: &mut Sheet) {
        let spectrum = &self.spectrum;
        let count = spectrum.eigenvalues.len() as f64;
        let ends = [spectrum.null_low, spectrum.null_high];
        let all = spectrum.eigenvalues.iter().copied().chain(ends);
        let y = Axis::around(all, "change of the variance", 4);
        let mut x = Axis::around([0.0, count.max(1.0)], "axis, by rank", 4);
        (x.min, x.max) = (0.0, count + 1.0);
        x.ticks.retain(|(value, _)| *value <= count);
        let panel = Area::of(sheet).panel(sheet.text_size(), 0, x, y);
        panel.draw_axes(sheet);
        draw_level(sheet, &panel, (spectrum.null_high, "chance"), Names::End);
        draw_level(sheet, &panel, (spectrum.null_low, ""), Names::End);
        let palette = sheet.palette;
        for (axis, value) in spectrum.eigenvalues.iter().enumerate() {
            let at = panel.at((axis + 1) as f64, *value);
            if (spectrum.null_low..=spectrum.null_high).contains(value) {
                draw_mark(sheet, at, Mark::Ring, palette.muted);
            } else {
                draw_mark(sheet, at, Mark::Disc, palette.accent);
            }
        }
    }
}

impl Figure for NonlinearityFigure {
    fn title(&self) -> String {
        "The curve behind the one filter of the LN model".to_owned()
    }

    fn summary(&self) -> String {
        let (Some(first), Some(last)) = (self.counts.first(), self.counts.last()) else {
            return "No curve is known yet.".to_owned();
        };
        format!(
            "From its lowest to its highest output the filter's rate goes from {:.1} to {:.1} spikes/s.",
            hz_of_spikes_per_frame(*first),
            hz_of_spikes_per_frame(*last),
        )
    }

    fn table(&self) -> Option<Table> {
        let rows = self.generators.iter().zip(&self.counts).map(|(output, count)| {
            vec![format!("{output:.2}"), format!("{:.2}", hz_of_spikes_per_frame(*count))]
        });
        let columns = ["Output of the filter", "Rate (spikes/s)"].map(str::to_owned).to_vec();
        Some(Table { columns, rows: rows.collect() })
    }

    fn paint(&self, sheet: &mut Sheet) {
        let points = self.generators.iter().zip(&self.counts);
        let points: Vec<_> = points
            .map(|(output, count)| (f64::from(*output), f64::from(hz_of_spikes_per_frame(*count))))
            .collect();
        let rates = points.iter().map(|point| point.1).chain([0.0]);
        let y = Axis::around(rates, "firing rate (spikes/s)", 4);
        let x = Axis::around(points.iter().map(|point| point.0), "output of the filter", 5);
        let panel = Area::of(sheet).panel(sheet.text_size(), 0, x, y);
        panel.draw_axes(sheet);
        let palette = sheet.palette;
        let places: Vec<_> = points.iter().map(|(x, y)| panel.at(*x, *y)).collect();
        sheet.line(places.iter().copied(), palette.accent, 1.75 * palette.stroke);
        for at in places {
            draw_mark(sheet, at, Mark::Disc, palette.accent);
        }
    }

    fn height(&self, _width: f64, _theme: Theme) -> f64 {
        260.0
    }
}
