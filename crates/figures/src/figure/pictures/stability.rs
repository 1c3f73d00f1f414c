//! Filters that come out again, or don't: each filter of the reference above its matches in the two halves.

use crate::figure::{
    Data, Datum, Drawing, Figure, SignedImage, Theme,
    drawing::{TextFormat, text_size},
    words::{HowMany, sentence, share, spelled},
};
use ganglion_core::{
    experiment::stability::{FilterMatches, FilterStability, Stability},
    t, tn,
};

/// The effective filters of a reference by falling norm, each with its similarities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StabilityFigure {
    /// What is shown; none before the networks are trained.
    pub found: Option<Stability>,
}

const GAP: f64 = 16.0;
/// Between the images of a filter, pixels.
const SEAM: f64 = 4.0;
const MIN_SIDE: f64 = 104.0;
const MAX_SIDE: f64 = 148.0;

/// How the filters are laid out, logical pixels.
struct StabilityLayout {
    across: usize,
    side: f64,
    height: f64,
}

impl StabilityFigure {
    fn filters(&self) -> &[FilterStability] {
        self.found.as_ref().map_or(&[], |found| &found.filters)
    }

    fn rows(&self, width: f64, text: f64) -> StabilityLayout {
        let fit = ((width + GAP) / (MIN_SIDE + GAP)) as usize;
        let across = fit.clamp(1, 8);
        let side = (width - 2.0 - GAP * (across - 1) as f64) / across as f64;
        let side = side.min(MAX_SIDE);
        let has_truth = self.found.as_ref().is_some_and(Stability::has_truth);
        let lines = if has_truth { 4.0 } else { 3.0 };
        StabilityLayout { across, side, height: 1.5 * side + SEAM + (1.35 * lines + 1.6) * text }
    }

    fn draw_filter(
        &self,
        drawing: &mut Drawing,
        (filter, images): (&FilterStability, &FilterMatches),
        (left, top): (f64, f64),
        side: f64,
    ) {
        let columns = self.found.as_ref().map_or(1, |found| found.columns as usize);
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let mut show = |image: &[f32], at: (f64, f64), side: f64| {
            let image = SignedImage::new(image.to_vec(), columns);
            drawing.image(&image, at, side / columns.max(image.rows()) as f64);
        };
        let half = 0.5 * (side - SEAM);
        let below = top + side + SEAM;
        show(&images.reference, (left, top), side);
        show(&images.halves[0], (left, below), half);
        show(&images.halves[1], (left + half + SEAM, below), half);
        if filter.is_stable {
            drawing.frame((left, top), (side, side), palette.accent, 2.0 * palette.stroke);
        }
        let color = if filter.is_stable { palette.accent } else { palette.muted };
        let mut line = below + half + 0.9 * text;
        let name = t!("filter {number}", number = filter.filter + 1);
        let format = TextFormat::start(text, color);
        drawing.text(&name, (left, line), if filter.is_stable { format.bold() } else { format });
        let mut scores =
            vec![(t!("restarts"), filter.across_restarts), (t!("halves"), filter.split_half)];
        scores.extend(filter.subunit_similarity.map(|alike| (t!("true subunit"), alike)));
        for (name, score) in scores {
            line += 1.35 * text;
            drawing.text(name, (left, line), TextFormat::start(0.95 * text, palette.muted));
            let format = TextFormat::start(0.95 * text, palette.ink).end();
            drawing.text(&share(score), (left + side, line), format);
        }
    }
}

impl Figure for StabilityFigure {
    fn title(&self) -> String {
        let Some(found) = &self.found else {
            return t!("Do the filters come out again?").to_owned();
        };
        let (stable, all) = (found.num_stable(), found.filters.len());
        match HowMany::of(stable, all) {
            HowMany::None => t!("No filter is stable").to_owned(),
            HowMany::Some => tn!(
                stable,
                "{count} of {all} effective filters is stable",
                "{count} of {all} effective filters are stable",
                count = sentence(&spelled(stable)),
                all = spelled(all)
            ),
            HowMany::All => t!("Every effective filter is stable").to_owned(),
        }
    }

    fn summary(&self) -> String {
        let Some(found) = &self.found else {
            return t!("Not all networks are trained yet.").to_owned();
        };
        let middle = |of: fn(&FilterStability) -> f64| {
            let all = found.filters.iter().map(of);
            let (lowest, highest) = all
                .fold((1.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
            t!("{low} to {high}", low = share(lowest.min(highest)), high = share(highest))
        };
        t!(
            "{stable} of {all} effective filters come out again from other first weights and from each half of the frames, with both similarities above {control} (filters of unrelated frames reach {unrelated}); across restarts the similarities are {restarts}, between the first and the second half {halves}.",
            stable = found.num_stable(),
            all = found.filters.len(),
            control = share(found.control),
            unrelated = share(found.unrelated),
            restarts = middle(|filter| filter.across_restarts),
            halves = middle(|filter| filter.split_half),
        )
    }

    fn is_empty(&self) -> bool {
        self.found.is_none()
    }

    fn data(&self) -> Option<Data> {
        let heads = [
            t!("Filter"),
            t!("Norm over the largest"),
            t!("Similarity across restarts (median)"),
            t!("Similarity of the halves"),
            t!("Similarity with another filter of the network"),
            t!("Stable"),
            t!("Similarity with a true subunit"),
        ];
        let rows = self.filters().iter().map(|filter| {
            [
                Datum::number(filter.filter as usize),
                Datum::Share(filter.relative_norm),
                Datum::Share(filter.across_restarts),
                Datum::Share(filter.split_half),
                Datum::Share(filter.nearest_other),
                Datum::yes(filter.is_stable),
                Datum::share(filter.subunit_similarity),
            ]
        });
        Data::new(heads, rows).unless_empty()
    }

    fn height(&self, width: f64, theme: Theme) -> f64 {
        let text = text_size(theme);
        let rows = self.rows(width, text);
        // Before anything is known, a place for eight of them.
        let count = if self.found.is_some() { self.filters().len().max(1) } else { 8 };
        count.div_ceil(rows.across) as f64 * rows.height + 1.5 * text
    }

    fn paint(&self, drawing: &mut Drawing) {
        let Some(found) = &self.found else { return };
        let (text, palette) = (drawing.text_size(), drawing.palette);
        let rows = self.rows(drawing.size().0, text);
        let head = TextFormat::start(0.95 * text, palette.muted);
        let words = t!("above: all frames; below: first and second half");
        drawing.text(words, (0.0, 0.6 * text), head);
        for (at, filter) in found.filters.iter().zip(&found.images).enumerate() {
            let left = 1.0 + (at % rows.across) as f64 * (rows.side + GAP);
            let top = 1.5 * text + (at / rows.across) as f64 * rows.height;
            self.draw_filter(drawing, filter, (left, top), rows.side);
        }
    }
}
