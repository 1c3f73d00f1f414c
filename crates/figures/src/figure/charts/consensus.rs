//! Whether factorizations from other first modules agree: over sparsity, and how many modules they find.

use crate::figure::{
    Data, Datum, Drawing, Figure, Theme,
    drawing::axes::{Area, Axis, Panel},
    drawing::lines::{Mark, Names, draw_level, draw_mark},
    words::{share, spelled},
};
use ganglion_core::{
    analysis::{Consensus, SparsityConsensus},
    experiment::MethodsResult,
    t, tn,
};

/// Two panels over sparsity: agreement of the runs, and localized modules in each of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConsensusFigure {
    /// What is shown; none before it was sought.
    pub found: Option<Consensus>,
    /// Subunits of the cell; 0 where nobody is told.
    pub num_subunits: u32,
}

impl ConsensusFigure {
    /// Of all methods.
    pub(in crate::figure) fn of_result(result: &MethodsResult) -> Self {
        Self { found: result.consensus.clone(), num_subunits: result.subunits.len() as u32 }
    }

    fn points(&self) -> &[SparsityConsensus] {
        self.found.as_ref().map_or(&[], |found| &found.points)
    }

    fn panel(&self, area: Area, text: f64, y: Axis) -> Panel {
        let sparsities = self.points().iter().map(|point| point.sparsity);
        area.panel(text, 1, Axis::around(sparsities, t!("sparsity"), 4), y)
    }

    /// A mark at each point, the chosen one filled.
    fn draw_marks(
        &self,
        drawing: &mut Drawing,
        panel: &Panel,
        value: impl Fn(&SparsityConsensus) -> f64,
    ) {
        let palette = drawing.palette;
        let place = |point: &SparsityConsensus| panel.at(point.sparsity, value(point));
        let course = self.points().iter().map(place);
        drawing.line(course, palette.muted, palette.stroke);
        let chosen = self.found.as_ref().and_then(|found| found.chosen);
        for (at, point) in (0..).zip(self.points()) {
            let is_chosen = chosen == Some(at);
            let (mark, color) =
                if is_chosen { (Mark::Disc, palette.accent) } else { (Mark::Ring, palette.muted) };
            draw_mark(drawing, place(point), mark, color);
        }
    }

    fn draw_counts(&self, drawing: &mut Drawing, panel: &Panel) {
        let palette = drawing.palette;
        let faint = palette.muted.mix(palette.surface, 0.5);
        for point in self.points() {
            let (x, count) = (point.sparsity, point.count);
            for found in &point.num_localized {
                drawing.dot(panel.at(x, f64::from(*found)), 1.75 * palette.stroke, faint);
            }
            let ends = [count.low, count.high].map(|end| panel.at(x, f64::from(end)));
            drawing.line(ends, palette.ink, 2.5 * palette.stroke);
        }
        self.draw_marks(drawing, panel, |point| f64::from(point.count.median));
    }
}

impl Figure for ConsensusFigure {
    fn title(&self) -> String {
        match self.found.as_ref().and_then(Consensus::choice) {
            Some(choice) => tn!(
                choice.count.median,
                "Where its runs agree best, STNMF finds {count} module",
                "Where its runs agree best, STNMF finds {count} modules",
                count = spelled(choice.count.median as usize)
            ),
            None => t!("Do runs of STNMF agree?").to_owned(),
        }
    }

    fn summary(&self) -> String {
        let Some(found) = &self.found else {
            return t!("No consensus has been sought yet.").to_owned();
        };
        let Some(choice) = found.choice() else {
            return t!("At no sparsity do most runs find a localized module.").to_owned();
        };
        t!(
            "Of {sparsities} sparsities with {runs} runs each, the cophenetic correlation of the runs is highest at {sparsity}: {highest}. There, half of the runs find {low} to {high} localized modules among the {all} that they look for; the median is {median}.",
            sparsities = found.points.len(),
            runs = choice.num_localized.len(),
            sparsity = share(choice.sparsity),
            highest = share(choice.cophenetic),
            low = choice.count.low,
            high = choice.count.high,
            all = found.num_modules,
            median = choice.count.median
        )
    }

    fn data(&self) -> Option<Data> {
        let heads = [
            t!("Sparsity"),
            t!("Cophenetic correlation"),
            t!("Modules, lower quartile"),
            t!("Modules, median"),
            t!("Modules, upper quartile"),
        ];
        let row = |point: &SparsityConsensus| {
            let count = point.count;
            let [low, median, high] =
                [count.low, count.median, count.high].map(|number| Datum::Count(u64::from(number)));
            [Datum::setting(point.sparsity), Datum::Number(point.cophenetic, 4), low, median, high]
        };
        Data::new(heads, self.points().iter().map(row)).unless_empty()
    }

    fn paint(&self, drawing: &mut Drawing) {
        let text = drawing.text_size();
        let area = Area::of(drawing);
        let [above, below] = area.split(0.5 * area.height);
        let agreement = Axis::with_step(0.0, 1.0, 0.25, t!("cophenetic correlation"));
        let panel = self.panel(above, text, agreement);
        panel.draw_axes(drawing);
        self.draw_marks(drawing, &panel, |point| point.cophenetic);
        let most = self.found.as_ref().map_or(10, |found| found.num_modules);
        let counts = Axis::with_step(0.0, f64::from(most), 2.0, t!("localized modules"));
        let panel = self.panel(below, text, counts);
        panel.draw_axes(drawing);
        if self.num_subunits > 0 {
            let truth = (f64::from(self.num_subunits), t!("subunits of the cell"));
            draw_level(drawing, &panel, truth, Names::Start);
        }
        self.draw_counts(drawing, &panel);
    }

    fn height(&self, _width: f64, _theme: Theme) -> f64 {
        440.0
    }
}
