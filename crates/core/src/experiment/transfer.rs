//! Networks on the cells of other networks (paper: Figs. 7, 8 and 9D to G).

use serde::{Deserialize, Serialize};

use crate::{
    cell::{FilteredNoise, TemporalFilter},
    config::{CellSource, Config, NUM_LAGS, Section, Version},
    dataset::{Frames, RawFrames, Split, TestMovie},
    experiment::{CellSummary, Correlations, Group, PassedOn},
    network::predict_split,
    rng::Stream,
    statistics::correlation,
    stimulus::StimulusFrames,
    training::Trained,
};

/// What is needed of a cell to test any network on it: little enough to be handed around.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestCell {
    /// Its number.
    pub number: u32,
    /// The temporal filter that its networks see frames through, `[NUM_LAGS]`.
    pub input_filter: Vec<f32>,
    /// Its mean spikes at each test frame.
    pub psth: Vec<f32>,
    /// The test frames of a real cell.
    pub movie: Option<TestMovie>,
}

/// Each network on each cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// Numbers of the cells, and of the networks in the same order.
    pub numbers: Vec<u32>,
    /// Mean spikes of each cell at each test frame, `[cells][num_frames]`.
    pub psths: Vec<Vec<f32>>,
    /// What each network predicts for each cell, `[networks][cells][num_frames]`, spikes a frame.
    pub predictions: Vec<Vec<Vec<f32>>>,
    /// Correlation of the two.
    pub correlations: Correlations,
}

/// One group for each cell, with one network each; in Transfer at least two cells.
pub fn groups(config: &Config) -> Vec<Group> {
    let of_cell = |number| {
        Group::of(config, |draft| match draft.source {
            CellSource::Model | CellSource::Recorded => draft.cell_number = number,
            CellSource::File => draft.recorded_cell = number,
        })
    };
    // Networks are shown the cells of each other.
    let fewest = if config.experiment() == Section::Transfer { 2 } else { 1 };
    (1..=config.num_cells().max(fewest)).map(of_cell).collect()
}

impl TestCell {
    /// Of what is known of a recorded-like cell.
    pub fn of(config: &Config, cell: &CellSummary) -> Self {
        Self {
            number: config.cell_number(),
            input_filter: cell.input_filter.clone(),
            psth: cell.psth.clone(),
            movie: cell.test_movie.as_ref().and_then(PassedOn::read),
        }
    }

    /// The test frames as networks see them that look at this cell: through its temporal filter, and
    /// raw for networks of Version II. Without spikes.
    ///
    /// Every cell of a seed is shown the same movie. In a recording each cell lies under another part
    /// of one large movie of white noise, of which these 16x16 checkers are as good a part as any.
    ///
    /// # Panics
    /// Unless the temporal filter has [`NUM_LAGS`] lags.
    pub fn frames(&self, config: &Config) -> Split {
        let kernel: &TemporalFilter =
            self.input_filter.as_slice().try_into().expect("a temporal filter has all lags");
        if let Some(movie) = &self.movie {
            return movie.split(kernel, config.version());
        }
        let (checkers, num_frames) = (config.num_checkers(), self.psth.len());
        let mut movie = FilteredNoise::of(&config.stimulus(), Stream::TestStimulus);
        movie.draw(num_frames);
        let mut frames = vec![0.0; num_frames * checkers];
        for (at, frame) in frames.chunks_exact_mut(checkers).enumerate() {
            movie.filter(at, kernel, frame);
        }
        let raw = (config.version() == Version::Second).then(|| {
            let mut shown = StimulusFrames::empty(config.noise(), checkers);
            (1..NUM_LAGS).rev().for_each(|lag| shown.push(movie.raw(0, lag)));
            (0..num_frames).for_each(|at| shown.push(movie.raw(at, 0)));
            RawFrames::all(shown)
        });
        let frames = Frames::kept(checkers, frames);
        Split { frames, raw, counts: vec![0; num_frames], rates: Vec::new() }
    }
}

impl Transfer {
    /// Shows every cell to every network.
    ///
    /// # Shapes
    /// - `cells` and `networks`: one network for each cell, in the same order
    pub fn new(config: &Config, cells: &[TestCell], networks: &[&Trained]) -> Self {
        let mut predictions = vec![Vec::with_capacity(cells.len()); networks.len()];
        for cell in cells {
            let split = cell.frames(config);
            for (row, network) in predictions.iter_mut().zip(networks) {
                let unit = config.output();
                row.push(predict_split(&network.parameters, &network.channels, unit, &split));
            }
        }
        let against_psths = |row: &Vec<Vec<f32>>| {
            let pairs = row.iter().zip(cells);
            pairs.map(|(prediction, cell)| correlation(prediction, &cell.psth)).collect()
        };
        Self {
            numbers: cells.iter().map(|cell| cell.number).collect(),
            psths: cells.iter().map(|cell| cell.psth.clone()).collect(),
            correlations: Correlations(predictions.iter().map(against_psths).collect()),
            predictions,
        }
    }
}
