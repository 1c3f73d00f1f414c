//! What is known of a cell once it has answered the stimulus.

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{LinearNonlinear, LinearNonlinearBuilder},
    dataset::{Dataset, PictureTest, Repeats, TestMovie},
    experiment::PassedOn,
    statistics::{RankOne, correlation},
    units::FrameRate,
};

/// Counts, ceiling and spike-triggered average of a data set: what the page shows of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellSummary {
    /// Spikes in the training frames.
    pub num_training_spikes: u32,
    /// Frames shown in a second.
    pub frame_rate: FrameRate,
    /// Side of a checker on the retina, micrometers; nothing if a recording does not say it.
    pub checker_um: Option<f32>,
    /// Correlation with the spikes of the test frames that a perfect prediction would reach ([`Dataset::ceiling`]).
    pub ceiling: Option<f64>,
    /// The baseline: the receptive field with a curve from the first 20,000 training frames.
    pub baseline: LinearNonlinear,
    /// Correlation of what it predicts with the spikes of the test frames.
    pub baseline_correlation: f64,
    /// Spike-triggered average, `[NUM_LAGS * checkers]`, lag 0 first, contrast.
    pub sta: Vec<f32>,
    /// Temporal filter estimated from it, `[NUM_LAGS]`, unit norm.
    pub temporal: Vec<f32>,
    /// Spatial receptive field estimated from it, `[checkers]`, contrast.
    pub spatial: Vec<f32>,
    /// Filter that the frames were seen through: the estimate or the cell's own, `[NUM_LAGS]`.
    pub input_filter: Vec<f32>,
    /// Mean spikes at each repeated test frame, of a recorded-like or real cell; empty for the model cell.
    pub psth: Vec<f32>,
    /// The test frames of a real cell: those of other cells are drawn anew.
    pub test_movie: Option<PassedOn<TestMovie>>,
    /// Pictures that a real cell was shown, with its answers.
    pub pictures: Option<PassedOn<PictureTest>>,
}

impl From<&Dataset> for CellSummary {
    fn from(dataset: &Dataset) -> Self {
        let baseline = baseline(dataset);
        let RankOne { temporal, spatial, .. } = dataset.receptive_field.clone();
        Self {
            num_training_spikes: dataset.training.num_spikes() as u32,
            frame_rate: dataset.frame_rate,
            checker_um: dataset.checker_um,
            ceiling: dataset.ceiling(),
            baseline_correlation: correlation(
                &baseline.predict(&dataset.test.frames, dataset.test.num_frames()),
                &dataset.test.counts,
            ),
            baseline,
            sta: dataset.sta.clone(),
            temporal,
            spatial,
            input_filter: dataset.input_filter.to_vec(),
            psth: dataset.repeats.as_ref().map(Repeats::psth).unwrap_or_default(),
            test_movie: dataset.test_movie.as_ref().map(PassedOn::new),
            pictures: dataset.pictures.as_ref().map(PassedOn::new),
        }
    }
}

/// The receptive field as the filter of a linear-nonlinear model.
fn baseline(dataset: &Dataset) -> LinearNonlinear {
    const FRAMES: usize = 20_000;
    let RankOne { temporal, spatial, .. } = &dataset.receptive_field;
    // An image goes with its course: where the course is negated, so is the image.
    let agree: f32 = dataset.input_filter.iter().zip(temporal).map(|(a, b)| a * b).sum();
    let filter: Vec<_> = spatial.iter().map(|weight| f64::from(agree.signum() * weight)).collect();
    let training = &dataset.training;
    let num_frames = training.num_frames().min(FRAMES);
    let mut builder = LinearNonlinearBuilder::with_filter(&filter);
    while builder.advance(&training.frames, num_frames) {}
    builder.finish(&training.counts[..num_frames])
}
