//! Makes a data set in slices, so that a worker can listen in between.

use crate::{
    cell::{FilteredNoise, GanglionCell, SpikeTriggeredSum, TemporalFilter},
    config::{Config, NUM_LAGS, TemporalSource, Version},
    dataset::{Dataset, DatasetError, RawFrames, Split},
    rng::{Random, Stream},
    statistics::{RankOne, rank_one},
};

/// Frames made in one slice: some milliseconds of work.
const BLOCK: usize = 1_000;

/// Shows the stimulus to the cell, then sees it through the estimated temporal filter.
///
/// Raw frames are drawn again for the second pass instead of being kept: the filtered frames are
/// the only copy in floats.
pub struct DatasetBuilder {
    config: Config,
    cell: GanglionCell,
    splits: [SplitBuilder; 3],
    sta: SpikeTriggeredSum,
    estimate: Option<(RankOne, TemporalFilter)>,
}

impl DatasetBuilder {
    /// Starts on a configuration.
    pub fn new(config: &Config) -> Self {
        let cell = GanglionCell::new(config);
        let split = |num_frames, stimulus, spikes| SplitBuilder {
            num_frames,
            stimulus,
            movie: FilteredNoise::of(config, stimulus),
            random: Random::new(config.seed(), spikes, 0),
            split: Split {
                raw: (config.version() == Version::Second)
                    .then(|| RawFrames::new(config.noise(), config.num_checkers())),
                ..Split::default()
            },
        };
        Self {
            splits: [
                split(config.num_frames(), Stream::TrainingStimulus, Stream::TrainingSpikes),
                split(
                    config.num_validation_frames(),
                    Stream::ValidationStimulus,
                    Stream::ValidationSpikes,
                ),
                split(config.num_test_frames(), Stream::TestStimulus, Stream::TestSpikes),
            ],
            sta: SpikeTriggeredSum::new(config.num_checkers()),
            estimate: None,
            cell,
            config: config.clone(),
        }
    }

    /// Frames to go through in both passes.
    pub fn num_frames_total(&self) -> usize {
        2 * self.splits.iter().map(|split| split.num_frames).sum::<usize>()
    }

    /// Frames gone through so far.
    pub fn num_frames_done(&self) -> usize {
        let checkers = self.config.num_checkers();
        self.splits
            .iter()
            .map(|builder| builder.split.num_frames() + builder.split.frames.len() / checkers)
            .sum()
    }

    /// Does one slice; returns whether there is more to do.
    ///
    /// # Errors
    /// - [`DatasetError::NoSpikes`] if the cell is silent throughout a split.
    /// - [`DatasetError::OutOfMemory`] if the frames do not fit.
    pub fn advance(&mut self) -> Result<bool, DatasetError> {
        for (which, builder) in self.splits.iter_mut().enumerate() {
            if builder.split.num_frames() < builder.num_frames {
                let sta = (which == 0).then_some(&mut self.sta);
                builder.simulate(&self.cell, sta);
                return Ok(true);
            }
        }
        let Some((_, kernel)) = &self.estimate else {
            self.estimate = Some(self.estimate_filter()?);
            for builder in &mut self.splits {
                builder.movie = FilteredNoise::of(&self.config, builder.stimulus);
            }
            return Ok(true);
        };
        let checkers = self.config.num_checkers();
        for builder in &mut self.splits {
            if builder.split.frames.len() < builder.num_frames * checkers {
                builder.filter(kernel, checkers)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The finished data set.
    ///
    /// # Panics
    /// Unless [`Self::advance`] has returned `false`.
    pub fn finish(self) -> Dataset {
        let (receptive_field, input_filter) =
            self.estimate.expect("advance was called until there was nothing left to do");
        let [training, validation, test] = self.splits.map(|builder| builder.split);
        let sta = self.sta.mean();
        Dataset { cell: self.cell, training, validation, test, sta, receptive_field, input_filter }
    }

    fn estimate_filter(&self) -> Result<(RankOne, TemporalFilter), DatasetError> {
        let names = ["training", "validation", "test"];
        for (builder, split) in self.splits.iter().zip(names) {
            if builder.split.num_spikes() == 0 {
                return Err(DatasetError::NoSpikes { split });
            }
        }
        let receptive_field = rank_one(&self.sta.mean(), NUM_LAGS);
        let kernel = match self.config.input() {
            TemporalSource::Known => *self.cell.temporal(),
            TemporalSource::Estimated => core::array::from_fn(|lag| receptive_field.temporal[lag]),
        };
        Ok((receptive_field, kernel))
    }
}

struct SplitBuilder {
    num_frames: usize,
    stimulus: Stream,
    movie: FilteredNoise,
    random: Random,
    split: Split,
}

impl SplitBuilder {
    /// First pass: spikes of the next block.
    fn simulate(&mut self, cell: &GanglionCell, mut sta: Option<&mut SpikeTriggeredSum>) {
        let block = BLOCK.min(self.num_frames - self.split.num_frames());
        let mut filtered = vec![0.0; cell.field().0 * cell.field().1];
        self.movie.draw(block);
        if let Some(raw) = &mut self.split.raw {
            let history = if raw.is_empty() { NUM_LAGS - 1 } else { 0 };
            (1..=history).rev().for_each(|lag| raw.push(self.movie.raw(0, lag)));
            (0..block).for_each(|at| raw.push(self.movie.raw(at, 0)));
        }
        for at in 0..block {
            self.movie.filter(at, cell.temporal(), &mut filtered);
            let rate = cell.rate(&filtered);
            let count = cell.spikes(rate, &mut self.random);
            self.split.rates.push(rate);
            self.split.counts.push(count);
            if let Some(sta) = sta.as_deref_mut() {
                sta.add(&self.movie, at, count);
            }
        }
    }

    /// Second pass: the next block of frames as the network will see them.
    fn filter(&mut self, kernel: &TemporalFilter, checkers: usize) -> Result<(), DatasetError> {
        let done = self.split.frames.len();
        if done == 0 {
            let num_frames = self.num_frames;
            let reserved = self.split.frames.try_reserve_exact(num_frames * checkers);
            reserved.map_err(|_full| DatasetError::OutOfMemory { num_frames })?;
        }
        let block = BLOCK.min(self.num_frames - done / checkers);
        self.split.frames.resize(done + block * checkers, 0.0);
        self.movie.draw(block);
        for (at, frame) in self.split.frames[done..].chunks_exact_mut(checkers).enumerate() {
            self.movie.filter(at, kernel, frame);
        }
        Ok(())
    }
}
