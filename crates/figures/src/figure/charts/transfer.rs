//! Networks that predict the cells of other networks: the matrix (paper: Figs. 7, 8A and 9D).

use crate::figure::{
    Behind, Data, Datum, Drawing, Figure, Rgb, Spread, Target, Theme,
    drawing::palette::Palette,
    drawing::{TextFormat, text_size},
    opens,
    words::share,
};
use ganglion_core::{experiment::Correlations, t, tn};

/// The numbers as a heat map; the networks on their own cells are framed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransferMatrix {
    /// What is shown.
    pub correlations: Correlations,
}

/// Mean and spread on the own cells and on others, once there are both.
pub(in crate::figure) fn spreads(correlations: &Correlations) -> Option<[Spread; 2]> {
    Some([Spread::of(correlations.all_own())?, Spread::of(correlations.all_others())?])
}

/// Side of a square, logical pixels.
const MAX_SIDE: f64 = 56.0;

impl TransferMatrix {
    fn side(&self, width: f64, text: f64) -> f64 {
        let count = self.correlations.num_networks().max(1) as f64;
        ((width - margin(text) - text) / count).min(MAX_SIDE)
    }

    fn draw_square(
        drawing: &mut Drawing,
        correlation: f64,
        ((left, top), side): ((f64, f64), f64),
        is_own: bool,
    ) {
        let palette = drawing.palette;
        if correlation.is_nan() {
            return drawing.frame((left, top), (side, side), palette.hairline, palette.stroke);
        }
        let color = heat(correlation, palette);
        drawing.fill((left + 0.5, top + 0.5), (side - 1.0, side - 1.0), color);
        if is_own {
            let (at, inner) = ((left + 1.5, top + 1.5), side - 3.0);
            drawing.frame(at, (inner, inner), palette.ink, 2.0 * palette.stroke);
        }
        let size = drawing.text_size().min(0.36 * side);
        let center = (left + 0.5 * side, top + 0.5 * side);
        let format = TextFormat::start(size, readable_on(color, palette)).middle();
        let format = if is_own { format.bold() } else { format };
        drawing.text(&share(correlation), center, format);
    }
}

impl Figure for TransferMatrix {
    fn title(&self) -> String {
        let all = self.correlations.num_networks();
        if spreads(&self.correlations).is_none() {
            return t!("Each network on each cell").to_owned();
        }
        let best = self.correlations.num_own_best();
        if best == all {
            return t!("Its own network predicts best for every cell").to_owned();
        }
        t!("Its own network predicts best for {best} of {all} cells", best = best, all = all)
    }

    fn summary(&self) -> String {
        let Some([own, others]) = spreads(&self.correlations) else {
            return t!("No two networks are trained yet.").to_owned();
        };
        t!(
            "Over {cells}, the predictions correlate with the test response at {own} on the own cell and {others} on other cells; the own network is the best for {best} of them.",
            cells = tn!(own.num_runs, "{n} cell", "{n} cells"),
            own = own.words(),
            others = others.words(),
            best = self.correlations.num_own_best(),
        )
    }

    fn data(&self) -> Option<Data> {
        let all = self.correlations.num_networks();
        let heads = (1..=all).map(|cell| t!("Cell {number}", number = cell));
        let columns = core::iter::once(t!("Network").to_owned()).chain(heads).collect();
        let rows = self.correlations.0.iter().enumerate().map(|(network, row)| {
            let cells = row.iter().map(|value| Datum::Share(*value));
            core::iter::once(Datum::number(network)).chain(cells).collect()
        });
        Some(Data { columns, rows: rows.collect() })
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        let text = text_size(theme);
        self.correlations.num_networks().max(1) as f64 * self.side(width, text)
            + margin(text)
            + text
    }

    fn click(&self) -> Option<&'static str> {
        Some(opens())
    }

    fn behind(&self, [network, ..]: Target) -> Option<Behind> {
        Some(Behind::Group(network))
    }

    fn paint(&self, drawing: &mut Drawing) {
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let (margin, side) = (margin(text), self.side(drawing.size().0, text));
        let muted = TextFormat::start(text, palette.muted);
        drawing.text(t!("rows: networks, columns: cells"), (margin, 0.9 * text), muted);
        for (network, row) in self.correlations.0.iter().enumerate() {
            let top = margin + network as f64 * side;
            let number = (network + 1).to_string();
            let ink = TextFormat::start(text, palette.ink);
            let (along, before) = (top + 0.5 * side, margin - 0.6 * text);
            drawing.text(&number, (before, along), ink.end());
            drawing.text(&number, (along, before), ink.middle().bottom());
            for (cell, correlation) in row.iter().enumerate() {
                let left = margin + cell as f64 * side;
                drawing.target((left, top), (side, side), [network as u32, cell as u32, 0]);
                Self::draw_square(drawing, *correlation, ((left, top), side), network == cell);
            }
        }
    }
}

fn margin(text: f64) -> f64 {
    3.2 * text
}

/// Nothing is the surface, one is the accent; below zero, the color of negative values.
fn heat(correlation: f64, palette: &Palette) -> Rgb {
    let end = if correlation < 0.0 { palette.negative } else { palette.accent };
    palette.surface.mix(end, correlation.abs().min(1.0))
}

/// The ink where it can be read on this color, else what can.
fn readable_on(color: Rgb, palette: &Palette) -> Rgb {
    if palette.ink.contrast(color) >= 4.5 { palette.ink } else { color.opposite() }
}
