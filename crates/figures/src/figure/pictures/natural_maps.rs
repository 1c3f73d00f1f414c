//! Answers of a cell and of its network at every place of a picture, and their difference.

use crate::figure::{
    Data, Datum, Drawing, Figure, SignedImage, Theme,
    drawing::{TextFormat, text_size},
    pictures::natural_strips::beside_name,
    words::share,
};
use ganglion_core::{
    experiment::natural::{Beside, ResponseMap},
    statistics::correlation,
    stimulus::Image,
    t,
};

/// Two response maps side by side, with what lies between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapsFigure {
    /// Expected spikes a frame at every place.
    pub map: ResponseMap,
}

/// Most places along a side that are drawn: each is a rectangle of the drawing.
const MAX_PLACES: usize = 96;
const GAP: f64 = 12.0;

impl MapsFigure {
    /// The three maps by name, all on the scale of the first two.
    pub fn images(&self) -> [(&'static str, SignedImage); 3] {
        let columns = self.map.width as usize;
        let largest = self.map.beside.iter().chain(&self.map.network).copied().fold(0.0, f32::max);
        let image = |values: Vec<f32>| SignedImage::with_scale(values, columns, largest);
        let difference = match self.map.kind {
            Beside::Cell => t!("network \u{2212} cell"),
            Beside::OneFilter => t!("network \u{2212} LN"),
        };
        [
            (beside_name(self.map.kind), image(self.map.beside.clone())),
            (t!("network"), image(self.map.network.clone())),
            (difference, image(self.map.difference())),
        ]
    }

    /// Correlation of the two maps over all places.
    pub fn correlation(&self) -> f64 {
        correlation(&self.map.network, &self.map.beside)
    }

    /// Row and column of the place under a point of a drawing of this width, logical pixels.
    pub fn place_at(&self, (x, y): (f64, f64), width: f64, theme: Theme) -> Option<(u32, u32)> {
        let each = Self::each(width);
        let place = each / f64::from(self.map.width.max(1));
        let column = (x % (each + GAP)) / place;
        let row = (y - head(text_size(theme))) / place;
        let is_there = (0.0..f64::from(self.map.width)).contains(&column)
            && (0.0..f64::from(self.map.height)).contains(&row);
        is_there.then_some((row as u32, column as u32))
    }

    fn means(&self) -> [f64; 2] {
        [&self.map.beside, &self.map.network].map(|map| {
            map.iter().map(|&rate| f64::from(rate)).sum::<f64>() / map.len().max(1) as f64
        })
    }

    fn each(width: f64) -> f64 {
        ((width - 2.0 * GAP) / 3.0).max(10.0)
    }
}

impl Figure for MapsFigure {
    fn title(&self) -> String {
        if self.map.beside.is_empty() {
            return t!("Answers at every place").to_owned();
        }
        let correlation = share(self.correlation());
        match self.map.kind {
            Beside::Cell => t!(
                "Cell and network over the whole picture: correlation {correlation}",
                correlation = correlation
            ),
            Beside::OneFilter => t!(
                "LN model and network over the whole picture: correlation {correlation}",
                correlation = correlation
            ),
        }
    }

    fn summary(&self) -> String {
        if self.map.beside.is_empty() {
            return t!("The answers at every place are not known yet.").to_owned();
        }
        let [beside, network] = self.means().map(|mean| format!("{mean:.2}"));
        let (width, height) = (self.map.width, self.map.height);
        let correlation = share(self.correlation());
        match self.map.kind {
            Beside::Cell => t!(
                "Expected spikes a frame at each of {width} x {height} places of the field, while the picture stands: on average {cell} by the cell and {network} by its network; correlation over the places {correlation}.",
                width = width,
                height = height,
                cell = beside,
                network = network,
                correlation = correlation,
            ),
            Beside::OneFilter => t!(
                "Expected spikes a frame at each of {width} x {height} places of the field, while the picture stands: on average {model} by the one-filter LN model of the cell and {network} by its network; correlation over the places {correlation}.",
                width = width,
                height = height,
                model = beside,
                network = network,
                correlation = correlation,
            ),
        }
    }

    fn data(&self) -> Option<Data> {
        let [beside, network] = self.means();
        let name = match self.map.kind {
            Beside::Cell => t!("Cell"),
            Beside::OneFilter => t!("LN model"),
        };
        let largest = |map: &[f32]| map.iter().copied().fold(0.0, f32::max);
        let row = |name: &str, mean: f64, map: &[f32]| {
            let largest = Datum::Number(f64::from(largest(map)), 3);
            [Datum::text(name), Datum::Number(mean, 3), largest]
        };
        let rows =
            [row(name, beside, &self.map.beside), row(t!("Network"), network, &self.map.network)];
        Some(Data::new(["", t!("Mean (spikes/frame)"), t!("Largest (spikes/frame)")], rows))
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        let shape = f64::from(self.map.height) / f64::from(self.map.width.max(1));
        Self::each(width) * shape + 4.0 * text_size(theme)
    }

    fn paint(&self, drawing: &mut Drawing) {
        if self.map.beside.is_empty() {
            return;
        }
        let text = drawing.text_size();
        let each = Self::each(drawing.size().0);
        let mut bottom = 0.0;
        for (at, (name, image)) in self.images().into_iter().enumerate() {
            let left = at as f64 * (each + GAP);
            drawing.text(
                name,
                (left, 0.8 * text),
                TextFormat::start(text, drawing.palette.ink).bold(),
            );
            let small = smaller(&image);
            let place = each / small.columns as f64;
            drawing.signed_picture(&small, (left, head(text)), place);
            bottom = head(text) + place * small.rows() as f64;
        }
        let scale = self.images()[0].1.scale;
        drawing.scale_bar((1.6 * text, bottom + 1.2 * text), scale, t!("spikes a frame"));
    }
}

/// Height of the names above the maps.
fn head(text: f64) -> f64 {
    1.6 * text
}

/// The same with at most [`MAX_PLACES`] along a side.
fn smaller(image: &SignedImage) -> SignedImage {
    let (rows, columns) = (image.rows(), image.columns);
    let step = rows.max(columns).div_ceil(MAX_PLACES).max(1);
    let small = Image::new(columns, rows, image.values.clone()).in_checkers(step as f32);
    SignedImage::with_scale(small.values, small.width, image.scale)
}
