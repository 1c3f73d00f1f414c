//! Makes the data set of a simulated cell in slices.

use crate::{
    cell::{CellBuilder, HiddenCell, SpikeTriggeredSum, TemporalFilter},
    config::{DataSource, NUM_LAGS, TemporalSource},
    dataset::{
        Dataset, DatasetError,
        split_builder::{SplitBuilder, SplitKind},
    },
    statistics::{RankOne, rank_one},
    units::{CHECKER_UM, FrameRate},
};

/// Shows the stimulus to the cell, then sees it through the estimated temporal filter.
///
/// Frames that are to be kept as floats are drawn again and filtered in a second pass, so that this is
/// the only copy; of large data sets of two-valued noise the raw frames are kept as bits instead.
///
/// The temporal filter is estimated from all training frames even if the network may learn from a
/// share of them only (paper: Fig. 6A): what is asked there is how many frames the network
/// needs, and a spike-triggered average from the same few spikes would be noise.
pub(super) struct SimulationBuilder {
    source: DataSource,
    /// Until it is built.
    builder: Option<CellBuilder>,
    /// Frames that building the cell takes.
    num_calibration: usize,
    /// The cell and the splits, once the cell is built.
    splits: Option<(HiddenCell, [SplitBuilder; 3])>,
    sta: SpikeTriggeredSum,
    estimate: Option<(RankOne, TemporalFilter)>,
}

impl SimulationBuilder {
    /// Before the first frame.
    pub(super) fn new(source: &DataSource, builder: CellBuilder) -> Self {
        Self {
            num_calibration: builder.progress().1,
            builder: Some(builder),
            splits: None,
            sta: SpikeTriggeredSum::new(source.stimulus.num_checkers()),
            estimate: None,
            source: source.clone(),
        }
    }

    /// Bytes that the finished data set takes, nearly.
    pub(super) fn num_bytes(source: &DataSource) -> usize {
        SplitKind::ALL.map(|part| part.num_bytes(source)).iter().sum()
    }

    /// Frames to go through: to set the cell's rate, and in both passes.
    pub(super) fn num_frames_total(&self) -> usize {
        self.num_calibration
            + SplitKind::ALL.map(|part| part.num_total(&self.source)).iter().sum::<usize>()
    }

    /// Frames gone through so far.
    pub(super) fn num_frames_done(&self) -> usize {
        let calibrated =
            self.builder.as_ref().map_or(self.num_calibration, |builder| builder.progress().0);
        let splits = self.splits.iter().flat_map(|(_, splits)| splits);
        calibrated + splits.map(SplitBuilder::num_done).sum::<usize>()
    }

    /// Does one slice; returns whether there is more to do.
    ///
    /// # Errors
    /// - [`DatasetError::NoSpikes`] if the cell is silent throughout a split.
    /// - [`DatasetError::OutOfMemory`] if the frames do not fit.
    ///
    /// # Panics
    /// Never: the cell is there once its builder is not.
    pub(super) fn advance(&mut self) -> Result<bool, DatasetError> {
        if self.builder.as_mut().is_some_and(CellBuilder::advance) {
            return Ok(true);
        }
        let (cell, splits) = match (&mut self.splits, self.builder.take()) {
            (Some((cell, splits)), _) => (cell, splits),
            (None, builder) => {
                let cell = builder.expect("a builder is there until the cell is").finish();
                let splits =
                    SplitKind::ALL.map(|part| SplitBuilder::new(&self.source, &cell, part));
                self.splits = Some((cell, splits));
                return Ok(true);
            }
        };
        if let Some(builder) = splits.iter_mut().find(|builder| !builder.is_simulated()) {
            let sta = (builder.part() == SplitKind::Training).then_some(&mut self.sta);
            builder.simulate(&self.source, cell, sta)?;
            return Ok(true);
        }
        let Some((_, kernel)) = &self.estimate else {
            self.estimate = Some(estimate_filter(&self.source, &self.sta, cell, splits)?);
            return Ok(true);
        };
        let Some(builder) = splits.iter_mut().find(|builder| !builder.is_filtered()) else {
            return Ok(false);
        };
        builder.filter(&self.source, kernel)?;
        Ok(true)
    }

    /// The finished data set.
    ///
    /// # Panics
    /// Unless [`Self::advance`] has returned `false`.
    pub(super) fn finish(self) -> Dataset {
        let (Some((receptive_field, input_filter)), Some((cell, [training, validation, test]))) =
            (self.estimate, self.splits)
        else {
            panic!("advance was called until there was nothing left to do");
        };
        Dataset {
            cell: Some(cell),
            test_movie: None,
            pictures: None,
            training: training.split,
            validation: validation.split,
            test: test.split,
            frame_rate: FrameRate::default(),
            checker_um: Some(CHECKER_UM),
            repeats: test.repeats,
            sta: self.sta.mean(),
            receptive_field,
            input_filter,
        }
    }
}

/// Between the passes: the filter that the frames will be seen through.
fn estimate_filter(
    source: &DataSource,
    sta: &SpikeTriggeredSum,
    cell: &HiddenCell,
    splits: &mut [SplitBuilder; 3],
) -> Result<(RankOne, TemporalFilter), DatasetError> {
    for builder in splits {
        builder.rewind(source);
        if builder.split.num_spikes() == 0 {
            return Err(DatasetError::NoSpikes { split: builder.part().word() });
        }
    }
    let receptive_field = rank_one(&sta.mean(), NUM_LAGS);
    let kernel = match source.input {
        TemporalSource::Known => *cell.temporal(),
        TemporalSource::Estimated => core::array::from_fn(|lag| receptive_field.temporal[lag]),
    };
    Ok((receptive_field, kernel))
}
