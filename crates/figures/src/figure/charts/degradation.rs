//! Prediction and loss with less data, or with noise among them (paper: Fig. 6).

use crate::figure::{
    Behind, Data, Datum, Drawing, Figure, Spread, Table, Target, Theme,
    data::runs,
    drawing::axes::{Area, Axis, Panel},
    drawing::lines::{Line, Mark, Names, draw_lines},
    drawing::spread::spread_words,
    identity, opens,
    words::{grouped, letters, listed, share},
};
use ganglion_core::{statistics::sort_few, t};

/// What is done to the training frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Impairment {
    /// Only a share of them is used.
    #[default]
    Samples,
    /// A share of the images is replaced by noise, the spikes are kept.
    NoiseImages,
    /// A share of the checkers is shuffled in each image.
    NoisePixels,
}

/// What one network reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DegradationRun {
    /// Its group in the experiment.
    pub group: u32,
    /// Correlation with the mean response to the test frames.
    pub correlation: f64,
    /// Loss on the training frames after training, nats/frame.
    pub loss: f64,
}

/// The networks of one share.
#[derive(Clone, Debug, PartialEq)]
pub struct DegradationShare {
    /// Share of the training frames that is used, or that is noise, 0 to 1.
    pub share: f64,
    /// One for each seed.
    pub runs: Vec<DegradationRun>,
}

/// A cell, or the mean of several.
#[derive(Clone, Debug, PartialEq)]
pub struct DegradationLine {
    /// Name at the end of the line, such as `cell 1`.
    pub name: String,
    /// In rising share.
    pub points: Vec<DegradationShare>,
}

/// Two panels over the share: correlation, and loss.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DegradationFigure {
    /// What is done to the training frames.
    pub kind: Impairment,
    /// Training frames at a share of 1.
    pub num_frames: u32,
    /// One for each cell.
    pub lines: Vec<DegradationLine>,
}

/// Width under which the panels stand one above the other, pixels.
const NARROW: f64 = 560.0;

impl DegradationShare {
    fn of(&self, quantity: impl Fn(&DegradationRun) -> f64) -> Vec<f64> {
        self.runs.iter().map(quantity).collect()
    }
}

impl DegradationFigure {
    /// Mean correlation over all lines at a share, where there is any.
    fn mean_at(&self, share: f64) -> Option<f64> {
        let points = self.lines.iter().flat_map(|line| &line.points);
        let same = points.filter(|point| (point.share - share).abs() < 1e-9);
        let means = same.filter_map(|point| Spread::of(point.of(|run| run.correlation)));
        Spread::of(means.map(|spread| spread.mean)).map(|spread| spread.mean)
    }

    fn shares(&self) -> Vec<f64> {
        let mut shares: Vec<_> = self
            .lines
            .iter()
            .flat_map(|line| line.points.iter().map(|point| point.share))
            .collect();
        sort_few(&mut shares, |a, b| a < b);
        shares.dedup();
        shares
    }

    /// Shares with the mean correlation there.
    fn course(&self) -> Vec<(f64, f64)> {
        let shares = self.shares().into_iter();
        shares.filter_map(|share| Some((share, self.mean_at(share)?))).collect()
    }

    /// Heads of its numbers; the first says of which run they are.
    fn heads(&self) -> [&'static str; 6] {
        let part = match self.kind {
            Impairment::Samples => t!("Training frames used (%)"),
            Impairment::NoiseImages | Impairment::NoisePixels => t!("Noise (%)"),
        };
        let frames = t!("Training frames");
        [t!("Row"), t!("Cell"), part, frames, t!("Correlation"), t!("Loss (nats/frame)")]
    }

    /// Training frames at a share.
    fn num_frames_at(&self, share: f64) -> u64 {
        let used = match self.kind {
            Impairment::Samples => share,
            Impairment::NoiseImages | Impairment::NoisePixels => 1.0,
        };
        (used * f64::from(self.num_frames)).round() as u64
    }

    fn axis(&self) -> Axis {
        let label = match self.kind {
            Impairment::Samples => {
                let ticks = self.shares().into_iter().filter(|share| *share > 0.0);
                let ticks = ticks.map(|share| (share, percent(share))).collect();
                return Axis::log(ticks, t!("training frames used (%)"));
            }
            Impairment::NoiseImages => t!("images replaced by noise (%)"),
            Impairment::NoisePixels => t!("checkers shuffled in each image (%)"),
        };
        let tick = |step: u32| (f64::from(step) / 5.0, (20 * step).to_string());
        let ticks = (0..=5).map(tick).collect();
        Axis { min: -0.02, max: 1.02, label, ticks, is_log: false }
    }

    fn lines_of(&self, drawing: &Drawing, quantity: impl Fn(&DegradationRun) -> f64) -> Vec<Line> {
        let line = |(index, line): (usize, &DegradationLine)| Line {
            name: line.name.clone(),
            color: if self.lines.len() == 1 { drawing.palette.accent } else { identity(index) },
            mark: Mark::Disc,
            points: line.points.iter().map(|point| (point.share, point.of(&quantity))).collect(),
        };
        self.lines.iter().enumerate().map(line).collect()
    }

    fn panel(&self, drawing: &Drawing, tile: Area, y: Axis) -> Panel {
        let longest = self.lines.iter().map(|line| letters(&line.name)).fold(0.0, f64::max);
        tile.panel(drawing.text_size(), longest.ceil() as usize + 1, self.axis(), y)
    }
}

impl Figure for DegradationFigure {
    fn title(&self) -> String {
        let course = self.course();
        let (Some(first), Some(last)) = (course.first(), course.last()) else {
            return match self.kind {
                Impairment::Samples => t!("Prediction with less data"),
                Impairment::NoiseImages | Impairment::NoisePixels => t!("Prediction with noise"),
            }
            .to_owned();
        };
        match self.kind {
            Impairment::Samples => t!(
                "{part} % of the data still give a correlation of {few}; all of them give {all}",
                part = percent(first.0),
                few = share(first.1),
                all = share(last.1)
            ),
            Impairment::NoiseImages | Impairment::NoisePixels => t!(
                "With {part} % noise the correlation falls from {first} to {last}",
                part = percent(last.0),
                first = share(first.1),
                last = share(last.1)
            ),
        }
    }

    fn summary(&self) -> String {
        let course = self.course();
        if course.is_empty() {
            return t!("No network is trained yet.").to_owned();
        }
        let at = |(part, correlation): &(f64, f64)| {
            t!(
                "{correlation} at {part} %",
                correlation = share(*correlation),
                part = percent(*part)
            )
        };
        let course = listed(&course.iter().map(at).collect::<Vec<_>>());
        let course = match self.kind {
            Impairment::Samples => t!("{course} of the training frames", course = course),
            Impairment::NoiseImages => {
                t!("{course} of the images replaced by noise", course = course)
            }
            Impairment::NoisePixels => t!("{course} of the checkers shuffled", course = course),
        };
        match self.lines.len() {
            1 => t!("Correlation with the test response: {course}.", course = course),
            count => t!(
                "Correlation with the test response (mean over {count} cells): {course}.",
                count = count,
                course = course
            ),
        }
    }

    fn table(&self) -> Option<Table> {
        let [_, heads @ ..] = self.heads();
        let row = |line: &DegradationLine, point: &DegradationShare| {
            vec![
                line.name.clone(),
                percent(point.share),
                grouped(self.num_frames_at(point.share)),
                spread_words(point.of(|run| run.correlation)),
                spread_words(point.of(|run| run.loss)),
            ]
        };
        let rows = self
            .lines
            .iter()
            .flat_map(|line| line.points.iter().map(move |point| row(line, point)));
        Some(Table { columns: heads.map(str::to_owned).to_vec(), rows: rows.collect() })
    }

    fn data(&self) -> Option<Data> {
        let row = |line: &DegradationLine, point: &DegradationShare| {
            let frames = Datum::Count(self.num_frames_at(point.share));
            let same = [Datum::text(&line.name), Datum::Number(100.0 * point.share, 0), frames];
            let numbers = point.runs.iter().map(|run| ([], [run.correlation, run.loss]));
            runs(&same, &numbers.collect::<Vec<_>>())
        };
        let points = self.lines.iter().flat_map(|line| line.points.iter().map(move |p| (line, p)));
        let rows = points.flat_map(|(line, point)| row(line, point)).collect();
        Some(Data { columns: self.heads().map(str::to_owned).to_vec(), rows })
    }

    fn height(&self, width: f64, _theme: Theme) -> f64 {
        if width < NARROW { 540.0 } else { 320.0 }
    }

    fn click(&self) -> Option<&'static str> {
        Some(opens())
    }

    fn behind(&self, [line, point, run]: Target) -> Option<Behind> {
        let runs = &self.lines.get(line as usize)?.points.get(point as usize)?.runs;
        Some(Behind::Group(runs.get(run as usize)?.group))
    }

    fn paint(&self, drawing: &mut Drawing) {
        let whole = Area::of(drawing);
        let across = if whole.width < NARROW { 1 } else { 2 };
        let mut tiles = whole.tiles(across, 2);
        let correlation = self.lines_of(drawing, |run| run.correlation);
        let loss = self.lines_of(drawing, |run| run.loss);
        let label = t!("correlation with the test response");
        let y = Axis::correlation(values(&correlation), label);
        let loss_y = Axis::around(values(&loss), t!("training loss (nats/frame)"), 4);
        for (lines, y) in [(correlation, y), (loss, loss_y)] {
            let Some(tile) = tiles.next() else { return };
            let panel = self.panel(drawing, tile, y);
            panel.draw_axes(drawing);
            draw_lines(drawing, &panel, &lines, Names::End);
        }
    }
}

/// What all runs of all lines gave.
fn values(lines: &[Line]) -> impl Iterator<Item = f64> {
    lines.iter().flat_map(|line| &line.points).flat_map(|(_, runs)| runs.iter().copied())
}

/// A share as a number of percent: `3`, `0.5`.
fn percent(share: f64) -> String {
    let percent = (1e4 * share).round() / 100.0;
    if (percent - percent.round()).abs() < 1e-6 {
        format!("{percent:.0}")
    } else {
        format!("{percent:.1}")
    }
}
