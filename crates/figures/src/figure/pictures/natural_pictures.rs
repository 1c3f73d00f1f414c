//! Pictures under three cells, and the spikes of cells and networks to them (paper: Fig. 10B).

use core::f32::consts::TAU;

use crate::figure::{
    Drawing, Figure, Rgb, Table, Theme,
    drawing::{TextFormat, text_size},
    identity,
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
/// Height of the spikes of a cell or a network, logical pixels.
const RASTER_HEIGHT: f64 = 26.0;

/// What stands beside a network. Cells are blue as in the paper.
pub(in crate::figure) fn beside_color(drawing: &Drawing, beside: Beside) -> Rgb {
    match beside {
        Beside::Cell => drawing.palette.positive,
        Beside::OneFilter => drawing.palette.ink,
    }
}

/// Its name beside a drawing.
pub(in crate::figure) fn beside_name(beside: Beside) -> &'static str {
    match beside {
        Beside::Cell => t!("cell"),
        Beside::OneFilter => "LN",
    }
}

/// Spikes drawn from networks: red as in the paper.
pub(in crate::figure) fn network_color(drawing: &Drawing) -> Rgb {
    drawing.palette.negative.mix(Rgb::hex(0xd62020), 0.6)
}

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
                let field = field_of(found.numbers[cell], found.size, checker, picture);
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

    /// The same for generated pictures, which are made again.
    pub fn of_generated(found: &NaturalImages) -> Self {
        let setting = &found.setting;
        let picture =
            |&number: &u32| setting.scene.image(setting.seed, number, setting.side as usize);
        Self::new(found, &found.examples.offered.iter().map(picture).collect::<Vec<_>>())
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
        match (self.numbers.len(), self.beside) {
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

    fn table(&self) -> Option<Table> {
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
                .flat_map(|raster| [mean_words(&raster.beside), mean_words(&raster.network)]);
            let first = [(at + 1).to_string(), picture.num_answering.to_string()];
            first.into_iter().chain(rates).collect()
        };
        Some(Table {
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
                draw_strip(drawing, (raster, self.beside, self.timing), (place.0, top), place.1);
            }
        }
        let axis = top + self.numbers.len() as f64 * strip_height(text);
        draw_time(drawing, &places, axis, self.beside);
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

/// Spikes of what stands beside a network above those of the network, the time of the picture shaded.
fn draw_strip(
    drawing: &mut Drawing,
    (raster, beside, timing): (&PictureRaster, Beside, FlashTiming),
    (left, top): (f64, f64),
    width: f64,
) {
    let shade = drawing.palette.surface.mix(drawing.palette.muted, 0.22);
    let on = width * timing.num_on as f64 / timing.num_frames as f64;
    drawing.fill((left, top), (on, 2.0 * RASTER_HEIGHT), shade);
    let colors = [beside_color(drawing, beside), network_color(drawing)];
    for (part, trials, color) in
        [(0.0, &raster.beside, colors[0]), (1.0, &raster.network, colors[1])]
    {
        let frame = width / timing.num_frames as f64;
        draw_trials(drawing, trials, (left, top + part * RASTER_HEIGHT), frame, color);
    }
}

/// One row for each trial, one stroke for each frame with a spike, each frame so wide.
pub(in crate::figure) fn draw_trials(
    drawing: &mut Drawing,
    trials: &[Vec<u32>],
    (left, top): (f64, f64),
    frame: f64,
    color: Rgb,
) {
    let row = RASTER_HEIGHT / trials.len().max(1) as f64;
    for (trial, spikes) in trials.iter().enumerate() {
        let y = top + trial as f64 * row;
        for same in spikes.chunk_by(|a, b| a == b) {
            let x = left + frame * (f64::from(same[0]) + 0.5);
            drawing.line([(x, y), (x, y + 0.85 * row)], color, drawing.palette.stroke);
        }
    }
}

fn draw_time(drawing: &mut Drawing, places: &[(f64, f64)], top: f64, beside: Beside) {
    let (text, muted) = (drawing.text_size(), drawing.palette.muted);
    for (left, width) in places {
        drawing.line([(*left, top), (left + width, top)], muted, drawing.palette.stroke);
        for (share, word) in [(0.0, "0"), (0.2, t!(".2")), (1.0, "1 s")] {
            let x = left + share * width;
            drawing.line([(x, top), (x, top + 4.0)], muted, drawing.palette.stroke);
            let format = TextFormat::start(text - 1.0, muted).top();
            let format = if share > 0.5 { format.end() } else { format.middle() };
            drawing.text(word, (x, top + 7.0), format);
        }
    }
    let at = (0.3 * text, top + 7.0);
    let format = TextFormat::start(text - 1.0, beside_color(drawing, beside)).bold().top();
    drawing.text(beside_name(beside), at, format);
    let at = (0.3 * text, top + 7.0 + text);
    let format = TextFormat::start(text - 1.0, network_color(drawing)).bold().top();
    drawing.text(t!("network"), at, format);
}

fn strip_height(text: f64) -> f64 {
    2.0 * RASTER_HEIGHT + 0.8 * text
}

/// Mean spikes a trial.
pub(in crate::figure) fn mean_words(trials: &[Vec<u32>]) -> String {
    let spikes: usize = trials.iter().map(Vec::len).sum();
    format!("{:.1}", spikes as f64 / trials.len().max(1) as f64)
}
