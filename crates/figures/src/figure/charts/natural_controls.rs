//! The own network beside everything simpler, with and without the mean of each patch; where nobody knows the cells, how far all of that
//! agrees.

use crate::figure::{
    Data, Datum, Drawing, Figure, Spread, Theme,
    drawing::TextFormat,
    drawing::axes::{Area, Axis, Panel},
    words::share,
};
use ganglion_core::{
    experiment::natural::{Comparison, NaturalImages, ScoreReference, Scores, TrialScores},
    mark, t, tn, words,
};

/// Correlations of five predictors with the answers of each cell; where nobody knows these, with the predictions of its network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ControlScores {
    /// Own network, `[cells]`; where nobody knows the cells, the networks of both halves of the frames with each other.
    pub own: Vec<f64>,
    /// Networks of all other cells, `[cells][others]`.
    pub others: Vec<Vec<f64>>,
    /// Rectified spike-triggered average, `[cells]`.
    pub rectified: Vec<f64>,
    /// One filter and a curve, `[cells]`.
    pub linear_nonlinear: Vec<f64>,
    /// Mean luminance, minus that for cells driven by dark, `[cells]`.
    pub luminance: Vec<f64>,
    /// Mean predicted over mean true rate, or that of the one-filter model, geometric mean over the cells.
    pub rate_factor: f64,
    /// What trials say of each cell, `[cells]`; nothing where there are none.
    pub trials: Vec<Option<TrialScores>>,
}

/// Both comparisons side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ControlsFigure {
    /// Pictures as they are.
    pub kept: ControlScores,
    /// The mean of each patch taken away.
    pub removed: ControlScores,
    /// What the comparison allows one to conclude.
    pub conclusion: String,
    /// What all predictions are compared with.
    pub reference: ScoreReference,
    /// Whether the pictures are those of a recording.
    pub is_own: bool,
}

const KINDS: [&str; 5] = [mark!("own"), mark!("others"), "STA", "LN", mark!("luminance")];
const HEADS: [&str; 5] = [
    mark!("Own network"),
    mark!("Other cells' networks"),
    mark!("Rectified STA"),
    mark!("One-filter LN"),
    mark!("Minus mean luminance"),
];
/// Of cells whose answers nobody knows.
const UNKNOWN_KINDS: [&str; 5] =
    [mark!("halves"), mark!("others"), "STA", "LN", mark!("luminance")];
/// The same for the heads of a table.
const UNKNOWN_HEADS: [&str; 5] = [
    mark!("Networks of both halves"),
    mark!("Other cells' networks"),
    mark!("Rectified STA"),
    mark!("One-filter LN"),
    mark!("Mean luminance"),
];
/// Width under which the comparisons are below each other, pixels.
const NARROW: f64 = 640.0;

impl ControlScores {
    fn new(comparison: &Comparison) -> Self {
        let of = |value: &dyn Fn(&Scores) -> f64| comparison.scores.iter().map(value).collect();
        let is_known = comparison.reference == ScoreReference::Answers;
        // Where the own network is what all is compared with, its halves stand for it.
        let own = |cell: &Scores| if is_known { cell.own } else { cell.halves };
        Self {
            own: of(&|cell| own(cell).unwrap_or(0.0)),
            others: comparison.scores.iter().map(|cell| cell.others.clone()).collect(),
            rectified: of(&|cell| cell.rectified),
            linear_nonlinear: of(&|cell| cell.linear_nonlinear),
            luminance: of(&|cell| cell.luminance),
            rate_factor: comparison.means().rate_factor,
            trials: comparison.scores.iter().map(|cell| cell.trials).collect(),
        }
    }

    /// Of each kind, one number for each cell; of the others their mean.
    fn kinds(&self) -> [Vec<f64>; 5] {
        let others = self.others.iter().filter_map(|others| Spread::of(others.iter().copied()));
        [
            self.own.clone(),
            others.map(|spread| spread.mean).collect(),
            self.rectified.clone(),
            self.linear_nonlinear.clone(),
            self.luminance.clone(),
        ]
    }

    fn num_own_best(&self) -> usize {
        let is_best = |(own, others): &(&f64, &Vec<f64>)| others.iter().all(|other| other < own);
        self.own.iter().zip(&self.others).filter(is_best).count()
    }
}

impl ControlsFigure {
    /// Of a result.
    pub fn new(found: &NaturalImages) -> Self {
        Self {
            kept: ControlScores::new(&found.kept),
            removed: ControlScores::new(&found.removed),
            conclusion: found.conclusion(),
            reference: found.kept.reference,
            is_own: found.own.is_some(),
        }
    }

    /// Short names and heads of the predictors.
    fn names(&self) -> [[&'static str; 5]; 2] {
        match self.reference {
            ScoreReference::Answers => [KINDS, HEADS],
            ScoreReference::Network => [UNKNOWN_KINDS, UNKNOWN_HEADS],
        }
    }

    fn parts(&self) -> [(&'static str, &ControlScores); 2] {
        let names = if self.is_own {
            [t!("as they were shown"), t!("luminance taken out")]
        } else {
            [t!("patch mean kept"), t!("patch mean removed")]
        };
        [(names[0], &self.kept), (names[1], &self.removed)]
    }

    /// Title of pictures of a recording.
    fn recorded_title(&self) -> String {
        let mean = |values: &[f64]| Spread::of(values.iter().copied()).map_or(0.0, |all| all.mean);
        t!(
            "On the recording's own pictures the network reaches {network}, the one-filter LN model {model}",
            network = share(mean(&self.kept.own)),
            model = share(mean(&self.kept.linear_nonlinear))
        )
    }

    /// Ceiling and normalized correlations of a cell, where pictures are those of a recording.
    fn of_trials(trials: Option<&Option<TrialScores>>) -> [Datum; 3] {
        let trials = trials.copied().flatten();
        let of = |value: fn(TrialScores) -> Option<f64>| Datum::share(trials.and_then(value));
        [of(|all| all.ceiling), of(|all| all.own), of(|all| all.linear_nonlinear)]
    }
}

impl Figure for ControlsFigure {
    fn title(&self) -> String {
        let cells = self.removed.own.len();
        if cells > 0 && self.reference == ScoreReference::Network {
            let mean =
                |values: &[f64]| Spread::of(values.iter().copied()).map_or(0.0, |all| all.mean);
            return t!(
                "With the patch mean removed, networks of both halves agree at {halves}, the LN model with the network at {model}",
                halves = share(mean(&self.removed.own)),
                model = share(mean(&self.removed.linear_nonlinear))
            );
        }
        if cells > 0 && self.is_own {
            return self.recorded_title();
        }
        match cells {
            0 => t!("What else predicts the answers").to_owned(),
            1 => t!(
                "With the patch mean removed, the network reaches {correlation}",
                correlation = share(self.removed.own[0])
            ),
            _ => t!(
                "With the patch mean removed, the own network is best for {best} of {cells}",
                best = self.removed.num_own_best(),
                cells = tn!(cells, "{n} cell", "{n} cells")
            ),
        }
    }

    fn summary(&self) -> String {
        if self.removed.own.is_empty() {
            return t!("No picture has been shown yet.").to_owned();
        }
        let [kept, removed] =
            [&self.kept, &self.removed].map(|scores| format!("{:.1}", scores.rate_factor));
        if self.is_own {
            return t!(
                "{conclusion} Predicted rates are {kept} times those that were counted.",
                conclusion = self.conclusion,
                kept = kept
            );
        }
        match self.reference {
            ScoreReference::Answers => t!(
                "{conclusion} Predicted rates are {kept} times the true ones with the mean kept and {removed} times with it removed.",
                conclusion = self.conclusion,
                kept = kept,
                removed = removed
            ),
            ScoreReference::Network => t!(
                "{conclusion} The networks predict {kept} times the spikes of the LN models with the mean kept and {removed} times with it removed.",
                conclusion = self.conclusion,
                kept = kept,
                removed = removed
            ),
        }
    }

    fn data(&self) -> Option<Data> {
        let second = if self.is_own { t!("Luminance") } else { t!("Patch mean") };
        let heads = self.names()[1].map(words::say);
        let mut columns = vec![t!("Cell"), second];
        columns.extend(heads);
        if self.is_own {
            columns.extend([
                t!("Ceiling"),
                t!("CC_norm of the network"),
                t!("CC_norm of the LN model"),
            ]);
        }
        let mut rows = Vec::new();
        for (word, scores) in [(t!("kept"), &self.kept), (t!("removed"), &self.removed)] {
            let kinds = scores.kinds();
            for cell in 0..scores.own.len() {
                let mut row = vec![Datum::number(cell), Datum::text(word)];
                row.extend(kinds.iter().map(|kind| Datum::share(kind.get(cell).copied())));
                if self.is_own {
                    row.extend(Self::of_trials(scores.trials.get(cell)));
                }
                rows.push(row);
            }
        }
        Some(Data { columns: columns.into_iter().map(str::to_owned).collect(), rows })
    }

    fn height(&self, width: f64, _theme: Theme) -> f64 {
        if width < NARROW { 520.0 } else { 320.0 }
    }

    fn paint(&self, drawing: &mut Drawing) {
        let whole = Area::of(drawing);
        let across = if whole.width < NARROW { 1 } else { 2 };
        let all: Vec<f64> =
            self.parts().iter().flat_map(|(_, scores)| scores.kinds().concat()).collect();
        for ((at, (name, scores)), area) in
            self.parts().into_iter().enumerate().zip(whole.tiles(across, 2))
        {
            let label = match self.reference {
                ScoreReference::Answers => t!("correlation with the cell's answer"),
                ScoreReference::Network => t!("correlation with the network's prediction"),
            };
            let y = Axis::correlation(all.iter().copied(), label);
            let ticks = (0_u32..)
                .zip(self.names()[0].map(words::say))
                .map(|(kind, word)| (f64::from(kind), word.to_owned()));
            let x =
                Axis { min: -0.6, max: 4.8, label: name, ticks: ticks.collect(), is_log: false };
            let panel = area.panel(drawing.text_size(), 0, x, y);
            panel.draw_axes(drawing);
            for (kind, values) in scores.kinds().iter().enumerate() {
                draw_kind(drawing, &panel, (at, kind), values);
            }
        }
    }
}

/// A dot for each cell, and the mean as a bar with its number.
fn draw_kind(drawing: &mut Drawing, panel: &Panel, (part, kind): (usize, usize), values: &[f64]) {
    let palette = drawing.palette;
    let color = if kind == 0 { palette.accent } else { palette.muted };
    let middle = kind as f64;
    for (cell, value) in values.iter().enumerate() {
        // Cells stand beside each other in their order, so that they can be told apart.
        let aside = 0.36 * (cell as f64 + 0.5) / values.len() as f64 - 0.18;
        let at = panel.at(middle + aside, *value);
        drawing.dot(at, 2.5 * palette.stroke, color.mix(palette.surface, 0.35));
        let (reach, target) = (6.0, [part as u32, kind as u32, cell as u32]);
        drawing.target((at.0 - reach, at.1 - reach), (2.0 * reach, 2.0 * reach), target);
    }
    let Some(spread) = Spread::of(values.iter().copied()) else { return };
    let ends = [middle - 0.26, middle + 0.26].map(|x| panel.at(x, spread.mean));
    drawing.line(ends, color, 2.5 * palette.stroke);
    let format = TextFormat::start(drawing.text_size() - 1.0, palette.ink);
    drawing.text(&share(spread.mean), (ends[1].0 + 3.0, ends[1].1), format);
}
