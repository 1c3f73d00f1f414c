//! A cell and the network that has learned from it, ready for pictures.

use crate::{
    analysis::{LinearNonlinear, LinearNonlinearBuilder},
    cell::{Course, FilteredNoise, HiddenCell, Recorder, TemporalFilter},
    config::{Config, TemporalSource},
    experiment::CellSummary,
    network::{Parameters, predict_pictures},
    rng::Stream,
    statistics::{Ellipse, fit_ellipse},
    training::Trained,
};

/// Training frames on which the curve of the one-filter model is fitted, the first of all.
const LN_FRAMES: usize = 20_000;
/// Frames drawn at once.
const BLOCK: usize = 1_000;

/// A cell with everything that is asked about pictures.
#[derive(Clone, Debug)]
pub struct Subject {
    config: Config,
    cell: HiddenCell,
    parameters: Parameters,
    input_filter: TemporalFilter,
    baseline: LinearNonlinear,
    outline: Option<Ellipse>,
}

impl Subject {
    /// Builds the cell again and fits the one-filter model: from the spike-triggered average of all
    /// training frames, with a curve from the first 20,000 of them, which are shown again.
    ///
    /// Of a network of Version II, the one of Version I that it began with is shown pictures: what
    /// flashes is not white in time.
    ///
    /// # Panics
    /// Unless the temporal filter of the summary has all lags.
    pub fn new(config: &Config, summary: &CellSummary, network: &Trained) -> Self {
        let cell = HiddenCell::new(config);
        let estimated: TemporalFilter =
            summary.temporal.as_slice().try_into().expect("a temporal filter has all lags");
        let input_filter = match config.input() {
            TemporalSource::Known => *cell.temporal(),
            TemporalSource::Estimated => estimated,
        };
        // An image goes with its course: where the course is negated, so is the image.
        let agree: f32 = input_filter.iter().zip(&estimated).map(|(a, b)| a * b).sum();
        let filter: Vec<f64> =
            summary.spatial.iter().map(|weight| f64::from(agree.signum() * weight)).collect();
        let network = network.first.as_deref().unwrap_or(network);
        Self {
            outline: fit_ellipse(&summary.spatial, config.columns()),
            baseline: fit(config, &cell, &input_filter, &filter),
            parameters: network.parameters.clone(),
            config: config.clone(),
            input_filter,
            cell,
        }
    }

    /// Number of the cell.
    pub fn number(&self) -> u32 {
        self.config.cell_number()
    }

    /// Rows and columns of its field.
    pub fn size(&self) -> (usize, usize) {
        (self.config.rows(), self.config.columns())
    }

    /// The cell itself.
    pub fn cell(&self) -> &HiddenCell {
        &self.cell
    }

    /// Its network.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The temporal filter that stands before its network.
    pub fn input_filter(&self) -> &TemporalFilter {
        &self.input_filter
    }

    /// One SD of its receptive field, checkers of the field; none of an empty one.
    pub fn outline(&self) -> Option<Ellipse> {
        self.outline
    }

    /// The one-filter model of the cell.
    pub fn baseline(&self) -> &LinearNonlinear {
        &self.baseline
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// How strongly pictures reach a network behind the temporal filter, moment by moment.
    pub(super) fn gains(&self, courses: &[Course]) -> Vec<f32> {
        let gain = |course: &Course| -> f32 {
            course.iter().zip(&self.input_filter).map(|(shown, weight)| shown * weight).sum()
        };
        courses.iter().map(gain).collect()
    }

    /// What its network expects, `[num_pictures, moments]`, spikes a frame.
    pub fn predict(&self, gains: &[f32], patches: &[f32]) -> Vec<f32> {
        predict_pictures(&self.parameters, self.config.output(), gains, patches)
    }
}

fn fit(
    config: &Config,
    cell: &HiddenCell,
    input_filter: &TemporalFilter,
    filter: &[f64],
) -> LinearNonlinear {
    let (checkers, num_frames) = (config.num_checkers(), LN_FRAMES.min(config.num_frames()));
    let mut movie = FilteredNoise::of(config, Stream::TrainingStimulus);
    let mut recorder = Recorder::new(cell, config, Stream::TrainingSpikes);
    let mut builder = LinearNonlinearBuilder::with_filter(filter);
    let (mut frames, mut counts) = (Vec::new(), Vec::with_capacity(num_frames));
    while counts.len() < num_frames {
        let block = BLOCK.min(num_frames - counts.len());
        movie.draw(block);
        if counts.is_empty() {
            recorder.warm_up(&movie);
        }
        let first = frames.len();
        frames.resize(first + block * checkers, 0.0);
        for (at, frame) in frames[first..].chunks_exact_mut(checkers).enumerate() {
            movie.filter(at, input_filter, frame);
            let drive = recorder.show(&movie, at);
            counts.push(recorder.spikes(drive));
        }
    }
    while builder.advance(&frames) {}
    builder.finish(&counts)
}
