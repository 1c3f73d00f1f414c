//! A cell and the network that has learned from it, ready for pictures.

use crate::{
    analysis::LinearNonlinear,
    cell::{Course, HiddenCell, TemporalFilter, standing},
    config::{Config, NUM_LAGS},
    experiment::CellSummary,
    network::{Parameters, Shape, predict_pictures},
    statistics::{Ellipse, fit_ellipse},
    training::Trained,
};

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

    /// Builds the cell again.
    ///
    /// Of a network of Version II, the one of Version I that it began with is shown pictures: what
    /// flashes is not white in time.
    ///
    /// # Panics
    /// Unless the input filter of the summary has all lags, and the cell is a simulated one.
    pub fn new(config: &Config, summary: &CellSummary, network: &Trained) -> Self {
        let input_filter = summary.input_filter.as_slice().try_into();
        let network = shown(network);
        Self {
            outline: fit_ellipse(&summary.spatial, config.columns()),
            baseline: summary.baseline.clone(),
            parameters: network.parameters.clone(),
            config: config.clone(),
            input_filter: input_filter.expect("a temporal filter has all lags"),
            cell: HiddenCell::new(config.data_source())
                .expect("pictures are shown to simulated cells"),
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

    /// How strongly a picture that stands reaches its network.
    pub fn standing_gain(&self) -> f32 {
        self.gains(&[standing(&self.input_filter)])[0]
    }

    /// What its network expects, `[num_pictures, moments]`, spikes a frame.
    pub fn predict(&self, gains: &[f32], patches: &[f32]) -> Vec<f32> {
        predict_pictures(&self.parameters, self.config.output(), gains, patches)
    }
}

/// The network that is shown pictures.
fn shown(network: &Trained) -> &Trained {
    network.first.as_deref().unwrap_or(network)
}
