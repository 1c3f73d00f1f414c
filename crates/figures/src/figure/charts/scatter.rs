//! Networks on their own cells against other cells, and version against version (paper: Figs. 8B,
//! 8C, 9E to 9G).

use crate::figure::{
    Data, Datum, Drawing, Figure, Rgb, Spread, Table, Theme,
    charts::transfer::spreads,
    drawing::TextFormat,
    drawing::axes::{Area, Axis, Panel},
    drawing::lines::{Mark, draw_mark},
    drawing::spread::spread_words,
    identity,
    words::share,
};
use ganglion_core::{experiment::Correlations, t};

/// The own cell against others, with the network fixed and with the cell fixed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransferScatter {
    /// What is shown.
    pub correlations: Correlations,
}

/// Networks on filtered frames (Version I) against networks on raw frames (Version II).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VersionScatter {
    /// Version I.
    pub first: Correlations,
    /// Version II.
    pub second: Correlations,
}

/// Width under which two panels stand one above the other, pixels.
const NARROW: f64 = 560.0;

/// Correlations on both axes, with the line where they are equal.
fn square(drawing: &mut Drawing, area: Area, labels: [&'static str; 2], lowest: f64) -> Panel {
    let [x, y] = labels.map(|label| Axis::correlation([lowest], label));
    let mut panel = area.panel(drawing.text_size(), 1, x, y);
    let side = panel.width.min(panel.height);
    (panel.width, panel.height) = (side, side);
    panel.draw_axes(drawing);
    let palette = drawing.palette;
    drawing.dashes(
        panel.at(panel.x.min, panel.y.min),
        panel.at(1.0, 1.0),
        palette.muted,
        palette.stroke,
    );
    panel
}

fn lowest(values: impl Iterator<Item = f64>) -> f64 {
    values.filter(|value| value.is_finite()).fold(0.0, f64::min)
}

impl TransferScatter {
    /// A column of dots for each network or cell, with mean, bar and numeral.
    fn draw_columns(
        &self,
        drawing: &mut Drawing,
        panel: &Panel,
        others: impl Fn(usize) -> Vec<f64>,
    ) {
        let palette = drawing.palette;
        let size = drawing.text_size();
        for index in 0..self.correlations.num_networks() {
            let (own, values) = (self.correlations.own(index), others(index));
            let Some(spread) = Spread::of(values.iter().copied()) else { continue };
            if own.is_nan() {
                continue;
            }
            let color = identity(index);
            let faint = color.mix(palette.surface, 0.55);
            for value in values.iter().filter(|value| value.is_finite()) {
                drawing.dot(panel.at(own, *value), 2.0 * palette.stroke, faint);
            }
            let ends = [spread.mean - spread.std, spread.mean + spread.std];
            drawing.line(ends.map(|end| panel.at(own, end)), color, palette.stroke);
            let (x, y) = panel.at(own, spread.mean);
            draw_mark(drawing, (x, y), Mark::Disc, color);
            let format = TextFormat::start(size, palette.ink).bold();
            drawing.text(&(index + 1).to_string(), (x + 6.0, y), format);
        }
    }
}

impl Figure for TransferScatter {
    fn title(&self) -> String {
        let Some([own, others]) = spreads(&self.correlations) else {
            return t!("The own cell against other cells").to_owned();
        };
        t!(
            "On its own cell a network reaches {own}, on other cells {others}",
            own = share(own.mean),
            others = share(others.mean)
        )
    }

    fn summary(&self) -> String {
        let Some([own, others]) = spreads(&self.correlations) else {
            return t!("No two networks are trained yet.").to_owned();
        };
        let all = self.correlations.num_networks();
        let below: usize = (0..all)
            .flat_map(|cell| {
                let own = self.correlations.own(cell);
                self.correlations.of_cell(cell).map(move |other| usize::from(other <= own))
            })
            .sum();
        t!(
            "Correlation with the test response: {own} on the own cell, {others} on others; {below} of {all} predictions by another network are below the cell's own.",
            own = own.words(),
            others = others.words(),
            below = below,
            all = others.num_runs,
        )
    }

    fn table(&self) -> Option<Table> {
        let heads = [
            t!("Number"),
            t!("Own"),
            t!("This network on other cells"),
            t!("Other networks on this cell"),
        ];
        let rows = (0..self.correlations.num_networks()).map(|index| {
            vec![
                (index + 1).to_string(),
                spread_words([self.correlations.own(index)]),
                spread_words(self.correlations.of_network(index)),
                spread_words(self.correlations.of_cell(index)),
            ]
        });
        Some(Table { columns: heads.map(str::to_owned).to_vec(), rows: rows.collect() })
    }

    fn data(&self) -> Option<Data> {
        let heads = [t!("Network"), t!("Cell"), t!("Correlation"), t!("Own cell")];
        let rows = self.correlations.0.iter().enumerate().flat_map(|(network, row)| {
            row.iter().enumerate().map(move |(cell, correlation)| {
                let is_own = Datum::yes(network == cell);
                let [network, cell] = [network, cell].map(Datum::number);
                [network, cell, Datum::Share(*correlation), is_own]
            })
        });
        Some(Data::new(heads, rows))
    }

    fn height(&self, width: f64, _theme: Theme) -> f64 {
        if width < NARROW { 2.0 * width } else { 0.5 * width }
    }

    fn paint(&self, drawing: &mut Drawing) {
        let whole = Area::of(drawing);
        let across = if whole.width < NARROW { 1 } else { 2 };
        let mut tiles = whole.tiles(across, 2);
        let lowest = lowest(self.correlations.all_others());
        if let Some(tile) = tiles.next() {
            let labels = [t!("network on its own cell"), t!("same network on other cells")];
            let panel = square(drawing, tile, labels, lowest);
            self.draw_columns(drawing, &panel, |index| {
                self.correlations.of_network(index).collect()
            });
        }
        if let Some(tile) = tiles.next() {
            let labels = [t!("cell by its own network"), t!("same cell by other networks")];
            let panel = square(drawing, tile, labels, lowest);
            self.draw_columns(drawing, &panel, |index| self.correlations.of_cell(index).collect());
        }
    }
}

impl VersionScatter {
    /// Mean on own cells and on others, Version I and Version II.
    fn means(&self) -> Option<[[Spread; 2]; 2]> {
        Some([spreads(&self.first)?, spreads(&self.second)?])
    }
}

impl Figure for VersionScatter {
    fn title(&self) -> String {
        let Some([first, second]) = self.means() else {
            return t!("Version I against Version II").to_owned();
        };
        let is_better = |kind: usize| second[kind].mean > first[kind].mean;
        match (is_better(0), is_better(1)) {
            (true, true) => t!("Version II predicts its own cell better and other cells better"),
            (true, false) => t!("Version II predicts its own cell better but other cells worse"),
            (false, true) => t!("Version II predicts its own cell worse but other cells better"),
            (false, false) => t!("Version II predicts its own cell worse and other cells worse"),
        }
        .to_owned()
    }

    fn summary(&self) -> String {
        let Some([first, second]) = self.means() else {
            return t!("No two cells have networks of both versions yet.").to_owned();
        };
        let pair = |kind: usize| {
            let [first, second] = [first[kind], second[kind]].map(Spread::words);
            t!("{second} (Version I: {first})", second = second, first = first)
        };
        t!(
            "Correlation of Version II with the test response: {own} on the own cell, {others} on other cells.",
            own = pair(0),
            others = pair(1),
        )
    }

    fn data(&self) -> Option<Data> {
        let heads = [t!("Network"), t!("Cell"), t!("Version I"), t!("Version II")];
        let rows = self.first.0.iter().zip(&self.second.0).enumerate();
        let rows = rows.flat_map(|(network, (first, second))| {
            first.iter().zip(second).enumerate().map(move |(cell, (first, second))| {
                let [network, cell] = [network, cell].map(Datum::number);
                [network, cell, Datum::Share(*first), Datum::Share(*second)]
            })
        });
        Some(Data::new(heads, rows))
    }

    fn height(&self, width: f64, _theme: Theme) -> f64 {
        width.min(460.0)
    }

    fn paint(&self, drawing: &mut Drawing) {
        let both = self.first.all_others().chain(self.second.all_others());
        let labels = [t!("correlation, Version I"), t!("correlation, Version II")];
        let panel = square(drawing, Area::of(drawing), labels, lowest(both));
        let palette = drawing.palette;
        let pairs = |first: &mut dyn Iterator<Item = f64>,
                     second: &mut dyn Iterator<Item = f64>| {
            first.zip(second).filter(|(x, y)| x.is_finite() && y.is_finite()).collect::<Vec<_>>()
        };
        let others = pairs(&mut self.first.all_others(), &mut self.second.all_others());
        let own = pairs(&mut self.first.all_own(), &mut self.second.all_own());
        for (x, y) in others {
            draw_mark(drawing, panel.at(x, y), Mark::Ring, palette.muted);
        }
        for (x, y) in own {
            draw_mark(drawing, panel.at(x, y), Mark::Disc, palette.accent);
        }
        let size = drawing.text_size();
        let mut key = |line: f64, mark: Mark, color: Rgb, name: &str| {
            let at = (panel.left + size, panel.top + (1.0 + 1.5 * line) * size);
            draw_mark(drawing, at, mark, color);
            drawing.text(name, (at.0 + 0.9 * size, at.1), TextFormat::start(size, color));
        };
        key(0.0, Mark::Disc, palette.accent, t!("own cell"));
        key(1.0, Mark::Ring, palette.muted, t!("other cells"));
    }
}
