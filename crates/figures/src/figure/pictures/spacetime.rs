//! Filters in space and time: course, map, and a film of lags (paper: Fig. 2 inset, Fig. 9A-B).

use crate::figure::{
    Data, Datum, Drawing, Figure, SignedImage, Theme,
    drawing::{TextFormat, text_size},
    words::{letters, listed, share},
};
use ganglion_core::{t, units::FrameRate};

/// One filter, or a receptive field.
#[derive(Clone, Debug, PartialEq)]
pub struct SpacetimeFilter {
    /// What it is, such as `RF by STA` or `filter 1`.
    pub name: String,
    /// Its course, lag 0 first, unit norm.
    pub temporal: Vec<f32>,
    /// Its map.
    pub spatial: SignedImage,
    /// The whole of it, an image for each lag, lag 0 first, one scale for all.
    pub film: Vec<SignedImage>,
    /// Share of its energy that course times map explains, 0 to 1.
    pub separability: f64,
    /// Cosine of its course with the cell's temporal filter, where that is known.
    pub similarity: Option<f64>,
}

/// A row for each filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpacetimeFigure {
    /// The filters.
    pub filters: Vec<SpacetimeFilter>,
    /// Frames shown in a second.
    pub frame_rate: FrameRate,
}

/// Width under which a film stands below its course and map, pixels.
const NARROW: f64 = 720.0;
const SIDE: f64 = 84.0;
const GAP: f64 = 14.0;

/// How the films of a width are laid out, logical pixels.
struct Film {
    left: f64,
    across: usize,
    side: f64,
    is_below: bool,
}

impl SpacetimeFigure {
    fn film(&self, width: f64, text: f64) -> Film {
        let num_lags = self.filters.iter().map(|filter| filter.film.len()).max().unwrap_or(0);
        let is_below = width < NARROW;
        let left = if is_below { 0.5 * text } else { 0.5 * text + 2.0 * (SIDE + GAP) + GAP };
        let across = num_lags.div_ceil(2).max(1);
        let side = ((width - left - 0.5 * text) / across as f64).min(SIDE);
        Film { left, across, side, is_below }
    }

    fn row_height(&self, width: f64, text: f64) -> f64 {
        let film = self.film(width, text);
        let film_height = 2.0 * (film.side + 1.3 * text);
        let images = SIDE + 1.3 * text;
        let inner = if film.is_below { images + film_height } else { images.max(film_height) };
        inner + 2.4 * text
    }

    /// Range of a quantity over the filters in words.
    fn range(&self, quantity: impl Fn(&SpacetimeFilter) -> Option<f64>) -> Option<String> {
        let values = || self.filters.iter().filter_map(&quantity);
        let (low, high) = (values().reduce(f64::min)?, values().reduce(f64::max)?);
        let (low, high) = (share(low), share(high));
        Some(if low == high { low } else { t!("{low} to {high}", low = low, high = high) })
    }

    fn draw_row(&self, drawing: &mut Drawing, filter: &SpacetimeFilter, top: f64) {
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let left = 0.5 * text;
        let format = TextFormat::start(text, palette.ink).bold();
        drawing.text(&filter.name, (left, top + 0.6 * text), format);
        let scale = filter.film.first().map_or(0.0, |image| f64::from(image.scale));
        let facts = t!(
            "separability {separability}, film \u{b1}{scale}",
            separability = share(filter.separability),
            scale = share(scale)
        );
        let after = left + text * (1.0 + 0.62 * letters(&filter.name));
        drawing.text(&facts, (after, top + 0.6 * text), TextFormat::start(text, palette.muted));
        let top = top + 1.6 * text;
        draw_course(drawing, (&filter.temporal, self.frame_rate), (left, top));
        let columns = filter.spatial.columns.max(filter.spatial.rows()).max(1);
        drawing.image(&filter.spatial, (left + SIDE + GAP, top), SIDE / columns as f64);
        let film = self.film(drawing.size().0, text);
        let film_top = if film.is_below { top + SIDE + 1.6 * text } else { top };
        for (lag, image) in filter.film.iter().enumerate() {
            let x = film.left + (lag % film.across) as f64 * film.side;
            let y = film_top + (lag / film.across) as f64 * (film.side + 1.3 * text);
            let inner = 0.92 * film.side;
            drawing.image(image, (x, y), inner / image.columns.max(image.rows()).max(1) as f64);
            let format = TextFormat::start(0.85 * text, palette.muted).top();
            let column = lag % film.across;
            if column.is_multiple_of(3) && column + 1 < film.across {
                drawing.text(&milliseconds(lag, self.frame_rate), (x, y + inner + 2.0), format);
            } else if column + 1 == film.across {
                drawing.text(
                    &milliseconds(lag, self.frame_rate),
                    (x + inner, y + inner + 2.0),
                    format.end(),
                );
            }
        }
    }
}

/// The course from the past to the spike at the right, in a square.
fn draw_course(
    drawing: &mut Drawing,
    (temporal, frame_rate): (&[f32], FrameRate),
    (left, top): (f64, f64),
) {
    let palette = drawing.palette;
    let largest = temporal.iter().fold(1e-6_f32, |largest, weight| largest.max(weight.abs()));
    let last = (temporal.len().max(2) - 1) as f64;
    let middle = top + 0.5 * SIDE;
    let point = |(lag, weight): (usize, &f32)| {
        let share = f64::from(weight / largest);
        (left + SIDE * (1.0 - lag as f64 / last), middle - 0.48 * SIDE * share)
    };
    let course: Vec<_> = temporal.iter().enumerate().map(point).collect();
    drawing.line([(left, middle), (left + SIDE, middle)], palette.hairline, palette.stroke);
    drawing.line(course, palette.ink, 1.75 * palette.stroke);
    let size = 0.85 * drawing.text_size();
    let format = TextFormat::start(size, palette.muted).top();
    let first = milliseconds(temporal.len().max(1) - 1, frame_rate);
    let first = first.strip_suffix(" ms").unwrap_or(&first);
    drawing.text(first, (left, top + SIDE + 2.0), format);
    drawing.text("0 ms", (left + SIDE, top + SIDE + 2.0), format.end());
}

/// Time of a lag before the spike: `−133 ms`.
fn milliseconds(lag: usize, frame_rate: FrameRate) -> String {
    match lag {
        0 => "0 ms".to_owned(),
        _ => format!("\u{2212}{:.0} ms", 1e3 * frame_rate.secs_of_frames(lag as f32)),
    }
}

impl Figure for SpacetimeFigure {
    fn title(&self) -> String {
        match self.range(|filter| filter.similarity) {
            Some(range) => {
                t!("The temporal filter is recovered at a similarity of {range}", range = range)
            }
            None => t!("Filters in space and time").to_owned(),
        }
    }

    fn summary(&self) -> String {
        let Some(separability) = self.range(|filter| Some(filter.separability)) else {
            return t!("No filter in space and time is known yet.").to_owned();
        };
        let names: Vec<_> = self.filters.iter().map(|filter| filter.name.clone()).collect();
        match self.range(|filter| filter.similarity) {
            Some(similarity) => t!(
                "Course, map and film of {filters}: separability {separability}, similarity with the cell's temporal filter {similarity}.",
                filters = listed(&names),
                separability = separability,
                similarity = similarity
            ),
            None => t!(
                "Course, map and film of {filters}: separability {separability}.",
                filters = listed(&names),
                separability = separability
            ),
        }
    }

    fn data(&self) -> Option<Data> {
        let heads = [
            t!("Filter"),
            t!("Peak (ms before the spike)"),
            t!("Separability"),
            t!("Similarity"),
            t!("Map"),
        ];
        let rows = self.filters.iter().map(|filter| {
            let weights = filter.temporal.iter().enumerate();
            let peak = weights.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
            let peak = peak.map_or(0, |(lag, _)| lag);
            let peak = 1e3 * f64::from(self.frame_rate.secs_of_frames(peak as f32));
            [
                Datum::text(&filter.name),
                Datum::Number(peak, 0),
                Datum::Share(filter.separability),
                Datum::share(filter.similarity),
                Datum::text(filter.spatial.describe()),
            ]
        });
        Some(Data::new(heads, rows))
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        self.filters.len().max(1) as f64 * self.row_height(width, text_size(theme))
    }

    fn paint(&self, drawing: &mut Drawing) {
        let row = self.row_height(drawing.size().0, drawing.text_size());
        for (index, filter) in self.filters.iter().enumerate() {
            self.draw_row(drawing, filter, index as f64 * row);
        }
    }
}
