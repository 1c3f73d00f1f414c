//! The page of one recorded-like cell (paper: Fig. 4): its spikes beside those of its network.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{FilterFacts, features, filter_facts, masked, receptive_field},
    cell::HiddenCell,
    config::Config,
    dataset::{Dataset, Repeats},
    experiment::{CellSummary, transfer::TestCell},
    network::predict_split,
    rng::{Random, Stream},
    statistics::{Ellipse, Reliability, cosine, fit_ellipse, reliability, sort_few},
    training::Trained,
};

/// For each repeat the frames with a spike, once for each spike.
pub type Raster = Vec<Vec<u32>>;

/// Everything that Fig. 4 shows of one cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellPage {
    /// Number of the cell.
    pub number: u32,
    /// Spikes of the cell, repeat by repeat.
    pub spikes: Raster,
    /// As many repeats drawn from the network's prediction, as Poisson counts.
    pub drawn_spikes: Raster,
    /// Mean spikes at each test frame.
    pub psth: Vec<f32>,
    /// What the network predicts there, spikes a frame.
    pub prediction: Vec<f32>,
    /// Correlation of the two, plain and normalized, and the highest that noise allows.
    pub reliability: Reliability,
    /// Correlation of the histograms of every second repeat and of the others.
    pub split_half: f64,
    /// Receptive field by spike-triggered average, `[checkers]`, contrast.
    pub field: Vec<f32>,
    /// Receptive field of the network, `[checkers]`, contrast.
    pub network_field: Vec<f32>,
    /// Cosine of the two.
    pub field_similarity: f64,
    /// Ellipse of the first at one SD.
    pub ellipse: Option<Ellipse>,
    /// Ellipse of the second at one SD.
    pub network_ellipse: Option<Ellipse>,
    /// Filters in the order in which they are shown: effective ones first, then by falling norm.
    pub order: Vec<u32>,
    /// How many of them are effective.
    pub num_effective: u32,
    /// Mean noise image of each filter, weighted by its response, `[num_filters][checkers]`.
    pub features: Vec<Vec<f32>>,
    /// The truth, where it is known: one SD of each subunit, the excitatory ones first.
    pub subunits: Vec<Ellipse>,
    /// How many of the subunits are excitatory.
    pub num_excitatory: u32,
}

impl CellPage {
    /// Puts the page of a cell together; nothing of a model cell, whose test frames are not repeated.
    pub fn new(config: &Config, dataset: &Dataset, network: &Trained) -> Option<Self> {
        let repeats = dataset.repeats.as_ref()?;
        let subunits = match &dataset.cell {
            Some(HiddenCell::Recorded(cell)) => cell.subunits(),
            Some(HiddenCell::Model(_)) | None => &[],
        };
        let (parameters, channels) = (&network.parameters, &network.channels);
        let prediction = predict_split(parameters, channels, config.output(), &dataset.test);
        // Space-time filters as they are for images that come with the cell's course of time.
        let spatial = parameters.along(channels, &dataset.input_filter);
        let network_field = receptive_field(config, &spatial);
        let field = dataset.receptive_field.spatial.clone();
        let facts = filter_facts(parameters);
        let circle =
            |row, column, sigma| Ellipse { row, column, major: sigma, minor: sigma, angle: 0.0 };
        let subunits = subunits.iter();
        Some(Self {
            number: config.cell_number(),
            spikes: raster(repeats),
            drawn_spikes: raster(&drawn(config, &prediction, repeats.num_repeats())),
            psth: repeats.psth(),
            reliability: reliability(repeats.counts(), &prediction),
            split_half: repeats.split_half(),
            field_similarity: cosine(&field, &network_field),
            ellipse: fit_ellipse(&field, config.columns()),
            network_ellipse: fit_ellipse(&network_field, config.columns()),
            order: filter_order(&facts),
            num_effective: facts.iter().filter(|facts| facts.is_effective).count() as u32,
            features: features(config, &spatial),
            subunits: subunits
                .clone()
                .map(|subunit| circle(subunit.row, subunit.column, subunit.sigma))
                .collect(),
            num_excitatory: subunits.filter(|subunit| !subunit.is_suppressive()).count() as u32,
            prediction,
            field,
            network_field,
        })
    }
}

impl CellPage {
    /// The page of the same cell with some filters of its network switched off.
    ///
    /// # Panics
    /// Unless the input filter of the summary has all lags.
    #[must_use]
    pub fn without(
        &self,
        config: &Config,
        (cell, network): (&CellSummary, &Trained),
        off: &BTreeSet<u32>,
    ) -> Self {
        let channels = &network.channels;
        let filters = 0..network.parameters.shape.num_filters;
        let kept: Vec<_> = filters.map(|filter| !off.contains(&filter)).collect();
        let parameters = masked(&network.parameters, &kept);
        let test = TestCell::of(config, cell);
        let prediction =
            predict_split(&parameters, channels, config.output(), &test.frames(config));
        let spatial = parameters.along(channels, &test.input_filter);
        let network_field = receptive_field(config, &spatial);
        Self {
            drawn_spikes: raster(&drawn(config, &prediction, self.spikes.len())),
            reliability: reliability(&self.counts(), &prediction),
            field_similarity: cosine(&self.field, &network_field),
            network_ellipse: fit_ellipse(&network_field, config.columns()),
            prediction,
            network_field,
            ..self.clone()
        }
    }

    /// Spikes of the cell, `[num_repeats * num_frames]`.
    fn counts(&self) -> Vec<u16> {
        let num_frames = self.psth.len();
        let mut counts = vec![0; self.spikes.len() * num_frames];
        for (repeat, frames) in counts.chunks_exact_mut(num_frames).zip(&self.spikes) {
            for &frame in frames {
                repeat[frame as usize] += 1;
            }
        }
        counts
    }
}

/// Filters in the order in which they are shown: effective ones first, then by falling norm.
pub fn filter_order(facts: &[FilterFacts]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..facts.len() as u32).collect();
    sort_few(&mut order, |&a, &b| {
        let (a, b) = (&facts[a as usize], &facts[b as usize]);
        let rank = |facts: &FilterFacts| (facts.is_effective, facts.relative_norm);
        rank(a) > rank(b)
    });
    order
}

/// So many repeats of a cell that does exactly what the network predicts.
fn drawn(config: &Config, prediction: &[f32], num_repeats: usize) -> Repeats {
    let mut random = Random::new(config.seed(), Stream::NetworkSpikes, config.cell_number());
    let repeated = (0..num_repeats).flat_map(|_| prediction.iter());
    Repeats::new(prediction.len(), repeated.map(|&rate| random.poisson(rate)).collect())
}

fn raster(repeats: &Repeats) -> Raster {
    repeats.counts().chunks_exact(repeats.num_frames()).map(times).collect()
}

/// The frames with a spike, once for each spike.
pub(super) fn times(counts: &[u16]) -> Vec<u32> {
    let spikes = |(frame, &count): (u32, &u16)| core::iter::repeat_n(frame, usize::from(count));
    (0..).zip(counts).flat_map(spikes).collect()
}
