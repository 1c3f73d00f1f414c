//! Prediction with some filters removed (paper: Fig. 5).

use crate::figure::{
    Data, Datum, Drawing, Figure, Spread, Table, Theme,
    data::runs,
    drawing::axes::{Area, Axis},
    drawing::lines::{Line, Mark, Names, draw_level, draw_lines},
    drawing::spread::spread_words,
    identity,
    words::share,
};
use ganglion_core::{mark, t, tn, words};

/// One network, whole and pruned; correlations with the mean test response.
#[derive(Clone, Debug, PartialEq)]
pub struct PrunedCell {
    /// Number of the cell, from 1.
    pub number: u32,
    /// Filters of the network.
    pub num_filters: u32,
    /// Those that do something.
    pub num_effective: u32,
    /// With all filters.
    pub full: f64,
    /// With the effective ones only.
    pub effective: f64,
    /// With as many, drawn from all; one for each draw.
    pub random: Vec<f64>,
    /// With as many (or all there are), drawn from the others; one for each draw.
    pub non_effective: Vec<f64>,
}

/// Four ways to prune, joined by a line for each cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PruningFigure {
    /// The cells.
    pub cells: Vec<PrunedCell>,
}

/// What is left, in the order in which it is drawn.
const KINDS: [&str; 4] = [
    mark!("all filters"),
    mark!("effective only"),
    mark!("random, as many"),
    mark!("not effective"),
];
/// The same where there is little room.
const SHORT_KINDS: [&str; 4] = [mark!("all"), mark!("effective"), mark!("random"), mark!("rest")];
/// Width under which the short words are used, pixels.
const NARROW: f64 = 560.0;

impl PrunedCell {
    /// Correlations of the four kinds, one for each draw.
    fn kinds(&self) -> [&[f64]; 4] {
        let single = core::slice::from_ref;
        [single(&self.full), single(&self.effective), &self.random, &self.non_effective]
    }
}

impl PruningFigure {
    /// Means over the cells of the means over the draws.
    fn means(&self) -> [Option<Spread>; 4] {
        core::array::from_fn(|kind| {
            let draws = self.cells.iter().map(|cell| cell.kinds()[kind]);
            let means = draws.filter_map(|draws| Spread::of(draws.iter().copied()));
            Spread::of(means.map(|spread| spread.mean))
        })
    }

    fn lines(&self, drawing: &Drawing) -> Vec<Line> {
        let is_one = self.cells.len() == 1;
        let line = |cell: &PrunedCell| Line {
            name: if is_one { String::new() } else { cell.number.to_string() },
            color: if is_one { drawing.palette.accent } else { identity(cell.number as usize - 1) },
            mark: Mark::Disc,
            points: (0_u32..)
                .zip(cell.kinds())
                .map(|(kind, draws)| (f64::from(kind), draws.to_vec()))
                .collect(),
        };
        self.cells.iter().map(line).collect()
    }
}

impl Figure for PruningFigure {
    fn title(&self) -> String {
        let [Some(full), Some(effective), random, _] = self.means() else {
            return t!("Prediction with some filters removed").to_owned();
        };
        let (effective, full) = (share(effective.mean), share(full.mean));
        match random {
            Some(random) => t!(
                "Effective filters alone reach {effective}, all filters {full}, as many random ones {random}",
                effective = effective,
                full = full,
                random = share(random.mean)
            ),
            None => t!(
                "Effective filters alone reach {effective}, all filters {full}",
                effective = effective,
                full = full
            ),
        }
    }

    fn summary(&self) -> String {
        let [Some(full), Some(effective), random, rest] = self.means() else {
            return t!("No network has been pruned yet.").to_owned();
        };
        let kept = self.cells.iter().map(|cell| f64::from(cell.num_effective));
        let kept = Spread::of(kept).map_or(0.0, |spread| spread.mean);
        let kept = format!("{kept:.1}");
        let kept = kept.strip_suffix(".0").unwrap_or(&kept);
        let draws =
            |spread: Option<Spread>| spread.map_or_else(|| t!("none").to_owned(), Spread::words);
        t!(
            "Over {cells}, correlation with the test response: {full} with all filters, {effective} with the {kept} effective ones, {random} with as many drawn at random, {rest} with as many that are not effective.",
            cells = tn!(self.cells.len(), "{n} cell", "{n} cells"),
            full = full.words(),
            effective = effective.words(),
            kept = kept,
            random = draws(random),
            rest = draws(rest),
        )
    }

    fn table(&self) -> Option<Table> {
        let heads = [
            t!("Cell"),
            t!("Filters"),
            t!("Effective filters"),
            t!("All"),
            t!("Effective only"),
            t!("Random, as many"),
            t!("Not effective"),
        ];
        let rows = self.cells.iter().map(|cell| {
            let counts = [cell.number, cell.num_filters, cell.num_effective];
            let kinds = cell.kinds().map(|draws| spread_words(draws.iter().copied()));
            counts.map(|count| count.to_string()).into_iter().chain(kinds).collect()
        });
        Some(Table { columns: heads.map(str::to_owned).to_vec(), rows: rows.collect() })
    }

    fn data(&self) -> Option<Data> {
        let heads = [
            t!("Row"),
            t!("Cell"),
            t!("Filters"),
            t!("Effective filters"),
            t!("What is left"),
            t!("Draw"),
            t!("Correlation"),
        ];
        let rows = self.cells.iter().flat_map(|cell| {
            let counts = [cell.number, cell.num_filters, cell.num_effective];
            let counts = counts.map(|count| Datum::Count(u64::from(count)));
            KINDS.iter().zip(cell.kinds()).flat_map(move |(kind, draws)| {
                let [number, filters, effective] = counts.clone();
                let same = [number, filters, effective, Datum::text(words::say(kind))];
                let draws = draws.iter().enumerate();
                let draws =
                    draws.map(|(draw, correlation)| ([Datum::number(draw)], [*correlation]));
                runs(&same, &draws.collect::<Vec<_>>())
            })
        });
        Some(Data { columns: heads.map(str::to_owned).to_vec(), rows: rows.collect() })
    }

    fn height(&self, width: f64, _theme: Theme) -> f64 {
        (0.45 * width).clamp(300.0, 380.0)
    }

    fn paint(&self, drawing: &mut Drawing) {
        let whole = Area::of(drawing);
        let lines = self.lines(drawing);
        let all = lines.iter().flat_map(|line| &line.points).flat_map(|(_, draws)| draws);
        let y = Axis::correlation(all.copied(), t!("correlation with the test response"));
        let kinds = if whole.width < NARROW { SHORT_KINDS } else { KINDS };
        let ticks =
            (0_u32..).zip(kinds).map(|(kind, word)| (f64::from(kind), words::say(word).to_owned()));
        let ticks = ticks.collect();
        let x = Axis { min: -0.5, max: 3.4, label: t!("filters kept"), ticks, is_log: false };
        let panel = whole.panel(drawing.text_size(), 0, x, y);
        panel.draw_axes(drawing);
        if panel.y.min < 0.0 {
            draw_level(drawing, &panel, (0.0, ""), Names::End);
        }
        draw_lines(drawing, &panel, &lines, Names::Start);
    }
}
