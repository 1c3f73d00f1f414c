//! The model cell of the paper (Methods A, Fig. 1B).

use crate::{
    cell::{TemporalFilter, scale::ScaleBuilder, temporal::temporal_filter},
    config::{Config, ModelCell, Placement, SpikeGeneration, Stimulus},
    rng::Random,
};

/// A ganglion cell that pools rectified subunits.
///
/// With subunit filters `u_i` of unit norm and the temporally filtered frame `x`,
///
/// ```text
/// drive = scale * sum_i max(u_i . x, 0)
/// rate  = 1 if drive > threshold                    (deterministic)
///       = min(1, gain * max(drive - threshold, 0))  (Bernoulli)
///       = gain * max(drive - threshold, 0)          (Poisson)
/// ```
///
/// # Source
/// Yan, Zheng et al., Methods A: four 2x2 subunits, threshold at unity. The scale is not given
/// there; here it is set so that the cell has the spike rate asked for.
#[derive(Clone, Debug)]
pub struct GanglionCell {
    temporal: TemporalFilter,
    subunits: Vec<Subunit>,
    law: SpikeLaw,
    scale: f32,
    rows: usize,
    columns: usize,
}

/// One rectified input of the cell.
#[derive(Clone, Debug)]
struct Subunit {
    checkers: Vec<usize>,
    weight: f32,
}

/// How drive becomes an expected count.
#[derive(Clone, Copy, Debug)]
pub(super) struct SpikeLaw {
    pub(super) generation: SpikeGeneration,
    pub(super) threshold: f32,
    pub(super) gain: f32,
}

/// The answer to one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Generator signal of each subunit, before rectification.
    pub generators: Vec<f32>,
    /// Pooled and scaled sum of the rectified generator signals.
    pub drive: f32,
    /// Expected spikes in the frame.
    pub rate: f32,
}

impl GanglionCell {
    /// Builds the cell and sets its scale for the spike rate asked for: that takes some tenths of a second on a slow machine,
    /// so whoever may not be silent for so long uses [`CellBuilder`](crate::cell::CellBuilder).
    pub fn new(cell: &ModelCell, stimulus: &Stimulus) -> Self {
        let mut builder = ScaleBuilder::new(cell, stimulus);
        while builder.advance() {}
        builder.finish()
    }

    /// The cell with a scale of 1.
    pub(super) fn unscaled(cell: &ModelCell, stimulus: &Stimulus) -> Self {
        let law = SpikeLaw { generation: cell.spikes, threshold: cell.threshold, gain: cell.gain };
        let columns = stimulus.columns as usize;
        let subunits = cell.subunits.iter();
        let subunits = subunits.map(|placement| Subunit::new(*placement, columns)).collect();
        Self {
            temporal: temporal_filter(cell.temporal, cell.polarity),
            subunits,
            law,
            scale: 1.0,
            rows: stimulus.rows as usize,
            columns,
        }
    }

    /// The same cell with another scale.
    #[must_use]
    pub(super) fn with_scale(self, scale: f32) -> Self {
        Self { scale, ..self }
    }

    /// The temporal filter of every subunit.
    pub fn temporal(&self) -> &TemporalFilter {
        &self.temporal
    }

    /// Factor between the pooled signal and the drive.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// How many subunits it pools.
    pub fn num_subunits(&self) -> usize {
        self.subunits.len()
    }

    /// Height and width of its field, checkers.
    pub fn field(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// The true spatial filter of each subunit.
    ///
    /// # Shapes
    /// - returns `[num_subunits][rows * columns]`, unit norm
    pub fn subunit_filters(&self) -> Vec<Vec<f32>> {
        let num_checkers = self.rows * self.columns;
        self.subunits.iter().map(|subunit| subunit.filter(num_checkers)).collect()
    }

    /// Generator signal of each subunit, before rectification.
    pub(super) fn generators<'a>(&'a self, frame: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        self.subunits.iter().map(|subunit| subunit.generator(frame))
    }

    /// Sum of the rectified generator signals, before scaling.
    ///
    /// # Shapes
    /// - `filtered`: `[rows * columns]`, a frame seen through [`Self::temporal`]
    pub fn pooled(&self, filtered: &[f32]) -> f32 {
        self.generators(filtered).map(|generator| generator.max(0.0)).sum()
    }

    /// Expected spikes for a temporally filtered frame.
    pub fn rate(&self, filtered: &[f32]) -> f32 {
        self.law.rate(self.scale * self.pooled(filtered))
    }

    /// Expected spikes for a drive.
    pub fn rate_of_drive(&self, drive: f32) -> f32 {
        self.law.rate(drive)
    }

    /// Every signal on the way from a temporally filtered frame to the expected spikes.
    pub fn respond(&self, filtered: &[f32]) -> Response {
        let generators: Vec<_> = self.generators(filtered).collect();
        let drive = self.scale * generators.iter().map(|generator| generator.max(0.0)).sum::<f32>();
        Response { generators, drive, rate: self.law.rate(drive) }
    }

    /// Draws the spikes of a frame from its rate.
    pub fn spikes(&self, rate: f32, random: &mut Random) -> u16 {
        match self.law.generation {
            SpikeGeneration::Deterministic => u16::from(rate > 0.0),
            SpikeGeneration::Bernoulli => u16::from(random.uniform() < rate),
            SpikeGeneration::Poisson => random.poisson(rate),
        }
    }

    pub(super) fn law(&self) -> SpikeLaw {
        self.law
    }
}

/// The true spatial filter of each subunit of a configuration, without building the cell.
///
/// # Shapes
/// - returns `[num_subunits][rows * columns]`, unit norm
pub fn subunit_filters(config: &Config) -> Vec<Vec<f32>> {
    let subunits = config.subunits().iter();
    subunits
        .map(|placement| Subunit::new(*placement, config.columns()).filter(config.num_checkers()))
        .collect()
}

impl Subunit {
    fn new(placement: Placement, columns: usize) -> Self {
        let checkers = checkers_of(placement, columns);
        let weight = 1.0 / (checkers.len() as f32).sqrt();
        Self { checkers, weight }
    }

    fn filter(&self, num_checkers: usize) -> Vec<f32> {
        let mut image = vec![0.0; num_checkers];
        for &checker in &self.checkers {
            image[checker] = self.weight;
        }
        image
    }

    fn generator(&self, filtered: &[f32]) -> f32 {
        self.weight * self.checkers.iter().map(|&checker| filtered[checker]).sum::<f32>()
    }
}

impl SpikeLaw {
    pub(super) fn rate(self, drive: f32) -> f32 {
        let above = (drive - self.threshold).max(0.0);
        match self.generation {
            SpikeGeneration::Deterministic => f32::from(u8::from(above > 0.0)),
            SpikeGeneration::Bernoulli => (self.gain * above).min(1.0),
            SpikeGeneration::Poisson => self.gain * above,
        }
    }
}

fn checkers_of(placement: Placement, columns: usize) -> Vec<usize> {
    let rows = usize::from(placement.row)..usize::from(placement.row + placement.height);
    rows.flat_map(|row| {
        (0..usize::from(placement.width))
            .map(move |offset| row * columns + usize::from(placement.column) + offset)
    })
    .collect()
}
