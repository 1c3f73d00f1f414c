//! Makes a data set in slices, so that a worker can listen in between.

use crate::{
    cell::{HiddenCell, SpikeTriggeredSum, TemporalFilter},
    config::{Config, NUM_LAGS, TemporalSource},
    dataset::{
        Dataset, DatasetError,
        split_builder::{Part, SplitBuilder},
    },
    statistics::{RankOne, rank_one},
};

/// Shows the stimulus to the cell, then sees it through the estimated temporal filter.
///
/// Raw frames are drawn again for the second pass instead of being kept: the filtered frames are
/// the only copy in floats.
///
/// The temporal filter is estimated from all training frames even if the network may learn from a
/// share of them only (paper: Fig. 6A): what is asked there is how many frames the network
/// needs, and a spike-triggered average from the same few spikes would be noise.
pub struct DatasetBuilder {
    config: Config,
    cell: HiddenCell,
    splits: [SplitBuilder; 3],
    sta: SpikeTriggeredSum,
    estimate: Option<(RankOne, TemporalFilter)>,
}

impl DatasetBuilder {
    /// Starts on a configuration.
    pub fn new(config: &Config) -> Self {
        let cell = HiddenCell::new(config);
        Self {
            splits: [Part::Training, Part::Validation, Part::Test]
                .map(|part| SplitBuilder::new(config, &cell, part)),
            sta: SpikeTriggeredSum::new(config.num_checkers()),
            estimate: None,
            cell,
            config: config.clone(),
        }
    }

    /// Frames to go through in both passes.
    pub fn num_frames_total(&self) -> usize {
        self.splits.iter().map(SplitBuilder::num_total).sum()
    }

    /// Frames gone through so far.
    pub fn num_frames_done(&self) -> usize {
        let checkers = self.config.num_checkers();
        self.splits.iter().map(|builder| builder.num_done(checkers)).sum()
    }

    /// Does one slice; returns whether there is more to do.
    ///
    /// # Errors
    /// - [`DatasetError::NoSpikes`] if the cell is silent throughout a split.
    /// - [`DatasetError::OutOfMemory`] if the frames do not fit.
    pub fn advance(&mut self) -> Result<bool, DatasetError> {
        if let Some(builder) = self.splits.iter_mut().find(|builder| !builder.is_simulated()) {
            let sta = (builder.part() == Part::Training).then_some(&mut self.sta);
            builder.simulate(&self.config, &self.cell, sta);
            return Ok(true);
        }
        let Some((_, kernel)) = &self.estimate else {
            self.estimate = Some(self.estimate_filter()?);
            return Ok(true);
        };
        let checkers = self.config.num_checkers();
        let Some(builder) = self.splits.iter_mut().find(|builder| !builder.is_filtered(checkers))
        else {
            return Ok(false);
        };
        builder.filter(&self.config, kernel)?;
        Ok(true)
    }

    /// The finished data set.
    ///
    /// # Panics
    /// Unless [`Self::advance`] has returned `false`.
    pub fn finish(self) -> Dataset {
        let (receptive_field, input_filter) =
            self.estimate.expect("advance was called until there was nothing left to do");
        let [training, validation, test] = self.splits;
        Dataset {
            cell: self.cell,
            training: training.split,
            validation: validation.split,
            test: test.split,
            repeats: test.repeats,
            sta: self.sta.mean(),
            receptive_field,
            input_filter,
        }
    }

    fn estimate_filter(&mut self) -> Result<(RankOne, TemporalFilter), DatasetError> {
        for builder in &mut self.splits {
            builder.rewind(&self.config);
            if builder.split.num_spikes() == 0 {
                return Err(DatasetError::NoSpikes { split: builder.part().word() });
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
