//! Each of a few networks on each of their cells, over time (paper: Fig. 7).

use crate::figure::{
    Behind, Data, Datum, Drawing, Figure, Table, Target, Theme, TransferMatrix,
    charts::transfer::spreads,
    drawing::axes::{Area, Axis, Panel},
    drawing::{TextFormat, text_size},
    identity, opens,
    pictures::raster::draw_rate,
    words::{HowMany, share, spelled},
};
use ganglion_core::{experiment::Correlations, t, tn, units::FrameRate};

/// A grid of traces: a row for each network, a column for each cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransferTraces {
    /// Mean response of each cell to the test frames, spikes/frame.
    pub psths: Vec<Vec<f32>>,
    /// A row for each network, in it a rate for each cell, spikes/frame.
    pub predictions: Vec<Vec<Vec<f32>>>,
    /// Frames shown in a second.
    pub frame_rate: FrameRate,
    /// Correlations of the two.
    pub correlations: Correlations,
}

/// Width of a panel under which its scale is not written, pixels.
const NARROW: f64 = 150.0;
const ROW_HEIGHT: f64 = 92.0;
/// Room for the numeral of a network.
const LEFT: f64 = 1.4;

impl TransferTraces {
    fn num_frames(&self) -> usize {
        self.psths.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The panel of a network and a cell; a column has one scale, so that a cell looks the same.
    fn panel(&self, tile: Area, cell: usize, text: f64) -> Panel {
        let predictions = self.predictions.iter().filter_map(|row| row.get(cell));
        let rates = self.psths.get(cell).into_iter().chain(predictions).flatten();
        let highest = rates.fold(1e-3, |a: f32, b| a.max(*b));
        let axis = |max: f32| {
            let ticks = Vec::new();
            Axis { min: 0.0, max: f64::from(max), label: "", ticks, is_log: false }
        };
        Panel {
            left: tile.left + 2.0,
            top: tile.top + 1.3 * text,
            width: tile.width - 8.0,
            height: tile.height - 1.9 * text,
            x: axis(self.frame_rate.secs_of_frames(self.num_frames().max(1) as f32)),
            y: axis(self.frame_rate.spikes_per_sec(highest)),
        }
    }

    fn draw_panel(&self, drawing: &mut Drawing, panel: &Panel, network: usize, cell: usize) {
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let (right, bottom) = (panel.left + panel.width, panel.top + panel.height);
        drawing.line([(panel.left, bottom), (right, bottom)], palette.hairline, palette.stroke);
        if let Some(rate) = self.predictions[network].get(cell) {
            draw_rate(drawing, panel, (rate, self.frame_rate), (identity(network), 2.25));
        }
        if let Some(psth) = self.psths.get(cell) {
            draw_rate(drawing, panel, (psth, self.frame_rate), (palette.ink, 0.75));
        }
        let correlation = self.correlations.at(network, cell);
        if correlation.is_finite() {
            let format = TextFormat::start(text, palette.ink).end().bottom();
            let format = if network == cell { format.bold() } else { format };
            drawing.text(&share(correlation), (right, panel.top - 1.0), format);
        }
    }
}

impl Figure for TransferTraces {
    fn title(&self) -> String {
        let all = self.predictions.len();
        if all < 2 {
            return t!("Predictions for other cells").to_owned();
        }
        let best = self.correlations.num_own_best();
        let all_words = spelled(all);
        match HowMany::of(best, all) {
            HowMany::None => {
                t!("None of the {all} cells is predicted best by its own network", all = all_words)
            }
            HowMany::Some => tn!(
                best,
                "Of {all} cells, {best} is predicted best by the own network",
                "Of {all} cells, {best} are predicted best by the own network",
                all = all_words,
                best = spelled(best)
            ),
            HowMany::All => {
                t!("Each of the {all} cells is predicted best by its own network", all = all_words)
            }
        }
    }

    fn summary(&self) -> String {
        let Some([own, others]) = spreads(&self.correlations) else {
            return t!("No two networks are trained yet.").to_owned();
        };
        t!(
            "Test response and prediction over {secs} s, {cells} by as many networks: correlation {own} on the diagonal, {others} off it.",
            secs = format_args!("{:.1}", self.frame_rate.secs_of_frames(self.num_frames() as f32)),
            cells = tn!(self.predictions.len(), "{n} cell", "{n} cells"),
            own = own.words(),
            others = others.words(),
        )
    }

    fn table(&self) -> Option<Table> {
        TransferMatrix { correlations: self.correlations.clone() }.table()
    }

    fn is_empty(&self) -> bool {
        self.num_frames() == 0
    }

    fn data(&self) -> Option<Data> {
        let rate = |rates: &[f32], frame: usize| {
            let rate = rates.get(frame).map(|rate| self.frame_rate.spikes_per_sec(*rate));
            rate.map_or(Datum::Missing, |rate| Datum::Number(f64::from(rate), 2))
        };
        let cells = 0..self.psths.len();
        let mut columns = vec![t!("Time (s)").to_owned()];
        columns.extend(cells.clone().map(|cell| t!("Cell {number} (spikes/s)", number = cell + 1)));
        for network in 0..self.predictions.len() {
            columns.extend(cells.clone().map(|cell| {
                t!(
                    "Network {network} on cell {cell} (spikes/s)",
                    network = network + 1,
                    cell = cell + 1
                )
            }));
        }
        let rows = (0..self.num_frames()).map(|frame| {
            let secs = self.frame_rate.secs_of_frames(frame as f32 + 0.5);
            let predicted = self.predictions.iter().flat_map(|row| {
                cells.clone().map(|cell| rate(row.get(cell).map_or(&[], Vec::as_slice), frame))
            });
            let rates = self.psths.iter().map(|psth| rate(psth, frame)).chain(predicted);
            core::iter::once(Datum::Number(f64::from(secs), 2)).chain(rates).collect()
        });
        Some(Data { columns, rows: rows.collect() })
    }

    fn height(&self, _width: f64, theme: Theme) -> f64 {
        self.predictions.len().max(1) as f64 * ROW_HEIGHT + 4.0 * text_size(theme)
    }

    fn click(&self) -> Option<&'static str> {
        Some(opens())
    }

    fn behind(&self, [network, ..]: Target) -> Option<Behind> {
        Some(Behind::Group(network))
    }

    fn paint(&self, drawing: &mut Drawing) {
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let whole = Area::of(drawing);
        let all = self.predictions.len();
        let left = LEFT * text;
        let grid = Area {
            left,
            top: 1.8 * text,
            width: whole.width - left - 0.5 * text,
            height: whole.height - 4.0 * text,
        };
        for (index, tile) in grid.tiles(all.max(1), all * all).enumerate() {
            let (network, cell) = (index / all, index % all);
            let panel = self.panel(tile, cell, text);
            if network == 0 {
                let number = cell + 1;
                let name = if tile.width > NARROW {
                    t!(
                        "cell {number} (up to {peak} spikes/s)",
                        number = number,
                        peak = format_args!("{:.0}", panel.y.max)
                    )
                } else {
                    t!("cell {number}", number = number)
                };
                drawing.text(
                    &name,
                    (tile.left + 2.0, 0.9 * text),
                    TextFormat::start(text, palette.ink),
                );
            }
            if cell == 0 {
                let at = (0.3 * text, panel.top + 0.5 * panel.height);
                let format = TextFormat::start(1.1 * text, palette.ink).bold();
                drawing.text(&(network + 1).to_string(), at, format);
                drawing.fill((0.3 * text, at.1 + 0.8 * text), (0.8 * text, 3.0), identity(network));
            }
            let (corner, size) = ((tile.left, tile.top), (tile.width, tile.height));
            drawing.target(corner, size, [network as u32, cell as u32, 0]);
            self.draw_panel(drawing, &panel, network, cell);
        }
        let words = t!(
            "color: network, ink: cell, {secs} s",
            secs = format_args!("{:.1}", self.frame_rate.secs_of_frames(self.num_frames() as f32))
        );
        let at = (left, whole.height - 1.0 * text);
        drawing.text(&words, at, TextFormat::start(text, palette.muted));
    }
}
