//! One split on its way from a seed to filtered frames.

use core::ops::Range;
use std::sync::Arc;

use crate::{
    cell::{FilteredNoise, HiddenCell, Recorder, SpikeTriggeredSum, TemporalFilter},
    config::{CellDescription, DataSource, NUM_LAGS, Noise, NoiseKind},
    dataset::{
        DatasetError, EvenSpread, Frames, RawFrames, Repeats, Rows, Split,
        spoil::{KeptNoise, Spoiling},
    },
    rng::Stream,
    stimulus::StimulusFrames,
};

/// Frames made in one slice: some milliseconds of work.
const BLOCK: usize = 1_000;
/// Most bytes of the frames of a data set that are kept as floats; of more, two-valued ones stay bits and are filtered whenever
/// they are read.
///
/// Measured natively: to filter a frame of 8x8 takes .11 us, to learn from it .22 us with 4 filters and .6 us with 16; a frame of
/// 16x16 takes .43 us, where 32 filters learn in 5 us. Against that stand the second pass and the way of floats from a large memory:
/// 600,000 frames of 16x16 take a third less time altogether if they are packed, 400,000 of 8x8 a sixth more in 8 epochs of 4 filters.
/// So small fields are kept up to 230,000 frames.
pub(super) const MAX_KEPT_BYTES: usize = 64 << 20;

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
    /// The same after the first pass.
    raw: Option<RawFrames>,
    /// Rows that have gone through the second pass.
    num_filtered: usize,
    /// These rows, where they are kept, until they are all there.
    filtered: Vec<f32>,
    /// How these rows are spoiled, where they are not kept.
    noise: Option<KeptNoise>,
    recorder: Recorder,
    movie: FilteredNoise,
    pub(super) split: Split,
    pub(super) repeats: Option<Repeats>,
}

/// Whether frames stay bits and are filtered whenever they are read.
fn is_packed(source: &DataSource) -> bool {
    let num_bytes: usize = SplitKind::ALL.map(|part| part.num_float_bytes(source)).iter().sum();
    source.stimulus.noise == Noise::Binary && num_bytes > MAX_KEPT_BYTES
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

    /// Where among these lie the frames that are kept for the network.
    fn rows(self, source: &DataSource) -> Range<usize> {
        let num_shown = self.num_shown(source);
        if self == Self::Training { source.lengths.part.of(num_shown) } else { 0..num_shown }
    }

    /// Frames kept for the network.
    fn num_kept(self, source: &DataSource) -> usize {
        if self == Self::Training { source.lengths.used as usize } else { self.num_shown(source) }
    }

    /// Frames to go through in both passes; those that stay packed need no second one.
    pub(super) fn num_total(self, source: &DataSource) -> usize {
        let has_second = self.spoiling(source).is_some() || !is_packed(source);
        self.num_shown(source) + if has_second { self.num_kept(source) } else { 0 }
    }

    /// How frames are spoiled: those of the training alone.
    fn spoiling(self, source: &DataSource) -> Option<Spoiling> {
        Spoiling::of(source).filter(|_| self == Self::Training)
    }

    /// Bytes of the finished split.
    pub(super) fn num_bytes(self, source: &DataSource) -> usize {
        let num_checkers = source.stimulus.num_checkers();
        let of_raw = match source.stimulus.noise {
            Noise::Binary => num_checkers.div_ceil(64) * size_of::<u64>(),
            Noise::Gaussian => num_checkers * size_of::<f32>(),
        };
        let share = match (is_packed(source), source.spoiled) {
            (false, _) => 1.0,
            (true, Some((kind, share))) if self == Self::Training => match kind {
                NoiseKind::Images => f64::from(share),
                NoiseKind::Checkers => f64::from(share) / 2.0,
            },
            (true, _) => 0.0,
        };
        let filtered = (share * self.num_float_bytes(source) as f64) as usize;
        let has_raw = is_packed(source) || source.has_raw_frames;
        let raw = if has_raw { self.num_shown(source) * of_raw } else { 0 };
        filtered + raw + self.num_kept(source) * (size_of::<u16>() + size_of::<f32>())
    }

    /// Bytes of the rows as floats.
    fn num_float_bytes(self, source: &DataSource) -> usize {
        self.num_kept(source) * source.stimulus.num_checkers() * size_of::<f32>()
    }
}

impl SplitBuilder {
    pub(super) fn new(source: &DataSource, cell: &HiddenCell, part: SplitKind) -> Self {
        let (num_shown, num_kept) = (part.num_shown(source), part.num_kept(source));
        let rows = EvenSpread::within(part.rows(source), num_kept);
        let stimulus = &source.stimulus;
        let empty = || StimulusFrames::empty(stimulus.noise, stimulus.num_checkers());
        Self {
            part,
            num_shown,
            num_kept,
            rows,
            shown: (source.has_raw_frames || is_packed(source)).then(empty),
            num_simulated: 0,
            num_redrawn: 0,
            num_filtered: 0,
            raw: None,
            filtered: Vec::new(),
            noise: None,
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
        self.raw = self.shown.take().map(raw);
    }

    /// Second pass: the next block of frames as the network will see them.
    pub(super) fn filter(
        &mut self,
        source: &DataSource,
        kernel: &TemporalFilter,
    ) -> Result<(), DatasetError> {
        let spoiling = self.part.spoiling(source);
        if !is_packed(source) {
            return self.filter_kept(source, kernel, spoiling);
        }
        if let Some(spoiling) = spoiling
            && self.draw(spoiling, source.stimulus.num_checkers())?
        {
            return Ok(());
        }
        let raw = self.raw.take().expect("what stays packed was kept in the first pass");
        self.split.raw = source.has_raw_frames.then(|| raw.clone());
        self.split.frames = Frames::spoiled(raw, kernel, self.noise.take());
        Ok(())
    }

    /// Draws the noise of the next frames, which stay packed; returns whether there are more.
    fn draw(&mut self, spoiling: Spoiling, checkers: usize) -> Result<bool, DatasetError> {
        let num_frames = self.num_kept;
        if self.noise.is_none() {
            let noise = KeptNoise::new(spoiling, num_frames, checkers);
            let noise = noise.map_err(|_full| DatasetError::OutOfMemory { num_frames })?;
            self.noise = Some(noise);
        }
        let next = self.num_filtered..num_frames.min(self.num_filtered + BLOCK);
        self.num_filtered = next.end;
        if let Some(noise) = &mut self.noise {
            next.for_each(|row| noise.push(row));
        }
        Ok(self.num_filtered < num_frames)
    }

    /// Filters the next frames, which are kept as floats.
    fn filter_kept(
        &mut self,
        source: &DataSource,
        kernel: &TemporalFilter,
        spoiling: Option<Spoiling>,
    ) -> Result<(), DatasetError> {
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
            self.split.raw = self.raw.take();
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
