//! Prediction against the number of filters, for one to three layers (paper: Fig. 3).

use crate::figure::{
    Behind, Data, Datum, Drawing, Figure, Rgb, Spread, Table, Target, Theme,
    data::runs,
    drawing::axes::{Area, Axis},
    drawing::lines::{Line, Mark, Names, draw_level, draw_lines},
    drawing::spread::spread_words,
    drawing::text_size,
    opens,
    words::{share, spelled},
};
use ganglion_core::{experiment::TaskId, statistics::sort_few, t, tn};

/// What one network of the experiment reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SaturationRun {
    /// The network.
    pub task: TaskId,
    /// Seed of its data set and first weights.
    pub seed: u32,
    /// Correlation with the spikes of the test frames.
    pub correlation: f64,
    /// The same over the noise ceiling of its cell.
    pub of_ceiling: f64,
    /// Filters that do something.
    pub num_effective: u32,
    /// Similarity of the subunit that is matched worst.
    pub worst: f64,
    /// Mean similarity of the subunits.
    pub mean: f64,
}

/// The networks of one depth and number of filters.
#[derive(Clone, Debug, PartialEq)]
pub struct SaturationPoint {
    /// Filters in the first layer.
    pub num_filters: u32,
    /// One for each seed, as far as they are trained.
    pub runs: Vec<SaturationRun>,
}

/// The networks of one depth.
#[derive(Clone, Debug, PartialEq)]
pub struct SaturationLine {
    /// Convolutional layers.
    pub num_layers: u32,
    /// Restarts of which each network is the best.
    pub num_restarts: u32,
    /// In rising number of filters.
    pub points: Vec<SaturationPoint>,
}

/// Three panels over the number of filters: prediction, effective filters, recovery.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SaturationFigure {
    /// One line for each depth.
    pub lines: Vec<SaturationLine>,
    /// Noise ceiling: correlation of the cell's own rate with its spikes, mean over the seeds.
    pub ceiling: f64,
    /// The LN model, one filter with a nonlinearity, over the ceiling.
    pub baseline: Option<f64>,
    /// Subunits of the cell.
    pub num_subunits: u32,
}

/// Gain over the ceiling from which another filter is worth its mention.
const FLAT: f64 = 0.01;
/// Width under which the small panels stand one above the other, pixels.
const NARROW: f64 = 560.0;

impl SaturationPoint {
    fn of(&self, quantity: impl Fn(&SaturationRun) -> f64) -> Vec<f64> {
        self.runs.iter().map(quantity).collect()
    }

    fn of_ceiling(&self) -> Option<f64> {
        Spread::of(self.of(|run| run.of_ceiling)).map(|spread| spread.mean)
    }
}

impl SaturationLine {
    /// The first number of filters after which no other gains more than [`FLAT`].
    fn saturates_at(&self) -> Option<(u32, f64)> {
        let reached: Vec<_> = self
            .points
            .iter()
            .filter_map(|point| Some((point.num_filters, point.of_ceiling()?)))
            .collect();
        let most = reached.iter().map(|point| point.1).reduce(f64::max)?;
        reached.into_iter().find(|point| most - point.1 <= FLAT)
    }

    fn name(&self) -> String {
        tn!(self.num_layers, "{n} layer", "{n} layers")
    }
}

impl Figure for SaturationFigure {
    fn title(&self) -> String {
        let at = self.lines.first().and_then(|line| Some((line, line.saturates_at()?)));
        let Some((line, (num_filters, _))) = at else {
            return t!("Prediction against the number of filters").to_owned();
        };
        let (layers, filters) = (line.num_layers as usize, num_filters as usize);
        t!(
            "With {layers}, prediction saturates at {filters}",
            layers = tn!(layers, "{count} layer", "{count} layers", count = spelled(layers)),
            filters = tn!(filters, "{count} filter", "{count} filters", count = spelled(filters))
        )
    }

    fn summary(&self) -> String {
        let lines: Vec<_> = self
            .lines
            .iter()
            .filter_map(|line| {
                let (num_filters, reached) = line.saturates_at()?;
                Some(t!(
                    "{layers}: {reached} of the ceiling from N = {filters}",
                    layers = line.name(),
                    reached = share(reached),
                    filters = num_filters
                ))
            })
            .collect();
        if lines.is_empty() {
            return t!("No network is trained yet.").to_owned();
        }
        let (lines, ceiling, flat) = (lines.join(t!(", ")), share(self.ceiling), share(FLAT));
        self.with_restarts(match self.baseline {
            Some(baseline) => t!(
                "{lines}; the noise ceiling is a correlation of {ceiling}, an LN model with one filter reaches {baseline} of it; from there on another filter adds less than {flat}.",
                lines = lines,
                ceiling = ceiling,
                baseline = share(baseline),
                flat = flat
            ),
            None => t!(
                "{lines}; the noise ceiling is a correlation of {ceiling}; from there on another filter adds less than {flat}.",
                lines = lines,
                ceiling = ceiling,
                flat = flat
            ),
        })
    }

    fn table(&self) -> Option<Table> {
        let heads = [
            t!("Layers"),
            t!("Filters"),
            t!("Runs"),
            t!("Correlation / noise ceiling"),
            t!("Effective filters"),
            t!("Worst similarity"),
            t!("Mean similarity"),
        ];
        let rows = self.lines.iter().flat_map(|line| {
            line.points.iter().map(|point| {
                vec![
                    line.num_layers.to_string(),
                    point.num_filters.to_string(),
                    point.runs.len().to_string(),
                    spread_words(point.of(|run| run.of_ceiling)),
                    spread_words(point.of(|run| f64::from(run.num_effective))),
                    spread_words(point.of(|run| run.worst)),
                    spread_words(point.of(|run| run.mean)),
                ]
            })
        });
        Some(Table { columns: heads.map(str::to_owned).to_vec(), rows: rows.collect() })
    }

    fn data(&self) -> Option<Data> {
        let heads = [
            t!("Row"),
            t!("Layers"),
            t!("Filters"),
            t!("Seed"),
            t!("Restart"),
            t!("Correlation"),
            t!("Noise ceiling"),
            t!("Correlation / noise ceiling"),
            t!("Effective filters"),
            t!("Worst similarity"),
            t!("Mean similarity"),
        ];
        let row = |line: &SaturationLine, point: &SaturationPoint| {
            let same = [line.num_layers, point.num_filters].map(|n| Datum::Count(u64::from(n)));
            let run = |run: &SaturationRun| {
                let restart = run.task.network.restart as usize;
                let ids = [Datum::Count(u64::from(run.seed)), Datum::number(restart)];
                let SaturationRun { correlation, of_ceiling, worst, mean, .. } = *run;
                let effective = f64::from(run.num_effective);
                let ceiling = correlation / of_ceiling;
                (ids, [correlation, ceiling, of_ceiling, effective, worst, mean])
            };
            runs(&same, &point.runs.iter().map(run).collect::<Vec<_>>())
        };
        let points = self.lines.iter().flat_map(|line| line.points.iter().map(move |p| (line, p)));
        let rows = points.flat_map(|(line, point)| row(line, point)).collect();
        Some(Data { columns: heads.map(str::to_owned).to_vec(), rows })
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        let small = 16.0 * text_size(theme);
        main_height(width) + if width < NARROW { 2.0 * small } else { small }
    }

    fn click(&self) -> Option<&'static str> {
        Some(opens())
    }

    fn behind(&self, [line, point, run]: Target) -> Option<Behind> {
        let runs = &self.lines.get(line as usize)?.points.get(point as usize)?.runs;
        Some(Behind::Task(runs.get(run as usize)?.task))
    }

    fn paint(&self, drawing: &mut Drawing) {
        let whole = Area::of(drawing);
        let [above, below] = whole.split(main_height(whole.width));
        let of_ceiling = self.lines_of(drawing, |run| run.of_ceiling);
        let means = of_ceiling.iter().flat_map(|line| &line.points);
        let means = means.filter_map(|(_, runs)| Some(Spread::of(runs.iter().copied())?.mean));
        let levels = [Some(1.02), self.baseline.map(|baseline| baseline - 0.02)];
        let mut y = Axis::around(
            means.chain(levels.into_iter().flatten()),
            t!("correlation / noise ceiling"),
            5,
        );
        y.max = y.max.min(1.06);
        y.ticks.retain(|(value, _)| *value <= y.max);
        let text = drawing.text_size();
        let panel = above.panel(text, NAME, self.axis(), y);
        panel.draw_axes(drawing);
        // Before the first cell was recorded it is not known.
        let ceiling = if self.ceiling > 0.0 {
            t!("noise ceiling (correlation {ceiling})", ceiling = share(self.ceiling))
        } else {
            t!("noise ceiling").to_owned()
        };
        draw_level(drawing, &panel, (1.0, &ceiling), Names::End);
        if let Some(baseline) = self.baseline {
            let name = t!("LN model, one filter: {baseline}", baseline = share(baseline));
            draw_level(drawing, &panel, (baseline, &name), Names::End);
        }
        draw_lines(drawing, &panel, &of_ceiling, Names::End);
        let across = if whole.width < NARROW { 1 } else { 2 };
        let mut tiles = below.tiles(across, 2);
        if let Some(tile) = tiles.next() {
            self.draw_effective(drawing, tile);
        }
        if let Some(tile) = tiles.next() {
            let y = Axis::with_step(0.0, 1.0, 0.25, t!("similarity of the worst subunit"));
            let panel = tile.panel(text, NAME, self.axis(), y);
            panel.draw_axes(drawing);
            let lines = self.lines_of(drawing, |run| run.worst);
            draw_lines(drawing, &panel, &lines, Names::End);
        }
    }
}

/// Letters of a name at the end of a line.
const NAME: usize = 8;

impl SaturationFigure {
    /// A summary, and after it which networks are the best of several.
    fn with_restarts(&self, summary: String) -> String {
        let chosen = self.lines.iter().filter(|line| line.num_restarts > 1);
        chosen.fold(summary, |summary, line| {
            t!(
                "{summary} With {layers}, each network is the best of {restarts} restarts.",
                summary = summary,
                layers = line.name(),
                restarts = spelled(line.num_restarts as usize)
            )
        })
    }

    fn draw_effective(&self, drawing: &mut Drawing, tile: Area) {
        let lines = self.lines_of(drawing, |run| f64::from(run.num_effective));
        let all = lines.iter().flat_map(|line| &line.points).flat_map(|(_, runs)| runs);
        let subunits = f64::from(self.num_subunits);
        let y = Axis::around(all.copied().chain([0.0, subunits + 1.0]), t!("effective filters"), 4);
        let panel = tile.panel(drawing.text_size(), NAME, self.axis(), y);
        panel.draw_axes(drawing);
        if self.num_subunits > 0 {
            let name = t!("{count} subunits", count = self.num_subunits);
            draw_level(drawing, &panel, (subunits, &name), Names::Start);
        }
        draw_lines(drawing, &panel, &lines, Names::End);
    }

    fn lines_of(&self, drawing: &Drawing, quantity: impl Fn(&SaturationRun) -> f64) -> Vec<Line> {
        let palette = drawing.palette;
        let marks = [Mark::Disc, Mark::Ring, Mark::Square];
        let colors: [Rgb; 3] = [palette.accent, palette.ink, palette.muted];
        let line = |(index, line): (usize, &SaturationLine)| Line {
            name: line.name(),
            color: colors[index % 3],
            mark: marks[index % 3],
            points: line
                .points
                .iter()
                .map(|point| (f64::from(point.num_filters), point.of(&quantity)))
                .collect(),
        };
        self.lines.iter().enumerate().map(line).collect()
    }

    /// Numbers of filters, equal ratios equally long.
    fn axis(&self) -> Axis {
        let mut counts: Vec<_> = self
            .lines
            .iter()
            .flat_map(|line| line.points.iter().map(|point| point.num_filters))
            .collect();
        sort_few(&mut counts, |a, b| a < b);
        counts.dedup();
        let ticks = counts.into_iter().map(|count| (f64::from(count), count.to_string()));
        Axis::log(ticks.collect(), t!("filters in the first layer"))
    }
}

fn main_height(width: f64) -> f64 {
    (0.42 * width).clamp(260.0, 380.0)
}
