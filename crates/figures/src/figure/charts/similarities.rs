//! Two similarities of each filter against each other: how stable it is, and whether other methods agree.

use crate::figure::{
    Data, Datum, Drawing, Figure, Theme,
    drawing::TextFormat,
    drawing::axes::{Area, Axis, Panel},
    drawing::lines::{Mark, Names, draw_level, draw_mark},
    words::share,
};
use ganglion_core::{
    analysis::FOUND,
    experiment::{
        FilterAgreement,
        stability::{FilterStability, Stability},
    },
    statistics::mean,
    t,
};

/// Filters by their similarity across restarts and between halves, and against the truth where that is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StabilityScatter {
    /// What is shown; none before the networks are trained.
    pub found: Option<Stability>,
}

/// Filters of the network by their similarity with modules of the factorization and their length in the space of the covariance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgreementScatter {
    /// The effective filters of the network; nothing before the methods have run.
    pub filters: Option<Vec<FilterAgreement>>,
    /// Length of a random direction in that space.
    pub chance: f64,
}

/// Width under which two panels stand one above the other, pixels.
const NARROW: f64 = 560.0;

/// By how much more stable filters have to resemble the truth on average to be called closer to it.
const CLOSER: f64 = 0.05;

/// A filter in a panel.
struct Point {
    at: (f64, f64),
    name: String,
    is_strong: bool,
}

/// A panel with room for these points and levels, and for 1.
fn panel_of(drawing: &Drawing, tile: Area, labels: [&'static str; 2], points: &[Point]) -> Panel {
    let all = |of: fn(&Point) -> f64| points.iter().map(of).chain([0.0, 1.0]);
    let [x, y] = labels;
    let x = Axis::correlation(all(|point| point.at.0), x);
    tile.panel(drawing.text_size(), 1, x, Axis::correlation(all(|point| point.at.1), y))
}

/// Numbered points: what is strong as a disc, what is not as a ring.
fn draw_points(drawing: &mut Drawing, panel: &Panel, points: &[Point]) {
    let (palette, size) = (drawing.palette, drawing.text_size());
    for Point { at, name, is_strong } in points {
        let (x, y) = panel.at(at.0, at.1);
        let (mark, color) =
            if *is_strong { (Mark::Disc, palette.accent) } else { (Mark::Ring, palette.muted) };
        draw_mark(drawing, (x, y), mark, color);
        let format = TextFormat::start(0.85 * size, palette.ink);
        // To the left, where there is always room: the best are at the right edge.
        drawing.text(name, (x - 6.0, y), format.end());
    }
}

/// A level that both axes share.
fn draw_corner(drawing: &mut Drawing, panel: &Panel, level: f64, name: &str) {
    draw_level(drawing, panel, (level, name), Names::Start);
    let palette = drawing.palette;
    let [from, to] = [panel.y.min, panel.y.max].map(|y| panel.at(level, y));
    drawing.dashes(from, to, palette.ink, palette.stroke);
}

/// One or two panels, beside each other where there is room.
fn height_of(num_panels: usize, width: f64) -> f64 {
    match (num_panels, width < NARROW) {
        (1, _) => (0.5 * width).clamp(260.0, 360.0),
        (_, true) => 560.0,
        (_, false) => 320.0,
    }
}

impl StabilityScatter {
    fn filters(&self) -> &[FilterStability] {
        self.found.as_ref().map_or(&[], |found| &found.filters)
    }

    /// One with the truth beside it, where that is known.
    fn num_panels(&self) -> usize {
        if self.found.as_ref().is_some_and(Stability::has_truth) { 2 } else { 1 }
    }

    fn points(&self, at: impl Fn(&FilterStability) -> Option<(f64, f64)>) -> Vec<Point> {
        let point = |filter: &FilterStability| {
            let name = (filter.filter + 1).to_string();
            Some(Point { at: at(filter)?, name, is_strong: filter.is_stable })
        };
        self.filters().iter().filter_map(point).collect()
    }

    /// Mean similarity with a true subunit of the filters that are stable, or of the others.
    fn recovered(&self, is_stable: bool) -> Option<f64> {
        let filters = self.filters().iter().filter(|filter| filter.is_stable == is_stable);
        mean(filters.filter_map(|filter| filter.subunit_similarity))
    }
}

/// The lower of the two similarities.
fn lower(filter: &FilterStability) -> f64 {
    filter.across_restarts.min(filter.split_half)
}

impl Figure for StabilityScatter {
    fn title(&self) -> String {
        match (self.recovered(true), self.recovered(false)) {
            (Some(stable), Some(others)) if stable > others + CLOSER => {
                t!("Stable filters are closer to the true subunits").to_owned()
            }
            (Some(_), Some(_)) => {
                t!("Stable filters are no closer to the true subunits").to_owned()
            }
            (Some(_) | None, None) | (None, Some(_)) => {
                t!("Similarity across restarts and between halves").to_owned()
            }
        }
    }

    fn summary(&self) -> String {
        let Some(found) = &self.found else {
            return t!("Not all networks are trained yet.").to_owned();
        };
        let (stable, all) = (found.num_stable(), found.filters.len());
        let words = t!(
            "Each point is a filter: {stable} of {all} lie above the control of {control} on both axes.",
            stable = stable,
            all = all,
            control = share(found.control)
        );
        match (self.recovered(true), self.recovered(false)) {
            (Some(stable), Some(others)) => t!(
                "{words} The stable ones resemble a true subunit by {stable} on average, the others by {others}.",
                words = words,
                stable = share(stable),
                others = share(others)
            ),
            (Some(alike), None) | (None, Some(alike)) => t!(
                "{words} They resemble a true subunit by {alike} on average.",
                words = words,
                alike = share(alike)
            ),
            (None, None) => words,
        }
    }

    fn is_empty(&self) -> bool {
        self.found.is_none()
    }

    fn data(&self) -> Option<Data> {
        let heads = [t!("Filter"), t!("Restart"), t!("Similarity")];
        let rows = self.filters().iter().flat_map(|filter| {
            let number = filter.filter as usize;
            let all = filter.restarts.iter().enumerate();
            all.map(move |(restart, similarity)| {
                [Datum::number(number), Datum::number(restart), Datum::Share(*similarity)]
            })
        });
        Data::new(heads, rows).unless_empty()
    }

    fn height(&self, width: f64, _theme: Theme) -> f64 {
        height_of(self.num_panels(), width)
    }

    fn paint(&self, drawing: &mut Drawing) {
        let whole = Area::of(drawing);
        let count = self.num_panels();
        let across = if whole.width < NARROW { 1 } else { count };
        let mut tiles = whole.tiles(across, count);
        let control = self.found.as_ref().map(|found| found.control);
        let name = t!("control");
        if let Some(tile) = tiles.next() {
            let points = self.points(|filter| Some((filter.across_restarts, filter.split_half)));
            let labels = [
                t!("similarity across restarts (median)"),
                t!("similarity of first and second half"),
            ];
            let panel = panel_of(drawing, tile, labels, &points);
            panel.draw_axes(drawing);
            if let Some(control) = control {
                draw_corner(drawing, &panel, control, name);
            }
            draw_points(drawing, &panel, &points);
        }
        if let Some(tile) = tiles.next() {
            let points = self.points(|filter| Some((lower(filter), filter.subunit_similarity?)));
            let labels =
                [t!("the lower of the two similarities"), t!("similarity with a true subunit")];
            let panel = panel_of(drawing, tile, labels, &points);
            panel.draw_axes(drawing);
            draw_points(drawing, &panel, &points);
        }
    }
}

impl AgreementScatter {
    fn filters(&self) -> &[FilterAgreement] {
        self.filters.as_deref().unwrap_or_default()
    }
}

impl Figure for AgreementScatter {
    fn title(&self) -> String {
        let all = self.filters().len();
        if all == 0 {
            return t!("Do the methods agree?").to_owned();
        }
        let same = self.filters().iter().filter(|filter| filter.module > FOUND).count();
        t!(
            "{same} of {all} filters of the network are also modules of the factorization",
            same = same,
            all = all
        )
    }

    fn summary(&self) -> String {
        let [module, subspace] =
            [|filter: &FilterAgreement| filter.module, |filter: &FilterAgreement| filter.subspace]
                .map(|of| mean(self.filters().iter().map(of)));
        let (Some(module), Some(subspace)) = (module, subspace) else {
            return match &self.filters {
                Some(_) => t!("The network has no effective filter to compare."),
                None => t!("No method has run yet."),
            }
            .to_owned();
        };
        t!(
            "Without any truth: the network's effective filters have a similarity of {module} with the module that is matched to them (STNMF) and a length of {subspace} within the space of STA and STC on average, where a random direction has {chance}.",
            module = share(module),
            subspace = share(subspace),
            chance = share(self.chance)
        )
    }

    fn is_empty(&self) -> bool {
        self.filters.is_none()
    }

    fn data(&self) -> Option<Data> {
        let heads = [t!("Filter"), t!("Similarity with a module"), t!("Length within STA and STC")];
        let row = |(at, filter): (usize, &FilterAgreement)| {
            [Datum::number(at), Datum::Share(filter.module), Datum::Share(filter.subspace)]
        };
        Data::new(heads, self.filters().iter().enumerate().map(row)).unless_empty()
    }

    fn height(&self, width: f64, _theme: Theme) -> f64 {
        height_of(1, width)
    }

    fn paint(&self, drawing: &mut Drawing) {
        let point = |(at, filter): (usize, &FilterAgreement)| Point {
            at: (filter.module, filter.subspace),
            name: (at + 1).to_string(),
            is_strong: filter.module > FOUND,
        };
        let points: Vec<_> = self.filters().iter().enumerate().map(point).collect();
        let labels = [t!("similarity with a module (STNMF)"), t!("length within STA and STC")];
        let panel = panel_of(drawing, Area::of(drawing), labels, &points);
        panel.draw_axes(drawing);
        if !points.is_empty() {
            draw_level(drawing, &panel, (self.chance, t!("random direction")), Names::Start);
        }
        draw_points(drawing, &panel, &points);
    }
}
