//! A cell like those recorded from the salamander's retina, as one of a population.
//!
//! In: a seed and the number of the cell. Out: its subunits, and its spikes to any movie of 16x16
//! checkers. It stands in for recordings that are not ours to hand out; nothing in it is fitted to
//! one of them.

mod anatomy;
mod law;
mod playback;

use crate::{
    cell::{
        TemporalFilter,
        recorded::{
            anatomy::Anatomy,
            law::{NUM_FRAMES, Pools, RecordedLaw},
        },
    },
    rng::{Random, Stream},
    statistics::Ellipse,
};

pub use anatomy::RECORDED_SIDE;
pub use playback::Playback;

/// Generator signal below which a subunit is silent; the signal has a variance of 1.
const SUBUNIT_THRESHOLD: f32 = 0.5;

/// One rectified input of a recorded-like cell.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedSubunit {
    /// Row of its center, checkers from the middle of the top row.
    pub row: f32,
    /// Column of its center, checkers from the middle of the left column.
    pub column: f32,
    /// SD of its Gaussian, checkers.
    pub sigma: f32,
    /// Weight in the pool; negative for a suppressive subunit.
    pub weight: f32,
    /// `[RECORDED_SIDE * RECORDED_SIDE]`, unit norm; negative everywhere for a suppressive subunit.
    pub spatial: Vec<f32>,
    /// Unit norm, that of an OFF cell: an excitatory subunit is driven by dark, and a suppressive
    /// one, whose spatial filter is negative, by light.
    pub temporal: TemporalFilter,
}

impl RecordedSubunit {
    /// Whether it takes spikes away.
    pub fn is_suppressive(&self) -> bool {
        self.weight < 0.0
    }
}

/// A ganglion cell with Gaussian subunits that differ in place, weight and time course.
///
/// With the generator signal `g_i` of subunit `i` through its own spatial and temporal filter,
///
/// ```text
/// pool  = sum_i w_i max(g_i - .5, 0)
/// z     = (pool - mean pool) / SD pool
/// count ~ min(5, Poisson(drift * gain * max(z + noise - threshold, 0)))
/// ```
///
/// with fresh Gaussian noise in each frame and a drift of mean 1 that changes over minutes.
///
/// # Source
/// Numbers of subunits, sizes and rates are those of OFF cells of the salamander as in Liu et al.
/// (2017), Nature Communications 8:149, the data set of Yan, Zheng et al., Methods B.
#[derive(Clone, Debug)]
pub struct RecordedCell {
    subunits: Vec<RecordedSubunit>,
    /// Checkers under each subunit, with its weights there.
    taps: Vec<Vec<(usize, f32)>>,
    temporal: TemporalFilter,
    outline: Ellipse,
    law: RecordedLaw,
}

impl RecordedCell {
    /// Cell `number` of the population of a seed: draws it and sets its threshold and gain.
    pub fn new(seed: u32, number: u32) -> Self {
        let mut builder = RecordedCellBuilder::new(seed, number);
        while builder.advance() {}
        builder.finish()
    }

    /// Its subunits, the excitatory ones first.
    pub fn subunits(&self) -> &[RecordedSubunit] {
        &self.subunits
    }

    /// The spatial filter of each excitatory subunit.
    ///
    /// # Shapes
    /// - returns `[num_excitatory][RECORDED_SIDE * RECORDED_SIDE]`, unit norm
    pub fn subunit_filters(&self) -> Vec<Vec<f32>> {
        let excitatory = self.subunits.iter().filter(|subunit| !subunit.is_suppressive());
        excitatory.map(|subunit| subunit.spatial.clone()).collect()
    }

    /// Weighted mean of the excitatory subunits' temporal filters, unit norm.
    pub fn temporal(&self) -> &TemporalFilter {
        &self.temporal
    }

    /// The ellipse in which the subunits have their centers: semi-axes, not SDs.
    pub fn outline(&self) -> Ellipse {
        self.outline
    }

    /// Factor between the pooled signal and the drive `z`.
    pub fn scale(&self) -> f32 {
        self.law.scale()
    }

    /// SD of the noise before the threshold, in SDs of the drive.
    pub fn noise_sd(&self) -> f32 {
        self.law.noise_sd
    }

    /// Spikes expected for a drive `z`, over noise and drift.
    pub fn rate(&self, drive: f32) -> f32 {
        self.law.rate(drive)
    }

    /// Spikes expected for a drive `z`, over noise but without drift, where no frame holds more than
    /// five.
    pub fn clipped_rate(&self, drive: f32) -> f32 {
        self.law.clipped_rate(drive)
    }

    /// The pooled signal in SDs from its mean.
    pub(super) fn drive(&self, pool: f32) -> f32 {
        self.law.drive(pool)
    }

    /// Draws the spikes of one frame.
    pub(super) fn spikes(&self, drive: f32, drift: f32, random: &mut Random) -> u16 {
        self.law.spikes(drive, drift, random)
    }

    /// Drift at a moment of which nothing is known.
    pub(super) fn any_drift(random: &mut Random) -> f32 {
        playback::any_drift(random)
    }

    /// Generator signal that one frame adds to each subunit at lag 0, before filtering in time.
    pub(super) fn projections<'a>(&'a self, frame: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        self.taps
            .iter()
            .map(|taps| taps.iter().map(|&(checker, weight)| weight * frame[checker]).sum())
    }

    /// Rectified generator signals, weighted.
    pub(super) fn rectified(
        &self,
        generators: impl Iterator<Item = f32>,
    ) -> impl Iterator<Item = f32> {
        let rectified = generators.map(|generator| (generator - SUBUNIT_THRESHOLD).max(0.0));
        self.subunits.iter().zip(rectified).map(|(subunit, signal)| subunit.weight * signal)
    }

    /// Weighted sum of the rectified generator signals.
    fn pool(&self, generators: impl Iterator<Item = f32>) -> f32 {
        self.rectified(generators).sum()
    }
}

/// Builds a cell in slices.
pub struct RecordedCellBuilder {
    cell: RecordedCell,
    random: Random,
    pools: Pools,
}

impl RecordedCellBuilder {
    /// Frames that are shown in all.
    pub(super) const NUM_FRAMES: usize = NUM_FRAMES;

    /// Draws the cell.
    pub(super) fn new(seed: u32, number: u32) -> Self {
        let mut random = Random::new(seed, Stream::Population, number);
        let Anatomy { subunits, outline } = Anatomy::draw(&mut random);
        let taps = subunits.iter().map(|subunit| taps(&subunit.spatial)).collect();
        let temporal = mean_time_course(&subunits);
        let cell = RecordedCell { subunits, taps, temporal, outline, law: RecordedLaw::default() };
        Self { pools: Pools::new(&cell), cell, random }
    }

    /// Frames shown so far.
    pub(super) fn num_done(&self) -> usize {
        self.pools.signals.len()
    }

    /// Shows some frames; returns whether there are more.
    pub(super) fn advance(&mut self) -> bool {
        self.pools.advance(&self.cell)
    }

    /// Sets threshold and gain.
    pub(super) fn finish(mut self) -> RecordedCell {
        let law = RecordedLaw::calibrated(&self.pools.signals, &mut self.random);
        RecordedCell { law, ..self.cell }
    }
}

fn taps(spatial: &[f32]) -> Vec<(usize, f32)> {
    spatial.iter().copied().enumerate().filter(|(_, weight)| *weight != 0.0).collect()
}

fn mean_time_course(subunits: &[RecordedSubunit]) -> TemporalFilter {
    let mut sums = [0.0_f32; crate::config::NUM_LAGS];
    for subunit in subunits.iter().filter(|subunit| !subunit.is_suppressive()) {
        for (sum, weight) in sums.iter_mut().zip(&subunit.temporal) {
            *sum += subunit.weight * weight;
        }
    }
    let norm = sums.iter().map(|sum| sum * sum).sum::<f32>().sqrt();
    sums.map(|sum| sum / norm)
}
