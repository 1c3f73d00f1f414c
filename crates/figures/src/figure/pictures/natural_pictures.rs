//! Pictures under three cells, and the spikes of cells and networks to them (paper: Fig. 10B).

use core::f32::consts::TAU;

use crate::figure::{
    Data, Datum, Drawing, Figure, Rgb, Theme,
    drawing::{TextFormat, text_size},
    identity,
    pictures::{
        natural_bars::{MeanSpikes, draw_bar_names, draw_lying_bars},
        natural_strips::{RASTER_HEIGHT, draw_strip, draw_time, mean_spikes, strip_height},
    },
    words::{listed, spelled},
};
use ganglion_core::{
    experiment::natural::{Beside, FlashTiming, NaturalImages, PictureRaster, field_of},
    statistics::Ellipse,
    stimulus::Image,
    t, tn,
};

/// One picture with everything below it.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureColumn {
    /// Gray values, row by row, 0 to 1.
    pub values: Vec<f32>,
    /// Pixels in a row.
    pub columns: usize,
    /// Outlines of the receptive fields, in widths of the picture.
    pub outlines: Vec<Ellipse>,
    /// Spikes of what stands beside each network, and of the network.
    pub rasters: Vec<PictureRaster>,
    /// How many of the cells answer, by their networks where nobody knows the cells.
    pub num_answering: u32,
    /// Mean spikes to it, of each cell of a recording that was shown it; none of others.
    pub spikes: Vec<MeanSpikes>,
}

/// A few pictures side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PicturesFigure {
    /// Numbers of the cells shown.
    pub numbers: Vec<u32>,
    /// The pictures.
    pub pictures: Vec<PictureColumn>,
    /// Share of all pictures that drive 0, 1, .. of the cells shown.
    pub shares: Vec<f64>,
    /// What stands beside the networks.
    pub beside: Beside,
    /// How pictures are flashed.
    pub timing: FlashTiming,
}

/// Most pixels of a picture along a side: each is a rectangle of the drawing.
const MAX_PIXELS: usize = 56;
/// Least width of a picture, logical pixels; there are fewer of them where there is less room.
const MIN_WIDTH: f64 = 96.0;
const GAP: f64 = 10.0;
/// Pictures and cells for which room is kept before any has been shown.
const EXPECTED: (usize, usize) = (5, 3);

/// Outlines of the cells shown: green, light blue, yellow as in the paper.
fn outline_color(cell: usize) -> Rgb {
    identity([2, 4, 6][cell % 3])
}

impl PicturesFigure {
    /// The pictures that a result offers.
    ///
    /// # Shapes
    /// - `pictures`: those of `examples.offered`, in their order
    pub fn new(found: &NaturalImages, pictures: &[Image]) -> Self {
        let shown: Vec<usize> = found.setting.shown.iter().map(|&cell| cell as usize).collect();
        let shown: Vec<_> = shown.into_iter().filter(|&cell| cell < found.numbers.len()).collect();
        let examples = &found.examples;
        let column = |(at, picture): (usize, &Image)| {
            let longer = picture.width.max(picture.height);
            let small = picture.in_checkers(longer.div_ceil(MAX_PIXELS).max(1) as f32);
            let outline = |&cell: &usize| {
                let checker = found.setting.checker;
                let mut field = field_of(found.numbers[cell], found.size, checker, picture);
                if let Some((top, left)) = found.own.as_ref().map(|own| own.corners[cell]) {
                    (field.top, field.left) = (top as f32, left as f32);
                }
                let width = picture.width as f32;
                found.outlines[cell].map(|ellipse| Ellipse {
                    // The middle of the first checker is half a checker inside.
                    row: (field.top + checker * (ellipse.row + 0.5)) / width,
                    column: (field.left + checker * (ellipse.column + 0.5)) / width,
                    major: checker * ellipse.major / width,
                    minor: checker * ellipse.minor / width,
                    ..ellipse
                })
            };
            PictureColumn {
                outlines: shown.iter().filter_map(outline).collect(),
                rasters: examples.rasters.iter().map(|of_cell| of_cell[at].clone()).collect(),
                num_answering: examples.num_answering[examples.offered[at] as usize],
                spikes: shown
                    .iter()
                    .filter_map(|&cell| MeanSpikes::of(found, cell, examples.offered[at] as usize))
                    .collect(),
                columns: small.width,
                values: small.values,
            }
        };
        Self {
            pictures: pictures.iter().enumerate().map(column).collect(),
            shares: (0..=shown.len() as u32).map(|count| examples.share(count)).collect(),
            beside: found.beside,
            timing: found.timing,
            numbers: shown.iter().map(|&cell| found.numbers[cell]).collect(),
        }
    }

    /// The same for generated pictures, which are made again, or those of a recording.
    pub fn of_generated(found: &NaturalImages) -> Self {
        let setting = &found.setting;
        if let Some(own) = &found.own {
            let picture = |gray: &Vec<f32>| Image::new(own.field.1, own.field.0, gray.clone());
            return Self::new(found, &own.offered.iter().map(picture).collect::<Vec<_>>());
        }
        let picture =
            |&number: &u32| setting.scene.image(setting.seed, number, setting.side as usize);
        Self::new(found, &found.examples.offered.iter().map(picture).collect::<Vec<_>>())
    }

    /// Whether they are those of a recording, whose answers are known.
    fn is_recorded(&self) -> bool {
        self.pictures.first().is_some_and(|picture| !picture.spikes.is_empty())
    }

    /// Left edge and width of each picture that there is room for.
    fn places(&self, width: f64, text: f64) -> Vec<(f64, f64)> {
        let left = 4.6 * text;
        let room = width - left - 0.5 * text;
        let fitting = ((room + GAP) / (MIN_WIDTH + GAP)) as usize;
        let count = if self.pictures.is_empty() { EXPECTED.0 } else { self.pictures.len() };
        let count = count.min(fitting.max(1));
        let each = (room + GAP) / count.max(1) as f64;
        (0..count).map(|index| (left + index as f64 * each, (each - GAP).max(10.0))).collect()
    }

    fn picture_height(&self, width: f64) -> f64 {
        if self.pictures.is_empty() {
            return width;
        }
        let rows_of = |picture: &PictureColumn| {
            picture.values.len() as f64 / (picture.columns.max(1) * picture.columns.max(1)) as f64
        };
        width * self.pictures.iter().map(rows_of).fold(0.0, f64::max)
    }

    /// Most spikes of all bars.
    fn most_spikes(&self) -> f32 {
        let all = self.pictures.iter().flat_map(|picture| &picture.spikes);
        all.flat_map(|spikes| spikes.all()).fold(0.0, f32::max)
    }

    /// Of pictures of a recording.
    fn recorded_data(&self) -> Data {
        let cells = self.numbers.iter().flat_map(|number| {
            [
                t!("Cell {number} (spikes/trial)", number = number),
                t!("Network {number} (spikes/trial)", number = number),
                t!("LN model {number} (spikes/trial)", number = number),
            ]
        });
        let row = |(at, picture): (usize, &PictureColumn)| {
            let spikes = picture.spikes.iter().flat_map(|spikes| spikes.all());
            let spikes = spikes.map(|spikes| Datum::Number(f64::from(spikes), 2));
            let first = [Datum::number(at), Datum::Count(u64::from(picture.num_answering))];
            first.into_iter().chain(spikes).collect()
        };
        let first = [t!("Picture"), t!("Cells answering")].map(str::to_owned);
        Data {
            columns: first.into_iter().chain(cells).collect(),
            rows: self.pictures.iter().enumerate().map(row).collect(),
        }
    }

    /// `9 % drive none, 25 % one, 36 % two and 30 % three`.
    fn share_words(&self) -> String {
        let words = |(count, share): (usize, &f64)| {
            let share = format!("{:.0}", 100.0 * share);
            match count {
                0 => t!("{share} % drive none", share = share),
                count => t!("{share} % {count}", share = share, count = spelled(count)),
            }
        };
        listed(&self.shares.iter().enumerate().map(words).collect::<Vec<_>>())
    }
}

impl Figure for PicturesFigure {
    fn title(&self) -> String {
        let (Some(none), Some(all)) = (self.shares.first(), self.shares.last()) else {
            return t!("Pictures under the cells").to_owned();
        };
        let [none, all] = [none, all].map(|share| format!("{:.0}", 100.0 * share));
        let known = if self.is_recorded() { Beside::Cell } else { self.beside };
        match (self.numbers.len(), known) {
            (1, Beside::Cell) => t!("{all} % of the pictures drive the cell", all = all),
            (1, Beside::OneFilter) => {
                t!("By its network, {all} % of the pictures drive the cell", all = all)
            }
            (_, Beside::Cell) => t!(
                "{all} % of the pictures drive all cells, {none} % none, the others some",
                all = all,
                none = none
            ),
            (_, Beside::OneFilter) => t!(
                "By their networks, {all} % of the pictures drive all cells, {none} % none, the others some",
                all = all,
                none = none
            ),
        }
    }

    fn summary(&self) -> String {
        if self.pictures.is_empty() {
            return t!("No picture has been shown yet.").to_owned();
        }
        let cells: Vec<_> = self.numbers.iter().map(u32::to_string).collect();
        let (pictures, cells) =
            (tn!(self.pictures.len(), "{n} picture", "{n} pictures"), listed(&cells));
        if self.is_recorded() {
            let ms = 1e3 * self.timing.frame_rate.secs_of_frames(self.timing.num_on as f32);
            return t!(
                "{pictures} of the recording itself, as its checkers see them, under the receptive fields of cells {cells}, flashed for {ms} ms; below, mean spikes that were counted, and what network and one-filter LN model of each cell predict. Of all pictures, {shares} of these cells, by a spike or more on average.",
                pictures = pictures,
                cells = cells,
                ms = format_args!("{ms:.0}"),
                shares = self.share_words(),
            );
        }
        match self.beside {
            Beside::Cell => t!(
                "{pictures} under the receptive fields of cells {cells}, each flashed for 200 ms and followed by 800 ms of gray; below, spikes of each cell and of its network. Of all pictures, {shares} of these cells.",
                pictures = pictures,
                cells = cells,
                shares = self.share_words(),
            ),
            Beside::OneFilter => t!(
                "{pictures} under the receptive fields of cells {cells}, each as if it were flashed for 200 ms and followed by 800 ms of gray; below, spikes drawn from the one-filter LN model of each cell and from its network. By the networks, {shares} of these cells.",
                pictures = pictures,
                cells = cells,
                shares = self.share_words(),
            ),
        }
    }

    fn data(&self) -> Option<Data> {
        if self.is_recorded() {
            return Some(self.recorded_data());
        }
        let cells = self.numbers.iter().flat_map(|number| {
            let beside = match self.beside {
                Beside::Cell => t!("Cell {number} (spikes/trial)", number = number),
                Beside::OneFilter => t!("LN model {number} (spikes/trial)", number = number),
            };
            [beside, t!("Network {number} (spikes/trial)", number = number)]
        });
        let first = [t!("Picture"), t!("Cells answering")].map(str::to_owned);
        let row = |(at, picture): (usize, &PictureColumn)| {
            let rates = picture
                .rasters
                .iter()
                .flat_map(|raster| [mean_spikes(&raster.beside), mean_spikes(&raster.network)]);
            let first = [Datum::number(at), Datum::Count(u64::from(picture.num_answering))];
            first.into_iter().chain(rates.map(|rate| Datum::Number(rate, 1))).collect()
        };
        Some(Data {
            columns: first.into_iter().chain(cells).collect(),
            rows: self.pictures.iter().enumerate().map(row).collect(),
        })
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        let text = text_size(theme);
        let each = self.places(width, text).first().map_or(0.0, |place| place.1);
        let cells = if self.numbers.is_empty() { EXPECTED.1 } else { self.numbers.len() };
        let strips = cells as f64 * strip_height(text);
        2.0 * text + self.picture_height(each) + strips + 3.0 * text
    }

    fn paint(&self, drawing: &mut Drawing) {
        let text = drawing.text_size();
        let places = self.places(drawing.size().0, text);
        let Some((first_left, each)) = places.first().copied() else { return };
        let top = 1.8 * text + self.picture_height(each);
        if self.pictures.is_empty() {
            for (left, width) in places {
                let palette = drawing.palette;
                drawing.frame((left, 1.6 * text), (width, width), palette.hairline, palette.stroke);
            }
            return;
        }
        for (cell, number) in self.numbers.iter().enumerate() {
            let middle = top + cell as f64 * strip_height(text) + RASTER_HEIGHT + 0.4 * text;
            let ink = drawing.palette.ink;
            let end = first_left - 0.5 * text;
            drawing.dot((0.8 * text, middle), 0.35 * text, outline_color(cell));
            let name = t!("cell {number}", number = number);
            drawing.text(&name, (end, middle), TextFormat::start(text, ink).end());
        }
        let most = self.most_spikes();
        for (at, (picture, place)) in self.pictures.iter().zip(&places).enumerate() {
            let share = self.shares.get(picture.num_answering as usize).copied().unwrap_or(0.0);
            let words = t!(
                "{cells}: {share} %",
                cells = tn!(picture.num_answering, "{n} cell", "{n} cells"),
                share = format_args!("{:.0}", 100.0 * share)
            );
            let format = TextFormat::start(text, drawing.palette.muted);
            drawing.text(&words, (place.0, 0.8 * text), format);
            drawing.target((place.0, 0.0), (place.1, drawing.size().1), [at as u32, 0, 0]);
            draw_picture(drawing, picture, (place.0, 1.6 * text), place.1);
            for (cell, raster) in picture.rasters.iter().enumerate() {
                let top = top + cell as f64 * strip_height(text) + 0.4 * text;
                if let Some(spikes) = picture.spikes.get(cell) {
                    let size = (place.1, 2.0 * RASTER_HEIGHT);
                    draw_lying_bars(drawing, *spikes, (place.0, top), (size, most));
                } else {
                    let shown = (raster, self.beside, self.timing);
                    draw_strip(drawing, shown, (place.0, top), place.1);
                }
            }
        }
        let axis = top + self.numbers.len() as f64 * strip_height(text);
        if self.is_recorded() {
            draw_bar_names(drawing, axis);
        } else {
            draw_time(drawing, &places, axis, self.beside);
        }
    }
}

/// The picture with the outlines of the receptive fields on it.
fn draw_picture(
    drawing: &mut Drawing,
    picture: &PictureColumn,
    (left, top): (f64, f64),
    width: f64,
) {
    let pixel = width / picture.columns.max(1) as f64;
    drawing.picture((&picture.values, picture.columns), (left, top), pixel);
    let stroke = drawing.palette.stroke;
    for (cell, outline) in picture.outlines.iter().enumerate() {
        let point = |step: u8| {
            let (row, column) = outline.point(1.0, TAU * f32::from(step) / 48.0);
            (left + width * f64::from(column), top + width * f64::from(row))
        };
        let points: Vec<_> = (0..=48).map(point).collect();
        // A dark edge, or light colors would vanish on light pictures.
        drawing.line(points.iter().copied(), Rgb(0, 0, 0), 3.5 * stroke);
        drawing.line(points, outline_color(cell), 2.0 * stroke);
    }
}
