//! One split on its way from a seed to filtered frames.

use std::sync::Arc;

use crate::{
    cell::{FilteredNoise, HiddenCell, Recorder, SpikeTriggeredSum, TemporalFilter},
    config::{CellDescription, DataSource, NUM_LAGS, Noise},
    dataset::{DatasetError, EvenSpread, Frames, RawFrames, Repeats, Rows, Split, spoil::Spoiling},
    rng::Stream,
    stimulus::StimulusFrames,
};

/// Frames made in one slice: some milliseconds of work.
const BLOCK: usize = 1_000;
/// Most bytes of the frames of a split that are kept as floats; of more, two-valued ones stay bits and are filtered whenever they
/// are read.
pub(super) const MAX_KEPT_BYTES: usize = 32 << 20;

/// Which of the splits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SplitKind {
    Training,
    Validation,
    Test,
}

pub(super) struct SplitBuilder {
    part: SplitKind,
    /// Frames shown to the cell.
    num_shown: usize,
    /// Frames kept for the network.
    num_kept: usize,
    /// Which of those shown they are.
    rows: EvenSpread,
    /// Frames as they were shown, behind their history, where they are kept.
    shown: Option<StimulusFrames>,
    num_simulated: usize,
    /// Frames shown once more, for the second pass.
    num_redrawn: usize,
    /// Rows that have been filtered, where they are kept.
    num_filtered: usize,
    /// These rows, until they are all there.
    filtered: Vec<f32>,
    recorder: Recorder,
    movie: FilteredNoise,
    pub(super) split: Split,
    pub(super) repeats: Option<Repeats>,
}

impl SplitKind {
    pub(super) const ALL: [Self; 3] = [Self::Training, Self::Validation, Self::Test];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }

    fn stimulus(self) -> Stream {
        match self {
            Self::Training => Stream::TrainingStimulus,
            Self::Validation => Stream::ValidationStimulus,
            Self::Test => Stream::TestStimulus,
        }
    }

    fn spikes(self) -> Stream {
        match self {
            Self::Training => Stream::TrainingSpikes,
            Self::Validation => Stream::ValidationSpikes,
            Self::Test => Stream::TestSpikes,
        }
    }

    /// Frames shown to the cell.
    fn num_shown(self, source: &DataSource) -> usize {
        let lengths = &source.lengths;
        let num_frames = match self {
            Self::Training => lengths.training,
            Self::Validation => lengths.validation,
            Self::Test => lengths.test,
        };
        num_frames as usize
    }

    /// Frames kept for the network.
    fn num_kept(self, source: &DataSource) -> usize {
        if self == Self::Training { source.lengths.used as usize } else { self.num_shown(source) }
    }

    /// Frames to go through in both passes; those that stay packed need no second one.
    pub(super) fn num_total(self, source: &DataSource) -> usize {
        let num_filtered = if self.is_packed(source) { 0 } else { self.num_kept(source) };
        self.num_shown(source) + num_filtered
    }

    /// Whether frames are filtered whenever they are read.
    pub(super) fn is_packed(self, source: &DataSource) -> bool {
        let num_bytes = self.num_kept(source) * source.stimulus.num_checkers() * size_of::<f32>();
        source.stimulus.noise == Noise::Binary && num_bytes > MAX_KEPT_BYTES
    }
}

impl SplitBuilder {
    pub(super) fn new(source: &DataSource, cell: &HiddenCell, part: SplitKind) -> Self {
        let (num_shown, num_kept) = (part.num_shown(source), part.num_kept(source));
        let rows = EvenSpread::new(num_shown, num_kept);
        let stimulus = &source.stimulus;
        let empty = || StimulusFrames::empty(stimulus.noise, stimulus.num_checkers());
        Self {
            part,
            num_shown,
            num_kept,
            rows,
            shown: (source.has_raw_frames || part.is_packed(source)).then(empty),
            num_simulated: 0,
            num_redrawn: 0,
            num_filtered: 0,
            filtered: Vec::new(),
            recorder: Recorder::new(cell, source, part.spikes()),
            movie: FilteredNoise::of(stimulus, part.stimulus()),
            split: Split::default(),
            repeats: None,
        }
    }

    pub(super) fn part(&self) -> SplitKind {
        self.part
    }

    pub(super) fn num_done(&self) -> usize {
        self.num_simulated + self.num_filtered
    }

    pub(super) fn is_simulated(&self) -> bool {
        self.num_simulated == self.num_shown
    }

    pub(super) fn is_filtered(&self) -> bool {
        self.split.frames.num_checkers() > 0
    }

    /// First pass: spikes of the next block.
    pub(super) fn simulate(
        &mut self,
        source: &DataSource,
        cell: &HiddenCell,
        sta: Option<&mut SpikeTriggeredSum>,
    ) -> Result<(), DatasetError> {
        if self.num_simulated == 0 {
            self.reserve()?;
        }
        let block = BLOCK.min(self.num_shown - self.num_simulated);
        self.movie.draw(block);
        if self.num_simulated == 0 {
            self.recorder.warm_up(&self.movie);
        }
        self.keep_shown(block);
        let drives: Vec<f32> = (0..block).map(|at| self.recorder.show(&self.movie, at)).collect();
        self.split.rates.extend(drives.iter().map(|&drive| cell.rate(drive)));
        let is_recorded = matches!(source.cell, CellDescription::Recorded(_));
        let counts = if self.part == SplitKind::Test && is_recorded {
            self.repeat(&drives, source.lengths.repeats as usize)
        } else {
            drives.iter().map(|&drive| self.recorder.spikes(drive)).collect()
        };
        if let Some(sta) = sta {
            counts.iter().enumerate().for_each(|(at, &count)| sta.add(&self.movie, at, count));
        }
        self.split.counts.extend(counts);
        self.num_simulated += block;
        Ok(())
    }

    /// Takes all the memory that the first pass needs.
    fn reserve(&mut self) -> Result<(), DatasetError> {
        let num_frames = self.num_shown;
        let Split { counts, rates, .. } = &mut self.split;
        let reserve = |shown: &mut StimulusFrames| shown.reserve(num_frames + NUM_LAGS - 1);
        let shown = self.shown.as_mut().map_or(Ok(()), reserve);
        let all =
            [shown, counts.try_reserve_exact(num_frames), rates.try_reserve_exact(num_frames)];
        let all: Result<Vec<()>, _> = all.into_iter().collect();
        all.map(drop).map_err(|_full| DatasetError::OutOfMemory { num_frames })
    }

    /// Between the passes: back to the first frame; what the network may not see is dropped.
    pub(super) fn rewind(&mut self, source: &DataSource) {
        self.movie = FilteredNoise::of(&source.stimulus, self.part.stimulus());
        let frames = || (0..self.num_kept).map(|row| self.rows.frame(row));
        self.split.counts = frames().map(|frame| self.split.counts[frame]).collect();
        self.split.rates = frames().map(|frame| self.split.rates[frame]).collect();
        let rows = Rows::Spread(self.rows);
        let raw = |shown| RawFrames::new(Arc::new(shown), rows);
        self.split.raw = self.shown.take().map(raw);
    }

    /// Second pass: the next block of frames as the network will see them.
    pub(super) fn filter(
        &mut self,
        source: &DataSource,
        kernel: &TemporalFilter,
    ) -> Result<(), DatasetError> {
        let is_training = self.part == SplitKind::Training;
        let spoiling = Spoiling::of(source).filter(|_| is_training);
        if self.part.is_packed(source) {
            let raw =
                if source.has_raw_frames { self.split.raw.clone() } else { self.split.raw.take() };
            let raw = raw.expect("what stays packed was kept in the first pass");
            self.split.frames = Frames::spoiled(raw, kernel, spoiling);
            return Ok(());
        }
        let checkers = source.stimulus.num_checkers();
        let done = self.filtered.len();
        if done == 0 {
            let num_frames = self.num_kept;
            let reserved = self.filtered.try_reserve_exact(num_frames * checkers);
            reserved.map_err(|_full| DatasetError::OutOfMemory { num_frames })?;
        }
        let first = self.num_redrawn;
        let block = BLOCK.min(self.num_shown - first);
        self.movie.draw(block);
        self.num_redrawn += block;
        let rows = self.rows.first_from(first)..self.rows.first_from(self.num_redrawn);
        self.filtered.resize(rows.end * checkers, 0.0);
        for (row, frame) in rows.clone().zip(self.filtered[done..].chunks_exact_mut(checkers)) {
            self.movie.filter(self.rows.frame(row) - first, kernel, frame);
            if let Some(spoiling) = &spoiling {
                spoiling.spoil(row, frame);
            }
        }
        self.num_filtered = rows.end;
        if rows.end == self.num_kept {
            self.split.frames = Frames::kept(checkers, core::mem::take(&mut self.filtered));
        }
        Ok(())
    }

    /// First the history, oldest frame first, then all that are shown.
    fn keep_shown(&mut self, block: usize) {
        let Some(shown) = &mut self.shown else { return };
        let history = if shown.num_frames() == 0 { NUM_LAGS - 1 } else { 0 };
        (1..=history).rev().for_each(|lag| shown.push(self.movie.raw(0, lag)));
        (0..block).for_each(|at| shown.push(self.movie.raw(at, 0)));
    }

    /// Shows the same frames again and again, while the drift goes on; returns summed spikes.
    fn repeat(&mut self, drives: &[f32], num_repeats: usize) -> Vec<u16> {
        let counts = (0..num_repeats)
            .flat_map(|_| drives.iter())
            .map(|&drive| self.recorder.spikes(drive))
            .collect();
        let repeats = Repeats::new(drives.len(), counts);
        self.repeats.insert(repeats).summed()
    }
}
