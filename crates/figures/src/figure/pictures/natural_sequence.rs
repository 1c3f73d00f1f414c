//! A cell and its network while one picture after the other is flashed (paper: Fig. 10A).

use crate::figure::{
    Data, Datum, Drawing, Figure, Theme,
    drawing::{TextFormat, text_size},
    pictures::natural_bars::{MeanSpikes, draw_standing_bar},
    pictures::natural_strips::{
        beside_color, beside_name, draw_trials, mean_spikes, network_color,
    },
    words::share,
};
use ganglion_core::{
    experiment::natural::{Beside, FlashTiming, NaturalImages, PictureRaster},
    statistics::correlation,
    t, tn,
};

/// Spikes to many pictures in a row, one picture a second.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SequenceFigure {
    /// Number of the cell.
    pub number: u32,
    /// Spikes to each picture.
    pub rasters: Vec<PictureRaster>,
    /// Correlation of mean spikes of the network and of what stands beside it over these pictures.
    pub correlation: f64,
    /// What stands beside the network.
    pub beside: Beside,
    /// How pictures are flashed.
    pub timing: FlashTiming,
    /// Mean spikes to each picture of a recording that was shown them; none of others.
    pub spikes: Vec<MeanSpikes>,
}

/// Least width of a second, logical pixels: rows are broken where there is less room.
const SECOND: f64 = 15.0;
/// Pictures for which room is kept before any has been shown.
const NUM_EXPECTED: usize = 50;
/// Height of the spikes of cell or network, logical pixels.
const RASTER_HEIGHT: f64 = 26.0;

impl SequenceFigure {
    /// Of the first cell shown.
    pub fn new(found: &NaturalImages) -> Self {
        let rasters = found.examples.sequence.clone();
        let spikes = |trials: &[Vec<u32>]| trials.iter().map(Vec::len).sum::<usize>() as f64;
        let beside: Vec<f64> = rasters.iter().map(|raster| spikes(&raster.beside)).collect();
        let network: Vec<f64> = rasters.iter().map(|raster| spikes(&raster.network)).collect();
        let first = found.setting.shown.first().map_or(0, |&cell| cell as usize);
        let spikes: Vec<MeanSpikes> =
            (0..rasters.len()).filter_map(|at| MeanSpikes::of(found, first, at)).collect();
        let of = |value: fn(&MeanSpikes) -> f32| spikes.iter().map(value).collect::<Vec<_>>();
        Self {
            number: found.numbers.get(first).copied().unwrap_or(0),
            correlation: if spikes.is_empty() {
                correlation(&beside, &network)
            } else {
                correlation(&of(|spikes| spikes.cell), &of(|spikes| spikes.network))
            },
            spikes,
            rasters,
            beside: found.beside,
            timing: found.timing,
        }
    }

    /// Pictures in a row, and rows.
    fn rows(&self, width: f64, text: f64) -> (usize, usize) {
        let fitting = ((width - margin(text) - text) / SECOND) as usize;
        let count = if self.rasters.is_empty() { NUM_EXPECTED } else { self.rasters.len() };
        let rows = count.div_ceil(fitting.max(1));
        (count.div_ceil(rows), rows)
    }

    /// What stands above the network.
    fn above(&self) -> Beside {
        if self.spikes.is_empty() { self.beside } else { Beside::Cell }
    }

    fn draw_row(
        &self,
        drawing: &mut Drawing,
        rasters: &[PictureRaster],
        (first, top): (usize, f64),
        second: f64,
    ) {
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let left = margin(text);
        let bottom = top + 2.0 * RASTER_HEIGHT;
        let kind = self.above();
        let colors = [beside_color(drawing, kind), network_color(drawing)];
        let shade = palette.surface.mix(palette.muted, 0.22);
        let small = TextFormat::start(text - 1.0, palette.muted);
        let most = |value: fn(&MeanSpikes) -> f32| {
            self.spikes.iter().map(value).fold(f32::MIN_POSITIVE, f32::max)
        };
        // How far predicted rates are off is told elsewhere: here it is what comes together.
        let most = [most(|spikes| spikes.cell), most(|spikes| spikes.network)];
        for (at, raster) in rasters.iter().enumerate() {
            let x = left + at as f64 * second;
            if let Some(spikes) = self.spikes.get(first + at) {
                for (row, spikes) in [spikes.cell, spikes.network].into_iter().enumerate() {
                    let bottom = top + (row as f64 + 1.0) * RASTER_HEIGHT;
                    let place = ((x + 0.2 * second, 0.6 * second), (bottom, 0.9 * RASTER_HEIGHT));
                    draw_standing_bar(drawing, spikes / most[row], place, colors[row]);
                }
                mark(drawing, (first + at, x), (top, second));
                continue;
            }
            let on = second * self.timing.num_on as f64 / self.timing.num_frames as f64;
            drawing.fill((x, top), (on, 2.0 * RASTER_HEIGHT), shade);
            let frame = second / self.timing.num_frames as f64;
            draw_trials(drawing, &raster.beside, (x, top), frame, colors[0]);
            draw_trials(drawing, &raster.network, (x, top + RASTER_HEIGHT), frame, colors[1]);
            mark(drawing, (first + at, x), (top, second));
        }
        let right = left + rasters.len() as f64 * second;
        drawing.line([(left, bottom), (right, bottom)], palette.muted, palette.stroke);
        drawing.text("s", (right, bottom + 7.0), small.top());
        for (part, word, color) in
            [(0.5, beside_name(kind), colors[0]), (1.5, t!("network"), colors[1])]
        {
            let at = (left - 0.5 * text, top + part * RASTER_HEIGHT);
            drawing.text(word, at, TextFormat::start(text, color).bold().end());
        }
    }
}

impl Figure for SequenceFigure {
    fn title(&self) -> String {
        if self.rasters.is_empty() {
            return t!("One picture after the other").to_owned();
        }
        let pictures = tn!(self.rasters.len(), "{n} picture", "{n} pictures");
        match self.above() {
            Beside::Cell => t!(
                "Over {pictures} in a row, spikes of cell {number} and of its network correlate at {correlation}",
                pictures = pictures,
                number = self.number,
                correlation = share(self.correlation)
            ),
            Beside::OneFilter => t!(
                "Over {pictures} in a row, spikes of the LN model and of the network of cell {number} correlate at {correlation}",
                pictures = pictures,
                number = self.number,
                correlation = share(self.correlation)
            ),
        }
    }

    fn summary(&self) -> String {
        let Some(first) = self.rasters.first() else {
            return t!("No picture has been shown yet.").to_owned();
        };
        let pictures = tn!(self.rasters.len(), "{n} picture", "{n} pictures");
        let trials = tn!(first.network.len(), "{n} trial", "{n} trials");
        if !self.spikes.is_empty() {
            return t!(
                "{pictures} of the recording itself, one after the other: mean spikes of cell {number} above, and below what its network predicts, each row as shares of its largest. They correlate at {correlation}.",
                pictures = pictures,
                number = self.number,
                correlation = share(self.correlation)
            );
        }
        match self.beside {
            Beside::Cell => t!(
                "{pictures} flashed for 200 ms each, one a second, in {trials}: the mean spike counts of cell {number} and of its network correlate at {correlation}.",
                pictures = pictures,
                trials = trials,
                number = self.number,
                correlation = share(self.correlation)
            ),
            Beside::OneFilter => t!(
                "{pictures} as if they were flashed for 200 ms each, one a second, in {trials}: the mean spike counts of the one-filter LN model of cell {number} and of its network correlate at {correlation}. What the cell itself answers, nobody knows.",
                pictures = pictures,
                trials = trials,
                number = self.number,
                correlation = share(self.correlation)
            ),
        }
    }

    fn data(&self) -> Option<Data> {
        let beside = match self.above() {
            Beside::Cell => t!("Cell (spikes/trial)"),
            Beside::OneFilter => t!("LN model (spikes/trial)"),
        };
        let heads = [t!("Picture"), beside, t!("Network (spikes/trial)")];
        let row = |(at, raster): (usize, &PictureRaster)| {
            if let Some(MeanSpikes { cell, network, .. }) = self.spikes.get(at) {
                let [cell, network] =
                    [cell, network].map(|spikes| Datum::Number(f64::from(*spikes), 2));
                return [Datum::number(at), cell, network];
            }
            let [beside, network] = [&raster.beside, &raster.network]
                .map(|trials| Datum::Number(mean_spikes(trials), 1));
            [Datum::number(at), beside, network]
        };
        Some(Data::new(heads, self.rasters.iter().enumerate().map(row)))
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        let text = text_size(theme);
        self.rows(width, text).1 as f64 * row_height(text) + text
    }

    fn paint(&self, drawing: &mut Drawing) {
        let text = drawing.text_size();
        let (in_row, _) = self.rows(drawing.size().0, text);
        let second = (drawing.size().0 - margin(text) - text) / in_row as f64;
        // Before anything is shown, the times at which pictures will be on.
        let empty = vec![PictureRaster { beside: Vec::new(), network: Vec::new() }; NUM_EXPECTED];
        let rasters = if self.rasters.is_empty() { &empty } else { &self.rasters };
        for (row, rasters) in rasters.chunks(in_row).enumerate() {
            let top = 0.6 * text + row as f64 * row_height(text);
            self.draw_row(drawing, rasters, (row * in_row, top), second);
        }
    }
}

/// The place of a picture, and the number of each fifth.
fn mark(drawing: &mut Drawing, (number, x): (usize, f64), (top, second): (f64, f64)) {
    let (text, palette) = (drawing.text_size(), drawing.palette);
    let bottom = top + 2.0 * RASTER_HEIGHT;
    let small = TextFormat::start(text - 1.0, palette.muted);
    drawing.target((x, top), (second, 2.0 * RASTER_HEIGHT), [number as u32, 0, 0]);
    if number.is_multiple_of(5) {
        drawing.line([(x, bottom), (x, bottom + 4.0)], palette.muted, palette.stroke);
        drawing.text(&number.to_string(), (x, bottom + 7.0), small.middle().top());
    }
}

fn margin(text: f64) -> f64 {
    5.4 * text
}

fn row_height(text: f64) -> f64 {
    2.0 * RASTER_HEIGHT + 3.0 * text
}
