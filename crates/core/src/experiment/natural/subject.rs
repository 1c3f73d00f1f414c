//! A cell and the network that has learned from it, ready for pictures.

use serde::{Deserialize, Serialize};

use crate::{
    analysis::LinearNonlinear,
    cell::{Course, HiddenCell, TemporalFilter, flash_at, standing},
    config::{Config, NUM_LAGS, OutputUnit, Polarity},
    dataset::PictureTest,
    experiment::{CellSummary, PassedOn},
    network::{Parameters, Shape, predict_pictures},
    statistics::{Ellipse, fit_ellipse},
    training::Trained,
    units::FrameRate,
};

/// Seconds for which a picture is on.
const SECS_ON: f32 = 0.2;

/// Most frames from one picture to the next, however fast a recording says that frames were shown.
const MOST_FRAMES: usize = 1_000;

/// What stands beside a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Beside {
    /// The cell itself, which is simulated.
    #[default]
    Cell,
    /// A model of one filter and a curve: nobody knows what a cell of a recording answers to pictures that it was not shown.
    OneFilter,
}

/// How long pictures are on and how they follow each other, in frames of the stimulus that networks have learned from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlashTiming {
    /// Frames for which a picture is on: 200 ms, unless a recording says otherwise.
    pub num_on: usize,
    /// Frames from one picture to the next: a second, the rest of it gray.
    pub num_frames: usize,
    /// Frames in a second.
    pub frame_rate: FrameRate,
}

impl From<FrameRate> for FlashTiming {
    fn from(frame_rate: FrameRate) -> Self {
        Self::new(frame_rate, None)
    }
}

impl FlashTiming {
    /// Of pictures that are on for so many milliseconds; 200 if nobody says. They follow each other after a second, or as they go.
    pub fn new(frame_rate: FrameRate, flash_ms: Option<f64>) -> Self {
        let secs_on = flash_ms.map_or(SECS_ON, |ms| (ms / 1000.0) as f32);
        let [num_on, num_frames] =
            [secs_on, secs_on.max(1.0)].map(|secs| frame_rate.frames_in(secs).min(MOST_FRAMES));
        Self { num_on, num_frames, frame_rate }
    }

    /// The course of time of a flash, seen from each frame up to the next one.
    pub(super) fn courses(self) -> Vec<Course> {
        (0..self.num_frames).map(|frame| flash_at(frame, self.num_on)).collect()
    }
}

impl Default for FlashTiming {
    fn default() -> Self {
        FrameRate::default().into()
    }
}

/// A network with the temporal filter that stands before it.
#[derive(Clone, Debug)]
pub struct PictureNetwork {
    parameters: Parameters,
    input_filter: TemporalFilter,
    output: OutputUnit,
}

/// A cell with everything that is asked about pictures.
#[derive(Clone, Debug)]
pub struct Subject {
    config: Config,
    /// None where nobody knows it.
    cell: Option<HiddenCell>,
    network: PictureNetwork,
    /// Of the halves of the frames; none of a simulated cell.
    halves: Vec<PictureNetwork>,
    baseline: LinearNonlinear,
    outline: Option<Ellipse>,
    timing: FlashTiming,
    checker_um: Option<f32>,
    /// Pictures that the cell was shown.
    pictures: Option<PictureTest>,
}

impl PictureNetwork {
    /// Of a network of Version II, the one of Version I that it began with is shown pictures: what
    /// flashes is not white in time.
    fn new(config: &Config, summary: &CellSummary, network: &Trained) -> Self {
        let input_filter = summary.input_filter.as_slice().try_into();
        Self {
            parameters: shown(network).parameters.clone(),
            input_filter: input_filter.expect("a temporal filter has all lags"),
            output: config.output(),
        }
    }

    /// How strongly pictures reach the network behind the temporal filter, moment by moment.
    pub(super) fn gains(&self, courses: &[Course]) -> Vec<f32> {
        let gain = |course: &Course| -> f32 {
            course.iter().zip(&self.input_filter).map(|(shown, weight)| shown * weight).sum()
        };
        courses.iter().map(gain).collect()
    }

    /// The temporal filter that stands before it.
    pub(super) fn input_filter(&self) -> &TemporalFilter {
        &self.input_filter
    }

    /// What it expects, `[num_pictures, moments]`, spikes a frame.
    pub(super) fn predict(&self, gains: &[f32], patches: &[f32]) -> Vec<f32> {
        predict_pictures(&self.parameters, self.output, gains, patches)
    }
}

impl Subject {
    /// Whether a summary and a network are those of a cell that a configuration asks for.
    pub(super) fn fits(config: &Config, summary: &CellSummary, network: &Trained) -> bool {
        let network = shown(network);
        let shape = network.parameters.shape;
        summary.input_filter.len() == NUM_LAGS
            && summary.spatial.len() == config.num_checkers()
            && summary.baseline.filter.len() == config.num_checkers()
            && shape == Shape::of(config, shape.num_filters)
            && network.parameters.values.len() == shape.num_parameters()
    }

    /// Builds the cell again, if it is a simulated one.
    ///
    /// # Panics
    /// Unless the input filter of the summary has all lags.
    pub fn new(config: &Config, summary: &CellSummary, network: &Trained) -> Self {
        let pictures = summary.pictures.as_ref().and_then(PassedOn::read);
        Self {
            outline: fit_ellipse(&summary.spatial, config.columns()),
            baseline: summary.baseline.clone(),
            network: PictureNetwork::new(config, summary, network),
            halves: Vec::new(),
            cell: HiddenCell::new(config.data_source()),
            timing: FlashTiming::new(
                summary.frame_rate,
                pictures.as_ref().and_then(|pictures: &PictureTest| pictures.flash_ms),
            ),
            pictures,
            checker_um: summary.checker_um,
            config: config.clone(),
        }
    }

    /// With a further network, which learned from a half of the frames.
    #[must_use]
    pub fn with_half(mut self, config: &Config, summary: &CellSummary, network: &Trained) -> Self {
        self.halves.push(PictureNetwork::new(config, summary, network));
        self
    }

    /// Number of the cell.
    pub fn number(&self) -> u32 {
        self.config.cell_number()
    }

    /// Rows and columns of its field.
    pub fn size(&self) -> (usize, usize) {
        (self.config.rows(), self.config.columns())
    }

    /// The cell itself; none where nobody knows it.
    pub fn cell(&self) -> Option<&HiddenCell> {
        self.cell.as_ref()
    }

    /// What stands beside its network.
    pub fn beside(&self) -> Beside {
        if self.cell.is_some() { Beside::Cell } else { Beside::OneFilter }
    }

    /// The temporal filter of what stands beside its network.
    pub(super) fn temporal(&self) -> &TemporalFilter {
        self.cell.as_ref().map_or(self.input_filter(), HiddenCell::temporal)
    }

    /// Its network.
    pub fn parameters(&self) -> &Parameters {
        &self.network.parameters
    }

    /// The temporal filter that stands before its network.
    pub fn input_filter(&self) -> &TemporalFilter {
        &self.network.input_filter
    }

    /// One SD of its receptive field, checkers of the field; none of an empty one.
    pub fn outline(&self) -> Option<Ellipse> {
        self.outline
    }

    /// The one-filter model of the cell.
    pub fn baseline(&self) -> &LinearNonlinear {
        &self.baseline
    }

    /// The pictures of its recording, with its answers; nothing if there are none.
    pub fn pictures(&self) -> Option<&PictureTest> {
        self.pictures.as_ref()
    }

    /// How pictures are flashed to it.
    pub fn timing(&self) -> FlashTiming {
        self.timing
    }

    /// Side of a checker on the retina, micrometers; nothing if a recording does not say it.
    pub fn checker_um(&self) -> Option<f32> {
        self.checker_um
    }

    /// Whether light or dark drives it: of a cell of a recording, by the sign of most of the energy of its receptive field, as a picture
    /// that stands reaches it.
    pub(super) fn polarity(&self) -> Polarity {
        if self.cell.is_some() {
            return self.config.polarity();
        }
        let signed: f32 = self.baseline.filter.iter().map(|weight| weight * weight.abs()).sum();
        if signed * self.standing_gain() < 0.0 { Polarity::Off } else { Polarity::On }
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    pub(super) fn network(&self) -> &PictureNetwork {
        &self.network
    }

    /// The networks of the halves of the frames; none of a simulated cell.
    pub(super) fn halves(&self) -> &[PictureNetwork] {
        &self.halves
    }

    /// How strongly pictures reach its network behind the temporal filter, moment by moment.
    pub(super) fn gains(&self, courses: &[Course]) -> Vec<f32> {
        self.network.gains(courses)
    }

    /// How strongly a picture that stands reaches its network.
    pub fn standing_gain(&self) -> f32 {
        self.gains(&[standing(self.input_filter())])[0]
    }

    /// What its network expects, `[num_pictures, moments]`, spikes a frame.
    pub fn predict(&self, gains: &[f32], patches: &[f32]) -> Vec<f32> {
        self.network.predict(gains, patches)
    }
}

/// The network that is shown pictures.
fn shown(network: &Trained) -> &Trained {
    network.first.as_deref().unwrap_or(network)
}
