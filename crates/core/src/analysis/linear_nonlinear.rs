//! The baseline: one filter, then a curve from its output to the mean spike count.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use core::ops::Range;

use serde::{Deserialize, Serialize};
use wide::f32x4;

use crate::{
    analysis::ensemble::Ensemble,
    dataset::Frames,
    vectors::{Kernel, VectorWidth, Vectors},
};

/// Bins of the curve, with equally many frames each.
const NUM_BINS: usize = 40;
/// Frames whose outputs set the edges of the bins.
const NUM_FOR_EDGES: usize = 40_000;
/// Multiplications in a slice: some milliseconds.
const SLICE: usize = 8_000_000;
/// Frames that are read at once.
const BLOCK: usize = 128;
/// Frames in a group of lanes.
const LANES: usize = 4;
/// Groups of frames that go through the filter side by side, so that no sum waits for the one before it.
const GROUPS: usize = 4;

/// A filter and the measured nonlinearity behind it.
///
/// # Source
/// Chichilnisky (2001), Network 12:199. Here, bins hold equally many frames, and between their
/// means the curve is straight.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinearNonlinear {
    /// `[checkers]`, unit norm.
    pub filter: Vec<f32>,
    /// Mean output of the filter in each bin, rising.
    pub generators: Vec<f32>,
    /// Mean spikes a frame in each bin.
    pub counts: Vec<f32>,
}

/// Fits the curve in slices.
#[derive(Clone, Debug)]
pub struct LinearNonlinearBuilder {
    filter: Vec<f32>,
    generators: Vec<f32>,
}

impl LinearNonlinearBuilder {
    /// With the spike-triggered average as the filter.
    pub fn new(spikes: &Ensemble) -> Self {
        Self::with_filter(&spikes.mean())
    }

    /// With any filter, of any length.
    pub fn with_filter(filter: &[f64]) -> Self {
        let norm = filter.iter().map(|value| value * value).sum::<f64>().sqrt();
        let scale = if norm > 0.0 { 1.0 / norm } else { 0.0 };
        Self {
            filter: filter.iter().map(|value| (value * scale) as f32).collect(),
            generators: Vec::new(),
        }
    }

    /// Sends the next of the first `num_frames` training frames through the filter; returns whether there are more.
    pub fn advance(&mut self, frames: &Frames, num_frames: usize) -> bool {
        let start = self.generators.len();
        let rows = start..num_frames.min(start + SLICE / self.filter.len());
        let is_last = rows.end == num_frames;
        self.generators.extend(project(&self.filter, frames, rows));
        !is_last
    }

    /// The fitted model.
    ///
    /// # Shapes
    /// - `counts`: `[num_frames]`, of the frames that were shown
    ///
    /// # Panics
    /// Unless [`Self::advance`] has returned `false` for as many frames as there are counts.
    pub fn finish(self, counts: &[u16]) -> LinearNonlinear {
        assert_eq!(self.generators.len(), counts.len(), "every frame has gone through the filter");
        // No generator is beyond an edge that isn't there.
        let mut edges = [f32::NAN; NUM_BINS];
        for (place, edge) in edges.iter_mut().zip(edges_of(&self.generators)) {
            *place = edge;
        }
        let mut sums = vec![(0.0_f64, 0.0_f64, 0_u32); NUM_BINS];
        for (generator, count) in self.generators.iter().zip(counts) {
            let bin = edges.iter().map(|edge| u32::from(edge <= generator)).sum::<u32>();
            let (generators, spikes, frames) = &mut sums[bin as usize];
            *generators += f64::from(*generator);
            *spikes += f64::from(*count);
            *frames += 1;
        }
        sums.retain(|(_, _, frames)| *frames > 0);
        let mean = |sum: f64, frames: u32| (sum / f64::from(frames)) as f32;
        LinearNonlinear {
            filter: self.filter,
            generators: sums.iter().map(|(sum, _, frames)| mean(*sum, *frames)).collect(),
            counts: sums.iter().map(|(_, spikes, frames)| mean(*spikes, *frames)).collect(),
        }
    }
}

impl LinearNonlinear {
    /// Expected spikes at each of the first frames.
    ///
    /// # Shapes
    /// - returns `[num_frames]`
    pub fn predict(&self, frames: &Frames, num_frames: usize) -> Vec<f32> {
        let generators = self.generators(frames, num_frames).into_iter();
        generators.map(|generator| self.count(generator)).collect()
    }

    /// Output of the filter at each of the first frames, without the curve.
    ///
    /// # Shapes
    /// - returns `[num_frames]`
    pub fn generators(&self, frames: &Frames, num_frames: usize) -> Vec<f32> {
        project(&self.filter, frames, 0..num_frames)
    }

    /// Output of the filter for each picture.
    ///
    /// # Shapes
    /// - `pictures`: `[num_pictures, checkers]`
    /// - returns `[num_pictures]`
    pub fn generators_of_pictures(&self, pictures: &[f32]) -> Vec<f32> {
        let mut generators = Vec::with_capacity(pictures.len() / self.filter.len());
        project_block(&self.filter, pictures, &mut generators);
        generators
    }

    /// Mean count at an output of the filter; beyond the outermost bins, theirs.
    pub fn count(&self, generator: f32) -> f32 {
        let above = self.generators.partition_point(|bin| *bin <= generator);
        let last = self.counts.len().saturating_sub(1);
        match above {
            0 => self.counts.first().copied().unwrap_or(0.0),
            above if above > last => self.counts[last],
            above => {
                let (low, high) = (self.generators[above - 1], self.generators[above]);
                let share = (generator - low) / (high - low);
                self.counts[above - 1] + share * (self.counts[above] - self.counts[above - 1])
            }
        }
    }
}

fn project(filter: &[f32], frames: &Frames, rows: Range<usize>) -> Vec<f32> {
    let mut generators = Vec::with_capacity(rows.len());
    let mut buffer = Vec::new();
    for start in rows.clone().step_by(BLOCK) {
        let block = frames.block(start..rows.end.min(start + BLOCK), &mut buffer);
        project_block(filter, block, &mut generators);
    }
    generators
}

fn project_block(filter: &[f32], frames: &[f32], generators: &mut Vec<f32>) {
    VectorWidth::widest().run(Projection { filter, frames, generators });
}

/// Frames that go through a filter: products summed in double precision from its first weight to its last.
struct Projection<'a> {
    filter: &'a [f32],
    frames: &'a [f32],
    generators: &'a mut Vec<f32>,
}

impl Kernel for Projection<'_> {
    type Found = ();

    #[inline(always)]
    fn run<V: Vectors>(self, _vectors: V) {
        let size = self.filter.len();
        let mut blocks = self.frames.chunks_exact(size * LANES * GROUPS);
        for block in &mut blocks {
            let sums = project_side_by_side(self.filter, block);
            self.generators.extend(sums.as_flattened().iter().map(|sum| *sum as f32));
        }
        for frame in blocks.remainder().chunks_exact(size) {
            let products =
                self.filter.iter().zip(frame).map(|(a, b)| f64::from(*a) * f64::from(*b));
            self.generators.push(products.sum::<f64>() as f32);
        }
    }
}

#[inline(always)]
fn project_side_by_side(filter: &[f32], frames: &[f32]) -> [[f64; LANES]; GROUPS] {
    let (size, mut sums) = (filter.len(), [[-0.0; LANES]; GROUPS]);
    let (quads, rest) = filter.as_chunks::<LANES>();
    let quads_of = |frame| &frames[frame * size..][..size].as_chunks::<LANES>().0[..quads.len()];
    let groups: [[_; LANES]; GROUPS] =
        core::array::from_fn(|group| core::array::from_fn(|frame| quads_of(group * LANES + frame)));
    for (at, weights) in quads.iter().enumerate() {
        for (group, sums) in groups.iter().zip(&mut sums) {
            let rows = group.map(|checkers| f32x4::from(checkers[at]));
            for (checkers, weight) in f32x4::transpose(rows).into_iter().zip(weights) {
                add_products(sums, checkers.to_array(), *weight);
            }
        }
    }
    for (at, weight) in (quads.len() * LANES..size).zip(rest) {
        for (sum, frame) in sums.as_flattened_mut().iter_mut().zip(frames.chunks_exact(size)) {
            *sum += f64::from(*weight) * f64::from(frame[at]);
        }
    }
    sums
}

#[inline(always)]
fn add_products(sums: &mut [f64; LANES], checkers: [f32; LANES], weight: f32) {
    for (sum, checker) in sums.iter_mut().zip(checkers) {
        *sum += f64::from(weight) * f64::from(checker);
    }
}

/// Outputs between the bins, from evenly picked frames.
fn edges_of(generators: &[f32]) -> Vec<f32> {
    let stride = generators.len().div_ceil(NUM_FOR_EDGES).max(1);
    let mut picked: Vec<f32> = generators.iter().copied().step_by(stride).collect();
    picked.sort_by(f32::total_cmp);
    let num_bins = NUM_BINS.min(picked.len());
    (1..num_bins).map(|bin| picked[bin * picked.len() / num_bins]).collect()
}
