//! The cell behind a data set, of whichever kind, and its answers to a movie.

use crate::{
    cell::{
        FilteredNoise, GanglionCell, Playback, RecordedCell, TemporalFilter,
        recorded::RecordedCellBuilder, scale::ScaleBuilder, subunit_filters,
    },
    config::{CellDescription, CellSource, Config, DataSource, NUM_LAGS},
    rng::{Random, Stream},
};

/// The cell that answers; networks never see more of it than spikes.
#[derive(Clone, Debug)]
pub enum HiddenCell {
    /// The model cell of the paper.
    Model(GanglionCell),
    /// One of a population that stands in for recordings.
    Recorded(RecordedCell),
}

impl HiddenCell {
    /// The cell that a data set is made from; none if it is a real one.
    pub fn new(source: &DataSource) -> Option<Self> {
        let mut builder = CellBuilder::new(source)?;
        while builder.advance() {}
        Some(builder.finish())
    }

    /// Its temporal filter; the weighted mean of the subunits' filters if they differ.
    pub fn temporal(&self) -> &TemporalFilter {
        match self {
            Self::Model(cell) => cell.temporal(),
            Self::Recorded(cell) => cell.temporal(),
        }
    }

    /// The true spatial filter of each excitatory subunit.
    ///
    /// # Shapes
    /// - returns `[num_subunits][rows * columns]`, unit norm
    pub fn subunit_filters(&self) -> Vec<Vec<f32>> {
        match self {
            Self::Model(cell) => cell.subunit_filters(),
            Self::Recorded(cell) => cell.subunit_filters(),
        }
    }

    /// Factor between pooled signal and drive.
    pub fn scale(&self) -> f32 {
        match self {
            Self::Model(cell) => cell.scale(),
            Self::Recorded(cell) => cell.scale(),
        }
    }

    /// Spikes expected in a frame of a given drive.
    pub fn rate(&self, drive: f32) -> f32 {
        match self {
            Self::Model(cell) => cell.rate_of_drive(drive),
            Self::Recorded(cell) => cell.rate(drive),
        }
    }
}

/// Builds a hidden cell in slices: before it spikes as often as it should, it is shown tens of thousands of frames.
pub enum CellBuilder {
    /// A model cell.
    Model(Box<ScaleBuilder>),
    /// A recorded-like cell.
    Recorded(Box<RecordedCellBuilder>),
}

impl CellBuilder {
    /// Before the first frame; none if the cell is a real one.
    pub fn new(source: &DataSource) -> Option<Self> {
        match &source.cell {
            CellDescription::Model(cell) => {
                Some(Self::Model(Box::new(ScaleBuilder::new(cell, &source.stimulus))))
            }
            CellDescription::Recorded(number) => {
                let seed = source.stimulus.seed;
                Some(Self::Recorded(Box::new(RecordedCellBuilder::new(seed, *number))))
            }
            CellDescription::File(_) => None,
        }
    }

    /// Frames shown so far, and in all.
    pub fn progress(&self) -> (usize, usize) {
        match self {
            Self::Model(builder) => (builder.num_done(), ScaleBuilder::NUM_FRAMES),
            Self::Recorded(builder) => (builder.num_done(), RecordedCellBuilder::NUM_FRAMES),
        }
    }

    /// Does one slice; returns whether there is more to do.
    pub fn advance(&mut self) -> bool {
        match self {
            Self::Model(builder) => builder.advance(),
            Self::Recorded(builder) => builder.advance(),
        }
    }

    /// The finished cell.
    pub fn finish(self) -> HiddenCell {
        match self {
            Self::Model(builder) => HiddenCell::Model(builder.finish()),
            Self::Recorded(builder) => HiddenCell::Recorded(builder.finish()),
        }
    }
}

/// The true spatial filter of each excitatory subunit of a configuration, whichever kind of cell it
/// asks for; none if nobody knows. A model cell is not built for it.
///
/// # Shapes
/// - returns `[num_subunits][rows * columns]`, unit norm
pub fn true_filters(config: &Config) -> Vec<Vec<f32>> {
    match config.source() {
        CellSource::Model => subunit_filters(config),
        CellSource::Recorded => {
            RecordedCell::new(config.seed(), config.cell_number()).subunit_filters()
        }
        CellSource::File => Vec::new(),
    }
}

/// A cell while one movie is shown to it.
#[derive(Clone, Debug)]
pub enum Recorder {
    /// A model cell remembers nothing.
    Model {
        /// The cell.
        cell: GanglionCell,
        /// Where its spikes come from.
        random: Random,
        /// Room for one filtered frame.
        filtered: Vec<f32>,
    },
    /// A recorded-like cell drifts.
    Recorded {
        /// The cell.
        cell: RecordedCell,
        /// Its state.
        playback: Playback,
    },
}

impl Recorder {
    /// Before the first frame; chance comes from the stream of spikes of one split.
    ///
    /// Cells of a population are shown the same movie but do not share their chance.
    pub fn new(cell: &HiddenCell, source: &DataSource, spikes: Stream) -> Self {
        let stimulus = &source.stimulus;
        let index = match source.cell {
            CellDescription::Model(_) | CellDescription::File(_) => 0,
            CellDescription::Recorded(number) => number,
        };
        let random = Random::new(stimulus.seed, spikes, index);
        match cell {
            HiddenCell::Model(cell) => Self::Model {
                cell: cell.clone(),
                random,
                filtered: vec![0.0; stimulus.num_checkers()],
            },
            HiddenCell::Recorded(cell) => {
                Self::Recorded { cell: cell.clone(), playback: Playback::new(cell, random) }
            }
        }
    }

    /// Shows the history of the first frame of a movie.
    pub fn warm_up(&mut self, movie: &FilteredNoise) {
        if let Self::Recorded { cell, playback } = self {
            for lag in (1..NUM_LAGS).rev() {
                playback.show(cell, movie.raw(0, lag));
            }
        }
    }

    /// Shows frame `at` of the block of a movie, after the frame before it; returns the drive.
    pub fn show(&mut self, movie: &FilteredNoise, at: usize) -> f32 {
        match self {
            Self::Model { cell, filtered, .. } => {
                movie.filter(at, cell.temporal(), filtered);
                cell.scale() * cell.pooled(filtered)
            }
            Self::Recorded { cell, playback } => {
                playback.show(cell, movie.raw(at, 0));
                playback.drive(cell)
            }
        }
    }

    /// Draws the spikes of a frame of a given drive.
    pub fn spikes(&mut self, drive: f32) -> u16 {
        match self {
            Self::Model { cell, random, .. } => {
                let rate = cell.rate_of_drive(drive);
                cell.spikes(rate, random)
            }
            Self::Recorded { cell, playback } => playback.spikes(cell, drive),
        }
    }
}
