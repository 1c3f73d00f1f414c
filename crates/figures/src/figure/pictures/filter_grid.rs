//! All filters of a network, sorted, each with its feature below (paper: Fig. 4B).

use crate::figure::{
    Data, Datum, Drawing, Figure, SignedImage, Theme,
    drawing::{TextFormat, text_size},
    words::{HowMany, sentence, share, spelled},
};
use ganglion_core::{t, tn};

/// One filter and what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct GridFilter {
    /// Its number in the network, from 0.
    pub index: u32,
    /// Its weights, on one scale for all.
    pub image: SignedImage,
    /// Mean of noise images, weighted by the response to them.
    pub feature: Option<SignedImage>,
    /// Whether it does anything.
    pub is_effective: bool,
    /// Whether it is left out of the prediction.
    pub is_pruned: bool,
    /// Autocorrelation in space (Moran's I).
    pub morans_i: f64,
    /// Norm over the largest of the network.
    pub relative_norm: f64,
}

/// A grid of filters in the order given, the effective ones framed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilterGrid {
    /// Effective ones first.
    pub filters: Vec<GridFilter>,
    /// Whether a click switches a filter off and on.
    pub can_switch: bool,
}

const GAP: f64 = 8.0;
const MIN_SIDE: f64 = 80.0;

/// How the grid is laid out, logical pixels.
struct Grid {
    across: usize,
    side: f64,
    row: f64,
}

impl FilterGrid {
    /// Filters that do something.
    pub fn num_effective(&self) -> usize {
        self.filters.iter().filter(|filter| filter.is_effective).count()
    }

    fn grid(&self, width: f64, text: f64) -> Grid {
        // The most that fit, so that 32 stand in rows of 8, 4 or the like.
        let fit = ((width / (MIN_SIDE + GAP)) as usize).clamp(1, 16);
        let across = [16, 8, 4, 2, 1].into_iter().find(|across| *across <= fit).unwrap_or(1);
        let side = (width - GAP * (across - 1) as f64 - 2.0) / across as f64;
        let images =
            if self.filters.iter().any(|filter| filter.feature.is_some()) { 2.0 } else { 1.0 };
        Grid { across, side, row: images * (side + 3.0) + 1.9 * text }
    }

    fn draw_filter(drawing: &mut Drawing, filter: &GridFilter, (left, top): (f64, f64), side: f64) {
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let checker = |image: &SignedImage| side / image.columns.max(image.rows()).max(1) as f64;
        drawing.image(&filter.image, (left, top), checker(&filter.image));
        let below = top + side + 3.0;
        if let Some(feature) = &filter.feature {
            drawing.image(feature, (left, below), checker(feature));
        }
        let bottom = if filter.feature.is_some() { below + side } else { top + side };
        if filter.is_effective {
            drawing.frame((left, top), (side, side), palette.accent, 2.0 * palette.stroke);
        }
        if filter.is_pruned {
            let corners = [(left, top), (left + side, top + side)];
            drawing.line(corners, palette.ink, 2.0 * palette.stroke);
        }
        let color = if filter.is_effective { palette.accent } else { palette.muted };
        let format = TextFormat::start(0.9 * text, color).top();
        let format = if filter.is_effective { format.bold() } else { format };
        drawing.text(&(filter.index + 1).to_string(), (left, bottom + 3.0), format);
        let format = TextFormat::start(0.8 * text, palette.muted).top().end();
        drawing.text(&format!("I {}", share(filter.morans_i)), (left + side, bottom + 3.0), format);
    }
}

impl Figure for FilterGrid {
    fn title(&self) -> String {
        if self.filters.is_empty() {
            return t!("Filters and their features").to_owned();
        }
        let (effective, all) = (self.num_effective(), self.filters.len());
        match HowMany::of(effective, all) {
            HowMany::None if all == 1 => t!("The filter does no work").to_owned(),
            HowMany::None => t!("None of {all} filters does the work", all = spelled(all)),
            HowMany::Some => tn!(
                effective,
                "{count} of {all} filters does the work",
                "{count} of {all} filters do the work",
                count = sentence(&spelled(effective)),
                all = spelled(all)
            ),
            HowMany::All => t!("Every filter does its part of the work").to_owned(),
        }
    }

    fn summary(&self) -> String {
        let all = self.filters.len();
        if all == 0 {
            return t!("No network is trained yet.").to_owned();
        }
        let pruned = self.filters.iter().filter(|filter| filter.is_pruned).count();
        let rest = self.filters.iter().filter(|filter| !filter.is_effective);
        let largest = rest.map(|filter| filter.relative_norm).fold(0.0, f64::max);
        let effective = self.num_effective();
        let said = t!(
            "{effective} of {all} filters are effective (Moran's I above .25, norm above .1 of the largest)",
            effective = effective,
            all = all
        );
        let said = match HowMany::of(effective, all) {
            HowMany::All => said,
            HowMany::None | HowMany::Some => t!(
                "{effective}; the others reach {largest} of the largest norm at most",
                effective = said,
                largest = share(largest)
            ),
        };
        match pruned {
            0 => t!("{said}.", said = said),
            pruned => t!(
                "{said}; {pruned} switched off.",
                said = said,
                pruned = tn!(pruned, "{n} filter", "{n} filters")
            ),
        }
    }

    fn data(&self) -> Option<Data> {
        let heads = [
            t!("Filter"),
            t!("Effective"),
            t!("Moran's I"),
            t!("Norm / largest"),
            t!("Weights"),
            t!("Feature"),
        ];
        let rows = self.filters.iter().map(|filter| {
            let feature = filter.feature.as_ref().map_or_else(String::new, SignedImage::describe);
            [
                Datum::number(filter.index as usize),
                Datum::yes(filter.is_effective),
                Datum::Share(filter.morans_i),
                Datum::Share(filter.relative_norm),
                Datum::text(filter.image.describe()),
                Datum::text(feature),
            ]
        });
        Some(Data::new(heads, rows))
    }

    fn click(&self) -> Option<&'static str> {
        self.can_switch.then_some(t!(
            "Click a filter to switch it off or on: responses and receptive field follow."
        ))
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        let grid = self.grid(width, text_size(theme));
        let rows = self.filters.len().div_ceil(grid.across).max(1) as f64;
        rows * grid.row + 2.0 * text_size(theme)
    }

    fn paint(&self, drawing: &mut Drawing) {
        let grid = self.grid(drawing.size().0, drawing.text_size());
        for (place, filter) in self.filters.iter().enumerate() {
            let left = 1.0 + (place % grid.across) as f64 * (grid.side + GAP);
            let top = 1.0 + (place / grid.across) as f64 * grid.row;
            drawing.target((left, top), (grid.side, grid.row), [filter.index, 0, 0]);
            Self::draw_filter(drawing, filter, (left, top), grid.side);
        }
        if let Some(filter) = self.filters.first() {
            let below = self.filters.len().div_ceil(grid.across) as f64 * grid.row;
            let words = t!("weights (features vary)");
            let at = (1.0, below + drawing.text_size());
            drawing.scale_bar(at, filter.image.scale, words);
        }
    }
}
