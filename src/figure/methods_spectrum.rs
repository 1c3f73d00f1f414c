//! Eigenvalues of the spike-triggered covariance against those of shifted spikes.

use plotters::{backend::DrawingBackend, coord::Shift, drawing::DrawingArea};

use crate::{
    experiment::Spectrum,
    figure::{
        DrawError, Figure, Table, Theme,
        axes::{Axis, Panel},
        sheet::{Look, Sheet},
        words::{sentence, share, spelled},
    },
};

/// One dot for each axis, the band of the null behind.
#[derive(Clone, Debug, PartialEq)]
pub struct SpectrumFigure {
    /// The spectrum.
    pub spectrum: Spectrum,
}

impl SpectrumFigure {
    fn num_significant(&self) -> usize {
        (self.spectrum.num_excitatory + self.spectrum.num_suppressive) as usize
    }

    fn is_significant(&self, eigenvalue: f64) -> bool {
        eigenvalue > self.spectrum.null_high || eigenvalue < self.spectrum.null_low
    }

    fn panel(&self, (width, height): (f64, f64), text: f64) -> Panel {
        let spectrum = &self.spectrum;
        let ends = [spectrum.null_low, spectrum.null_high, spectrum.along_average, 0.0];
        let values = spectrum.eigenvalues.iter().copied().chain(ends);
        let (left, top) = (3.6 * text, 2.4 * text);
        let last = spectrum.eigenvalues.len().max(1) as f64;
        let mut x = Axis::around([0.0, last], "axis, by its eigenvalue", 5);
        x.max = last + 1.0;
        x.ticks.retain(|(value, _)| (0.5..=last + 1.0).contains(value));
        Panel {
            left,
            top,
            width: (width - left - 7.0 * text).max(10.0),
            height: (height - top - 3.8 * text).max(10.0),
            x,
            y: Axis::around(values, "change of variance before spikes", 4),
        }
    }
}

impl Figure for SpectrumFigure {
    fn title(&self) -> String {
        let span = share(self.spectrum.span);
        match self.num_significant() {
            0 => "No axis of the covariance stands out of the noise".to_owned(),
            1 => format!("One axis stands out; with the average it holds {span} of a subunit"),
            axes => format!(
                "{} axes stand out; with the average they hold {span} of a subunit",
                sentence(&spelled(axes))
            ),
        }
    }

    fn summary(&self) -> String {
        let spectrum = &self.spectrum;
        if spectrum.eigenvalues.is_empty() {
            return "The covariance is not known yet.".to_owned();
        }
        format!(
            "Of {} axes across the average, {} lie above and {} below what shifted spikes give ({} to {}); along the average itself the variance changes by {}. Average and axes together hold {} of the length of a subunit.",
            spectrum.eigenvalues.len(),
            spectrum.num_excitatory,
            spectrum.num_suppressive,
            share(spectrum.null_low),
            share(spectrum.null_high),
            share(spectrum.along_average),
            share(spectrum.span),
        )
    }

    fn table(&self) -> Option<Table> {
        let heads = ["Axis", "Change of variance", "Stands out"];
        let rows = self.spectrum.eigenvalues.iter().enumerate().map(|(index, value)| {
            let stands_out = if self.is_significant(*value) { "yes" } else { "no" };
            vec![(index + 1).to_string(), format!("{value:.3}"), stands_out.to_owned()]
        });
        Some(Table { columns: heads.map(str::to_owned).to_vec(), rows: rows.collect() })
    }

    fn draw<DB: DrawingBackend>(
        &self,
        root: &DrawingArea<DB, Shift>,
        theme: Theme,
    ) -> Result<(), DrawError<DB>> {
        let sheet = Sheet::new(root, theme)?;
        let (palette, text) = (sheet.palette, sheet.text_size());
        let spectrum = &self.spectrum;
        let panel = self.panel(sheet.size(), text);
        let from = panel.at(panel.x.min, spectrum.null_high);
        let to = panel.at(panel.x.max, spectrum.null_low);
        let band = palette.surface.mix(palette.hairline, 0.6);
        sheet.fill(from, (to.0 - from.0, to.1 - from.1), band)?;
        panel.draw_axes(&sheet)?;
        let zero = [panel.at(panel.x.min, 0.0), panel.at(panel.x.max, 0.0)];
        sheet.line(zero, palette.muted, palette.stroke)?;
        let look = Look::start(0.95 * text, palette.muted);
        let beside = to.0 + 0.5 * text;
        sheet.text("shifted", (beside, 0.5 * (from.1 + to.1) - 0.65 * text), look)?;
        sheet.text("spikes", (beside, 0.5 * (from.1 + to.1) + 0.65 * text), look)?;
        for (index, value) in spectrum.eigenvalues.iter().enumerate() {
            let at = panel.at(index as f64 + 1.0, *value);
            if self.is_significant(*value) {
                sheet.dot(at, 4.0 * palette.stroke, palette.accent)?;
            } else {
                sheet.dot(at, 2.0 * palette.stroke, palette.ink)?;
            }
        }
        let at = panel.at(panel.x.max, spectrum.along_average);
        sheet.dot(at, 3.0 * palette.stroke, palette.muted)?;
        sheet.text("average", (at.0 + 0.5 * text, at.1), look)
    }
}
